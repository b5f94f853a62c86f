import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// A plan of thousands of rows is put in without its indices, which are made anew behind it.
struct BulkTests {
    private static func schema(_ database: Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql: "SELECT sql FROM sqlite_schema WHERE tbl_name = 'presentation' AND sql IS NOT NULL ORDER BY name"
        )
    }

    /// Each index costs a plan of hundreds of thousands of rows a pass and a sort: two that begin alike are one too many.
    @Test func theRowsOfATextHaveOneIndexInAnOlderDatabaseToo() throws {
        let queue = try DatabaseQueue()
        try Schema.migrator.migrate(queue, upTo: "032")
        try queue.write {
            try $0.execute(
                sql: """
                    INSERT INTO study (id, name, settings, salt) VALUES (1, 's', '{}', x'00');
                    INSERT INTO prompt (id, study, name, text, tags, position, is_current) VALUES (1, 1, 'p', x'41', '[]', 1, 1);
                    INSERT INTO item (id, sha256, prompt, text) VALUES (1, 'a', 1, x'42');
                    INSERT INTO presentation (study, is_open, first, slot, position, state) VALUES (1, 1, 1, 1, 1, 'open');
                    INSERT INTO rater (id, study, name, kind) VALUES (1, 1, 'x', 'human');
                    INSERT INTO criterion (id, study, name, sha256, definition, form, position, is_current)
                        VALUES (1, 1, 'c', 'h', '{}', 'accept', 1, 1);
                    INSERT INTO rating (record, study, rater, criterion, first, value, outcome, phase, flags)
                        VALUES ('r', 1, 1, 1, 1, 1, 'rated', 'blind', '[]');
                    """
            )
        }
        try Schema.migrator.migrate(queue)
        try queue.write { database in
            let again = """
                INSERT INTO rating (record, study, rater, criterion, first, value, outcome, phase, flags, supersedes)
                VALUES (?, 1, 1, 1, 1, 0, 'rated', 'blind', '[]', ?)
                """
            try database.execute(sql: again, arguments: ["q", "r"])
            for (record, earlier) in [("r", nil), ("p", "nobody's")] as [(String, String?)] {
                #expect(throws: DatabaseError.self) { try database.execute(sql: again, arguments: [record, earlier]) }
            }
            let names = try String.fetchAll(
                database,
                sql:
                    "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'rating' AND name LIKE '%record'"
            )
            #expect(names == ["rating_by_record"])
        }
        try queue.read { database in
            let names = try String.fetchAll(
                database,
                sql: "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql LIKE '% ON presentation (first%'"
            )
            #expect(names == ["one_presentation"])
            #expect(try Int.fetchOne(database, sql: "SELECT count(*) FROM presentation WHERE first = 1") == 1)
            #expect(try String.fetchAll(database, sql: "PRAGMA integrity_check") == ["ok"])
        }
    }

    /// The one index of a text's rows also holds that nobody is asked the same twice; rows that are nobody's, and those
    /// beyond the need, stand beside others.
    @Test func nobodyIsAskedTheSameTwice() throws {
        let store = try Example.store()
        try store.write { database in
            func add(_ reviewer: String, second: String = "NULL", isExtra: Int = 0, round: Int = 1) throws {
                try database.execute(
                    sql: """
                        INSERT INTO presentation (study, reviewer, is_open, first, second, side, slot, phase, position, state,
                            is_extra, round)
                        SELECT 1, \(reviewer), 1, max(id), \(second), iif(\(second) IS NULL, NULL, 'first'), 9, 'gold', 1, 'open',
                            \(isExtra), \(round) FROM item
                        """
                )
            }
            let ana = "(SELECT id FROM rater WHERE name = 'ana')"
            try add(ana)
            try add("(SELECT id FROM rater WHERE name = 'ben')")
            try add(ana, second: "1")
            try add(ana, round: 2)
            for _ in 1...2 {
                try add("NULL")
                try add(ana, isExtra: 1)
            }
            #expect(throws: DatabaseError.self) { try add(ana) }
            #expect(throws: DatabaseError.self) { try add(ana, second: "1") }
            #expect(throws: DatabaseError.self) { try add(ana, round: 2) }
            #expect(throws: DatabaseError.self) {
                try database.execute(sql: "UPDATE presentation SET is_extra = 0 WHERE is_extra = 1 AND phase = 'gold'")
            }
        }
    }

    private static var large: Study {
        var study = Example.study
        study.prompts = (1...840).map { Prompt(id: "p\($0)", messages: [Message(role: .user, content: "ask \($0)")]) }
        return study
    }

    @Test func aPlanOfThousandsIsIndexedAndCountedAsOneOfFew() throws {
        let study = Self.large
        let store = try Store.inMemory()
        let before = try store.read { try Self.schema($0) }
        try Example.fill(store, study, Example.responses(of: study) { "\($0) \($1)" })
        try store.read { database in
            #expect(try Int.fetchOne(database, sql: "SELECT count(*) FROM presentation") == 5040)
            #expect(try Self.schema(database) == before)
            #expect(try String.fetchAll(database, sql: "PRAGMA integrity_check") == ["ok"])
            let counted = try Row.fetchAll(database, sql: "SELECT reviewer, state, rows FROM tally ORDER BY 1, 2")
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT reviewer, state, count(*) AS rows FROM presentation GROUP BY 1, 2 ORDER BY 1, 2"
            )
            #expect(counted == rows && !rows.isEmpty)
        }
        #expect(try store.verify("s").broken.isEmpty)
        // What comes later is put in among it, and counted by the trigger.
        try store.plan(study, worsened: { _, _, _ in nil }) { state in
            [PlannedRow(first: state.answers[0].item, reviewer: 0, phase: .gold)]
        }
        #expect(try store.read { try Int.fetchOne($0, sql: "SELECT sum(rows) FROM tally") } == 5041)
    }

    @Test func ratingsCloseRowsOfAPlanOfThousandsAsOfOneOfFew() throws {
        let store = try Store.inMemory()
        try Example.fill(store, Self.large, Example.responses(of: Self.large) { "\($0) \($1)" })
        let before = try store.read { try Self.schema($0) }
        let rows = (1...840).map { number in
            let item = ItemID(study: "s", prompt: "p\(number)", text: "large p\(number)")
            let isSkipped = number % 4 == 0
            let record = RatingRecord(
                study: "s",
                subject: .item(item),
                prompt: "p\(number)",
                criterion: "overall",
                value: isSkipped ? nil : 4,
                rater: "ana",
                kind: .human,
                outcome: isSkipped ? .skipped : .rated
            )
            return ImportedRating(line: number, record: record)
        }
        #expect(try store.importRatings(rows, study: "s", file: "f").new == 840)
        try store.read { database in
            #expect(try Self.schema(database) == before)
            func counts(_ sql: String) throws -> [String: Int] {
                let rows = try Row.fetchAll(database, sql: sql)
                return Dictionary(rows.map { ("\($0[0] as Int) \($0[1] as String)", $0[2]) }) { first, _ in first }
            }
            let counted = try counts("SELECT reviewer, state, count(*) FROM presentation GROUP BY 1, 2")
            #expect(try counts("SELECT reviewer, state, rows FROM tally WHERE rows > 0") == counted)
            #expect(counted.filter { $0.key.hasSuffix("done") }.values.reduce(0, +) == 630)
            #expect(counted.filter { $0.key.hasSuffix("skipped") }.values.reduce(0, +) == 210)
        }
    }

    @Test func oneRowTwiceAmongThousandsIsRefusedAndLeavesNoPlan() throws {
        let store = try Store.inMemory()
        try store.sync(Example.study)
        _ = try store.importResponses(Example.responses, study: "s", file: "f", at: 1)
        #expect(throws: StoreError.self) {
            try store.plan(Example.study, worsened: { _, _, _ in nil }) { state in
                Array(repeating: PlannedRow(first: state.answers[0].item, reviewer: 0), count: 5000)
            }
        }
        #expect(try store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM presentation") } == 0)
        #expect(try store.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") } == ["ok"])
        try store.plan(Example.study, worsened: { _, _, _ in nil }, by: Planner(Example.study).rows)
        #expect(try store.progress(of: "s").map { $0.left > 0 } == [true, true])
    }

    @Test func whatIsGivenUpLeavesNothing() throws {
        let store = try Store.inMemory()
        try store.sync(Example.study)
        var line = 0
        store.giveUp { true }
        #expect(throws: StoreError.self) {
            try store.importResponses(study: "s", file: "f", at: 1) {
                line += 1
                guard line <= 50_000 else { return nil }
                return .success(
                    ImportedResponse(line: line, prompt: "p1", model: "large", sample: line, text: "\(line)")
                )
            }
        }
        #expect(line < 50_000)
        store.giveUp(when: nil)
        #expect(try store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM item") } == 0)
        #expect(try store.importResponses(Example.responses, study: "s", file: "f", at: 1).new == 8)
    }

    /// A file may name a version of a criterion that the study never had.
    @Test func aRatingUnderAVersionThatNobodyKnowsIsStaleWithoutAnEdit() throws {
        let store = try Example.store()
        var record = RatingRecord(
            study: "s",
            subject: .item(ItemID(study: "s", prompt: "p1", text: "large says p1\0!")),
            prompt: "p1",
            criterion: "overall",
            value: 4,
            rater: "ana",
            kind: .human
        )
        #expect(try store.staleRatings(of: "s").question == 0)
        record.criterionSHA256 = String(repeating: "0", count: 64)
        _ = try store.importRatings([.init(line: 1, record: record)], study: "s", file: "f")
        #expect(try store.staleRatings(of: "s").question == 1)
    }
}
