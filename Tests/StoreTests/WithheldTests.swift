import Fixtures
import Foundation
import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// What a list of tries keeps back, and edits that the study's own log finds.
final class WithheldTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Takes the triggers off, as somebody would who edits the file.
    private func edit(_ store: Store, _ sql: String) throws {
        try store.writer.writeWithoutTransaction { database in
            for trigger in try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
                try database.execute(sql: "DROP TRIGGER \(trigger)")
            }
            try database.execute(sql: "PRAGMA foreign_keys = OFF")
            try database.execute(sql: sql)
        }
    }

    /// Both models are asked four prompts in order; 'small' fails on p3 for good, and 'large' on p2 at first.
    private func attempted() throws -> Store {
        let store = try Example.store()
        try store.write { database in
            var request = 0
            for model in ["large", "small"] {
                for prompt in 1...4 {
                    request += 1
                    let isFailed = model == "small" && prompt == 3
                    try database.execute(
                        sql: """
                            INSERT INTO request (id, key, study, purpose, asked, prompt, sample, detail, state, position)
                            SELECT ?1, ?1, 1, 'response', ?2, id, 1, '{}', ?3, ?1 FROM prompt WHERE name = ?4
                            """,
                        arguments: [request, model, isFailed ? "failed" : "done", "p\(prompt)"]
                    )
                    for number in 1...(model == "large" && prompt == 2 ? 2 : 1) {
                        let isOK = !isFailed && !(model == "large" && prompt == 2 && number == 1)
                        try database.execute(
                            sql: """
                                INSERT INTO attempt (request, number, started_at, class, is_streamed, http_status, message, said)
                                VALUES (?, ?, 5, ?, 1, ?, ?, ?)
                                """,
                            arguments: [
                                request, number, isOK ? "ok" : "server_error", isOK ? 200 : 500,
                                isOK ? nil : "upstream said: \(model) says p\(prompt)", isOK ? nil : "the words",
                            ]
                        )
                    }
                }
            }
        }
        return store
    }

    @Test func triesTellNeitherOnWhichPromptAModelFailedNorWhatItSaid() throws {
        let store = try attempted()
        let rows = try store.attempts(of: "s", AttemptFilter(limit: 50))
        #expect(rows.count == 9)
        let (told, hidden) = (rows.filter { $0.prompt != nil }, rows.filter { $0.prompt == nil })
        // Neither the failure nor the other model's answer, whose absence would tell as much; last, and without a place.
        #expect(Set(told.compactMap(\.prompt)) == ["p1", "p2", "p4"])
        #expect(hidden.map(\.asked) == ["large", "small"] && rows.suffix(2).allSatisfy { $0.prompt == nil })
        #expect(rows.allSatisfy { $0.id == nil && $0.message == nil && $0.said == nil && $0.at == nil })
        #expect(rows.contains { $0.asked == "small" && $0.failureClass == "server_error" && $0.isOfHiddenPrompt })
        let asked = AttemptFilter(prompt: "p3", limit: 50)
        #expect(try store.attempts(of: "s", asked).isEmpty)
        #expect(try store.attempt(1, of: "s")?.id == nil)
        try store.unblind("s", who: "lead", at: 1)
        #expect(try store.attempts(of: "s", asked).map(\.failureClass) == ["server_error", "ok"])
        #expect(try store.attempts(of: "s", asked).first?.message == "upstream said: small says p3")
    }

    /// Which prompts no model may answer any more is kept back of those alone that somebody rates.
    @Test func aFailureOnAPromptThatIsNotPlannedIsToldAsItIs() throws {
        let store = try attempted()
        var study = Example.study
        study.prompts.append(Prompt(id: "p5", messages: [Message(role: .user, content: "ask 5")]))
        try store.sync(study)
        try store.write { database in
            try database.execute(
                sql: """
                    INSERT INTO request (id, key, study, purpose, asked, prompt, sample, detail, state, position)
                        SELECT 20, 'k', 1, 'response', 'small', id, 1, '{}', 'failed', 20 FROM prompt WHERE name = 'p5';
                    INSERT INTO attempt (id, request, number, started_at, class, is_streamed, message, said)
                        VALUES (30, 20, 1, 5, 'server_error', 1, 'out of memory', 'the words');
                    INSERT INTO request (id, key, study, purpose, asked, prompt, sample, detail, state, position)
                        SELECT 21, 'l', 1, 'response', 'large', id, 1, '{}', 'done', 21 FROM prompt WHERE name = 'p5';
                    INSERT INTO attempt (id, request, number, started_at, class, is_streamed, message, said)
                        VALUES (31, 21, 1, 6, 'cut', 1, 'half of it', 'the words'), (32, 21, 2, 7, 'ok', 1, NULL, NULL);
                    """
            )
        }
        let rows = try store.attempts(of: "s", AttemptFilter(prompt: "p5", limit: 50))
        #expect(rows.map(\.asked) == ["large", "large", "small"] && rows.allSatisfy { !$0.isOfHiddenPrompt })
        #expect(rows.map(\.failureClass) == ["ok", "cut", "server_error"])
        #expect(rows.map(\.id) == [32, 31, 30] && rows.map(\.at) == [nil, 6, 5])
        // Of what was answered in the end the server's words may be the answer's.
        #expect(rows.map(\.message) == [nil, nil, "out of memory"] && rows.map(\.said) == [nil, nil, "the words"])
        // What is planned stays hidden.
        #expect(try store.attempts(of: "s", AttemptFilter(prompt: "p3", limit: 50)).isEmpty)
    }

    /// Reviews of both, of which the study's log was told by a plan in between.
    private func reviewed(_ path: String) throws -> Store {
        let store = try Store.open(path: path, mode: .create)
        try Example.fill(store)
        for name in ["ana", "ben"] {
            let own = try Store.open(path: path, mode: .existing)
            let sitter = Sitter(try own.restricted(to: name, study: "s"), name)
            for _ in 1...4 { try sitter.rate(try #require(try sitter.next())) }
            try own.writer.close()
            try store.noteSessions(of: "s")
        }
        return store
    }

    @Test(arguments: [
        """
        DELETE FROM rating WHERE rater = (SELECT id FROM rater WHERE name = 'ben');
        DELETE FROM event WHERE reviewer = (SELECT id FROM rater WHERE name = 'ben')
        """,
        """
        DELETE FROM rating WHERE id = (SELECT max(id) FROM rating);
        DELETE FROM event WHERE id IN (SELECT id FROM event ORDER BY id DESC LIMIT 3)
        """,
        "UPDATE rating SET named_by = 'model' WHERE id = 1",
        "UPDATE presentation SET state = 'skipped' WHERE id = (SELECT min(id) FROM presentation WHERE state = 'open')",
        "UPDATE presentation SET state = 'done' WHERE id = (SELECT min(id) FROM presentation WHERE state = 'open')",
        "UPDATE presentation SET state = 'done' WHERE state = 'open'",
        "UPDATE presentation SET state = 'skipped' WHERE id = (SELECT min(id) FROM presentation WHERE state = 'done')",
    ])
    func theStudysOwnLogFindsASessionCutOff(sql: String) throws {
        let store = try reviewed("\(folder.path)/main.sqlite")
        #expect(try store.verify("s").findings.isEmpty)
        try edit(store, sql)
        #expect(try !store.verify("s").broken.isEmpty)
    }

    @Test func whatTheSchemaForbidsIsFoundUnlessTheCallerLookedBefore() throws {
        let store = try Example.store()
        try edit(store, "INSERT INTO draft (presentation, reviewer, note) VALUES (999999, 1, x'41')")
        #expect(try store.verify("s").broken.contains { $0.what.contains("breaks its own rules") })
        #expect(try store.verify("s", checksRules: false).broken.isEmpty)
    }

    @Test(arguments: ["rated", "skipped", "retracted"])
    func theLastActOfAKilledSessionCannotBeCutOff(kind: String) throws {
        let path = "\(folder.path)/main.sqlite"
        let store = try Store.open(path: path, mode: .create)
        try Example.fill(store)
        let own = try Store.open(path: path, mode: .existing)
        let sitter = Sitter(try own.restricted(to: "ana", study: "s"), "ana")
        for _ in 1...2 { try sitter.rate(try #require(try sitter.next())) }
        switch kind {
        case "skipped": try sitter.skip(try #require(try sitter.next()))
        case "retracted": _ = try sitter.undo()
        default: try sitter.rate(try #require(try sitter.next()))
        }
        try own.writer.close()
        #expect(try store.verify("s").findings.isEmpty)
        try edit(
            store,
            """
            UPDATE presentation SET state = 'open' WHERE id = (SELECT presentation FROM event ORDER BY id DESC LIMIT 1);
            DELETE FROM rating WHERE id = (SELECT max(id) FROM rating);
            DELETE FROM event WHERE id >= (SELECT max(id) FROM event WHERE kind IN ('rated', 'skipped', 'retracted'))
            """
        )
        #expect(try store.verify("s").broken.contains { $0.what.contains("heads in the study's log") })
    }

    @Test func aQuestionThatWasRewordedInTheFileIsNamed() throws {
        let store = try Example.store()
        try edit(
            store,
            """
            UPDATE criterion SET definition = replace(definition, '"question":"?"', '"question":"!"')
                WHERE name = 'overall'
            """
        )
        let found = try store.verify("s").broken.map(\.what)
        #expect(found.contains("the criterion 'overall' is not the one of its hash"), "\(found)")
        #expect(!found.contains("the criterion 'better' is not the one of its hash"))
    }

    @Test func aRowThatWasPutInAfterTheLastEventIsCounted() throws {
        let store = try Example.store()
        try edit(
            store,
            """
            INSERT INTO response (item, prompt, model, sample, is_imported, at, is_current, salt)
                SELECT item, prompt, model, 9, is_imported, at, 0, salt FROM response ORDER BY id LIMIT 1
            """
        )
        let found = try store.verify("s").broken.map(\.what)
        #expect(found.contains { $0.hasPrefix("1 ") && $0.hasSuffix("that no event of the log tells of: put in") })
    }

    /// Heads that somebody kept of the study's own log, beside those of sessions.
    @Test func aHeadOfTheStudysLogThatIsNotThereIsFound() throws {
        let store = try Example.store()
        let head = try #require(try store.verify("s").studyHead)
        #expect(try store.verify("s", against: [head]).findings.isEmpty)
        let other = ChainHead(reviewer: "", sitting: head.sitting, number: head.number, sha256: SHA256.hex(of: "other"))
        #expect(try store.verify("s", against: [other]).broken.map(\.number) == [head.number])
    }

    @Test func aReviewOnlyAddsToTheStudysLog() throws {
        let path = "\(folder.path)/main.sqlite"
        try Example.fill(try Store.open(path: path, mode: .create))
        let store = try Store.open(path: path, mode: .existing).restricted(to: "ana", study: "s")
        for sql in ["DELETE FROM study_event", "UPDATE study_event SET at = 1", "SELECT payload FROM study_event"] {
            #expect(throws: StoreError.self, "\(sql)") { try store.write { try $0.execute(sql: sql) } }
        }
    }

    /// How many items two models' ratings are says whether their texts are one.
    @Test(arguments: [false, true]) func noCountOfRatingsByModelTellsWhoseTextsAreOne(isHandedOut: Bool) throws {
        let store = try Example.store()
        let rows = [("large", "overall"), ("small", "overall"), ("large", "lex")].enumerated().map { line, named in
            let record = RatingRecord(
                study: "s",
                subject: .item(ItemID(study: "s", prompt: "p1", text: "\(named.0) says p1\0!")),
                prompt: "p1",
                criterion: named.1,
                value: 3,
                rater: named.1 == "lex" ? "lex" : "spy",
                kind: named.1 == "lex" ? .metric : .human
            )
            return ImportedRating(line: line + 1, record: record, sources: [.init(model: named.0, sample: 1)])
        }
        _ = try store.importRatings(rows, study: "s", file: "f")
        #expect(try store.scoreCounts(of: "s").isEmpty)
        // Nobody saw a text: there is nothing that it could be told of.
        #expect(try store.ratingRows(of: "s", totals: true).rows.count { $0.value == 3 } >= 2)
        #expect(try store.verify("s").importedCount == 2)
        if isHandedOut {
            _ = try store.writeBundle(for: "ana", study: "s", to: "\(folder.path)/ana.slam", at: 2)
        } else {
            _ = try #require(try Sitter(store).next())
        }
        let shown = try store.ratingRows(of: "s", totals: true)
        #expect(shown.rows.isEmpty && shown.withheld.namedByModel >= 2)
        try store.unblind("s", who: "lead", at: 1)
        #expect(try store.scoreCounts(of: "s") == ["lex": 1])
    }

    @Test func whatIsNotedTwiceIsNotedOnce() throws {
        let store = try reviewed("\(folder.path)/main.sqlite")
        let head = try store.verify("s").studyHead
        try store.noteSessions(of: "s")
        #expect(try store.verify("s").studyHead == head)
    }

    @Test func repliesThatWereEditedAreNotReadAgain() throws {
        let store = try attempted()
        try store.write { database in
            try database.execute(
                sql: """
                    INSERT INTO request (id, key, study, purpose, asked, prompt, sample, detail, state, position)
                        VALUES (20, 'j', 1, 'judgement', 'judge', 1, 1, '{}', 'done', 20);
                    INSERT INTO attempt (id, request, number, started_at, class, is_streamed)
                        VALUES (30, 20, 1, 5, 'ok', 1);
                    INSERT INTO reply (request, attempt, text) VALUES (20, 30, x'41');
                    """
            )
        }
        let item = ItemID(study: "s", prompt: "p1", text: Example.responses[0].text)
        let record = RatingRecord(
            study: "s",
            subject: .item(item),
            prompt: "p1",
            criterion: "overall",
            value: 5,
            rater: "judge",
            kind: .judge,
            version: "v"
        )
        #expect(try store.saveVerdicts([record], of: [1], parser: 1, study: "s").new == 1)
        let honest = try store.verify("s").findings
        #expect(honest.map(\.standing) == [.note], "\(honest)")
        try edit(store, "UPDATE reply SET text = x'42'")
        #expect(try !store.verify("s").broken.isEmpty)
        let refusal = #expect(throws: StoreError.self) {
            try store.saveVerdicts([record], of: [1], parser: 1, study: "s")
        }
        #expect(refusal?.description.contains("nothing was read again") == true)
    }

    /// An honest reviewer who copies a bundle and rates on two machines loses nothing but what was rated twice.
    @Test(arguments: [[0, 1], [1, 0]])
    func twoCopiesOfABundleAreBothTaken(order: [Int]) throws {
        let store = try Store.open(path: "\(folder.path)/main.sqlite", mode: .create)
        try Example.fill(store)
        let paths = ["one", "two"].map { "\(folder.path)/\($0).slam" }
        _ = try store.writeBundle(for: "ben", study: "s", to: paths[0], at: 2)
        try FileManager.default.copyItem(atPath: paths[0], toPath: paths[1])
        for (path, count) in zip(paths, [2, 5]) {
            let bundle = try Store.open(path: path, mode: .existing)
            // Another process on another machine.
            let owner = LeaseOwner(rawValue: "machine\(count):\(count):0")
            let sitter = Sitter(try bundle.restricted(to: "ben", study: "s"), "ben", owner: owner)
            sitter.time = Int64(count) * 1000
            for _ in 0..<count { try sitter.rate(try #require(try sitter.next())) }
            // What was rated twice is corrected in both.
            let last = try #require(try sitter.undo())
            try sitter.rate(last)
            try bundle.writer.close()
        }
        for place in order { _ = try store.merge([paths[place]], study: "s") }
        // Whoever comes second says it again when it is merged again; who came first has nothing new.
        #expect(try store.merge([paths[order[0]]], study: "s").twice == 0)
        #expect(try store.merge([paths[order[1]]], study: "s").twice > 1)
        let rated = try store.currentRatings(of: "s").filter { $0.rater == "ben" }
        #expect(rated.count == 5 && Set(rated.map(\.subject)).count == 5)
        let report = try store.verify("s")
        #expect(report.broken.isEmpty, "\(report.broken)")
        #expect(report.findings.contains { $0.what.contains("two copies") })
    }
}
