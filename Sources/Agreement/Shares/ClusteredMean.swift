/// A mean of items that lie in clusters, with Student's t over the clusters.
///
/// se² = G/(G − 1) Σ_g (Σ_{i∈g} (x_i − mean)/n)², t with G − 1 degrees of freedom (Liang and Zeger, 1986). `unit` names the
/// clusters in `method`. Undefined without an item; without an interval in one cluster. Throws when a value is not finite.
public func clusteredMean(
    _ values: [Double],
    clusters: [Int],
    confidence: Double = 0.95,
    unit: String = "clusters"
) throws(AgreementError) -> Estimate {
    try checkPairs(values, clusters.count)
    return clusteredMean(checked: values, clusters: clusters, confidence: confidence, unit: unit)
}

func clusteredMean(checked values: [Double], clusters: [Int], confidence: Double, unit: String) -> Estimate {
    guard !values.isEmpty else { return Estimate(undefined: "no item", itemCount: 0, ratingCount: 0) }
    let mean = ClusterSums.mean(values)
    var estimate = Estimate(value: mean, itemCount: values.count, ratingCount: values.count)
    let sums = ClusterSums(values.map { $0 - mean }, clusters: clusters)
    guard let variance = sums.variance(of: Double(values.count)) else {
        estimate.method = "no interval: one of the \(unit) only"
        return estimate
    }
    let form = ClosedForm.symmetric(
        mean,
        variance.squareRoot(),
        confidence,
        degrees: sums.count - 1,
        "cluster-robust over \(sums.count) \(unit)"
    )
    (estimate.low, estimate.high) = (form?.low, form?.high)
    (estimate.standardError, estimate.method) = (form?.standardError, form?.method ?? "no interval: no spread")
    return estimate
}
