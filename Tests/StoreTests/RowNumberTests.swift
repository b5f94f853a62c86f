import GRDB
import Studies
import Testing

@testable import Store

/// Rows of a file that was edited may bear any number.
struct RowNumberTests {
    @Test(arguments: [-7, 4_503_599_627_370_496, Int64.max]) func rowsOfAnyNumberAreRead(row: Int64) throws {
        let store = try Example.store()
        try store.writer.write { database in
            try database.execute(
                sql: "INSERT INTO item (id, sha256, prompt, text) SELECT ?, 'far', prompt, text FROM item LIMIT 1",
                arguments: [row]
            )
            let names = try ItemNames(database)
            var leaf: [UInt8] = []
            #expect(names.append(row, to: &leaf) && leaf == Array("t3:far".utf8))
            #expect(!names.append(99, to: &leaf) && leaf.count == 6)
        }
        _ = try store.verify("s")
        #expect(try store.ratingRows(of: "s", lengths: false, totals: false).items.count == 9)
    }
}
