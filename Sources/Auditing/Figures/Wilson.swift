import Agreement

/// Wilson's interval of a share (1927).
package enum Wilson {
    /// Of `count` attempts, which need not be whole.
    package static func interval(
        _ share: Double,
        count: Double,
        confidence: Double = 0.95
    ) -> (low: Double, high: Double) {
        guard count > 0 else { return (0, 1) }
        let z = Distributions.normalQuantile(0.5 + confidence / 2)
        let square = z * z / count
        let center = (share + square / 2) / (1 + square)
        let half = z * (max(0, share * (1 - share)) / count + square / (4 * count)).squareRoot() / (1 + square)
        return (share <= 0 ? 0 : max(0, center - half), share >= 1 ? 1 : min(1, center + half))
    }

    /// Of each prompt's share, as many prompts as their spread makes them worth (`effectiveCount`); of two or more.
    static func band(_ shares: [Double], confidence: Double) -> Band {
        let count = Double(shares.count)
        let share = shares.reduce(0, +) / count
        let variance = Spread(shares)?.deviation.map { $0 * $0 / count } ?? 0
        let tail = 0.5 + confidence / 2
        let ratio = Distributions.normalQuantile(tail) / Distributions.studentQuantile(tail, count - 1)
        let effective = variance > 0 ? min(count, share * (1 - share) / variance * ratio * ratio) : count
        let ends = interval(share, count: effective, confidence: confidence)
        return Band(low: ends.low, central: share, high: ends.high)
    }

    /// How many independent attempts these are worth: min(n, p (1 − p) / v (z / t_{G−1})²), with
    /// v = G / (G − 1) Σ_g (Σ_{i∈g} (x_i − p) / n)² over G clusters; G where v is 0. Nil with one cluster.
    static func effectiveCount(_ values: [Bool], share: Double, clusters: [Int], confidence: Double) -> Double? {
        var sums: [Int: Double] = [:]
        for (value, cluster) in zip(values, clusters) { sums[cluster, default: 0] += (value ? 1 : 0) - share }
        guard sums.count > 1 else { return nil }
        let (count, groups) = (Double(values.count), Double(sums.count))
        let squares = sums.values.map { $0 * $0 }.sorted().reduce(0, +)
        let variance = groups / (groups - 1) * squares / (count * count)
        guard variance > 1e-24 else { return groups }
        let tail = 0.5 + confidence / 2
        let ratio = Distributions.normalQuantile(tail) / Distributions.studentQuantile(tail, groups - 1)
        return min(count, share * (1 - share) / variance * ratio * ratio)
    }
}
