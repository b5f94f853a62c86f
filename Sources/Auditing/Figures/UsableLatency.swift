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
        let position = place(share, count)
        let below = Int(position)
        let rest = position - Double(below)
        let value = below < sorted.count ? sorted[below] : .infinity
        guard rest > 0 else { return value }
        guard below + 1 < sorted.count else { return .infinity }
        return value + rest * (sorted[below + 1] - value)
    }

    /// (n − 1) q, where what is whole but for its last bit is whole.
    static func place(_ share: Double, _ count: Int) -> Double {
        let position = max(0, min(1, share)) * Double(count - 1)
        let whole = position.rounded()
        return abs(position - whole) < 1e-9 * max(1, position) ? whole : position
    }
}

/// Which value stands for a quantile that lies between two.
package enum QuantileRule: Sendable {
    /// Hyndman and Fan's type 7.
    case linear
    /// Type 1: the smallest value with at least that share at or below it.
    case invertedDistribution
    /// Type 5 (Hazen, 1914).
    case hazen

    /// The quantile of ascending values; nil of none.
    package func quantile(_ share: Double, of sorted: [Double]) -> Double? {
        let count = sorted.count
        guard count > 0 else { return nil }
        func at(_ position: Double) -> Double {
            let inside = max(0, min(Double(count - 1), position))
            let below = Int(inside)
            let above = min(below + 1, count - 1)
            return sorted[below] + (inside - Double(below)) * (sorted[above] - sorted[below])
        }
        switch self {
        case .linear: return at(UsableLatency.place(share, count))
        case .hazen: return at(share * Double(count) - 0.5)
        case .invertedDistribution:
            let rank = (share * Double(count) * (1 - 1e-12)).rounded(.up)
            return sorted[max(0, min(count - 1, Int(rank) - 1))]
        }
    }
}
