import GRDB

/// The ids of all items by their rows, read once from the index that holds them: for what asks for each of many.
struct ItemNames {
    /// By row which of the ids it has.
    private var numbers = RowNumbers()
    /// Where each ends in `bytes`.
    private var ends: [Int] = []
    private var bytes: [UInt8] = []

    init(_ database: Database) throws {
        let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM item") ?? 0
        ends.reserveCapacity(count)
        bytes.reserveCapacity(count * 64)
        try RowCursor(database, "SELECT id, sha256 FROM item", []).forEach { row in
            numbers.set(row.integer(0), ends.count)
            bytes.append(contentsOf: row.bytes(1))
            ends.append(bytes.count)
        }
    }

    /// Adds its 64 hexadecimal digits to a leaf; false where no item has the row.
    func append(_ item: Int64, to leaf: inout [UInt8]) -> Bool {
        let number = Int(numbers[item])
        guard number >= 0 else { return false }
        let start = number == 0 ? 0 : ends[number - 1]
        bytes.withUnsafeBufferPointer { leaf.append(UnsafeBufferPointer(rebasing: $0[start..<ends[number]])) }
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
            appendDigits(of: number)
        }
        append(end)
    }

    private mutating func appendDigits(of number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        let start = count
        var rest = number.magnitude
        while rest > 0 {
            append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        }
        self[start...].reverse()
    }

    /// Adds a text behind the letter of its type and its length.
    mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        append(UInt8(ascii: "t"), Int64(text.count), UInt8(ascii: ":"))
        append(contentsOf: text)
    }
}
