import Foundation
import GRDB
import Studies
import Testing

@testable import Store

struct StoreTests {
    private func temporaryPath() -> String { NSTemporaryDirectory() + "slam-\(UUID().uuidString).sqlite" }

    /// A new database skips the steps that an older one takes, and is the same.
    @Test func aNewDatabaseIsWhatTheMigrationsMake() throws {
        func form(_ queue: DatabaseQueue) throws -> [String] {
            try queue.read { database in
                let parts = try Row.fetchAll(database, sql: "SELECT type, name, tbl_name, sql FROM sqlite_schema")
                let rows = try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
                    .flatMap { table in
                        try Row.fetchAll(database, sql: "SELECT * FROM \"\(table)\"").map { "\(table): \($0)" }
                    }
                let pragmas = try ["application_id", "user_version"].map {
                    "\($0): \(try Int.fetchOne(database, sql: "PRAGMA \($0)") ?? -1)"
                }
                return (parts.map { "\($0)" } + rows).sorted() + pragmas
            }
        }
        let (stepped, new) = (try DatabaseQueue(), try DatabaseQueue())
        try Schema.migrator.migrate(stepped)
        try Schema.migrate(new)
        let wanted = try form(stepped)
        #expect(try form(new) == wanted && wanted.count > 100)
        #expect(try new.read { try Schema.migrator.hasCompletedMigrations($0) })
    }

    @Test func aFileIsDurableAndMarkedAsOurs() throws {
        let path = temporaryPath()
        defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) } }
        try Example.fill(try Store.open(path: path, mode: .create))
        let queue = try DatabaseQueue(path: path)
        func number(_ sql: String) throws -> Int? { try queue.read { try Int.fetchOne($0, sql: sql) } }
        #expect(try queue.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
        #expect(try number("PRAGMA application_id") == 0x534C_614D)
        #expect(try number("PRAGMA user_version") == Schema.version)
        #expect(try number("SELECT count(*) FROM v_responses") == 8)
        #expect(try Store.open(path: path, mode: .existing).responses(of: "s").count == 8)
    }

    @Test func aMissingAForeignAndABrokenFileAreRefusedInWords() throws {
        let path = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect { try Store.open(path: path, mode: .existing) } throws: { "\($0)".contains("run 'slam") }
        try Data("this is no database, but it is long enough to be read as one".utf8).write(to: URL(filePath: path))
        #expect { try Store.open(path: path, mode: .create) } throws: { "\($0)".contains("no database") }
        try FileManager.default.removeItem(atPath: path)
        try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE theirs (x)") }
        #expect { try Store.open(path: path, mode: .create) } throws: { "\($0)".contains("another program") }
        try DatabaseQueue(path: path).write {
            try $0.execute(sql: "PRAGMA application_id = 1397514573; PRAGMA user_version = 99")
        }
        #expect { try Store.open(path: path, mode: .create) } throws: { "\($0)".contains("newer slam") }
    }

    @Test func aTextIsStoredByteForByte() throws {
        let texts = try Example.store().responses(of: "s").map(\.text)
        #expect(texts.first?.utf8.elementsEqual("large says p1\0!".utf8) == true)
    }

    @Test func importingTwiceStoresNothingTwice() throws {
        let store = try Example.store()
        let report = try store.importResponses(Example.responses, study: "s", file: "f", at: 2)
        #expect(report.new == 0 && report.known == 8)
        #expect(try store.responses(of: "s").count == 8)
    }

    @Test func oneBadRowKeepsTheWholeFileOut() throws {
        let store = try Store.inMemory()
        try store.sync(Example.study)
        let bad = [
            ImportedResponse(line: 3, prompt: "p1", model: "large", sample: 1, text: "x"),
            ImportedResponse(line: 4, prompt: "p9", model: "large", sample: 1, text: "x"),
            ImportedResponse(line: 5, prompt: "p1", model: "huge", sample: 1, text: "x"),
        ]
        #expect { try store.importResponses(bad, study: "s", file: "f.csv", at: 1) } throws: {
            ($0 as? Mistakes)?.all.map(\.line) == [4, 5]
        }
        #expect(try store.responses(of: "s").isEmpty)
    }

    @Test func aRatingIsHeldToItsScaleAndNeverChanged() throws {
        let store = try Example.store()
        // Before that a row by model that contradicts another one is left out without a word.
        try store.unblind("s", who: "lead", at: 1)
        func rating(_ score: Double, line: Int) -> ImportedRating {
            let record = RatingRecord(
                study: "s",
                subject: .item(ItemID(rawValue: "")),
                prompt: "p1",
                criterion: "overall",
                value: score,
                rater: "ana",
                kind: .human
            )
            return ImportedRating(line: line, record: record, sources: [.init(model: "large", sample: 1)])
        }
        for score in [0, 6, 2.5] {
            #expect(throws: Mistakes.self) { try store.importRatings([rating(score, line: 2)], study: "s", file: "f") }
        }
        #expect(try store.importRatings([rating(4, line: 2)], study: "s", file: "f").new == 1)
        #expect(try store.importRatings([rating(4, line: 2)], study: "s", file: "f").known == 1)
        #expect(throws: Mistakes.self) { try store.importRatings([rating(5, line: 2)], study: "s", file: "f") }
        #expect(try store.records(of: "s").map(\.value) == [4])
    }

    /// Whatever writes to it, the database takes no value that is no point of the scale.
    @Test(
        arguments: [
            ("overall", 0, false), ("overall", 1, true), ("overall", 2.5, false), ("overall", 5, true),
            ("overall", 6, false), ("overall", nil, false), ("send", 0, true), ("send", 1, true), ("send", 0.5, false),
            ("send", nil, false), ("better", -1, true), ("better", 0, true), ("better", nil, true),
            ("better", 0.5, false), ("better", 2, false),
        ] as [(String, Double?, Bool)]
    )
    func theDatabaseHoldsARatingToItsCriterion(criterion: String, value: Double?, isTaken: Bool) throws {
        var study = Example.study
        study.criteria.append(Criterion(name: "send", question: "?", level: .nominal, form: .accept))
        let store = try Store.inMemory()
        try Example.fill(store, study)
        func insert() throws {
            try store.write { database in
                try database.execute(
                    sql: """
                        INSERT INTO rating (record, study, rater, criterion, first, second, value, outcome, phase, flags)
                        SELECT 'x', 1, t.id, c.id, n.first, n.second, ?1, 'rated', 'blind', '[]'
                        FROM rater t, criterion c, presentation n
                        WHERE c.name = ?2 AND (c.form = 'pairwise') = (n.second IS NOT NULL) LIMIT 1
                        """,
                    arguments: [value, criterion]
                )
            }
        }
        if isTaken { return try insert() }
        #expect {
            try insert()
        } throws: {
            "\($0)".contains("no point of the criterion")
        }
    }

    @Test func aNameIsThatOfOneKindOfRater() throws {
        let store = try Example.store()
        try store.write { database in
            let ana = try Store.rater("ana", kind: .human, study: 1, database)
            #expect(try Store.rater("ana", kind: .human, study: 1, database) == ana)
            #expect(try Store.rater("gpt", kind: .judge, study: 1, database) != ana)
            for (name, kind) in [("ana", RaterKind.judge), ("ana", .metric), ("gpt", .human)] {
                let refusal = #expect(throws: StoreError.self) {
                    try Store.rater(name, kind: kind, study: 1, database)
                }
                #expect(refusal?.description.contains("'\(name)' is already known with another kind") == true)
            }
        }
    }

    /// Another version's stands beside it.
    @Test func aJudgesNewerReplyTakesTheOlderOnesPlace() throws {
        let store = try Example.store()
        func save(_ value: Double, _ version: Character) throws {
            let record = RatingRecord(
                study: "s",
                subject: .item(ItemID(study: "s", prompt: "p1", text: Example.responses[0].text)),
                prompt: "p1",
                criterion: "overall",
                value: value,
                rater: "judge",
                kind: .judge,
                version: String(repeating: version, count: 64)
            )
            #expect(try store.saveVerdicts([record], of: [], parser: 1, study: "s").new == 1)
        }
        try save(5, "a")
        try save(2, "a")
        #expect(try store.currentRatings(of: "s").map(\.value) == [2])
        try save(4, "b")
        #expect(try store.currentRatings(of: "s").compactMap(\.value).sorted() == [2, 4])
    }

    /// The larger model is the better one; its text has now the smaller id, now the greater.
    @Test func aComparisonIsStoredByItemWhateverTheSide() throws {
        let store = try Example.store()
        func comparison(_ models: [String], _ value: Double, _ rater: String, _ prompt: String) -> ImportedRating {
            let record = RatingRecord(
                study: "s",
                subject: .item(ItemID(rawValue: "")),
                prompt: prompt,
                criterion: "better",
                value: value,
                rater: rater,
                kind: .human
            )
            return ImportedRating(line: 2, record: record, sources: models.map { .init(model: $0, sample: 1) })
        }
        let prompts = Example.study.prompts.map(\.id)
        let ratings = prompts.flatMap { prompt in
            [comparison(["large", "small"], 1, "ana", prompt), comparison(["small", "large"], -1, "ben", prompt)]
        }
        _ = try store.importRatings(ratings, study: "s", file: "f")
        let better = prompts.map { prompt -> Double in
            let items = ["large", "small"].map { ItemID(study: "s", prompt: prompt, text: "\($0) says \(prompt)\0!") }
            return items[0] < items[1] ? 1 : -1
        }
        #expect(Set(better) == [1, -1])
        let records = try store.records(of: "s")
        #expect(records.count == 8)
        for (prompt, value) in zip(prompts, better) {
            #expect(records.filter { $0.prompt == prompt }.map(\.value) == [value, value], "\(prompt)")
        }
    }
}
