/// A map from a judge's score to people's: fitted on labelled items, applied to all.
public struct ScoreMap: Sendable, Equatable {
    /// The forms of a map.
    public enum Form: String, Sendable, CaseIterable {
        /// The judge's score as it stands.
        case raw
        /// Moved by mean(people) − mean(judge).
        case shift
        /// A line by least squares.
        case line
        /// The line with its slope drawn towards 1 (positive-part James–Stein, 1961): few labels hardly tell the slope.
        case shrunkLine
        /// Non-decreasing, by pooling adjacent violators.
        case isotonic
    }

    public let form: Form
    public let labelCount: Int
    /// Of a raw, shift or line map.
    public let intercept: Double
    public let slope: Double
    /// Of an isotonic one.
    public let steps: IsotonicRegression?

    /// Labels from which an isotonic map is the default.
    public static let fewestForIsotonic = 100

    /// The default form for so many labels: a shrunk line below 100, isotonic from there.
    public static func form(labels: Int) -> Form { labels < fewestForIsotonic ? .shrunkLine : .isotonic }

    /// The same, but no isotonic map of a judge that tells nothing: where out of fold it is further from people than their
    /// mean is, it follows noise (simulated: 3 % of error with a useless judge), and the shrunk line stands instead.
    ///
    /// Throws when a score is not finite or the lengths differ.
    public static func form(judge: [Double], people: [Double], folds: [Int]) throws(AgreementError) -> Form {
        let usual = form(labels: people.count)
        guard usual == .isotonic, Set(folds).count > 1 else { return usual }
        let own = try crossValidatedError(judge: judge, people: people, folds: folds, form: .isotonic)
        let constant = [Double](repeating: 0, count: judge.count)
        let mean = try crossValidatedError(judge: constant, people: people, folds: folds, form: .shift)
        guard let own, let mean else { return usual }
        return own < mean ? .isotonic : .shrunkLine
    }

    /// Fits a map; throws without data, or when a score is not finite or the lengths differ.
    public init(judge: [Double], people: [Double], form: Form) throws(AgreementError) {
        try checkPairs(judge, people.count)
        try checkPairs(people, judge.count)
        guard !judge.isEmpty else { throw AgreementError("there are no labels to fit a map to") }
        self.form = form
        labelCount = judge.count
        steps = form == .isotonic ? try IsotonicRegression(x: judge, y: people) : nil
        let (meanX, meanY) = (Moments.mean(judge), Moments.mean(people))
        var slope = 1.0
        if form == .line || form == .shrunkLine { slope = Self.slope(judge, people, isShrunk: form == .shrunkLine) }
        self.slope = slope
        intercept = form == .raw ? 0 : meanY - slope * meanX
    }

    /// Puts together a map that was fitted before: an isotonic one takes its steps, any other a line.
    public init(form: Form, labelCount: Int, intercept: Double = 0, slope: Double = 1, steps: IsotonicRegression? = nil)
    {
        (self.form, self.labelCount, self.intercept, self.slope) = (form, labelCount, intercept, slope)
        self.steps = steps
    }

    /// Least squares; 0 where the judge's scores do not vary, so that the line is people's mean.
    private static func slope(_ x: [Double], _ y: [Double], isShrunk: Bool) -> Double {
        guard x.count > 1, Moments.variance(x) > 1e-18 else { return 0 }
        let slope = Moments.covariance(x, y) / Moments.variance(x)
        guard isShrunk, x.count > 2 else { return slope }
        let (meanX, meanY) = (Moments.mean(x), Moments.mean(y))
        let rest = zip(x, y).reduce(0) { sum, pair in
            let error = pair.1 - meanY - slope * (pair.0 - meanX)
            return sum + error * error
        }
        let variance = rest / Double(x.count - 2) / (Moments.variance(x) * Double(x.count - 1))
        let distance = (slope - 1) * (slope - 1)
        return distance > 0 ? 1 + max(0, 1 - variance / distance) * (slope - 1) : 1
    }

    /// What people would give for a judge's score.
    public func callAsFunction(_ score: Double) -> Double { steps.map { $0(score) } ?? intercept + slope * score }

    /// The root mean square difference between the mapped scores and people's.
    public func error(judge: [Double], people: [Double]) -> Double? {
        guard !judge.isEmpty, judge.count == people.count else { return nil }
        let squares = zip(judge, people).reduce(0) { sum, pair in
            let error = self(pair.0) - pair.1
            return sum + error * error
        }
        return (squares / Double(judge.count)).squareRoot()
    }

    /// The mapped scores of items outside the folds that each was fitted on; nil where nothing is left to fit on.
    public static func outOfFold(
        judge: [Double],
        people: [Double],
        folds: [Int],
        form: Form
    ) throws(AgreementError) -> [Double]? {
        guard folds.count == judge.count else { throw AgreementError("give each item one fold") }
        var mapped = [Double](repeating: 0, count: judge.count)
        for fold in Set(folds).sorted() {
            let rest = judge.indices.filter { folds[$0] != fold }
            guard !rest.isEmpty else { return nil }
            let map = try ScoreMap(judge: rest.map { judge[$0] }, people: rest.map { people[$0] }, form: form)
            for place in judge.indices where folds[place] == fold { mapped[place] = map(judge[place]) }
        }
        return mapped
    }

    /// The root mean square error out of fold.
    public static func crossValidatedError(
        judge: [Double],
        people: [Double],
        folds: [Int],
        form: Form
    ) throws(AgreementError) -> Double? {
        guard let mapped = try outOfFold(judge: judge, people: people, folds: folds, form: form), !mapped.isEmpty
        else { return nil }
        let squares = zip(mapped, people).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        return (squares / Double(mapped.count)).squareRoot()
    }
}

/// The mean of people's scores from a mapped judge, with the map's residuals put right.
///
/// θ = mean_U of f̄ + (1/n) Σ (Y − f₋ₖ): f̄ is the mean of the folds' maps, f₋ₖ the map fitted outside the item's fold.
/// se² = var(f̄_U)/N + var(Y − f₋ₖ)/n, each by prompt, t with labelled prompts − 1. Undefined with fewer than two labelled
/// prompts, two folds or no unlabelled item.
public func mappedMean(
    _ rows: [LabelledRow],
    folds: [Int],
    form: ScoreMap.Form,
    confidence: Double = 0.95
) throws(AgreementError) -> Estimate {
    guard folds.count == rows.count else { throw AgreementError("give each item one fold") }
    try checkPairs(rows.map(\.judge), rows.count)
    let known = rows.indices.filter { rows[$0].label != nil }
    let labels = known.compactMap { rows[$0].label }
    let reason = "it takes labels of two prompts in two folds, and unlabelled items"
    let undefined = Estimate(undefined: reason, itemCount: rows.count, ratingCount: rows.count + labels.count)
    let map = try CrossFittedMap(
        judge: known.map { rows[$0].judge },
        people: labels,
        folds: known.map { folds[$0] },
        form: form
    )
    guard let map, Set(known.map { rows[$0].prompt }).count > 1, known.count < rows.count else { return undefined }
    return try MappedMean(rows, folds: folds, map: map, confidence: confidence).estimate
}
