/// The columns of Levenshtein's table, 64 rows a word (Myers 1999, in the blocks of Hyyrö 2003): texts of a hundred kilobytes
/// take a second and not a minute.
struct EditColumns {
    /// For each byte the rows in which the pattern has it, a word for each block.
    private var rows: [UInt64]
    /// Where a row of the last column is one more than the row above it, and where one less.
    private var rises: [UInt64]
    private var falls: [UInt64]
    private let last: UInt64
    /// From the whole pattern to the bytes taken so far.
    private(set) var distance: Int

    /// `pattern` has a byte or more.
    init(_ pattern: [UInt8]) {
        let blocks = (pattern.count + 63) / 64
        rows = [UInt64](repeating: 0, count: 256 * blocks)
        for (place, byte) in pattern.enumerated() { rows[Int(byte) * blocks + place / 64] |= 1 << UInt64(place % 64) }
        rises = [UInt64](repeating: .max, count: blocks)
        falls = [UInt64](repeating: 0, count: blocks)
        last = 1 << UInt64((pattern.count - 1) % 64)
        distance = pattern.count
    }

    mutating func take(_ byte: UInt8) {
        let (blocks, first) = (rises.count, Int(byte) * rises.count)
        // Into the first row: the empty pattern is one further from one more byte.
        var (more, less): (UInt64, UInt64) = (1, 0)
        for block in 0..<blocks {
            let (rising, falling) = (rises[block], falls[block])
            let equal = rows[first + block]
            let vertical = equal | falling
            let reached = equal | less
            let diagonal = (((reached & rising) &+ rising) ^ rising) | reached
            var up = falling | ~(diagonal | rising)
            var down = rising & diagonal
            if block == blocks - 1 { distance += (up & last != 0 ? 1 : 0) - (down & last != 0 ? 1 : 0) }
            let carried = (up >> 63, down >> 63)
            up = up << 1 | more
            down = down << 1 | less
            rises[block] = down | ~(vertical | up)
            falls[block] = up & vertical
            (more, less) = carried
        }
    }
}
