/// The interval of a chance-corrected coefficient where nothing was seen to differ, or every resample gave the same: that of
/// the observed agreement (`ClusteredShare`), carried over.
///
/// kappa = (p − e)/(1 − e) for the observed agreement p and its ends, with the chance agreement e as estimated; undefined
/// where e is 1. A bootstrap of full agreement has no width at all.
public func kappaAtTheEdge(observed: ClusteredShare, expected: Double) -> Estimate {
    guard let share = observed.value else { return Estimate(undefined: "no item", itemCount: 0, ratingCount: 0) }
    let (items, ratings) = (observed.itemCount, 2 * observed.itemCount)
    guard expected < 1 else {
        return Estimate(undefined: "chance alone would always agree", itemCount: items, ratingCount: ratings)
    }
    func corrected(_ agreement: Double) -> Double { (agreement - expected) / (1 - expected) }
    var estimate = Estimate(value: corrected(share), itemCount: items, ratingCount: ratings)
    (estimate.low, estimate.high) = (observed.low.map(corrected), observed.high.map(corrected))
    estimate.method = observed.estimate.method.map { "\($0), carried over to kappa" }
    return estimate
}
