/// A map fitted once without each fold: what it gives for a labelled item never rests on that item's own label.
public struct CrossFittedMap: Sendable, Equatable {
    public let form: ScoreMap.Form
    /// By the fold that each was fitted without; folds without a label have none.
    public let maps: [Int: ScoreMap]

    /// Puts together what was fitted before; nil without a map, or where their forms differ.
    public init?(maps: [Int: ScoreMap]) {
        guard let form = maps.values.first?.form, maps.values.allSatisfy({ $0.form == form }) else { return nil }
        self.form = form
        self.maps = maps
    }

    /// Fits a map without each fold; nil with fewer than two folds. Throws when a score is not finite or lengths differ.
    public init?(
        judge: [Double],
        people: [Double],
        folds: [Int],
        form: ScoreMap.Form
    ) throws(AgreementError) {
        guard folds.count == judge.count else { throw AgreementError("give each item one fold") }
        let names = Set(folds)
        guard names.count > 1 else { return nil }
        var maps: [Int: ScoreMap] = [:]
        for fold in names.sorted() {
            let rest = judge.indices.filter { folds[$0] != fold }
            maps[fold] = try ScoreMap(judge: rest.map { judge[$0] }, people: rest.map { people[$0] }, form: form)
        }
        self.form = form
        self.maps = maps
    }

    /// The mean of the folds' maps: for an item without a label.
    public func callAsFunction(_ score: Double) -> Double {
        maps.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value(score) } / Double(maps.count)
    }

    /// By the map fitted without the item's fold: for an item with a label.
    public func callAsFunction(_ score: Double, outside fold: Int) -> Double { maps[fold]?(score) ?? self(score) }
}

/// The mean of people's scores from a mapped judge, with what the map leaves over on the labelled items put right.
public struct MappedMean: Sendable {
    /// Undefined without a score; without an interval where the map is borrowed or one prompt has labels.
    public let estimate: Estimate
    public let labelledPromptCount: Int
    /// Whether no label of these items has a part in it.
    public let isBorrowed: Bool
    /// Each prompt's part of the difference from the mean, so that two means over the same prompts can be compared.
    let parts: [Int: Double]
    private let limits: ClosedRange<Double>?

    /// θ = mean_U of f̄ + (1/n) Σ (Y − f₋ₖ), se² = var(f̄_U)/N + var(Y − f₋ₖ)/n by prompt, t with labelled prompts − 1.
    ///
    /// `map` may have been fitted on other items too. Without a label: the mean of f̄, *borrowed*, without an interval. Where
    /// every item has a label: people's own mean, which needs no map. `limits` are the ends of the scale, where one is declared.
    /// Undefined of nothing. Throws when a number is not finite or the lengths differ.
    public init(
        _ rows: [LabelledRow],
        folds: [Int],
        map: CrossFittedMap,
        confidence: Double = 0.95,
        limits: ClosedRange<Double>? = nil
    ) throws(AgreementError) {
        guard folds.count == rows.count else { throw AgreementError("give each item one fold") }
        try checkPairs(rows.map(\.judge), rows.count)
        let known = rows.indices.filter { rows[$0].label != nil }
        let others = rows.indices.filter { rows[$0].label == nil }
        let labels = known.compactMap { rows[$0].label }
        try checkPairs(labels, known.count)
        let prompts = Set(known.map { rows[$0].prompt }).count
        labelledPromptCount = prompts
        isBorrowed = known.isEmpty
        let (items, ratings) = (rows.count, rows.count + known.count)
        guard !rows.isEmpty else {
            estimate = Estimate(undefined: "no score", itemCount: items, ratingCount: ratings)
            (parts, self.limits) = ([:], limits)
            return
        }
        let isWhole = others.isEmpty
        let mapped = others.map { map(rows[$0].judge) }
        let rests = zip(known, labels).map { isWhole ? $1 : $1 - map(rows[$0].judge, outside: folds[$0]) }
        let (center, rest) = (isWhole ? 0 : Moments.mean(mapped), rests.isEmpty ? 0 : Moments.mean(rests))
        var found = Estimate(value: center + rest, itemCount: items, ratingCount: ratings)
        var parts: [Int: Double] = [:]
        for (place, row) in others.enumerated() {
            parts[rows[row].prompt, default: 0] += (mapped[place] - center) / Double(mapped.count)
        }
        for (place, row) in known.enumerated() {
            parts[rows[row].prompt, default: 0] += (rests[place] - rest) / Double(rests.count)
        }
        self.parts = parts
        let first =
            isWhole
            ? 0
            : ClusterSums(mapped.map { $0 - center }, clusters: others.map { rows[$0].prompt })
                .variance(of: Double(mapped.count))
        let second = ClusterSums(rests.map { $0 - rest }, clusters: known.map { rows[$0].prompt })
            .variance(of: Double(rests.count))
        if known.isEmpty {
            found.method = "borrowed map, no interval"
        } else if let first, let second {
            let name =
                isWhole
                ? "every item has a label: people's own mean"
                : "\(map.form.rawValue) map in \(map.maps.count) folds, residuals put right"
            found.fill(error: (first + second).squareRoot(), degrees: prompts - 1, confidence, name)
        } else {
            found.method = "no interval: one prompt only"
        }
        self.limits = limits
        estimate = found.cut(to: limits)
    }

    /// This mean less another over the same prompts, paired by prompt, with Student's t; without an interval where one of
    /// them has none.
    public func difference(from other: MappedMean, confidence: Double = 0.95) -> Estimate {
        let count = max(estimate.itemCount, other.estimate.itemCount)
        guard let one = estimate.value, let two = other.estimate.value else {
            return Estimate(undefined: "one of the two is undefined", itemCount: count, ratingCount: count)
        }
        var found = Estimate(value: one - two, itemCount: count, ratingCount: count)
        let prompts = Set(parts.keys).union(other.parts.keys).sorted()
        let labelled = min(labelledPromptCount, other.labelledPromptCount)
        guard estimate.standardError != nil, other.estimate.standardError != nil, labelled > 1 else {
            found.method = "no interval: one of the two has none"
            return found
        }
        let squares = prompts.reduce(0.0) { sum, prompt in
            let part = (parts[prompt] ?? 0) - (other.parts[prompt] ?? 0)
            return sum + part * part
        }
        let (g, name) = (Double(prompts.count), "paired by prompt over \(prompts.count) prompts")
        found.fill(error: (g / (g - 1) * squares).squareRoot(), degrees: labelled - 1, confidence, name)
        return found.cut(to: limits?.ofDifferences)
    }
}

/// The scores of a judge that have labels: beyond them nothing was learnt.
public struct LabelledRange: Sendable, Equatable {
    /// How many labels each score has, ascending; the ends alone where scores are continuous.
    public let levels: [(score: Double, count: Int)]

    public static func == (left: LabelledRange, right: LabelledRange) -> Bool {
        left.levels.elementsEqual(right.levels) { $0.score == $1.score && $0.count == $1.count }
    }

    private static let mostLevels = 11
    private static let fewestLabels = 3

    /// Nil without a level.
    public init?(levels: [(score: Double, count: Int)]) {
        guard !levels.isEmpty else { return nil }
        self.levels = levels.sorted { $0.score < $1.score }
    }

    /// Of the scores of labelled items; nil of none.
    public init?(labelled scores: [Double]) {
        var counts: [Double: Int] = [:]
        for score in scores { counts[score, default: 0] += 1 }
        self.init(levels: counts.map { ($0.key, $0.value) })
    }

    /// The same without more than the ends where there are too many levels to be discrete.
    public var kept: LabelledRange {
        guard levels.count > Self.mostLevels, let range = LabelledRange(levels: [levels[0], levels[levels.count - 1]])
        else { return self }
        return range
    }

    /// The share of these scores outside the labelled range where scores are continuous, in levels with fewer than three
    /// labels where they are discrete (at most eleven levels in all); nil of none.
    public func shareOutside(_ scores: [Double]) -> Double? {
        guard !scores.isEmpty else { return nil }
        let (low, high) = (levels[0].score, levels[levels.count - 1].score)
        var outside = scores.count { $0 < low || $0 > high }
        if Set(levels.map(\.score) + scores).count <= Self.mostLevels {
            let counts = Dictionary(levels.map { ($0.score, $0.count) }) { first, _ in first }
            outside = scores.count { (counts[$0] ?? 0) < Self.fewestLabels }
        }
        return Double(outside) / Double(scores.count)
    }
}
