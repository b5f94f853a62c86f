/// A share whose items lie in clusters: Wilson's interval (1927) with as many items as the clusters are worth.
///
/// p is the mean of the items' values (each within 0 to 1: a verdict, or the mean over the item's pairs of raters),
/// v = G/(G − 1) Σ_g (Σ_{i∈g} (x_i − p)/n)² over G clusters, and n_eff = min(n, p(1 − p)/v · (z/t_{G−1})²); n_eff = G where
/// v is 0. Simulated coverage is .948 to .976 where Wilson's own on 12 clusters of 10 covers .78.
public struct ClusteredShare: Sendable, Equatable {
    /// The mean of the values; nil without one.
    public let value: Double?
    /// The variance of the mean between clusters; nil with fewer than two clusters.
    public let variance: Double?
    /// How many independent items the data are worth; nil with fewer than two clusters.
    public let effectiveCount: Double?
    public let low: Double?
    public let high: Double?
    public let itemCount: Int
    public let clusterCount: Int
    public let confidence: Double

    /// The share of `values`, whose clusters are numbered by `clusters`; nil takes each item for a cluster of its own.
    ///
    /// Throws when a value lies outside 0 to 1 or the lengths differ.
    public init(_ values: [Double], clusters: [Int]? = nil, confidence: Double = 0.95) throws(AgreementError) {
        try checkPairs(values, clusters?.count ?? values.count)
        guard values.allSatisfy({ (0...1).contains($0) }) else { throw AgreementError("a share lies outside 0 to 1") }
        self.init(checked: values, clusters: clusters ?? Array(values.indices), confidence: confidence)
    }

    init(checked values: [Double], clusters: [Int], confidence: Double) {
        let share = values.isEmpty ? nil : ClusterSums.mean(values)
        let sums = ClusterSums(values.map { $0 - (share ?? 0) }, clusters: clusters)
        self.init(share, of: values.count, sums, confidence: confidence)
    }

    /// A share of so many items (nil of none), and the sums by cluster of how far their values lie from it.
    init(_ share: Double?, of count: Int, _ sums: ClusterSums, confidence: Double) {
        itemCount = count
        self.confidence = confidence
        guard let share else {
            (value, variance, effectiveCount, low, high, clusterCount) = (nil, nil, nil, nil, nil, 0)
            return
        }
        (value, clusterCount) = (share, sums.count)
        guard let spread = sums.variance(of: Double(count)) else {
            (variance, effectiveCount, low, high) = (nil, nil, nil, nil)
            return
        }
        let isFlat = spread < 1e-24
        variance = isFlat ? 0 : spread
        let found = EffectiveItems.count(
            single: share * (1 - share),
            variance: spread,
            degrees: sums.count - 1,
            confidence: confidence
        )
        let worth = isFlat ? Double(sums.count) : found
        let effective = min(Double(count), worth)
        effectiveCount = effective
        (low, high) = wilson(share: share, count: effective, confidence: confidence)
    }

    /// The share with its interval, as every other figure.
    public var estimate: Estimate {
        guard let value else { return Estimate(undefined: "no item", itemCount: 0, ratingCount: 0) }
        var estimate = Estimate(value: value, itemCount: itemCount, ratingCount: itemCount)
        (estimate.low, estimate.high) = (low, high)
        estimate.standardError = variance.map { $0.squareRoot() }
        estimate.method = effectiveCount.map { "Wilson (1927) with \(EffectiveItems.words($0))" }
        if effectiveCount == nil { estimate.method = "no interval: one cluster only" }
        return estimate
    }
}

/// Wilson's interval (1927), without continuity correction, of a share of `count` items, which need not be whole.
public func wilson(share: Double, count: Double, confidence: Double = 0.95) -> (low: Double, high: Double) {
    guard count > 0 else { return (0, 1) }
    let z = Distributions.normalQuantile(0.5 + confidence / 2)
    let square = z * z / count
    let center = (share + square / 2) / (1 + square)
    let half = z * (max(0, share * (1 - share)) / count + square / (4 * count)).squareRoot() / (1 + square)
    return (share <= 0 ? 0 : max(0, center - half), share >= 1 ? 1 : min(1, center + half))
}

/// Values added up by cluster.
struct ClusterSums {
    /// One sum a cluster, ascending, so that no figure depends on how clusters are numbered.
    private let sums: [Double]

    var count: Int { sums.count }

    /// The sums themselves, in any order.
    init(_ sums: [Double]) { self.sums = sums.sorted() }

    init(_ values: [Double], clusters: [Int]) {
        var places: [Int: Int] = [:]
        var parts: [[Double]] = []
        for (value, cluster) in zip(values, clusters) {
            if let place = places[cluster] {
                parts[place].append(value)
            } else {
                places[cluster] = parts.count
                parts.append([value])
            }
        }
        sums = parts.map { $0.count == 1 ? $0[0] : $0.sorted().reduce(0, +) }.sorted()
    }

    /// G/(G − 1) Σ (sum / divisor)²; nil with fewer than two clusters.
    func variance(of divisor: Double) -> Double? {
        guard count > 1 else { return nil }
        return Double(count) / Double(count - 1) * sums.reduce(0) { $0 + $1 * $1 } / (divisor * divisor)
    }

    /// The mean in an order that does not depend on that of the values.
    static func mean(_ values: [Double]) -> Double { values.sorted().reduce(0, +) / Double(values.count) }
}
