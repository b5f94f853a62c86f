package import Agreement
import Studies

/// One model's quality by a judge's mapped scores, with what the map leaves over on the model's own labels put right.
package struct MappedQuality: Sendable {
    package let model: Int
    package let used: MapInUse
    package let mean: MappedMean
    /// Why it is not to be relied on.
    package let refusals: [CorrectedQuality.Refusal]
    /// The judge's own mean, which never stands alone.
    package let naive: Double?
    package let naiveCount: Int

    /// Under so many prompts with labels of its own a model's figure is refused.
    static let fewestPrompts = 30

    /// Whether nothing speaks against ranking it.
    package var isSure: Bool { refusals.isEmpty && mean.estimate.low != nil }

    /// Every model that the judge scored, in the order of their numbers. A missing verdict counts as the judge's mean.
    package static func all(_ study: QualityStudy, _ used: MapInUse, confidence: Double) throws -> [MappedQuality] {
        guard let rater = study.set.raters.firstIndex(where: { $0.name == used.map.rater && $0.kind != .human }),
            let place = study.automatic.firstIndex(of: rater)
        else { return [] }
        let items = study.items(seed: used.map.seed).filter { $0.verdicts[place] != .notAsked }
        let scores = items.compactMap { score($0, place) }
        guard !scores.isEmpty else { return [] }
        let overall = scores.reduce(0, +) / Double(scores.count)
        var groups: [Int: [QualityItem]] = [:]
        for item in items { groups[item.model, default: []].append(item) }
        return try groups.sorted { $0.key < $1.key }.map { model, own in
            try MappedQuality(model, own, place, used, missing: overall, within: study.limits, confidence)
        }
    }

    private static func score(_ item: QualityItem, _ place: Int) -> Double? {
        if case .score(let score) = item.verdicts[place] { score } else { nil }
    }

    private init(
        _ model: Int,
        _ items: [QualityItem],
        _ place: Int,
        _ used: MapInUse,
        missing: Double,
        within limits: ClosedRange<Double>?,
        _ confidence: Double
    ) throws {
        let rows = items.map { item in
            LabelledRow(prompt: item.prompt, judge: Self.score(item, place) ?? missing, label: item.label)
        }
        self.model = model
        self.used = used
        mean = try MappedMean(
            rows,
            folds: items.map(\.fold),
            map: used.map.map,
            confidence: confidence,
            limits: limits
        )
        let prompts = mean.labelledPromptCount
        var refusals: [CorrectedQuality.Refusal] = prompts < Self.fewestPrompts ? [.fewLabels(prompts)] : []
        let others = rows.filter { $0.label == nil }.map(\.judge)
        if let share = used.map.range.shareOutside(others), share >= 0.05 { refusals.append(.outsideRange(share)) }
        self.refusals = refusals
        let scores = items.compactMap { Self.score($0, place) }
        naive = scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
        naiveCount = scores.count
    }
}
