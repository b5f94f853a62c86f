import Foundation
import GRDB
import Studies
import Testing

@testable import Store

/// Rows that one statement puts in together are held to every rule that holds for one row.
struct RowBufferTests {
    private static let columns = "study, is_open, first, second, side, slot, position, state, owner, original"

    private func add(_ first: Int64, second: Int64? = nil, original: Int64? = nil, to buffer: RowBuffer) {
        buffer.bind(Int64(1)).bind(Int64(1)).bind(first).bind(second).bind(second.map { _ in "first" }).bind(Int64(1))
        buffer.bind(Int64(1)).bind("open").bind("a\0b").bind(original)
        buffer.run()
    }

    private func count(_ database: Database) throws -> Int? {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM presentation WHERE owner = 'a'")
    }

    @Test(arguments: [true, false]) func whatARowRefersToMustBeThere(inBulk: Bool) throws {
        let store = try Example.store()
        try store.write { database in
            let buffer = try RowBuffer(into: "presentation", Self.columns, database)
            let last = try Int64.fetchOne(database, sql: "SELECT max(id) FROM presentation") ?? 0
            add(1, to: buffer)
            // A row may refer to one that comes with it.
            add(2, second: 3, original: last + 1, to: buffer)
            #expect(buffer.count == 2)
            try buffer.put(inBulk: inBulk)
            #expect(buffer.count == 0)
            #expect(try count(database) == 2)
        }
        for (first, second, original) in [(999, nil, nil), (1, 999, nil), (1, nil, 999)] as [(Int64, Int64?, Int64?)] {
            #expect(throws: StoreError.self) {
                try store.write { database in
                    let buffer = try RowBuffer(into: "presentation", Self.columns, database)
                    add(2, to: buffer)
                    add(first, second: second, original: original, to: buffer)
                    try buffer.put(inBulk: inBulk)
                }
            }
        }
        try store.write { database throws in
            #expect(try count(database) == 2)
            // Every other statement is held to it as before.
            #expect(try Bool.fetchOne(database, sql: "PRAGMA foreign_keys") == true)
            #expect(throws: DatabaseError.self) { try database.execute(sql: "UPDATE presentation SET first = 999") }
            #expect(try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").isEmpty)
        }
    }

    @Test func numbersTextsAndBytesArriveAsTheyWere() throws {
        try DatabaseQueue().write { database in
            try database.execute(
                sql: "CREATE TABLE t (id INTEGER PRIMARY KEY, i INTEGER, r REAL, t TEXT, b BLOB) STRICT"
            )
            let buffer = try RowBuffer(into: "t", "i, r, t, b", database)
            buffer.bind(Int64.min).bind(-0.25).bind("Ä\u{1F600}").bind(Data([0, 255])).run()
            buffer.bind(nil as Int64?).bind(nil as Double?).bind(nil as String?).bind(nil as Data?).run()
            buffer.bind(7).bind(1e300).bind("").bind(Data()).run()
            try buffer.put(inBulk: true)
            let other = try RowBuffer(into: "t", "i", database)
            buffer.bind(8).bind(2.0).bind("x").bind(Data()).run()
            other.bind(9).run()
            try other.put(inBulk: false)
            try buffer.put(inBulk: false)
            let rows = try Row.fetchAll(database, sql: "SELECT i, r, t, b FROM t ORDER BY id")
            let expected: [Row] = [
                ["i": Int64.min, "r": -0.25, "t": "Ä\u{1F600}", "b": Data([0, 255])],
                ["i": nil, "r": nil, "t": nil, "b": nil], ["i": 7, "r": 1e300, "t": "", "b": Data()],
                ["i": 9, "r": nil, "t": nil, "b": nil], ["i": 8, "r": 2.0, "t": "x", "b": Data()],
            ]
            #expect(rows == expected)
        }
    }

    /// The rule of the trigger stands twice: of a row alone, and of all that a file brought.
    @Test func aRatingFitsItsScaleInBulkAsAlone() throws {
        let store = try Example.store()
        let scale = "'overall'"
        let pair = "'better'"
        for (criterion, value, second, flags, isFit) in [
            (scale, "4", "NULL", "[]", true), (scale, "NULL", "NULL", "[]", false), (scale, "0", "NULL", "[]", false),
            (scale, "6", "NULL", "[]", false), (scale, "4.5", "NULL", "[]", false),
            (scale, "4.5", "NULL", "[\"weighted\"]", true), (scale, "5.5", "NULL", "[\"weighted\"]", false),
            (scale, "4", "2", "[]", false), (pair, "1", "2", "[]", true), (pair, "NULL", "2", "[]", true),
            (pair, "0.5", "2", "[]", false), (pair, "1", "NULL", "[]", false),
        ] {
            let insertion = """
                INSERT INTO rater (study, name, kind) VALUES (1, 'x', 'human');
                INSERT INTO rating (record, study, rater, criterion, first, second, value, outcome, phase, flags)
                    SELECT 'r', 1, (SELECT id FROM rater WHERE name = 'x'), id, 1, \(second), \(value), 'rated', 'blind',
                        '\(flags)' FROM criterion WHERE name = \(criterion) AND is_current = 1
                """
            try store.write { database in
                try database.inSavepoint {
                    let isTaken = (try? database.execute(sql: insertion)) != nil
                    #expect(isTaken == isFit, "\(criterion) \(value) \(second) \(flags)")
                    return .rollback
                }
                try database.inSavepoint {
                    try database.execute(sql: "DROP TRIGGER rating_fits_its_scale; " + insertion)
                    let isUnfit = try Bool.fetchOne(database, sql: RatingStage.unfit, arguments: [0])
                    #expect(isUnfit == !isFit, "\(criterion) \(value) \(second) \(flags)")
                    return .rollback
                }
            }
        }
    }

    /// Thousands of ratings are put in without the triggers, and held to their rule all the same.
    @Test func amongThousandsOneThatFitsNoScaleIsRefused() throws {
        var study = Example.study
        study.prompts = (1...3000).map { Prompt(id: "p\($0)", messages: [Message(role: .user, content: "ask \($0)")]) }
        let store = try Store.inMemory()
        try store.sync(study)
        let responses = Example.responses(of: study) { "\($0) \($1)" }
        _ = try store.importResponses(responses, study: "s", file: "f", at: 1)
        func schema(_ database: Database) throws -> [String] {
            try String.fetchAll(database, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
        }
        let before = try store.read(schema)
        func rating(_ response: ImportedResponse, by rater: String, _ value: Double) -> ImportedRating {
            let item = ItemID(study: "s", prompt: response.prompt, text: response.text)
            let record = RatingRecord(
                study: "s",
                subject: .item(item),
                prompt: response.prompt,
                criterion: "overall",
                value: value,
                rater: rater,
                kind: .human
            )
            return ImportedRating(line: 1, record: record)
        }
        func put(isBad: Bool) throws {
            try store.write { database in
                let writer = try RatingWriter(study: "s", isOfFile: true, database)
                for (place, response) in (responses + responses).enumerated() {
                    let rater = place < responses.count ? "ana" : "ben"
                    var record = try writer.resolved(rating(response, by: rater, 4))
                    if isBad, place == 11_500 { record.value = 17 }
                    try writer.insert(record, namedBy: .item)
                }
                // What came before is known, though the index of records is off meanwhile.
                let again = try writer.resolved(rating(responses[0], by: "ana", 4))
                let isNew = try writer.insert(again, namedBy: .item)
                #expect(!isNew)
                let other = try writer.resolved(rating(responses[0], by: "ana", 3))
                #expect(throws: (any Error).self) { try writer.insert(other, namedBy: .item) }
                try writer.finish()
            }
        }
        #expect { try put(isBad: true) } throws: { "\($0)".contains("no point of the criterion") }
        #expect(try store.records(of: "s").isEmpty)
        #expect(try store.read(schema) == before)
        try put(isBad: false)
        #expect(try store.records(of: "s").count == 12_000)
        #expect(try store.read(schema) == before)
        try store.read { database throws in
            #expect(try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").isEmpty)
            #expect(try String.fetchAll(database, sql: "PRAGMA integrity_check") == ["ok"])
        }
    }
}
