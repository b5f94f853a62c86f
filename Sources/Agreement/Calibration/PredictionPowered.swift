/// How prediction-powered figures are reckoned.
public enum PPIConvention: Sendable, CaseIterable {
    /// Variances over n − 1, lambda not cut, Student's t with n − 1 degrees of freedom: ours.
    case sample
    /// The same with the normal quantile, as the package glide has it.
    case glide
    /// Covariance and the variances of the error over n, lambda cut to 0 to 1, normal quantile, as the package ppi_py has it.
    case ppiPy
}

/// A mean of people's scores from few of them and many of a judge's (PPI++: Angelopoulos, Duchi and Zrnic, 2023).
public struct PredictionPowered: Sendable {
    /// The weight of the judge; 0 ignores it. Of several strata: nil.
    public let lambda: Double?
    public let estimate: Estimate
    /// How many labels alone would give this width, rounded down; nil without a spread.
    public let effectiveLabels: Int?

    init(undefined: String, itemCount: Int) {
        lambda = nil
        effectiveLabels = nil
        estimate = Estimate(undefined: undefined, itemCount: itemCount, ratingCount: itemCount)
    }

    init(lambda: Double?, estimate: Estimate, effectiveLabels: Int?) {
        self.lambda = lambda
        self.estimate = estimate
        self.effectiveLabels = effectiveLabels
    }
}

/// θ = λ mean(F_U) + mean(Y − λ F_L), se² = λ² var(F_U)/N + var(Y − λ F_L)/n, with
/// λ = cov(Y, F_L) / ((1 + n/N) var(F_L and F_U together)) unless given.
///
/// `labels` and `judge` are people's and the judge's scores of the same n items, `unlabelled` the judge's of N others.
/// Undefined with fewer than two on either side. Throws when a score is not finite or the lengths differ.
public func predictionPowered(
    labels: [Double],
    judge: [Double],
    unlabelled: [Double],
    lambda: Double? = nil,
    convention: PPIConvention = .sample,
    confidence: Double = 0.95
) throws(AgreementError) -> PredictionPowered {
    try checkPairs(labels, judge.count)
    try checkPairs(judge, labels.count)
    try checkPairs(unlabelled, unlabelled.count)
    guard labels.count > 1, unlabelled.count > 1 else {
        return PredictionPowered(
            undefined: "fewer than two items with or without labels",
            itemCount: labels.count + unlabelled.count
        )
    }
    let parts = PPIParts(labels, judge, unlabelled, lambda: lambda, convention)
    return parts.result(count: labels.count + unlabelled.count, degrees: labels.count - 1, convention, confidence)
}

/// The same of the paired difference a − b: the n labelled prompts come first in the judge's scores.
public func predictionPoweredDifference(
    labels: (a: [Double], b: [Double]),
    judge: (a: [Double], b: [Double]),
    convention: PPIConvention = .sample,
    confidence: Double = 0.95
) throws(AgreementError) -> PredictionPowered {
    try checkPairs(labels.a, labels.b.count)
    try checkPairs(judge.a, judge.b.count)
    guard judge.a.count >= labels.a.count else { throw AgreementError("the judge must score every labelled prompt") }
    let scores = zip(judge.a, judge.b).map { $0 - $1 }
    return try predictionPowered(
        labels: zip(labels.a, labels.b).map { $0 - $1 },
        judge: Array(scores.prefix(labels.a.count)),
        unlabelled: Array(scores.dropFirst(labels.a.count)),
        convention: convention,
        confidence: confidence
    )
}

/// One stratum of a stratified mean.
public struct PPIStratum: Sendable {
    public var labels: [Double]
    public var judge: [Double]
    public var unlabelled: [Double]

    public init(labels: [Double], judge: [Double], unlabelled: [Double]) {
        self.labels = labels
        self.judge = judge
        self.unlabelled = unlabelled
    }
}

/// Σ w_k θ_k with w_k = (n_k + N_k)/total, each stratum with a lambda of its own; se² = Σ w_k² se_k².
///
/// Also gives the strata's own figures. Undefined where one of them is.
public func predictionPoweredStratified(
    _ strata: [PPIStratum],
    convention: PPIConvention = .sample,
    confidence: Double = 0.95
) throws(AgreementError) -> (whole: PredictionPowered, strata: [PredictionPowered]) {
    var own: [PredictionPowered] = []
    for stratum in strata {
        own.append(
            try predictionPowered(
                labels: stratum.labels,
                judge: stratum.judge,
                unlabelled: stratum.unlabelled,
                convention: convention,
                confidence: confidence
            )
        )
    }
    let sizes = strata.map { Double($0.labels.count + $0.unlabelled.count) }
    let total = sizes.reduce(0, +)
    let count = strata.reduce(0) { $0 + $1.labels.count }
    let values = own.compactMap(\.estimate.value)
    guard !strata.isEmpty, values.count == strata.count else {
        let reason = "a stratum has fewer than two items with or without labels"
        return (PredictionPowered(undefined: reason, itemCount: Int(total)), own)
    }
    let weights = sizes.map { $0 / total }
    let error = zip(weights, own).reduce(0) { $0 + $1.0 * $1.0 * $1.1.variance }
    let alone = zip(weights, strata).reduce(0) {
        $0 + $1.0 * $1.0 * Moments.variance($1.1.labels) / Double($1.1.labels.count)
    }
    var estimate = Estimate(
        value: zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 },
        itemCount: Int(total),
        ratingCount: Int(total) + count
    )
    estimate.fill(
        error: error.squareRoot(),
        degrees: convention == .sample ? count - strata.count : nil,
        confidence,
        "PPI++ in \(strata.count) strata"
    )
    let worth = error > 0 ? Int(Double(count) * alone / error + 1e-9) : nil
    return (PredictionPowered(lambda: nil, estimate: estimate, effectiveLabels: worth), own)
}

/// The mean of cluster means, clusters being wholly labelled or not at all: each cluster weighs the same, whatever its size,
/// which is another estimand than the mean of items.
///
/// Throws when a cluster is labelled in part.
public func predictionPoweredClusterMeans(
    labels: [Double?],
    judge: [Double],
    clusters: [Int],
    convention: PPIConvention = .sample,
    confidence: Double = 0.95
) throws(AgreementError) -> PredictionPowered {
    try checkPairs(judge, labels.count)
    guard clusters.count == labels.count else { throw AgreementError("give each item one cluster") }
    let groups = Dictionary(grouping: labels.indices) { clusters[$0] }.sorted { $0.key < $1.key }.map(\.value)
    var (own, theirs, others, count): ([Double], [Double], [Double], Int) = ([], [], [], 0)
    for places in groups {
        let given = places.compactMap { labels[$0] }
        guard given.isEmpty || given.count == places.count else {
            throw AgreementError("a cluster is labelled in part: label all of its items or none")
        }
        let mean = Moments.mean(places.map { judge[$0] })
        if given.isEmpty { others.append(mean) } else { theirs.append(mean) }
        if !given.isEmpty { own.append(Moments.mean(given)) }
        count += given.count
    }
    let found = try predictionPowered(
        labels: own,
        judge: theirs,
        unlabelled: others,
        convention: convention,
        confidence: confidence
    )
    let worth = found.variance > 0 ? Moments.variance(own) / Double(own.count) / found.variance : nil
    return PredictionPowered(
        lambda: found.lambda,
        estimate: found.estimate,
        effectiveLabels: worth.map { Int(Double(count) * $0 + 1e-9) }
    )
}

extension PredictionPowered {
    fileprivate var variance: Double { (estimate.standardError ?? 0) * (estimate.standardError ?? 0) }
}

/// The parts of PPI++ on plain values.
struct PPIParts {
    let lambda: Double
    let value: Double
    let variance: Double
    /// The variance of the labels' own mean.
    let alone: Double
    private let labelCount: Int
    private let isTuned: Bool

    init(_ labels: [Double], _ judge: [Double], _ unlabelled: [Double], lambda: Double?, _ convention: PPIConvention) {
        let (n, m) = (Double(labels.count), Double(unlabelled.count))
        let isPopulation = convention == .ppiPy
        let spread = Moments.variance(judge + unlabelled)
        var tuned = 0.0
        if spread > 0 {
            tuned = Moments.covariance(labels, judge, isPopulation: isPopulation) / ((1 + n / m) * spread)
        }
        if isPopulation { tuned = min(1, max(0, tuned)) }
        let weight = lambda ?? tuned
        let rest = zip(labels, judge).map { $0 - weight * $1 }
        self.lambda = weight
        isTuned = lambda == nil
        labelCount = labels.count
        value = weight * Moments.mean(unlabelled) + Moments.mean(rest)
        variance =
            weight * weight * Moments.variance(unlabelled, isPopulation: isPopulation) / m
            + Moments.variance(rest, isPopulation: isPopulation) / n
        alone = Moments.variance(labels) / n
    }

    func result(count: Int, degrees: Int, _ convention: PPIConvention, _ confidence: Double) -> PredictionPowered {
        var estimate = Estimate(value: value, itemCount: count, ratingCount: count + labelCount)
        estimate.fill(
            error: variance.squareRoot(),
            degrees: convention == .sample ? degrees : nil,
            confidence,
            "prediction-powered, \(isTuned ? "power-tuned " : "")lambda \(lambda)"
        )
        let worth = variance > 0 ? Int(Double(labelCount) * alone / variance + 1e-9) : nil
        return PredictionPowered(lambda: lambda, estimate: estimate, effectiveLabels: worth)
    }
}

extension Estimate {
    /// Adds value ± quantile × error, with t where there are degrees of freedom; without a spread there is no interval.
    mutating func fill(error: Double, degrees: Int?, _ confidence: Double, _ name: String) {
        guard let value else { return }
        standardError = error.isFinite ? error : nil
        guard let form = ClosedForm.symmetric(value, error, confidence, degrees: degrees, name) else {
            method = "no interval: no spread"
            return
        }
        (low, high, method) = (form.low, form.high, form.method)
    }
}
