import Foundation

/// Elo's ratings: k 4, start 1000, scale 400, a tie half a win (Elo, 1978). They depend on the order of the comparisons.
struct Elo {
    static let step = 4.0
    static let start = 1000.0
    static let scale = 400.0

    let table: ComparisonTable

    /// The ratings in the order of the table.
    var ratings: [Double] { ratings(packed) }

    /// Each player's lowest and highest rating over that many shuffled orders and the table's own.
    func ranges(orders: Int, seed: UInt64) -> [(low: Double, high: Double)] {
        var generator = Generator(seed: seed)
        var ranges = ratings.map { (low: $0, high: $0) }
        var rows = packed
        for _ in 0..<orders {
            for place in rows.indices.dropFirst().reversed() { rows.swapAt(place, generator.index(below: place + 1)) }
            for (player, rating) in ratings(rows).enumerated() {
                ranges[player].low = min(ranges[player].low, rating)
                ranges[player].high = max(ranges[player].high, rating)
            }
        }
        return ranges
    }

    /// Each comparison in one word, so that a shuffle of a million of them stays near the processor.
    private var packed: [UInt64] {
        table.rows.map { row in
            UInt64(row.left) << 33 | UInt64(row.right) << 2 | UInt64(row.outcome.rawValue)
        }
    }

    private func ratings(_ rows: [UInt64]) -> [Double] {
        var ratings = [Double](repeating: Self.start, count: table.players.count)
        let rate = log(10) / Self.scale
        ratings.withUnsafeMutableBufferPointer { ratings in
            for row in rows {
                let (left, right) = (Int(row >> 33), Int(row >> 2 & 0x7FFF_FFFF))
                let expected = 1 / (1 + exp((ratings[right] - ratings[left]) * rate))
                let score = row & 3 == 0 ? 1.0 : row & 3 == 1 ? 0 : 0.5
                let change = Self.step * (score - expected)
                ratings[left] += change
                ratings[right] -= change
            }
        }
        return ratings
    }
}
