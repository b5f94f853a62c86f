import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// Which prompts a reviewer has seen: what a session opens with.
struct SeenTests {
    private let store: Store
    private let ana: Sitter

    init() throws {
        store = try Example.store()
        ana = Sitter(try store.restricted(to: "ana", study: "s"))
    }

    private func seen(by name: String = "ana", in store: Store? = nil) throws -> [String] {
        try ["p1", "p2", "p3", "p4", "p5"].filter {
            try (store ?? ana.store).hasSeen(prompt: $0, study: "s", reviewer: name)
        }
    }

    private func hasSeenAny(_ name: String = "ana") throws -> Bool {
        try ana.store.hasSeenAny(study: "s", reviewer: name)
    }

    private func unread(_ shown: BlindPresentation) -> ReviewAct {
        ReviewAct(
            criterion: shown.texts.count == 1 ? "overall" : "better",
            value: 1,
            flags: ["unread", "unread_prompt"]
        )
    }

    @Test func whatWasRatedOrSkippedIsSeenByItsReviewerAlone() throws {
        #expect(try seen().isEmpty && !hasSeenAny())
        let first = try #require(try ana.next())
        // What is on the screen is not seen yet.
        #expect(try seen().isEmpty && !hasSeenAny())
        try ana.rate(first)
        #expect(try seen() == [first.prompt] && hasSeenAny())
        #expect(try !hasSeenAny("ben") && seen(by: "ben").isEmpty)
        var known: Set = [first.prompt]
        while let shown = try ana.next() {
            #expect(try seen().contains(shown.prompt) == known.contains(shown.prompt))
            try ana.skip(shown)
            known.insert(shown.prompt)
            #expect(try Set(seen()) == known)
        }
        #expect(try seen() == ["p1", "p2", "p3", "p4"])
    }

    @Test func aPromptWhoseEndWasNeverShownIsNotSeenUntilItIs() throws {
        let first = try #require(try ana.next())
        try ana.rate(first, unread(first))
        #expect(try seen().isEmpty && !hasSeenAny())
        // Another row of the same prompt that was read.
        var second = try #require(try ana.next())
        while second.prompt != first.prompt {
            try ana.rate(second, unread(second))
            second = try #require(try ana.next())
        }
        try ana.rate(second)
        #expect(try seen() == [first.prompt] && hasSeenAny())
        _ = try ana.undo()
        #expect(try seen().isEmpty && !hasSeenAny())
        // The first one's correction bears that it was read.
        let (again, _) = try ana.revisit(first.id)
        try ana.rate(again)
        #expect(try seen() == [first.prompt] && hasSeenAny())
    }

    /// A row that a file filled is rated; its prompt is no new one.
    @Test func whatAFileFilledIsSeen() throws {
        let store = try Example.store()
        let record = RatingRecord(
            study: "s",
            subject: .item(ItemID(study: "s", prompt: "p3", text: "large says p3\0!")),
            prompt: "p3",
            criterion: "overall",
            value: 4,
            rater: "ana",
            kind: .human
        )
        #expect(try seen(in: store).isEmpty)
        _ = try store.importRatings([ImportedRating(line: 1, record: record)], study: "s", file: "f")
        #expect(try seen(in: store) == ["p3"] && seen(by: "ben", in: store).isEmpty)
        // It was on no screen: it is not among what the reviewer can go back to.
        #expect(try store.visited(study: "s", reviewer: "ana").isEmpty)
        #expect(try store.rated(study: "s", reviewer: "ana").isEmpty)
        #expect(try store.ownItems(study: "s", reviewer: "ana").isEmpty)
    }

    /// Prompts of two studies in one database bear the same names.
    @Test func aPromptOfAnotherStudyIsAnother() throws {
        var other = Example.study
        other.name = "t"
        let store = try Example.store()
        try store.sync(other)
        try store.plan(other, worsened: { _, _, _ in nil }, by: Planner(other).rows)
        let sitter = Sitter(store)
        while let shown = try sitter.next() { try sitter.rate(shown) }
        #expect(try seen(in: store) == ["p1", "p2", "p3", "p4"])
        #expect(try !store.hasSeen(prompt: "p1", study: "t", reviewer: "ana"))
        #expect(try !store.hasSeenAny(study: "t", reviewer: "ana"))
    }

    @Test func theListHasTheBeginningOfEachPrompt() throws {
        var rows: [Int64: String] = [:]
        while let shown = try ana.next() {
            try ana.rate(shown)
            rows[shown.id] = shown.promptText
        }
        let items = try ana.store.ownItems(study: "s", reviewer: "ana")
        #expect(items.count == rows.count && items.allSatisfy { rows[$0.row] == $0.words && !$0.words.isEmpty })
        #expect(try items.map(\.row) == ana.store.visited(study: "s", reviewer: "ana"))
    }

    /// Its rows stand as they were, what is asked of them is found, and the file is whole.
    @Test func anOlderDatabaseIsAskedByTheSameIndices() throws {
        let queue = try DatabaseQueue()
        try Schema.migrator.migrate(queue, upTo: "035")
        try queue.write {
            try $0.execute(
                sql: """
                    INSERT INTO study (id, name, settings, salt) VALUES (1, 's', '{}', x'00');
                    INSERT INTO rater (id, study, name, kind) VALUES (1, 1, 'ana', 'human');
                    INSERT INTO prompt (id, study, name, text, tags, position, is_current)
                        VALUES (1, 1, 'p1', x'41', '[]', 1, 1), (2, 1, 'p2', x'42', '[]', 2, 1);
                    INSERT INTO criterion (id, study, name, sha256, definition, form, position, is_current)
                        VALUES (1, 1, 'c', 'h', '{}', 'accept', 1, 1);
                    INSERT INTO item (id, sha256, prompt, text)
                        SELECT value, 'i' || value, iif(value = 6, 2, 1), x'42' FROM json_each('[1,2,3,4,5,6]');
                    INSERT INTO presentation (id, study, reviewer, first, slot, position, state)
                        SELECT id, 1, 1, id, 1, id, iif(id = 6, 'open', 'done') FROM item;
                    INSERT INTO rating
                        (record, study, rater, criterion, first, value, outcome, phase, flags, presentation, active_ms)
                        SELECT 'r' || id, 1, 1, 1, id, 1, 'rated', 'gold', '[]', id, 1000 * id FROM item WHERE id < 6;
                    """
            )
        }
        try Schema.migrator.migrate(queue)
        try queue.read { database in
            #expect(try String.fetchAll(database, sql: "PRAGMA integrity_check") == ["ok"])
            #expect(try Int.fetchOne(database, sql: "PRAGMA user_version") == Schema.version)
            let names = try String.fetchSet(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'index'")
            #expect(names.isSuperset(of: ["item_by_prompt", "rating_with_time", "open_subject"]))
        }
        let store = Store(writer: queue, path: ":memory:")
        #expect(try seen(in: store) == ["p1"])
        let pace = try store.pace(study: "s", reviewer: "ana")
        #expect(pace.done == 5 && pace.left == 1 && pace.medianActiveMilliseconds == 3000)
    }
}
