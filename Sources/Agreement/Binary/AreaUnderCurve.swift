/// The area under the ROC curve: the share of (positive, negative) pairs in which the positive has the higher score, ties
/// counted half, with DeLong's standard error and normal interval (DeLong, DeLong and Clarke-Pearson, 1988; ranks as in
/// Sun and Xu, 2014).
///
/// `scores` and `outcomes` are of one length. Undefined when all outcomes are the same. Throws when a score is not finite.
public func areaUnderCurve(
    scores: [Double],
    outcomes: [Bool],
    confidence: Double = 0.95
) throws(AgreementError) -> Estimate {
    try checkPairs(scores, outcomes.count)
    let positives = outcomes.indices.filter { outcomes[$0] }.map { scores[$0] }
    let negatives = outcomes.indices.filter { !outcomes[$0] }.map { scores[$0] }
    let (m, n) = (Double(positives.count), Double(negatives.count))
    guard m > 0, n > 0 else {
        let reason = scores.isEmpty ? "no item" : "all \(scores.count) outcomes are the same"
        return Estimate(undefined: reason, itemCount: scores.count, ratingCount: scores.count)
    }
    let all = midRanks(positives + negatives)
    let (own, others) = (midRanks(positives), midRanks(negatives))
    let above = positives.indices.map { (all[$0] - own[$0]) / n }
    let below = negatives.indices.map { 1 - (all[positives.count + $0] - others[$0]) / m }
    let area = above.reduce(0, +) / m
    var estimate = Estimate(value: area, itemCount: scores.count, ratingCount: scores.count)
    guard m > 1, n > 1 else { return estimate }
    func variance(_ values: [Double], _ count: Double) -> Double {
        values.reduce(0) { $0 + ($1 - area) * ($1 - area) } / (count - 1) / count
    }
    let error = (variance(above, m) + variance(below, n)).squareRoot()
    let quantile = Distributions.normalQuantile(0.5 + confidence / 2)
    estimate.standardError = error
    estimate.low = max(0, area - quantile * error)
    estimate.high = min(1, area + quantile * error)
    estimate.method = "DeLong (1988), normal"
    return estimate
}

/// Throws unless there is one finite number for each of `count` things.
func checkPairs(_ values: [Double], _ count: Int) throws(AgreementError) {
    guard values.count == count else {
        throw AgreementError("there are \(values.count) numbers for \(count) others: give one each")
    }
    guard values.allSatisfy(\.isFinite) else { throw AgreementError("a number is not finite") }
}

/// Ranks from 1, those that are equal sharing their mean.
private func midRanks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
        var end = start + 1
        while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
        for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
        start = end
    }
    return ranks
}
