import GRDB
import Studies

/// Where items are stored and what they answer, all read once: for what looks up a great part of them.
struct ItemPlaces {
    private struct Prompt {
        var study: Int64
        var name: String
    }

    /// Numbers of the ids, by their first halves.
    private var numbers: WordNumbers
    /// Of each the other half, its row, and the place of its prompt.
    private var halves: [(one: UInt64, other: UInt64)] = []
    private var rows: [Int64] = []
    private var places: [Int32] = []
    private var prompts: [Prompt] = []

    init(_ database: Database) throws {
        let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM item") ?? 0
        numbers = WordNumbers(capacity: count)
        halves.reserveCapacity(count)
        rows.reserveCapacity(count)
        places.reserveCapacity(count)
        var placeByRow = RowNumbers()
        var prompts: [Prompt] = []
        try RowCursor(database, "SELECT id, study, name FROM prompt", []).forEach { row in
            placeByRow.set(row.integer(0), prompts.count)
            prompts.append(Prompt(study: row.integer(1), name: row.text(2)))
        }
        self.prompts = prompts
        try RowCursor(database, "SELECT sha256, id, prompt FROM item", []).forEach { row in
            let place = placeByRow[row.integer(2)]
            // What is a set, or begins as another id, is left to the table.
            guard let words = Self.words(row.bytes(0)), place >= 0, numbers.insert(words.0, words.1) else { return }
            halves.append((words.2, words.3))
            rows.append(row.integer(1))
            places.append(place)
        }
    }

    /// Nil where the table must be asked.
    func row(of item: ItemID) -> ItemSearch.Found? {
        let words = item.rawValue.utf8.withContiguousStorageIfAvailable { Self.words($0) }
        guard let words, let words, let number = numbers.known(words.0, words.1),
            halves[number] == (words.2, words.3)
        else { return nil }
        let prompt = prompts[Int(places[number])]
        return ItemSearch.Found(id: rows[number], study: prompt.study, prompt: prompt.name)
    }

    /// The number that 64 hexadecimal digits in lower case write; nil of anything else.
    private static func words(_ text: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64, UInt64, UInt64)? {
        guard text.count == 64, let one = HexadecimalID.word(text, from: 0),
            let two = HexadecimalID.word(text, from: 16), let three = HexadecimalID.word(text, from: 32),
            let four = HexadecimalID.word(text, from: 48)
        else { return nil }
        return (one, two, three, four)
    }
}
