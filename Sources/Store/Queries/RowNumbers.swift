import GRDB

/// Numbers by the rows of a table, −1 where a row has none.
///
/// A list, as tables count up from 1; rows that no table of this program has, as in a file that was edited, stand apart.
struct RowNumbers {
    private static let end: Int64 = 50_000_000

    private var all: [Int32] = []
    private var far: [Int64: Int32] = [:]

    mutating func set(_ row: Int64, _ number: Int) {
        guard (0..<Self.end).contains(row) else { return far[row] = Int32(number) }
        let place = Int(row)
        if all.count <= place {
            all.append(contentsOf: repeatElement(-1, count: place + 1 - all.count + all.count / 2))
        }
        all[place] = Int32(number)
    }

    subscript(row: Int64) -> Int32 {
        if row > 0, row < all.count { return all[Int(row)] }
        return far.isEmpty ? -1 : far[row] ?? -1
    }
}

/// The rows of a table: a bit each, as tables count up from 1; those that no table of this program has stand apart.
struct RowSet {
    private static let end: Int64 = 50_000_000

    private var words: [UInt64] = []
    private var far: Set<Int64> = []
    private var last: Int64?

    init() {}

    /// Adds the rows of a table that came behind the last one that is in; at first all.
    mutating func readOn(in table: String, _ database: Database) throws {
        let condition = last.map { "WHERE id > \($0)" } ?? ""
        try RowCursor(database, "SELECT id FROM \"\(table)\" \(condition)", []).forEach { row in
            insert(row.integer(0))
            last = max(last ?? .min, row.integer(0))
        }
    }

    mutating func insert(_ row: Int64) {
        guard (0..<Self.end).contains(row) else {
            far.insert(row)
            return
        }
        let place = Int(row >> 6)
        if place >= words.count {
            words.append(contentsOf: repeatElement(0, count: place + 1 - words.count + words.count / 2))
        }
        words[place] |= 1 << UInt64(row & 63)
    }

    func contains(_ row: Int64) -> Bool {
        guard (0..<Self.end).contains(row) else { return far.contains(row) }
        let place = Int(row >> 6)
        return place < words.count && words[place] & (1 << UInt64(row & 63)) != 0
    }
}
