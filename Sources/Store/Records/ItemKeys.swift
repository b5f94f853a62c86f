import GRDB
import Studies

/// The first 64 bits of the ids of all items by their rows, read once from the index that holds them: the texts beside them
/// stay where they are.
struct ItemKeys {
    private var numbers = RowNumbers()
    private var keys: [UInt64] = []

    init(_ database: Database) throws {
        try RowCursor(database, "SELECT id, sha256 FROM item", []).forEach { row in
            numbers.set(row.integer(0), keys.count)
            keys.append(HexadecimalID.word(row.bytes(1), from: 0) ?? Store.planKey(row.text(1)))
        }
    }

    /// 0 where there is no such item.
    subscript(item: Int64) -> UInt64 {
        let number = Int(numbers[item])
        return number < 0 ? 0 : keys[number]
    }
}

/// Ids of 64 hexadecimal digits in lower case, as numbers.
enum HexadecimalID {
    /// What 16 digits write from a place on; nil where there are fewer, or others.
    static func word(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> UInt64? {
        guard text.count >= start + 16 else { return nil }
        var word: UInt64 = 0
        for letter in text[start..<start + 16] {
            switch letter {
            case 0x30...0x39: word = word << 4 | UInt64(letter &- 0x30)
            case 0x61...0x66: word = word << 4 | UInt64(letter &- 0x57)
            default: return nil
            }
        }
        return word
    }
}
