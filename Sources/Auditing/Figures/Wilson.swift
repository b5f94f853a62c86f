import Agreement

/// Wilson's interval (1927) of attempts and prompts, as the statistics library has it.
package enum Wilson {
    /// Of `count` attempts, which need not be whole.
    package static func interval(
        _ share: Double,
        count: Double,
        confidence: Double = 0.95
    ) -> (low: Double, high: Double) {
        wilson(share: share, count: count, confidence: confidence)
    }

    /// Of each prompt's share, as many prompts as their spread makes them worth; nil with fewer than two.
    static func band(_ shares: [Double], confidence: Double) -> Band? {
        guard let found = try? ClusteredShare(shares, confidence: confidence), let share = found.value,
            let low = found.low, let high = found.high
        else { return nil }
        return Band(low: low, central: share, high: high)
    }

    /// How many independent attempts these are worth; nil with one cluster.
    static func effectiveCount(_ values: [Bool], clusters: [Int], confidence: Double) -> Double? {
        let shares = values.map { $0 ? 1.0 : 0 }
        return (try? ClusteredShare(shares, clusters: clusters, confidence: confidence))?.effectiveCount
    }
}
