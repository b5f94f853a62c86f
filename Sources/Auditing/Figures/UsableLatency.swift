import Agreement

/// Latencies as a user of the service meets them: every failure lasts for ever.
///
/// Quantiles are linear between order statistics at (n − 1) q (Hyndman and Fan's type 7) over successes and failures
/// together; they are not reached where an order statistic that they need is a failure.
package struct UsableLatency: Sendable, Equatable {
    /// Ascending.
    package let successes: [Double]
    package let failures: Int

    /// Nil is a failure.
    package init(_ latencies: [Double?]) {
        successes = latencies.compactMap(\.self).sorted()
        failures = latencies.count - successes.count
    }

    package var count: Int { successes.count + failures }

    /// Nil without an attempt.
    package var successShare: Double? { count > 0 ? Double(successes.count) / Double(count) : nil }

    /// The quantile over all; `.infinity` where it is not reached, nil without an attempt.
    package func quantile(_ share: Double) -> Double? { Self.quantile(share, of: successes, count: count) }

    /// The quantile of the successes alone; nil without one.
    package func quantileOfSuccesses(_ share: Double) -> Double? {
        Self.quantile(share, of: successes, count: successes.count)
    }

    /// Whether a mean says something: fewer than one attempt in a hundred failed.
    package var showsMean: Bool { !successes.isEmpty && failures * 100 < count }

    /// `sorted` are the smallest of `count` values; the others are infinite.
    static func quantile(_ share: Double, of sorted: [Double], count: Int) -> Double? {
        guard count > 0 else { return nil }
        let position = QuantileRule.place(share, count)
        let below = Int(position)
        let rest = position - Double(below)
        let value = below < sorted.count ? sorted[below] : .infinity
        guard rest > 0 else { return value }
        guard below + 1 < sorted.count else { return .infinity }
        return value + rest * (sorted[below + 1] - value)
    }
}
