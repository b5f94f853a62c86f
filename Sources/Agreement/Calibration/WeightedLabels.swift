/// The probabilities with which items are drawn for labels, more where the score (a disagreement) is larger.
///
/// π = max(½ n/M, min(1, c · score)) with c so that they sum to n. All scores 0: n/M each. Where no c suffices: 1 where the
/// score is above 0, the rest of n equally over the others. They gain nothing over random labels for an estimate; their use
/// is to learn where the judge is wrong.
public func labelProbabilities(scores: [Double], count: Int) throws(AgreementError) -> (
    probabilities: [Double], c: Double?
) {
    try checkPairs(scores, scores.count)
    guard scores.allSatisfy({ $0 >= 0 }), count >= 0, count <= scores.count else {
        throw AgreementError("scores must not be negative, and no more can be drawn than there are")
    }
    let (n, m) = (Double(count), Double(scores.count))
    let positive = scores.count { $0 > 0 }
    guard positive > 0, count > 0 else { return (scores.map { _ in m > 0 ? n / m : 0 }, nil) }
    let floor = n / m / 2
    func probabilities(_ c: Double) -> [Double] { scores.map { max(floor, min(1, c * $0)) } }
    func excess(_ c: Double) -> Double { probabilities(c).reduce(0, +) - n }
    if Double(positive) + floor * Double(scores.count - positive) < n - 1e-12 {
        let rest = scores.count - positive
        return (scores.map { $0 > 0 ? 1 : (n - Double(positive)) / Double(rest) }, nil)
    }
    let least = scores.filter { $0 > 0 }.min() ?? 1
    var (low, high) = (0.0, 1 / least)
    for _ in 0..<200 where high - low > 1e-16 * high {
        let middle = (low + high) / 2
        if excess(middle) < 0 { low = middle } else { high = middle }
    }
    return (probabilities(high), high)
}

/// A mean from labels drawn with known probabilities: λ mean F over all + Σ w R / Σ w, w = 1/π, R = Y − λ F.
public struct WeightedEstimate: Sendable {
    /// Whether a label weighs above 20 times the median: then nothing is estimated.
    public let isRefused: Bool
    public let estimate: Estimate

    /// `probabilities[i]` is the probability with which row i was drawn for a label, `lambda` one weight for all rows.
    public init(
        _ rows: [LabelledRow],
        probabilities: [Double],
        lambda: Double,
        confidence: Double = 0.95
    ) throws(AgreementError) {
        let lambdas = [Double](repeating: lambda, count: rows.count)
        try self.init(rows, probabilities: probabilities, lambdas: lambdas, confidence: confidence)
    }

    /// `lambdas[i]` is the weight learnt outside the fold of row i (``CorrectedMean/lambdas``); λ is their mean over labels.
    ///
    /// ψ_g = (λ/M) Σ_g (F − F̄) + Σ_{L∩g} w (R − R̄_w)/Σ w, se² = G/(G − 1) Σ ψ_g², t with labelled prompts − 1. Throws
    /// when a probability lies outside 0 to 1 or a labelled row's is 0.
    public init(
        _ rows: [LabelledRow],
        probabilities: [Double],
        lambdas: [Double],
        confidence: Double = 0.95
    ) throws(AgreementError) {
        try checkPairs(probabilities, rows.count)
        try checkPairs(lambdas, rows.count)
        try checkPairs(rows.map(\.judge), rows.count)
        let known = rows.indices.filter { rows[$0].label != nil }
        guard probabilities.allSatisfy({ (0...1).contains($0) }), known.allSatisfy({ probabilities[$0] > 0 }) else {
            throw AgreementError("a label was drawn with a probability outside 0 to 1")
        }
        let (items, ratings) = (rows.count, rows.count + known.count)
        guard !known.isEmpty else {
            isRefused = false
            estimate = Estimate(undefined: "no label", itemCount: items, ratingCount: ratings)
            return
        }
        let weights = known.map { 1 / probabilities[$0] }
        let middle = Moments.median(weights) ?? 0
        isRefused = (weights.max() ?? 0) > 20 * middle
        guard !isRefused else {
            let reason = "a label weighs more than 20 times the median: its probability of being drawn was too small"
            estimate = Estimate(undefined: reason, itemCount: items, ratingCount: ratings)
            return
        }
        let total = weights.reduce(0, +)
        let center = Moments.mean(rows.map(\.judge))
        let lambda = Moments.mean(known.map { lambdas[$0] })
        let rests = known.map { (rows[$0].label ?? 0) - lambdas[$0] * rows[$0].judge }
        let rest = zip(weights, rests).reduce(0) { $0 + $1.0 * $1.1 } / total
        var parts: [Int: Double] = [:]
        for row in rows { parts[row.prompt, default: 0] += lambda * (row.judge - center) / Double(rows.count) }
        for (place, row) in known.enumerated() {
            parts[rows[row].prompt, default: 0] += weights[place] * (rests[place] - rest) / total
        }
        let count = Double(parts.count)
        let squares = parts.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value }
        var estimate = Estimate(value: lambda * center + rest, itemCount: items, ratingCount: ratings)
        let prompts = Set(known.map { rows[$0].prompt }).count
        if count > 1, prompts > 1 {
            let error = (count / (count - 1) * squares).squareRoot()
            estimate.fill(
                error: error,
                degrees: prompts - 1,
                confidence,
                "labels weighted by 1/probability, lambda \(lambda)"
            )
        } else {
            estimate.method = "no interval: fewer than two prompts with labels"
        }
        self.estimate = estimate
    }
}
