/// One item that a judge scored, with people's label where it has one.
public struct LabelledRow: Sendable {
    /// The number of its prompt: what is drawn together.
    public var prompt: Int
    public var judge: Double
    /// The mean over the item's people.
    public var label: Double?

    public init(prompt: Int, judge: Double, label: Double?) {
        self.prompt = prompt
        self.judge = judge
        self.label = label
    }
}

/// A mean of people's scores over prompts like these, from labels of some items and a judge's scores of all.
///
/// R = Y − λₖ (F − F̄_U) with λₖ from the prompts outside the item's fold; the estimate is the mean of R over the labelled.
/// With λ̄ the mean λ over labelled items, ψ_g = (λ̄/N) Σ_{U∩g} (F − F̄_U) + (1/n) Σ_{L∩g} (R − R̄), se² = G/(G − 1) Σ ψ_g²
/// over all G prompts, Student's t with labelled prompts − 1. λₖ = −Σ A_g B_g / Σ B_g², A the labels' and B the judge's part
/// of ψ outside fold k with their own means; 0 where undefined.
public struct CorrectedMean: Sendable {
    public let labelCount: Int
    public let unlabelledCount: Int
    public let promptCount: Int
    public let labelledPromptCount: Int
    /// By fold.
    public let lambdas: [Int: Double]
    /// The mean over labelled items.
    public let lambda: Double
    public let estimate: Estimate
    /// The mean of the labels with the same clusters, which the judge has no part in.
    public let labelsOnly: Estimate

    /// `folds[i]` is the fold of row i; all rows of a prompt must be in one fold.
    ///
    /// Undefined without a label. Throws when a number is not finite or the lengths differ.
    public init(_ rows: [LabelledRow], folds: [Int], confidence: Double = 0.95) throws(AgreementError) {
        try checkPairs(rows.map(\.judge), folds.count)
        try checkPairs(rows.compactMap(\.label), rows.count { $0.label != nil })
        let sums = CorrectionSums(rows)
        let known = rows.indices.filter { rows[$0].label != nil }
        labelCount = known.count
        unlabelledCount = rows.count - known.count
        promptCount = sums.prompts.count
        labelledPromptCount = Set(known.map { rows[$0].prompt }).count
        var lambdas: [Int: Double] = [:]
        for fold in Set(folds).sorted() {
            lambdas[fold] = CorrectionSums(rows.indices.filter { folds[$0] != fold }.map { rows[$0] }).lambda
        }
        self.lambdas = lambdas
        let weights = known.map { lambdas[folds[$0]] ?? 0 }
        lambda = weights.isEmpty ? 0 : Moments.mean(weights)
        labelsOnly = clusteredMean(
            checked: known.compactMap { rows[$0].label },
            clusters: known.map { rows[$0].prompt },
            confidence: confidence,
            unit: "prompts"
        )
        guard !known.isEmpty else {
            estimate = Estimate(undefined: "no label", itemCount: rows.count, ratingCount: rows.count)
            return
        }
        let center = sums.unlabelledMean
        let residuals = zip(known, weights).map { place, weight in
            (rows[place].label ?? 0) - (center.map { weight * (rows[place].judge - $0) } ?? 0)
        }
        let value = Moments.mean(residuals)
        var parts: [Int: Double] = [:]
        for prompt in sums.prompts { parts[prompt] = 0 }
        for (place, residual) in zip(known, residuals) {
            parts[rows[place].prompt, default: 0] += (residual - value) / Double(known.count)
        }
        if let center {
            for row in rows where row.label == nil {
                parts[row.prompt, default: 0] += lambda * (row.judge - center) / Double(unlabelledCount)
            }
        }
        let count = Double(parts.count)
        let squares = parts.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value }
        var estimate = Estimate(value: value, itemCount: rows.count, ratingCount: rows.count + known.count)
        if count > 1, labelledPromptCount > 1 {
            estimate.fill(
                error: (count / (count - 1) * squares).squareRoot(),
                degrees: labelledPromptCount - 1,
                confidence,
                "labels corrected by the judge (lambda \(lambda)), over \(promptCount) prompts"
            )
        } else {
            estimate.method = "no interval: fewer than two prompts with labels"
        }
        self.estimate = estimate
    }
}

/// The sums by prompt that lambda is made of.
private struct CorrectionSums {
    let prompts: [Int]
    /// The judge's mean over the unlabelled; nil without one.
    let unlabelledMean: Double?
    /// −Σ A B / Σ B², 0 where undefined.
    let lambda: Double

    init(_ rows: [LabelledRow]) {
        prompts = Set(rows.map(\.prompt)).sorted()
        let known = rows.filter { $0.label != nil }
        let others = rows.filter { $0.label == nil }
        unlabelledMean = others.isEmpty ? nil : Moments.mean(others.map(\.judge))
        guard known.count > 1, let center = unlabelledMean else {
            lambda = 0
            return
        }
        let (n, m) = (Double(known.count), Double(others.count))
        let label = Moments.mean(known.compactMap(\.label))
        let judge = Moments.mean(known.map(\.judge))
        var (a, b): ([Int: Double], [Int: Double]) = ([:], [:])
        for row in known {
            a[row.prompt, default: 0] += ((row.label ?? 0) - label) / n
            b[row.prompt, default: 0] -= (row.judge - judge) / n
        }
        for row in others { b[row.prompt, default: 0] += (row.judge - center) / m }
        let (cross, square) = prompts.reduce((0.0, 0.0)) { sums, prompt in
            let (one, other) = (a[prompt] ?? 0, b[prompt] ?? 0)
            return (sums.0 + one * other, sums.1 + other * other)
        }
        lambda = square > 1e-24 ? -cross / square : 0
    }
}

extension CorrectedMean {
    /// Whether labels of 0 and 1 are too uniform for a normal interval: all equal, or fewer than five of the rarer.
    public static func areTooUniform(_ labels: [Double]) -> Bool {
        guard let low = labels.min(), let high = labels.max(), low < high else { return true }
        guard labels.allSatisfy({ $0 == 0 || $0 == 1 }) else { return false }
        let ones = labels.count { $0 == 1 }
        return min(ones, labels.count - ones) < 5
    }

    /// Why a judge has no part in a figure.
    public enum Unused: Sendable, Equatable, CustomStringConvertible {
        case uniformLabels
        /// So many responses have no label, and lie in so many prompts.
        case fewUnlabelled(responses: Int, prompts: Int)
        /// Its scores tell nothing of the labels of other prompts.
        case noWeight

        public var description: String {
            switch self {
            case .uniformLabels: "labels hardly vary"
            case .fewUnlabelled(0, _): "nothing is unlabelled"
            case .fewUnlabelled(let responses, let prompts):
                "only \(responses) unlabelled \(responses == 1 ? "response" : "responses") of \(prompts) "
                    + (prompts == 1 ? "prompt" : "prompts")
            case .noWeight: "its scores tell nothing of people's"
            }
        }
    }

    /// Of fewer prompts the judge's mean over the unlabelled is too uncertain for its error to be known: with one it covers
    /// .36, with three .85, with five .93, with ten .945 of 95 %.
    static let fewestUnlabelledPrompts = 10

    /// Why the judge should have no part; nil where it may.
    private func unused(_ rows: [LabelledRow], folds: [Int], isShare: Bool) -> Unused? {
        if isShare, Self.areTooUniform(rows.compactMap(\.label)) { return .uniformLabels }
        let prompts = Set(rows.filter { $0.label == nil }.map(\.prompt)).count
        if prompts < Self.fewestUnlabelledPrompts {
            return .fewUnlabelled(responses: unlabelledCount, prompts: prompts)
        }
        let isWeighed = zip(rows, folds).contains { $0.label != nil && lambdas[$1] != 0 }
        return isWeighed ? nil : .noWeight
    }

    /// The estimate as a share: within 0 to 1, with Wilson's interval as people's own share has it, of as many items as its
    /// variance is worth, n_eff = p(1 − p)/se² · (z/t)²: beside it Student's is wider near one half and too narrow near the
    /// ends, whatever the judge is.
    private func share(_ confidence: Double) -> Estimate {
        var share = estimate
        guard let value = estimate.value, let error = estimate.standardError else { return share }
        let p = min(1, max(0, value))
        share.value = p
        guard error > 1e-12, p > 0, p < 1 else {
            // A corrected share may lie beyond its scale with its whole interval: this begins and ends at the figure.
            (share.low, share.high) = (share.low.map { min($0, p) }, share.high.map { max($0, p) })
            return share.cut(to: 0...1)
        }
        let degrees = labelledPromptCount - 1
        let effective = EffectiveItems.count(
            single: p * (1 - p),
            variance: error * error,
            degrees: degrees,
            confidence: confidence
        )
        let worth = min(Double(labelCount + unlabelledCount), effective)
        (share.low, share.high) = wilson(share: p, count: worth, confidence: confidence)
        share.method = estimate.method.map { "\($0), Wilson (1927) with \(EffectiveItems.words(worth))" }
        return share
    }

    /// The figure to show: the corrected mean; where the judge should have no part, that of the labels alone. Of shares
    /// either has Wilson's interval.
    public static func quality(
        _ rows: [LabelledRow],
        folds: [Int],
        isShare: Bool,
        confidence: Double = 0.95
    ) throws(AgreementError) -> (estimate: Estimate, unused: Unused?, corrected: CorrectedMean) {
        let found = try CorrectedMean(rows, folds: folds, confidence: confidence)
        guard found.labelCount > 0, let unused = found.unused(rows, folds: folds, isShare: isShare) else {
            return (isShare ? found.share(confidence) : found.estimate, nil, found)
        }
        var alone = found.labelsOnly
        if isShare {
            let known = rows.filter { $0.label != nil }
            let labels = known.compactMap(\.label)
            alone = try ClusteredShare(labels, clusters: known.map(\.prompt), confidence: confidence).estimate
        }
        alone.method = alone.method.map { "judge not used: \(unused); \($0)" }
        return (alone, unused, found)
    }
}

/// What missing verdicts of a judge could change in the difference candidate − baseline.
public struct MissingVerdicts: Sendable, Equatable {
    public let missingCount: Int
    /// The mean of all verdicts read, of both models; nil without one.
    public let mean: Double?
    /// Means with the missing filled by that mean.
    public let baseline: Double?
    public let candidate: Double?
    public let difference: Double?
    /// With the candidate's missing at the low end of the scale and the baseline's at the high end.
    public let worstDifference: Double?

    public init(baseline: [Double?], candidate: [Double?], scale: ClosedRange<Double>) {
        let read = (baseline + candidate).compactMap(\.self)
        let mean = read.isEmpty ? nil : Moments.mean(read)
        func filled(_ scores: [Double?], _ value: Double?) -> Double? {
            guard !scores.isEmpty else { return nil }
            let all = scores.compactMap { $0 ?? value }
            return all.count == scores.count ? Moments.mean(all) : nil
        }
        missingCount = baseline.count + candidate.count - read.count
        self.mean = mean
        let (one, other) = (filled(baseline, mean), filled(candidate, mean))
        (self.baseline, self.candidate) = (one, other)
        difference = other.flatMap { candidate in one.map { candidate - $0 } }
        let worst = (filled(candidate, scale.lowerBound), filled(baseline, scale.upperBound))
        worstDifference = worst.0.flatMap { candidate in worst.1.map { candidate - $0 } }
    }
}
