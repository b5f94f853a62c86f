/// A difference of two independent means with its normal interval and two-sided p.
public func sliceDifference(
    _ difference: Double,
    _ error: Double,
    count: Int,
    confidence: Double = 0.95
) -> (estimate: Estimate, p: Double) {
    var estimate = Estimate(value: difference, itemCount: count, ratingCount: count)
    estimate.fill(error: error, degrees: nil, confidence, "slice less rest")
    let p = error > 0 ? 2 * Distributions.normal(below: -abs(difference) / error) : difference == 0 ? 1 : 0
    return (estimate, p)
}
