import Foundation

/// How many labels a half-width needs: the smallest n ≥ 2 with z √(var (1 − r² N/(n + N))/n) ≤ half-width, and without a judge.
///
/// `variance` is that of people's scores, `correlation` the judge's with them, `unlabelled` the items without labels. Nil
/// unless the half-width is positive and the variance not negative.
public func labelsNeeded(
    halfWidth: Double,
    variance: Double,
    correlation: Double,
    unlabelled: Int,
    confidence: Double = 0.95
) -> (withJudge: Int, labelsOnly: Int)? {
    guard halfWidth > 0, variance >= 0, variance.isFinite, (-1...1).contains(correlation), unlabelled >= 0 else {
        return nil
    }
    let z = Distributions.normalQuantile(0.5 + confidence / 2)
    let alone = (z * z * variance / (halfWidth * halfWidth)).rounded(.up)
    guard alone < 1e12 else { return nil }
    let others = Double(unlabelled)
    func isEnough(_ count: Int) -> Bool {
        let n = Double(count)
        let share = others > 0 ? others / (n + others) : 0
        return z * (variance * (1 - correlation * correlation * share) / n).squareRoot() <= halfWidth
    }
    var (low, high) = (1, max(2, Int(alone)))
    while high - low > 1 {
        let middle = (low + high) / 2
        if isEnough(middle) { high = middle } else { low = middle }
    }
    return (max(2, high), Int(alone))
}

/// The same by the interval that is printed of a mean: Student's quantile with n − 1 degrees in the place of z, n ≥ 2.
package func labelsNeededByStudent(
    halfWidth: Double,
    variance: Double,
    correlation: Double,
    unlabelled: Int,
    confidence: Double = 0.95
) -> (withJudge: Int, labelsOnly: Int)? {
    let normal = labelsNeeded(
        halfWidth: halfWidth,
        variance: variance,
        correlation: correlation,
        unlabelled: unlabelled,
        confidence: confidence
    )
    guard let normal else { return nil }
    let others = Double(unlabelled)
    func least(from count: Int, _ square: Double) -> Int {
        var count = max(2, count)
        while true {
            let n = Double(count)
            let share = others > 0 ? others / (n + others) : 0
            let quantile = Distributions.studentQuantile(0.5 + confidence / 2, n - 1)
            if quantile * (variance * (1 - square * share) / n).squareRoot() <= halfWidth { return count }
            count += 1
        }
    }
    // Student's quantile is the larger one: no fewer do.
    return (least(from: normal.withJudge, correlation * correlation), least(from: normal.labelsOnly, 0))
}

/// How many labels to buy and how many verdicts, so that the cost of a given precision is least.
public struct PPIPower: Sendable, Equatable {
    /// Items with labels, and verdicts without.
    public let labels: Int
    public let unlabelled: Int
    public let cost: Double
    /// Labels alone that would give the same precision.
    public let effectiveLabels: Int

    /// What things cost, in any one unit.
    public struct Costs: Sendable {
        public var label: Double
        public var verdict: Double
        public var item: Double

        public init(label: Double, verdict: Double, item: Double = 0) {
            self.label = label
            self.verdict = verdict
            self.item = item
        }
    }

    /// The aim: as precise as a budget allows, or as so many labels alone would be.
    public enum Aim: Sendable {
        case budget(Double)
        case effectiveLabels(Int)
    }

    /// c_Y [1 − r² + g r² + 2 √(g r² (1 − r²))] a label's worth, g = (c_judge + c_item)/c_Y; rounded as ppi_py does.
    ///
    /// Nil where a cost is not positive or nothing can be had for the budget; without a judge where one does not pay.
    public init?(correlation r: Double, costs: Costs, aim: Aim, mostItems: Int? = nil) {
        guard costs.label > 0, costs.verdict + costs.item >= 0, (-1...1).contains(r) else { return nil }
        let (square, other) = (r * r, costs.verdict + costs.item)
        let g = other / costs.label
        let unit = costs.label * (1 - square + g * square + 2 * (g * square * (1 - square)).squareRoot())
        let alone = costs.label + costs.item
        // Above 1 the best split has more labels than verdicts: each verdict would be one beside a label.
        let share = 1 - square + (g * square * (1 - square)).squareRoot()
        let pays = unit < alone && square < 1 && share < 1
        var wanted: Double
        switch aim {
        case .budget(let budget): wanted = budget / (pays ? unit : alone)
        case .effectiveLabels(let count): wanted = Double(count)
        }
        guard wanted.isFinite, wanted > 0 else { return nil }
        var n = wanted
        var others = 0.0
        if pays {
            n = wanted * share
            let rest = n - (1 - square) * wanted
            others = rest > 1e-12 ? n * (wanted - n) / rest : .infinity
            if let mostItems, n + others > Double(mostItems) {
                let most = Double(mostItems)
                if case .budget(let budget) = aim {
                    n = (budget - most * other) / costs.label
                    wanted = n * most / (n + (1 - square) * (most - n))
                } else {
                    guard most > wanted * square else { return nil }
                    n = wanted * (1 - square) * most / (most - wanted * square)
                }
                others = most - n
            }
        }
        guard n.isFinite, others.isFinite, n >= 0.5, others >= 0, n + others < 1e12 else { return nil }
        labels = Int(n.rounded(.toNearestOrEven))
        unlabelled = Int(others.rounded(.toNearestOrEven))
        let (whole, more) = (Double(labels), Double(unlabelled))
        cost = whole * costs.label + (whole + more) * (unlabelled > 0 ? other : costs.item)
        let worth = whole * (whole + more) / (whole + (1 - square) * more)
        effectiveLabels = unlabelled > 0 ? Int(worth.rounded(.toNearestOrEven)) : labels
    }
}

/// The share of items to label so that precision per cost is best (Angelopoulos et al., 2025), from a pilot.
///
/// 1 if mse ≥ var c_Y/(c_Y + c_F), else √((c_F/c_Y) mse/(var − mse)); var over n − 1.
public func labelShare(
    labels: [Double],
    judge: [Double],
    labelCost: Double,
    verdictCost: Double
) throws(AgreementError) -> (share: Double, meanSquaredError: Double, variance: Double)? {
    try checkPairs(labels, judge.count)
    try checkPairs(judge, labels.count)
    guard labels.count > 1, labelCost > 0, verdictCost >= 0 else { return nil }
    let error = zip(labels, judge).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(labels.count)
    let variance = Moments.variance(labels)
    guard error < variance * labelCost / (labelCost + verdictCost) else { return (1, error, variance) }
    return (min(1, (verdictCost / labelCost * error / (variance - error)).squareRoot()), error, variance)
}
