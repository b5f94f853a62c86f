/// The difference of the shares of two categories that exclude each other, of items that lie in clusters.
///
/// D = p − q, the mean of values of 1, −1 and 0 (neither). Each share has Wilson's interval (1927) with n_eff items, and D
/// goes as far as both together allow: the square and add of Newcombe (1998, method 10) with the correlation of two shares
/// of one multinomial, r = −√(p q/((1 − p)(1 − q))). n_eff = min(n, (p + q − D²)/v · (z/t_{G−1})²) with the variance v of D
/// between G clusters, as in `ClusteredShare`; n_eff = G where v is 0. Simulated coverage at 95 % is .92 to 1 for 30 to 500
/// items, p to .95, and 12 clusters of 10 that resemble each other.
struct ShareDifference {
    let value: Double
    let low: Double?
    let high: Double?
    let standardError: Double?
    let method: String
    private let itemCount: Int

    /// Of at least one value of 1, −1 or 0.
    init(_ values: [Double], clusters: [Int], confidence: Double) {
        let n = Double(values.count)
        let (first, second) = (values.count { $0 > 0 }, values.count { $0 < 0 })
        let (p, q) = (Double(first) / n, Double(second) / n)
        value = Double(first - second) / n
        itemCount = values.count
        let difference = value
        let sums = ClusterSums(values.map { $0 - difference }, clusters: clusters)
        guard let spread = sums.variance(of: n) else {
            (low, high, standardError, method) = (nil, nil, nil, "no interval: one cluster only")
            return
        }
        let isFlat = spread < 1e-24
        let found = EffectiveItems.count(
            single: p + q - difference * difference,
            variance: spread,
            degrees: sums.count - 1,
            confidence: confidence
        )
        let worth = isFlat ? Double(sums.count) : found
        let count = min(n, worth)
        let ends = wilson(share: p, count: count, confidence: confidence)
        let others = wilson(share: q, count: count, confidence: confidence)
        let isWhole = p + q > 1 - 1e-12
        let r = isWhole ? -1 : -(p * q / ((1 - p) * (1 - q))).squareRoot()
        func reach(_ a: Double, _ b: Double) -> Double { max(0, a * a - 2 * r * a * b + b * b).squareRoot() }
        low = max(-1, difference - reach(p - ends.low, others.high - q))
        high = min(1, difference + reach(ends.high - p, q - others.low))
        standardError = isFlat ? 0 : spread.squareRoot()
        method = "Newcombe (1998) with \(EffectiveItems.words(count))"
    }

    /// How large the difference is, whichever is more; an interval that holds both signs begins at 0.
    var magnitude: Estimate {
        var estimate = Estimate(value: abs(value), itemCount: itemCount, ratingCount: 2 * itemCount)
        (estimate.standardError, estimate.method) = (standardError, method)
        guard let low, let high else { return estimate }
        estimate.low = low <= 0 && high >= 0 ? 0 : min(abs(low), abs(high))
        estimate.high = max(abs(low), abs(high))
        return estimate
    }
}
