import GRDB

/// The ids of all items by their rows, read once from the index that holds them: for what asks for each of many.
struct ItemNames {
    /// By row where its id stands in `bytes`; empty where no item has the row.
    private var places: [Range<Int32>] = []
    private var bytes: [UInt8] = []

    init(_ database: Database) throws {
        let last = try Int.fetchOne(database, sql: "SELECT max(id) FROM item") ?? 0
        places = Array(repeating: 0..<0, count: last + 1)
        bytes.reserveCapacity(last * 64)
        try RowCursor(database, "SELECT id, sha256 FROM item", []).forEach { row in
            let start = Int32(bytes.count)
            bytes.append(contentsOf: row.bytes(1))
            places[Int(row.integer(0))] = start..<Int32(bytes.count)
        }
    }

    /// Adds its 64 hexadecimal digits to a leaf; false where no item has the row.
    func append(_ item: Int64, to leaf: inout [UInt8]) -> Bool {
        guard item > 0, item < places.count, case let place = places[Int(item)], !place.isEmpty else {
            return false
        }
        leaf.append(UInt8(ascii: "t"), Int64(place.count), UInt8(ascii: ":"))
        leaf.append(contentsOf: bytes[Int(place.lowerBound)..<Int(place.upperBound)])
        return true
    }
}

extension [UInt8] {
    /// Adds a number between the letter of its type and what ends it.
    mutating func append(_ type: UInt8, _ number: Int64, _ end: UInt8) {
        append(type)
        if (0..<10).contains(number) {
            append(UInt8(ascii: "0") + UInt8(number))
        } else {
            append(contentsOf: String(number).utf8)
        }
        append(end)
    }
}
