package import Agreement
import Studies

/// Which models may be dropped on automatic scores before people are asked about them.
package struct ScreenFigures: Sendable {
    /// One automatic rater on one criterion.
    package struct Line: Sendable {
        package let criterion: String
        package let rater: String
        /// Models with labels, and all.
        package let labelledCount: Int
        package let modelCount: Int
        package let tau: Double?
        /// The models kept, best judge mean first, as they may be shown.
        package let kept: [String]
        package let dropped: [String]
        /// The chance of dropping one of the top; nil with fewer than five labelled models.
        package let chance: Double?
        /// Replayed on the models with labels: whether one of people's top was dropped, cross-fitted; nil without enough.
        package let replay: (dropped: Int, runs: Int)?
        /// The share of the ratings of the dropped models.
        package let saved: Double
    }

    /// Simulated draws behind each chance.
    package static let drawCount = 10_000

    package private(set) var lines: [Line]
    package let options: IntervalOptions
    package let isBlind: Bool
    package private(set) var notes: [RatingNote]

    package init(_ set: RatingSet, keep: Int, top: Int, options: IntervalOptions) throws {
        self.options = options
        isBlind = set.isBlind
        var (lines, criteria): ([Line], Set<String>) = ([], [])
        for place in set.criteria.indices {
            guard let study = QualityStudy(set, criterion: place), !study.isPairs else { continue }
            criteria.insert(set.criteria[place].name)
            let items = study.items(seed: options.seed)
            for (number, rater) in study.automatic.enumerated() {
                if set.isBlind, set.raters[rater].kind == .metric { continue }
                if let line = try Self.line(study, items, number, (keep, top), options) { lines.append(line) }
            }
        }
        self.lines = lines
        // A note on another criterion would stand under figures that it is not of.
        let known = Set(set.criteria.map(\.name)).subtracting(criteria)
        notes = set.notes.filter { note in !note.isOfTieBand && !(note.criterion.map(known.contains) ?? false) }
    }

    /// The lines of the wanted judges on the wanted criteria.
    package func selecting(_ selection: RatingSelection) throws -> ScreenFigures {
        var found = self
        found.lines = try selection.narrowing(lines, criterion: \.criterion, rater: \.rater)
        found.notes = selection.narrowing(notes)
        return found
    }

    private static func line(
        _ study: QualityStudy,
        _ items: [QualityItem],
        _ rater: Int,
        _ wanted: (keep: Int, top: Int),
        _ options: IntervalOptions
    ) throws -> Line? {
        let count = study.set.subjects.models.count
        var (scores, people) = ([[Double]](repeating: [], count: count), [[Double]](repeating: [], count: count))
        for item in items {
            if case .score(let score) = item.verdicts[rater] { scores[item.model].append(score) }
            if !item.labels.isEmpty { people[item.model].append(mean(item.labels.map(\.value))) }
        }
        // By their shown names, so that no tie tells the study's order.
        let shown = study.set.subjects.models
        let models = (0..<count).filter { !scores[$0].isEmpty }.sorted { Subjects.precedes(shown[$0], shown[$1]) }
        guard models.count > 1 else { return nil }
        let judge = models.map { mean(scores[$0]) }
        let labelled = models.indices.filter { !people[models[$0]].isEmpty }
        let gaps = labelled.map { mean(people[models[$0]]) - judge[$0] }
        let screening = try Screening(peopleMinusJudge: gaps)
        let draws = screening.draws(scores: models.map { scores[$0] }, count: drawCount, seed: options.seed)
        let order = judge.indices.sorted { (judge[$1], $0) < (judge[$0], $1) }
        let names = order.map { study.set.subjects.models[models[$0]] }
        return Line(
            criterion: study.name,
            rater: study.set.raters[study.automatic[rater]].name,
            labelledCount: labelled.count,
            modelCount: models.count,
            tau: screening.tau,
            kept: Array(names.prefix(wanted.keep)),
            dropped: Array(names.dropFirst(wanted.keep)),
            chance: screening.chanceOfDropping(judge: judge, keep: wanted.keep, top: wanted.top, draws: draws),
            replay: replay(labelled.map { (judge[$0], mean(people[models[$0]])) }, wanted),
            saved: Double(max(0, models.count - wanted.keep)) / Double(models.count)
        )
    }

    /// Each labelled model left out in turn: whether people's top of the rest would have been kept.
    private static func replay(
        _ models: [(judge: Double, people: Double)],
        _ wanted: (keep: Int, top: Int)
    ) -> (dropped: Int, runs: Int)? {
        guard models.count > Screening.fewestModels else { return nil }
        var dropped = 0
        for left in models.indices {
            let rest = models.indices.filter { $0 != left }
            let kept = Set(rest.sorted { (models[$1].judge, $0) < (models[$0].judge, $1) }.prefix(wanted.keep))
            let best = rest.sorted { (models[$1].people, $0) < (models[$0].people, $1) }.prefix(wanted.top)
            dropped += best.allSatisfy(kept.contains) ? 0 : 1
        }
        return (dropped, models.count)
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
