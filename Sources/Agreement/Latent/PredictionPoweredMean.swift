/// The mean of people's scores from a few of them and many of a judge's (prediction-powered inference: Angelopoulos et al.,
/// 2023; power tuning: Angelopoulos, Duchi and Zrnic, 2023).
///
/// θ = λ mean(f_U) + mean(Y − λ f_L), se² = λ² var(f_U) / N + var(Y − λ f_L) / n with variances over the count. `people` and
/// `judge` are the scores of the same n items, `unlabelled` the judge's of N others; λ is tuned, within 0 to 1, where it is not
/// given. Undefined with fewer than two items on either side. Throws when a score is not finite.
public func predictionPoweredMean(
    people: [Double],
    judge: [Double],
    unlabelled: [Double],
    lambda: Double? = nil,
    confidence: Double = 0.95
) throws(AgreementError) -> Estimate {
    try checkPairs(people, judge.count)
    try checkPairs(judge, people.count)
    try checkPairs(unlabelled, unlabelled.count)
    let (n, m) = (people.count, unlabelled.count)
    guard n > 1, m > 1 else {
        return Estimate(
            undefined: "fewer than two items with or without people's scores",
            itemCount: n + m,
            ratingCount: 2 * n + m
        )
    }
    let weight = lambda ?? tunedLambda(people, judge, unlabelled)
    let rest = zip(people, judge).map { $0 - weight * $1 }
    let value = weight * mean(unlabelled) + mean(rest)
    let squares = weight * weight * variance(unlabelled) / Double(m) + variance(rest) / Double(n)
    var estimate = Estimate(value: value, itemCount: n + m, ratingCount: 2 * n + m)
    let error = squares.squareRoot()
    let quantile = Distributions.normalQuantile(0.5 + confidence / 2)
    estimate.standardError = error
    estimate.low = value - quantile * error
    estimate.high = value + quantile * error
    estimate.method = "prediction-powered, \(lambda == nil ? "power-tuned " : "")lambda \(weight), normal"
    return estimate
}

/// cov(Y, f_L) / ((1 + n/N) var(f)), the variance over all of the judge's scores, held within 0 to 1; 0 when they do not vary.
private func tunedLambda(_ people: [Double], _ judge: [Double], _ unlabelled: [Double]) -> Double {
    let (n, m) = (Double(people.count), Double(unlabelled.count))
    let all = judge + unlabelled
    let spread = variance(all) * Double(all.count) / Double(all.count - 1)
    guard spread > 0 else { return 0 }
    let (meanPeople, meanJudge) = (mean(people), mean(judge))
    let covariance = zip(people, judge).reduce(0) { $0 + ($1.0 - meanPeople) * ($1.1 - meanJudge) } / n
    return min(1, max(0, covariance / ((1 + n / m) * spread)))
}

private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

private func variance(_ values: [Double]) -> Double {
    let mean = mean(values)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
}
