import GRDB

/// The ids of all items by their rows, read once from the index that holds them: for what asks for each of many.
struct ItemNames {
    /// Where each stands in `bytes`.
    private var places: [Int64: Range<Int>] = [:]
    private var bytes: [UInt8] = []

    init(_ database: Database) throws {
        let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM item") ?? 0
        places.reserveCapacity(count)
        bytes.reserveCapacity(count * 64)
        try RowCursor(database, "SELECT id, sha256 FROM item", []).forEach { row in
            let start = bytes.count
            bytes.append(contentsOf: row.bytes(1))
            places[row.integer(0)] = start..<bytes.count
        }
    }

    /// Its 64 hexadecimal digits.
    func name(of item: Int64) -> ArraySlice<UInt8>? { places[item].map { bytes[$0] } }
}
