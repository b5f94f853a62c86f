import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// Edits of single rows by hand, as the study's own log and the ratings themselves tell of them.
struct EditedPartTests {
    /// A planned study with a known text, and one attempt that cost something.
    private func store() throws -> Store {
        var study = Example.study
        study.known = [Example.trainingResponse]
        let store = try Store.inMemory()
        try Example.fill(store, study)
        try store.write { database in
            try database.execute(
                sql: """
                    INSERT INTO request (id, key, study, purpose, asked, prompt, sample, detail, state, position)
                        VALUES (1, 'k', 1, 'response', 'large', 1, 1, '{}', 'done', 1);
                    INSERT INTO attempt (request, number, started_at, class, is_streamed, nano_dollars)
                        VALUES (1, 1, 5, 'ok', 1, 1200);
                    """
            )
        }
        return store
    }

    /// Takes the triggers off, as somebody would who edits the file.
    private func edit(_ store: Store, _ sql: String) throws {
        try store.writer.writeWithoutTransaction { database in
            for trigger in try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
                try database.execute(sql: "DROP TRIGGER \(trigger)")
            }
            try database.execute(sql: sql)
        }
    }

    @Test(arguments: [
        ("UPDATE answer SET value = value + 1", "the known answers"),
        ("UPDATE answer SET explanation = x'41'", "the known answers"),
        (
            """
            UPDATE presentation SET side = iif(side = 'first', 'second', 'first')
                WHERE id = (SELECT min(id) FROM presentation WHERE side IS NOT NULL)
            """, "the rows of the plan"
        ),
        ("UPDATE presentation SET slot = slot + 7 WHERE id = 1", "the rows of the plan"),
        ("UPDATE model SET is_baseline = 1 - is_baseline", "the models"),
        ("UPDATE prompt SET reference = x'41' WHERE name = 'p1'", "the prompts"),
        ("UPDATE criterion SET position = position + 7", "the criteria"),
        ("UPDATE attempt SET nano_dollars = nano_dollars + 1", "attempts"),
        ("UPDATE attempt SET class = 'timeout'", "attempts"),
        ("UPDATE response SET sample = 7 WHERE id = 1", "responses, by model,"),
    ])
    func oneValueThatWasEditedIsFound(sql: String, part: String) throws {
        let store = try store()
        #expect(try store.verify("s").broken.isEmpty)
        try edit(store, sql)
        let found = try store.verify("s").broken.map(\.what)
        #expect(found.contains { $0.contains(part) }, "\(found)")
    }

    /// Taking the files over again makes every part what it was: that it was another in between is noted first.
    @Test(arguments: [
        ("UPDATE prompt SET text = x'41' WHERE name = 'p1'", "prompts"),
        ("UPDATE model SET is_baseline = 1 - is_baseline", "models"),
        ("UPDATE criterion SET position = position + 7", "criteria"),
        ("UPDATE answer SET value = value + 1", "answers"),
    ])
    func whatWasEditedBeforeTheNextActIsNotedBeforeIt(sql: String, part: String) throws {
        var study = Example.study
        study.known = [Example.trainingResponse]
        let store = try store()
        #expect(try !store.sync(study))
        #expect(try store.verify("s").broken.isEmpty)
        try edit(store, sql)
        try store.sync(study)
        let found = try store.verify("s").broken.map(\.what)
        #expect(found == ["\(part): changed outside of the program before it"])
    }

    /// Whoever calls a rating unblinded and names its row by what it says now is found while nobody has unblinded.
    @Test func aRatingIsUnblindedOnlyWhereTheStudyIs() throws {
        let store = try Example.store()
        let sitter = Sitter(store)
        try sitter.rate(try #require(try sitter.next()))
        var record = try #require(try store.records(of: "s").first)
        record.phase = .unblinded
        try edit(store, "UPDATE rating SET phase = 'unblinded', record = '\(record.id)'")
        func mismatches() throws -> [String?] {
            try store.read { database in
                var found: [String?] = []
                try StoredActs(study: "s", try Store.studyID("s", database), database).forEach {
                    found.append($0.mismatch)
                }
                return found
            }
        }
        #expect(try mismatches() == ["its phase is unblinded, where the plan says blind"])
        try store.unblind("s", who: "lead", at: 9)
        #expect(try mismatches() == [nil])
    }
}
