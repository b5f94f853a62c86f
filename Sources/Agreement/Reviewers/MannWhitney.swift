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
        p = variance > 0 ? normalUpperTail((wins - m * n / 2 - 0.5) / variance.squareRoot()) : 1
        let (q1, q2) = (superiority / (2 - superiority), 2 * superiority * superiority / (1 + superiority))
        let spread =
            superiority * (1 - superiority) + (n - 1) * (q1 - superiority * superiority)
            + (m - 1) * (q2 - superiority * superiority)
        standardError = (max(0, spread) / (m * n)).squareRoot()
    }
}
