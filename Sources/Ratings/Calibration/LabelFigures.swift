import Agreement
import Studies

/// How many more labels a study needs, by criterion and model.
package struct LabelFigures: Sendable {
    /// One model on one criterion.
    package struct Line: Sendable {
        package let criterion: String
        package let model: String
        /// Of these prompts alone; nil for all.
        package let tag: String?
        package let promptCount: Int
        /// How many ratings each of these prompts has: the figures rest on the means of so many people.
        package let labelsPerPrompt: Double?
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
    /// Coverage of the intervals.
    package let confidence: Double
    package let lines: [Line]
    /// The same within each tag of the prompts, by people alone; empty for pairs, and without tags.
    package let tags: [Line]
    package let isBlind: Bool
    /// What of the ratings is not in figures by letter, and edits of the study's files that none of them rests on.
    package let withheld: [RatingNote]
    /// Subjects without a label that a random order puts first, by criterion.
    package let next: [(criterion: String, subjects: [String])]

    /// Responses without a label that judges lie apart on, and how likely a draw for learning would take each; likeliest
    /// first.
    package let learn: [(subject: String, probability: Double)]
    /// Labels that were not drawn at random, in none of these figures.
    package let drawnCount: Int

    /// `figures` are those of `lettered`, which until unblinding has whole batches of the ratings in `set` alone.
    package init(
        _ set: RatingSet,
        lettered: RatingSet,
        figures: ModelFigures,
        halfWidth: Double,
        next count: Int
    ) throws {
        let seed = figures.options.seed
        isBlind = set.isBlind
        withheld = lettered.notes.filter { $0.isWithheld || $0.isOfEdits }
        self.halfWidth = halfWidth
        confidence = figures.confidence
        let apart = set.disagreementOfJudges
        let chances = try labelProbabilities(scores: apart.map(\.share), count: min(count, apart.count)).probabilities
        learn = zip(apart, chances).map { ($0.item.rawValue, $1) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
            .prefix(count).map { $0 }
        drawnCount = set.criteria.indices.reduce(0) { $0 + (QualityStudy(set, criterion: $1)?.notRandomCount ?? 0) }
        var (lines, tags, next): ([Line], [Line], [(String, [String])]) = ([], [], [])
        for place in set.criteria.indices {
            guard let all = QualityStudy(set, criterion: place), let study = QualityStudy(lettered, criterion: place),
                let found = figures.criteria.first(where: { $0.name == study.name })
            else { continue }
            if study.isPairs { lines += try Self.pairLines(study, found, figures, halfWidth) }
            let (items, known) = (study.items(seed: seed), study.tags)
            for model in figures.order where found.qualities.indices.contains(model) {
                let own = items.filter { $0.model == model }
                guard !own.isEmpty else { continue }
                lines.append(Self.line(found, model, own, figures, halfWidth))
                if !set.isBlind { tags += Self.tagLines(known, found, model, own, figures, halfWidth) }
            }
            next.append((study.name, all.nextLabels(count, seed: seed)))
        }
        (self.lines, self.tags) = (lines, tags)
        self.next = next
    }

    /// Of verdicts on pairs each candidate's difference from the baseline, prompts as units.
    private static func pairLines(
        _ study: QualityStudy,
        _ criterion: ModelFigures.Criterion,
        _ figures: ModelFigures,
        _ wanted: Double
    ) throws -> [Line] {
        guard let baseline = figures.baseline else { return [] }
        return try criterion.comparisons.compactMap { comparison in
            let pairs = study.pairs(candidate: comparison.candidate, baseline: baseline)
            let found = try ModelComparison(
                pairs: pairs,
                ties: comparison.tieCount,
                candidate: comparison.candidate,
                confidence: figures.confidence
            ).difference
            guard found.itemCount > 0 else { return nil }
            let variance = found.standardError.map { $0 * $0 * Double(found.itemCount) }
            return Line(
                criterion: criterion.name,
                model: figures.models[comparison.candidate],
                tag: nil,
                promptCount: found.itemCount,
                // Nobody is asked for ties by one text: they lower what a prompt takes.
                labelsPerPrompt: perPrompt(pairs.map { ($0.prompt, $0.verdicts.count) }).map {
                    $0 * Double(found.itemCount - comparison.tieCount) / Double(found.itemCount)
                },
                halfWidth: found.halfWidth,
                labelsOnly: needed(variance, wanted, figures.confidence),
                withJudge: nil,
                correlation: nil,
                moreForMargin: comparison.test?.more
            )
        }
    }

    /// People's figure of a model within each tag; nothing of a tag without labels of it.
    private static func tagLines(
        _ known: [Int: [String]],
        _ criterion: ModelFigures.Criterion,
        _ model: Int,
        _ items: [QualityItem],
        _ figures: ModelFigures,
        _ wanted: Double
    ) -> [Line] {
        criterion.tags.compactMap { tag in
            let own = items.filter { !$0.labels.isEmpty && known[$0.prompt]?.contains(tag.name) ?? false }
            guard !own.isEmpty else { return nil }
            return Line(
                criterion: criterion.name,
                model: figures.models[model],
                tag: tag.name,
                promptCount: Set(own.map(\.prompt)).count,
                labelsPerPrompt: perPrompt(own.map { ($0.prompt, $0.ownLabelCount) }),
                halfWidth: tag.people[model]?.halfWidth,
                labelsOnly: criterion.isShare
                    ? neededOfShare(own, wanted, figures.confidence)
                    : needed(variance(own), wanted, figures.confidence),
                withJudge: nil,
                correlation: nil,
                moreForMargin: nil
            )
        }
    }

    /// Ratings of a prompt that has some, on average.
    private static func perPrompt(_ counts: [(prompt: Int, labels: Int)]) -> Double? {
        let known = counts.filter { $0.labels > 0 }
        let prompts = Set(known.map(\.prompt)).count
        return prompts == 0 ? nil : Double(known.reduce(0) { $0 + $1.labels }) / Double(prompts)
    }

    /// Of people's means over labelled items; nil of fewer than two.
    private static func variance(_ items: [QualityItem]) -> Double? {
        let values = items.filter { !$0.labels.isEmpty }.map { item in
            item.labels.reduce(0) { $0 + $1.value } / Double(item.labels.count)
        }
        guard values.count > 1 else { return nil }
        let mean = values.reduce(0, +) / Double(values.count)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    }

    /// Nil where nothing varies yet: how many it takes cannot be told from labels that are all the same.
    private static func needed(_ variance: Double?, _ wanted: Double, _ confidence: Double) -> Int? {
        guard let variance, variance > 1e-12 else { return nil }
        return labelsNeededByStudent(
            halfWidth: wanted,
            variance: variance,
            correlation: 0,
            unlabelled: 0,
            confidence: confidence
        )?.labelsOnly
    }

    /// Prompts until Wilson's interval of this share is that narrow: of labels that are all the same, too.
    private static func neededOfShare(_ items: [QualityItem], _ wanted: Double, _ confidence: Double) -> Int? {
        let known = items.filter { !$0.labels.isEmpty }
        let own = try? ClusteredShare(
            known.compactMap(\.label),
            clusters: known.map(\.prompt),
            confidence: confidence
        )
        guard let share = own, let value = share.value, let effective = share.effectiveCount, effective > 0, wanted > 0
        else { return nil }
        func halfWidth(_ count: Int) -> Double {
            let ends = wilson(share: value, count: Double(count), confidence: confidence)
            return (ends.high - ends.low) / 2
        }
        var (low, high) = (1, 100_000_000)
        guard halfWidth(high) <= wanted else { return nil }
        while low < high {
            let middle = (low + high) / 2
            if halfWidth(middle) <= wanted { high = middle } else { low = middle + 1 }
        }
        let worth = Double(share.clusterCount) / effective
        // One prompt has no interval.
        return max(2, Int((Double(low) * worth).rounded(.up)))
    }

    private static func line(
        _ criterion: ModelFigures.Criterion,
        _ model: Int,
        _ items: [QualityItem],
        _ figures: ModelFigures,
        _ wanted: Double
    ) -> Line {
        let quality = criterion.qualities[model]
        let variance = variance(items)
        let others = items.count { $0.labels.isEmpty }
        var best: (rater: String, count: Int)?
        var correlation: Double?
        for (place, rater) in criterion.automatic.enumerated() {
            guard let variance, variance > 1e-12, let r = items.correlation(place),
                let needed = labelsNeededByStudent(
                    halfWidth: wanted,
                    variance: variance,
                    correlation: r,
                    unlabelled: others,
                    confidence: figures.confidence
                )
            else { continue }
            if needed.withJudge < best?.count ?? .max { (best, correlation) = ((rater, needed.withJudge), r) }
        }
        return Line(
            criterion: criterion.name,
            model: figures.models[model],
            tag: nil,
            promptCount: quality.promptCount,
            labelsPerPrompt: perPrompt(items.map { ($0.prompt, $0.ownLabelCount) }),
            halfWidth: quality.people.halfWidth,
            labelsOnly: criterion.isShare
                ? neededOfShare(items, wanted, figures.confidence) : needed(variance, wanted, figures.confidence),
            withJudge: best,
            correlation: correlation,
            moreForMargin: criterion.comparisons.first { $0.candidate == model }?.test?.more
        )
    }
}

extension ModelFigures {
    /// Coverage of the intervals.
    fileprivate var confidence: Double { options.confidence }
}

extension Estimate {
    fileprivate var halfWidth: Double? { low.flatMap { low in high.map { ($0 - low) / 2 } } }
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
