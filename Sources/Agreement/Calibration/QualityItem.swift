/// One response with people's labels and the verdicts of automatic raters.
public struct QualityItem: Sendable {
    /// What an automatic rater holds of it.
    public enum Verdict: Sendable, Equatable {
        case score(Double)
        /// It was asked and gave none that could be read.
        case missing
        case notAsked
    }

    public var model: Int
    public var prompt: Int
    /// The fold of its prompt.
    public var fold: Int
    public var labels: [JudgedItem.Label]
    /// By automatic rater.
    public var verdicts: [Verdict]
    /// Whether it is one more response with a text that stands among the items already: its labels are the same ones.
    public var isRepeat = false

    public init(model: Int, prompt: Int, fold: Int, labels: [JudgedItem.Label], verdicts: [Verdict]) {
        self.model = model
        self.prompt = prompt
        self.fold = fold
        self.labels = labels
        self.verdicts = verdicts
    }

    /// How many labels it has that no item before it has.
    package var ownLabelCount: Int { isRepeat ? 0 : labels.count }

    /// The mean over the item's people; nil without a label.
    public var label: Double? { labels.isEmpty ? nil : Moments.mean(labels.map(\.value)) }
}

/// What is needed to judge models.
public struct QualityChoices: Sendable {
    /// The ends of the scale.
    public var scale: ClosedRange<Double>
    /// Whether values are accept and reject.
    public var isShare: Bool
    public var options: IntervalOptions
    /// The ends of a declared scale, outside of which no mean lies; nil where none is declared.
    public var limits: ClosedRange<Double>?

    public init(
        scale: ClosedRange<Double>,
        isShare: Bool,
        options: IntervalOptions = IntervalOptions(),
        limits: ClosedRange<Double>? = nil
    ) {
        self.limits = limits
        self.scale = scale
        self.isShare = isShare
        self.options = options
    }
}

/// The quality of one model: by people, and corrected by each automatic rater.
public struct ModelQuality: Sendable {
    public let model: Int
    /// Distinct prompts with labels: what carries the figures.
    public let promptCount: Int
    public let labelCount: Int
    public let personCount: Int
    public let people: Estimate
    /// By automatic rater; nil where it was not asked about this model.
    public let corrected: [CorrectedQuality?]
}

/// The quality of one model from labels of some responses and an automatic rater's scores of all.
public struct CorrectedQuality: Sendable {
    /// Why a corrected figure is not to be relied on.
    public enum Refusal: Sendable, Equatable {
        /// No label, or fewer than 30 prompts with labels, of this model: whether the correction carries over is unknown.
        case fewLabels(Int)
        /// This share of the unlabelled scores lies where nothing was labelled.
        case outsideRange(Double)
    }

    public let estimate: Estimate
    /// Why the judge has no part in it; nil where it has.
    public let unused: CorrectedMean.Unused?
    /// The judge's own mean, which never stands alone.
    public let naive: Double?
    public let naiveCount: Int
    /// How many labelled prompts the judge is worth; 0 where it has no part.
    public let worth: Estimate
    public let missingCount: Int
    /// The estimate with the missing verdicts at the ends of the scale; nil where none is missing.
    public let worst: MissingBounds?
    public let refusals: [Refusal]
}

extension ModelQuality {
    /// The models' qualities in order of their numbers.
    ///
    /// A missing verdict counts as the rater's mean over all models. Throws when a number is not finite.
    public static func all(
        _ items: [QualityItem],
        models: Int,
        raters: Int,
        choices: QualityChoices
    ) throws(AgreementError) -> [ModelQuality] {
        var groups = [[QualityItem]](repeating: [], count: models)
        for item in items where groups.indices.contains(item.model) { groups[item.model].append(item) }
        let means = (0..<raters).map { rater -> Double? in
            let scores = items.compactMap { item -> Double? in
                if case .score(let score) = item.verdicts[rater] { score } else { nil }
            }
            return scores.isEmpty ? nil : Moments.mean(scores)
        }
        var qualities: [ModelQuality] = []
        for (model, own) in groups.enumerated() {
            let labelled = own.filter { !$0.labels.isEmpty }
            var corrected: [CorrectedQuality?] = []
            for rater in 0..<raters {
                corrected.append(try CorrectedQuality(own, rater: rater, mean: means[rater], choices))
            }
            qualities.append(
                ModelQuality(
                    model: model,
                    promptCount: Set(labelled.map(\.prompt)).count,
                    labelCount: labelled.reduce(0) { $0 + $1.ownLabelCount },
                    personCount: Set(labelled.flatMap { $0.labels.map(\.person) }).count,
                    people: try people(labelled, choices),
                    corrected: corrected
                )
            )
        }
        return qualities
    }

    /// Draws of the models' means by people under one bootstrap of prompts for all of them; draws that leave a model without
    /// a label are left out. None with fewer than two labelled prompts.
    public static func draws(_ items: [QualityItem], models: [Int], resamples: Int, seed: UInt64) -> [[Double]] {
        let places = Dictionary(models.enumerated().map { ($1, $0) }) { first, _ in first }
        var sums: [Int: [(sum: Double, count: Double)]] = [:]
        for item in items {
            guard let label = item.label, let place = places[item.model] else { continue }
            var own = sums[item.prompt] ?? [(sum: Double, count: Double)](repeating: (0, 0), count: models.count)
            own[place] = (own[place].sum + label, own[place].count + 1)
            sums[item.prompt] = own
        }
        let prompts = sums.sorted { $0.key < $1.key }.map(\.value)
        guard prompts.count > 1 else { return [] }
        var generator = Generator(seed: seed)
        return (0..<resamples).compactMap { _ in
            var totals = [(sum: Double, count: Double)](repeating: (0, 0), count: models.count)
            for _ in prompts.indices {
                let drawn = prompts[Int.random(in: prompts.indices, using: &generator)]
                for (place, own) in drawn.enumerated() {
                    totals[place] = (totals[place].sum + own.sum, totals[place].count + own.count)
                }
            }
            return totals.contains { $0.count == 0 } ? nil : totals.map { $0.sum / $0.count }
        }
    }

    private static func people(_ items: [QualityItem], _ choices: QualityChoices) throws(AgreementError) -> Estimate {
        let values = items.compactMap(\.label)
        guard !values.isEmpty else { return Estimate(undefined: "no blind human rating", itemCount: 0, ratingCount: 0) }
        let prompts = items.map(\.prompt)
        let confidence = choices.options.confidence
        var estimate =
            choices.isShare
            ? try ClusteredShare(values, clusters: prompts, confidence: confidence).estimate
            : try clusteredMean(values, clusters: prompts, confidence: confidence, unit: "prompts")
        estimate.ratingCount = items.reduce(0) { $0 + $1.ownLabelCount }
        estimate.warnings = Coverage.warnings(count: Set(prompts).count, unit: "prompts")
        return estimate.cut(to: choices.limits)
    }
}

extension CorrectedQuality {
    static let fewestPrompts = 30

    fileprivate init?(
        _ items: [QualityItem],
        rater: Int,
        mean: Double?,
        _ choices: QualityChoices
    ) throws(AgreementError) {
        let asked = items.filter { $0.verdicts[rater] != .notAsked }
        guard !asked.isEmpty, let mean else { return nil }
        let own = asked.map { item in
            var score = mean
            if case .score(let given) = item.verdicts[rater] { score = given }
            return LabelledRow(prompt: item.prompt, judge: score, label: item.label)
        }
        let folds = asked.map(\.fold)
        let confidence = choices.options.confidence
        let found = try CorrectedMean.quality(own, folds: folds, isShare: choices.isShare, confidence: confidence)
        let prompts = found.corrected.labelledPromptCount
        var estimate = found.estimate
        if estimate.low != nil { estimate.warnings = Coverage.warnings(count: prompts, unit: "prompts with labels") }
        missingCount = asked.count { $0.verdicts[rater] == .missing }
        self.estimate = estimate.cut(to: choices.limits)
        unused = found.unused
        let scores = asked.compactMap { item -> Double? in
            if case .score(let score) = item.verdicts[rater] { score } else { nil }
        }
        (naive, naiveCount) = (scores.isEmpty ? nil : Moments.mean(scores), scores.count)
        if found.unused != nil {
            worth = Estimate(value: 0, itemCount: found.corrected.promptCount, ratingCount: asked.count)
        } else {
            worth = found.corrected.worth(own, folds: folds, options: choices.options)
        }
        worst = try CorrectedMean.missingBounds(
            own,
            isMissing: asked.map { $0.verdicts[rater] == .missing },
            folds: folds,
            isShare: choices.isShare,
            scale: choices.scale
        )
        var refusals: [Refusal] = prompts < Self.fewestPrompts ? [.fewLabels(prompts)] : []
        var isUsed = true
        if case .fewUnlabelled = found.unused { isUsed = false }
        if isUsed, let share = scoresOutsideRange(own) { refusals.append(.outsideRange(share)) }
        self.refusals = refusals
    }
}

/// The share of unlabelled scores where nothing was labelled, if it is 5 % or more: outside the labelled range where scores
/// are continuous, in levels with fewer than three labels where they are discrete.
public func scoresOutsideRange(_ rows: [LabelledRow]) -> Double? {
    let range = LabelledRange(labelled: rows.filter { $0.label != nil }.map(\.judge))
    let share = range?.shareOutside(rows.filter { $0.label == nil }.map(\.judge))
    return share.flatMap { $0 >= 0.05 ? $0 : nil }
}
