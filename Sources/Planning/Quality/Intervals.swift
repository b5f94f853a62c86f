import Foundation

/// A share with Wilson's interval (1927) at 95 %.
struct Share {
    let value: Double
    let low: Double
    let high: Double

    /// Nil without trials.
    init?(_ count: Int, of total: Int) {
        guard total > 0 else { return nil }
        let (n, z) = (Double(total), 1.96)
        let share = Double(count) / n
        let center = (share + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        value = share
        low = max(0, center - half)
        high = min(1, center + half)
    }
}

/// Two groups of scores compared by ranks (Mann and Whitney, 1947).
struct MannWhitney {
    /// How often a score of the upper group exceeds one of the lower, ties half.
    let superiority: Double
    /// One-sided: the chance of this or more if both groups were alike; normal approximation with ties and continuity.
    let p: Double
    /// The standard error of `superiority` (Hanley and McNeil, 1982).
    let standardError: Double

    /// Nil when a group is empty.
    init?(lower: [Double], upper: [Double]) {
        guard !lower.isEmpty, !upper.isEmpty else { return nil }
        let (m, n) = (Double(lower.count), Double(upper.count))
        var wins = 0.0
        for high in upper { for low in lower { wins += high > low ? 1 : high == low ? 0.5 : 0 } }
        superiority = wins / (m * n)
        var ties = 0.0
        for (_, group) in Dictionary(grouping: lower + upper, by: { $0 }) {
            let count = Double(group.count)
            ties += count * count * count - count
        }
        let total = m + n
        let variance = m * n / 12 * (total + 1 - ties / (total * (total - 1)))
        p = variance > 0 ? upperTail((wins - m * n / 2 - 0.5) / variance.squareRoot()) : 1
        let (q1, q2) = (superiority / (2 - superiority), 2 * superiority * superiority / (1 + superiority))
        let spread =
            superiority * (1 - superiority) + (n - 1) * (q1 - superiority * superiority)
            + (m - 1) * (q2 - superiority * superiority)
        standardError = (max(0, spread) / (m * n)).squareRoot()
    }
}

/// The chance that a standard normal number exceeds `z`.
func upperTail(_ z: Double) -> Double { 0.5 * erfc(z / 2.0.squareRoot()) }

/// A mean with its normal interval at 95 %; nil for fewer than two values.
func meanInterval(_ values: [Double]) -> (value: Double, low: Double, high: Double)? {
    guard values.count > 1 else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let half = 1.96 * (squares / Double(values.count - 1) / Double(values.count)).squareRoot()
    return (mean, mean - half, mean + half)
}
