import Agreement
import Studies

/// How many more labels a study needs, by criterion and model.
package struct LabelFigures: Sendable {
    /// One model on one criterion.
    package struct Line: Sendable {
        package let criterion: String
        package let model: String
        package let promptCount: Int
        /// The half-width of the interval of people's figure; nil without one.
        package let halfWidth: Double?
        /// Prompts in all for the half-width wanted, by people alone.
        package let labelsOnly: Int?
        /// The same with the best automatic rater, and which it is.
        package let withJudge: (rater: String, count: Int)?
        /// Pearson's r of that rater with people on the labelled items.
        package let correlation: Double?
        /// More prompts for the question whether it is non-inferior; nil before unblinding or without a margin.
        package let moreForMargin: Int?
    }

    package let halfWidth: Double
    package let lines: [Line]
    package let isBlind: Bool
    /// Subjects without a label that a random order puts first, by criterion.
    package let next: [(criterion: String, subjects: [String])]

    /// Responses without a label that judges lie apart on, and how likely a draw for learning would take each; likeliest
    /// first.
    package let learn: [(subject: String, probability: Double)]
    /// Labels that were not drawn at random, in none of these figures.
    package let drawnCount: Int

    package init(_ set: RatingSet, figures: ModelFigures, halfWidth: Double, next count: Int, seed: UInt64? = nil)
        throws
    {
        let seed = seed ?? figures.options.seed
        isBlind = set.isBlind
        self.halfWidth = halfWidth
        let apart = set.disagreementOfJudges
        let chances = try labelProbabilities(scores: apart.map(\.share), count: min(count, apart.count)).probabilities
        learn = zip(apart, chances).map { ($0.item.rawValue, $1) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
            .prefix(count).map { $0 }
        drawnCount = set.criteria.indices.reduce(0) { $0 + (QualityStudy(set, criterion: $1)?.notRandomCount ?? 0) }
        var (lines, next): ([Line], [(String, [String])]) = ([], [])
        for place in set.criteria.indices {
            guard let study = QualityStudy(set, criterion: place), !study.isPairs,
                let found = figures.criteria.first(where: { $0.name == study.name })
            else { continue }
            let items = study.items(seed: seed)
            for model in figures.order where found.qualities.indices.contains(model) {
                let own = items.filter { $0.model == model }
                guard !own.isEmpty else { continue }
                lines.append(Self.line(found, model, own, figures, halfWidth))
            }
            next.append((study.name, study.nextLabels(count, seed: seed)))
        }
        self.lines = lines
        self.next = next
    }

    private static func line(
        _ criterion: ModelFigures.Criterion,
        _ model: Int,
        _ items: [QualityItem],
        _ figures: ModelFigures,
        _ wanted: Double
    ) -> Line {
        let quality = criterion.qualities[model]
        let values = items.filter { !$0.labels.isEmpty }.map { item in
            item.labels.reduce(0) { $0 + $1.value } / Double(item.labels.count)
        }
        let mean = values.reduce(0, +) / Double(max(1, values.count))
        let variance =
            values.count > 1
            ? values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1) : nil
        let others = items.count { $0.labels.isEmpty }
        var best: (rater: String, count: Int)?
        var correlation: Double?
        for (place, rater) in criterion.automatic.enumerated() {
            guard let variance, let r = items.correlation(place),
                let needed = labelsNeeded(halfWidth: wanted, variance: variance, correlation: r, unlabelled: others)
            else { continue }
            if needed.withJudge < best?.count ?? .max { (best, correlation) = ((rater, needed.withJudge), r) }
        }
        let alone = variance.flatMap {
            labelsNeeded(halfWidth: wanted, variance: $0, correlation: 0, unlabelled: 0)?.labelsOnly
        }
        let low = quality.people.low
        return Line(
            criterion: criterion.name,
            model: figures.models[model],
            promptCount: quality.promptCount,
            halfWidth: low.flatMap { low in quality.people.high.map { ($0 - low) / 2 } },
            labelsOnly: alone,
            withJudge: best,
            correlation: correlation,
            moreForMargin: criterion.comparisons.first { $0.candidate == model }?.test?.more
        )
    }
}

extension [QualityItem] {
    /// Pearson's r of an automatic rater's scores and people's means on the labelled items.
    fileprivate func correlation(_ rater: Int) -> Double? {
        var (x, y): ([Double], [Double]) = ([], [])
        for item in self where !item.labels.isEmpty {
            guard case .score(let score) = item.verdicts[rater] else { continue }
            x.append(score)
            y.append(item.labels.reduce(0) { $0 + $1.value } / Double(item.labels.count))
        }
        return pearson(x, y)
    }
}

extension QualityStudy {
    /// Subjects without a label, in a seeded random order: a sample of them is a random sample.
    func nextLabels(_ count: Int, seed: UInt64) -> [String] {
        var generator = Generator(seed: seed)
        return unlabelledNames.shuffled(using: &generator).prefix(count).map { $0 }
    }
}
