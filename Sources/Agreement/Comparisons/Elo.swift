import Foundation

/// Elo's ratings: k 4, start 1000, scale 400, a tie half a win (Elo, 1978). They depend on the order of the comparisons.
struct Elo {
    static let step = 4.0
    static let start = 1000.0
    static let scale = 400.0

    let table: ComparisonTable

    /// The ratings in the order of the table.
    var ratings: [Double] { ratings(table.rows) }

    /// Each player's lowest and highest rating over that many shuffled orders.
    func ranges(orders: Int, seed: UInt64) -> [(low: Double, high: Double)] {
        var generator = Generator(seed: seed)
        var ranges = [(low: Double, high: Double)](repeating: (.infinity, -.infinity), count: table.players.count)
        var rows = table.rows
        for _ in 0..<orders {
            for place in rows.indices.dropFirst().reversed() { rows.swapAt(place, generator.index(below: place + 1)) }
            for (player, rating) in ratings(rows).enumerated() {
                ranges[player].low = min(ranges[player].low, rating)
                ranges[player].high = max(ranges[player].high, rating)
            }
        }
        return ranges
    }

    private func ratings(_ rows: [ComparisonTable.Row]) -> [Double] {
        var ratings = [Double](repeating: Self.start, count: table.players.count)
        for row in rows {
            let expected = 1 / (1 + pow(10, (ratings[row.right] - ratings[row.left]) / Self.scale))
            let score = row.outcome == .left ? 1.0 : row.outcome == .tie ? 0.5 : 0
            let change = Self.step * (score - expected)
            ratings[row.left] += change
            ratings[row.right] -= change
        }
        return ratings
    }
}
