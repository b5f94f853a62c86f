/// A pass rate from a judge's binary verdicts, corrected by some labels, in every form of the field.
///
/// Counts are of labelled items: `truePositive` both pass, `falseNegative` people pass and the judge does not, and so on;
/// `unlabelledPass` of `unlabelled` others pass by the judge.
public struct CorrectedRate: Sendable {
    /// What people and judge said of the labelled items, and the judge of the others.
    public struct Counts: Sendable {
        public var truePositive: Int
        public var falseNegative: Int
        public var falsePositive: Int
        public var trueNegative: Int
        public var unlabelledPass: Int
        public var unlabelled: Int

        public init(
            truePositive: Int,
            falseNegative: Int,
            falsePositive: Int,
            trueNegative: Int,
            unlabelledPass: Int,
            unlabelled: Int
        ) {
            self.truePositive = truePositive
            self.falseNegative = falseNegative
            self.falsePositive = falsePositive
            self.trueNegative = trueNegative
            self.unlabelledPass = unlabelledPass
            self.unlabelled = unlabelled
        }
    }

    public let counts: Counts
    public let confidence: Double

    /// Throws when a count is negative or more pass than there are.
    public init(_ counts: Counts, confidence: Double = 0.95) throws(AgreementError) {
        let all = [
            counts.truePositive, counts.falseNegative, counts.falsePositive, counts.trueNegative, counts.unlabelledPass,
        ]
        guard all.allSatisfy({ $0 >= 0 }), counts.unlabelledPass <= counts.unlabelled else {
            throw AgreementError("counts must not be negative, and no more can pass than there are")
        }
        self.counts = counts
        self.confidence = confidence
    }

    private var positives: Double { Double(counts.truePositive + counts.falseNegative) }
    private var negatives: Double { Double(counts.falsePositive + counts.trueNegative) }
    private var labelled: Int {
        counts.truePositive + counts.falseNegative + counts.falsePositive + counts.trueNegative
    }
    private var judgePasses: Double { Double(counts.truePositive + counts.falsePositive) }
    private var share: Double { Double(counts.unlabelledPass) / Double(counts.unlabelled) }
    private var total: Int { labelled + counts.unlabelled }

    /// The share of people's passes that the judge passes.
    public var sensitivity: Double? { positives > 0 ? Double(counts.truePositive) / positives : nil }
    /// The share of people's fails that the judge fails.
    public var specificity: Double? { negatives > 0 ? Double(counts.trueNegative) / negatives : nil }
    /// Sensitivity + specificity − 1 (Youden, 1950).
    public var youden: Double? { sensitivity.flatMap { one in specificity.map { one + $0 - 1 } } }

    /// The judge's own pass rate of the unlabelled, which corrects nothing.
    public var naive: Estimate { wilsonShare(counts.unlabelledPass, of: counts.unlabelled) }

    /// People's pass rate of the labelled, with Wilson's interval.
    public var labelsOnly: Estimate { wilsonShare(counts.truePositive + counts.falseNegative, of: labelled) }

    private func wilsonShare(_ count: Int, of total: Int) -> Estimate {
        guard total > 0 else { return Estimate(undefined: "no item", itemCount: 0, ratingCount: 0) }
        let value = Double(count) / Double(total)
        var estimate = Estimate(value: value, itemCount: total, ratingCount: total)
        (estimate.low, estimate.high) = wilson(share: value, count: Double(total), confidence: confidence)
        estimate.method = "Wilson (1927)"
        return estimate
    }

    private func undefined(_ reason: String) -> Estimate {
        Estimate(undefined: reason, itemCount: total, ratingCount: total + labelled)
    }

    private var quantile: Double { Distributions.normalQuantile(0.5 + confidence / 2) }

    /// (p + specificity − 1)/(sensitivity + specificity − 1) (Rogan and Gladen, 1978), not cut to 0 to 1.
    public var roganGladenUncut: Double? {
        guard let tpr = sensitivity, let tnr = specificity, tpr + tnr > 1, counts.unlabelled > 0 else { return nil }
        return (share + tnr - 1) / (tpr + tnr - 1)
    }

    /// Rogan and Gladen's, cut to 0 to 1, with the delta method's interval.
    ///
    /// Undefined where the judge is no better than chance. Valid even where labelled items have another pass rate.
    public var roganGladen: Estimate {
        guard let tpr = sensitivity, let tnr = specificity, let theta = roganGladenUncut else {
            return undefined("TPR + TNR <= 1")
        }
        let (p, cut) = (share, min(1, max(0, theta)))
        let parts = [
            p * (1 - p) / Double(counts.unlabelled), theta * theta * tpr * (1 - tpr) / positives,
            (1 - theta) * (1 - theta) * tnr * (1 - tnr) / negatives,
        ]
        let error = parts.reduce(0, +).squareRoot() / (tpr + tnr - 1)
        var estimate = Estimate(value: cut, itemCount: total, ratingCount: total + labelled)
        estimate.standardError = error
        estimate.low = min(1, max(0, theta - quantile * error))
        estimate.high = min(1, max(0, theta + quantile * error))
        estimate.method = "Rogan and Gladen (1978), delta method, normal"
        return estimate
    }

    /// Lang and Reiczigel's interval (2014) about Rogan and Gladen's value.
    public var langReiczigel: Estimate {
        guard let tpr = sensitivity, let tnr = specificity, let theta = roganGladenUncut else {
            return undefined("TPR + TNR <= 1")
        }
        let z = quantile
        let size = Double(counts.unlabelled) + z * z
        let p = (Double(counts.unlabelledPass) + z * z / 2) / size
        let (m1, m0) = (positives + 2, negatives + 2)
        let (q1, q0) = ((positives * tpr + 1) / m1, (negatives * tnr + 1) / m0)
        let j = q0 + q1 - 1
        guard j > 0 else { return undefined("TPR + TNR <= 1") }
        let center = (p + q0 - 1) / j
        let shift = 2 * z * z * (center * q1 * (1 - q1) / m1 - (1 - center) * q0 * (1 - q0) / m0)
        let parts = [
            p * (1 - p) / size, (1 - center) * (1 - center) * q0 * (1 - q0) / m0, center * center * q1 * (1 - q1) / m1,
        ]
        let error = parts.reduce(0, +).squareRoot() / j
        var estimate = Estimate(value: min(1, max(0, theta)), itemCount: total, ratingCount: total + labelled)
        estimate.low = min(1, max(0, center + shift - z * error))
        estimate.high = min(1, max(0, center + shift + z * error))
        estimate.standardError = error
        estimate.method = "Lang and Reiczigel (2014)"
        return estimate
    }

    /// What people say where the judge passes, and where it fails; nil where it never does on the labelled.
    private var passShares: (passed: Double, failed: Double)? {
        let fails = Double(labelled) - judgePasses
        guard judgePasses > 0, fails > 0 else { return nil }
        return (Double(counts.truePositive) / judgePasses, Double(counts.falseNegative) / fails)
    }

    /// p · PPV + (1 − p)(1 − NPV) with p of the unlabelled: verdicts as strata.
    public var postStratified: Estimate {
        guard let shares = passShares, counts.unlabelled > 0 else {
            return undefined("the judge gave one verdict only on the labelled items")
        }
        let (a, b, p) = (shares.passed, shares.failed, share)
        let fails = Double(labelled) - judgePasses
        let variance =
            (a - b) * (a - b) * p * (1 - p) / Double(counts.unlabelled) + p * p * a * (1 - a) / judgePasses
            + (1 - p) * (1 - p) * b * (1 - b) / fails
        var estimate = Estimate(value: p * a + (1 - p) * b, itemCount: total, ratingCount: total + labelled)
        estimate.fill(error: variance.squareRoot(), degrees: nil, confidence, "post-stratified by verdict")
        return estimate
    }

    /// The joint maximum likelihood: the same with p over labelled and unlabelled.
    public var jointLikelihood: Double? {
        guard let shares = passShares, total > 0 else { return nil }
        let p = (Double(counts.unlabelledPass) + judgePasses) / Double(total)
        return p * shares.passed + (1 - p) * shares.failed
    }

    /// PPI++ on the verdicts as 0 and 1; `lambda` 1 is plain PPI.
    public func predictionPowered(lambda: Double? = nil, convention: PPIConvention = .sample) -> PredictionPowered {
        let cells = [
            (1.0, 1.0, counts.truePositive), (1, 0, counts.falseNegative), (0, 1, counts.falsePositive),
            (0, 0, counts.trueNegative),
        ]
        let labels = cells.flatMap { [Double](repeating: $0.0, count: $0.2) }
        let judge = cells.flatMap { [Double](repeating: $0.1, count: $0.2) }
        let others =
            [Double](repeating: 1, count: counts.unlabelledPass)
            + [Double](repeating: 0, count: counts.unlabelled - counts.unlabelledPass)
        guard labels.count > 1, others.count > 1 else {
            return PredictionPowered(undefined: "fewer than two items with or without labels", itemCount: total)
        }
        let parts = PPIParts(labels, judge, others, lambda: lambda, convention)
        return parts.result(count: total, degrees: labels.count - 1, convention, confidence)
    }
}

/// How many of the labels to spend on items that the judge failed (`m0`) and passed (`m1`), from a pilot (Lee et al., 2025).
///
/// κ = (m_p (1 − q0) + 1)/(m_p (1 − q1) + 1), m1 = m / (1 + (1/p − 1) √κ), rounded half to even. Nil unless 0 < p ≤ 1.
public func labelAllocation(
    labels: Int,
    judgePassRate: Double,
    specificity: Double,
    sensitivity: Double,
    pilotPerSide: Int
) -> (failed: Int, passed: Int)? {
    guard labels >= 0, judgePassRate > 0, judgePassRate <= 1, pilotPerSide >= 0 else { return nil }
    let pilot = Double(pilotPerSide)
    let ratio = (pilot * (1 - specificity) + 1) / (pilot * (1 - sensitivity) + 1)
    guard ratio >= 0, ratio.isFinite else { return nil }
    let passed = Double(labels) / (1 + (1 / judgePassRate - 1) * ratio.squareRoot())
    let count = min(labels, Int(passed.rounded(.toNearestOrEven)))
    return (labels - count, count)
}
