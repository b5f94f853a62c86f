/// The interval of a quantile by order statistics: no distribution is assumed, the values must not depend on each other
/// (David and Nagaraja, *Order Statistics*, 2003, 7.1).
///
/// The ranks are those of Binomial(n, q): the lower end is its 2.5 % quantile, the upper one rank above its 97.5 % quantile.
package struct QuantileRanks: Sendable, Equatable {
    /// From 1; nil where no order statistic is low or high enough.
    package let low: Int?
    package let high: Int?
    /// The chance that the quantile lies between them.
    package let coverage: Double

    package init(count: Int, share: Double, confidence: Double = 0.95) {
        let tail = (1 - confidence) / 2
        let lower = Self.binomialQuantile(tail, count, share)
        let upper = Self.binomialQuantile(1 - tail, count, share) + 1
        low = lower >= 1 ? lower : nil
        high = upper <= count ? upper : nil
        let above = upper <= count ? Self.binomial(upTo: upper - 1, count, share) : 1
        coverage = above - (lower >= 1 ? Self.binomial(upTo: lower - 1, count, share) : 0)
    }

    /// The fewest values whose order statistics bound the quantile on both sides: 72 for p95, 368 for p99 at 95 %.
    package static func fewest(for share: Double, confidence: Double = 0.95) -> Int {
        let outer = max(share, 1 - share)
        var (count, chance) = (1, outer)
        while chance > (1 - confidence) / 2, count < 1_000_000 {
            count += 1
            chance *= outer
        }
        return count
    }

    /// P(X ≤ k) for X of Binomial(n, q).
    private static func binomial(upTo k: Int, _ n: Int, _ q: Double) -> Double {
        guard k >= 0 else { return 0 }
        guard k < n else { return 1 }
        return Distributions.incompleteBeta(1 - q, Double(n - k), Double(k + 1))
    }

    private static func binomialQuantile(_ p: Double, _ n: Int, _ q: Double) -> Int {
        var (low, high) = (0, n)
        while low < high {
            let middle = (low + high) / 2
            if binomial(upTo: middle, n, q) >= p { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
