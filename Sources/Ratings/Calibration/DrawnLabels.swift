package import Agreement
import Store
package import Studies

/// One model's quality from labels that were drawn by disagreement, weighted by the probabilities stored with the draw.
///
/// It stands apart from the figures of labels drawn at random, which it never enters.
package struct DrawnQuality: Sendable {
    package let model: Int
    package let rater: String
    /// Of the newest draw: responses that could be drawn, and those with a label since.
    package let poolCount: Int
    package let labelCount: Int
    package let estimate: Estimate

    /// Every model with a drawn label, for each automatic rater.
    static func all(_ study: QualityStudy, raters: [Int], confidence: Double, seed: UInt64) throws -> [DrawnQuality] {
        guard let draw = study.set.draw, !study.isPairs else { return [] }
        let probabilities = Dictionary(draw.pool.map { ($0.item.rawValue, $0.probability) }) { first, _ in first }
        var found: [DrawnQuality] = []
        for rater in raters {
            guard let place = study.automatic.firstIndex(of: rater) else { continue }
            var groups: [Int: [(row: LabelledRow, probability: Double, fold: Int)]] = [:]
            var (distinct, labelled): ([Int: Int], [Int: Int]) = ([:], [:])
            for subject in study.subjects {
                guard let probability = probabilities[study.set.subjects.name(of: subject.number)],
                    case .score(let score) = subject.verdicts[place]
                else { continue }
                let values = subject.drawn.map(\.value)
                let label = values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
                let row = LabelledRow(prompt: subject.prompt, judge: score, label: label)
                let fold = study.fold(of: subject.number, seed: seed)
                for model in study.set.subjects.figuredWriters(of: subject.number).first ?? [] {
                    let count = study.set.subjects.responseCount(of: subject.number, by: model)
                    groups[Int(model), default: []] += Array(
                        repeating: (row: row, probability: probability, fold: fold),
                        count: count
                    )
                    distinct[Int(model), default: 0] += 1
                    if label != nil { labelled[Int(model), default: 0] += 1 }
                }
            }
            for (model, own) in groups.sorted(by: { $0.key < $1.key })
            where own.contains(where: { $0.row.label != nil }) {
                let (rows, folds) = (own.map(\.row), own.map(\.fold))
                let lambdas = try CorrectedMean(rows, folds: folds).lambdas
                let estimate = try WeightedEstimate(
                    rows,
                    probabilities: own.map(\.probability),
                    lambdas: folds.map { lambdas[$0] ?? 0 },
                    confidence: confidence
                ).estimate.cut(to: study.limits)
                found.append(
                    DrawnQuality(
                        model: model,
                        rater: study.set.raters[rater].name,
                        poolCount: distinct[model] ?? 0,
                        labelCount: labelled[model] ?? 0,
                        estimate: estimate
                    )
                )
            }
        }
        return found
    }
}

extension RatingSet {
    /// How far judges lie apart on each response that at least two of them scored and nobody labelled, as a share of the
    /// scale, at its largest over the criteria; by item.
    ///
    /// Panels repeat their jurors and a similarity has none for its anchor's own texts, so neither takes part.
    package var disagreementOfJudges: [(item: ItemID, share: Double)] {
        var found: [Int: Double] = [:]
        var labelled: Set<Int> = []
        for number in criteria.indices {
            guard criteria[number].kind == .item, !criteria[number].isMetric else { continue }
            var ends: [Int: (low: Double, high: Double, count: Int)] = [:]
            for opinion in opinions(on: number) {
                guard let value = opinion.number else { continue }
                let subject = Int(opinion.subject)
                if isHuman(opinion) {
                    labelled.insert(subject)
                } else if raters[Int(opinion.rater)].kind == .judge, !isPanel(Int(opinion.rater)) {
                    let own = ends[subject] ?? (value, value, 0)
                    ends[subject] = (min(own.low, value), max(own.high, value), own.count + 1)
                }
            }
            let range = range(of: number, seen: ends.values.flatMap { [$0.low, $0.high] })
            for (subject, own) in ends where own.count > 1 {
                let share =
                    criteria[number].level == .nominal ? (own.high > own.low ? 1 : 0) : (own.high - own.low) / range
                found[subject] = max(found[subject] ?? 0, share)
            }
        }
        return found.filter { !labelled.contains($0.key) }
            .map { (ItemID(rawValue: subjects.name(of: $0.key)), $0.value) }
            .sorted { $0.item.rawValue < $1.item.rawValue }
    }

    private func range(of criterion: Int, seen: [Double]) -> Double {
        let values = criteria[criterion].categories ?? seen
        guard let low = values.min(), let high = values.max(), low < high else { return 1 }
        return high - low
    }
}
