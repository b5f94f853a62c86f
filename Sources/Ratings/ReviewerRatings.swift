package import Agreement
package import Store
import Studies

extension Store {
    /// Every check of every reviewer of a study, and how well the kind of a model could be told where that was asked.
    package func reviewerFigures(of study: String, options: IntervalOptions) throws -> [ReviewerFigure] {
        try reviewerFiguresAndNotes(of: study, options: options).figures
    }

    /// The same, with how many ratings are in none of them, as the question, scale or prompt is another today.
    package func reviewerFiguresAndNotes(of study: String, options: IntervalOptions) throws -> (
        figures: [ReviewerFigure], notes: [RatingNote]
    ) {
        let standing = try standingRatings(of: study, phases: RatingRecord.Phase.allCases)
        return (try reviewerFigures(of: study, among: standing.records, options: options), standing.stale)
    }

    private func reviewerFigures(of study: String, among records: [RatingRecord], options: IntervalOptions) throws
        -> [ReviewerFigure]
    {
        let copy = try copy(of: study)
        let ratings = try ReviewerRating.all(records, of: study, tooFast: copy.sitting.tooFast, in: self)
        let steps = Dictionary(
            copy.criteria.compactMap { criterion -> (String, Double)? in
                if case .scale(let scale) = criterion.form { (criterion.name, scale.step) } else { nil }
            }
        ) { one, _ in one }
        let figures = Set(ratings.map(\.reviewer)).sorted().flatMap { reviewer in
            ReviewerQuality(of: reviewer, among: ratings, steps: steps, confidence: options.confidence).figures
        }
        guard let question = copy.sitting.guess else { return figures }
        let guesses = try guesses(of: study)
        // A figure that moves with each guess says whether it was right, and so does a count by the true kind.
        guard try !isBlind(study) else {
            return figures + [BlindingIndex.withheld(count: guesses.count)]
        }
        let known = guesses.compactMap { guess in
            guess.kind.map { (kind: $0, guessed: guess.guessed) }
        }
        return figures + BlindingIndex(known, kinds: question.labels).figures(options)
    }
}

extension RatingSelection {
    /// Those of the wanted reviewers on the wanted criteria: what rests on all of them is none of one's own.
    package func of(_ figures: [ReviewerFigure]) throws -> [ReviewerFigure] {
        try narrowing(figures, criterion: \.criterion, rater: \.reviewer)
    }
}

extension ReviewerRating {
    /// The current ratings of a study's people, with what the checks of rating quality need; rankings are in none of them.
    fileprivate static func all(
        _ records: [RatingRecord],
        of study: String,
        tooFast limit: TooFast,
        in store: Store
    ) throws -> [ReviewerRating] {
        // Who comes back to a text has read it before.
        let times = Dictionary(
            try store.records(of: study).compactMap { record in
                record.kind == .human ? record.activeMilliseconds.map { (record.act, $0) } : nil
            },
            uniquingKeysWith: +
        )
        let known = Dictionary(try store.knownScores(of: study).map { ("\($0.item) \($0.criterion)", $0.value) }) { $1 }
        let lengths = Dictionary(try store.showings(of: study).map { ($0.subject, $0.lengths) }) { one, _ in one }
        let same = try store.samePrompts(of: study)
        return records.compactMap { record in
            guard record.kind == .human, record.outcome == .rated, record.subject.kind != .set,
                let value = record.value
            else { return nil }
            var own = lengths[record.subject] ?? []
            let milliseconds = times[record.act]
            // Stored is which item won; the checks ask which side did.
            let isTurned = record.side == .second
            if isTurned { own.reverse() }
            return ReviewerRating(
                reviewer: record.rater,
                subject: record.subject.name,
                prompt: same[record.prompt] ?? record.prompt,
                criterion: record.criterion,
                value: record.subject.kind == .pair && isTurned ? -value : value,
                isPair: record.subject.kind == .pair,
                purpose: Purpose(record.phase),
                order: record.order ?? 0,
                milliseconds: milliseconds,
                isTooFast: own.isEmpty
                    ? nil : milliseconds.map { limit.applies(to: $0, bytes: own.reduce(0, +)) },
                lengths: own,
                known: known["\(record.subject.name) \(record.criterion)"]
            )
        }
    }
}

extension ReviewerRating.Purpose {
    fileprivate init(_ phase: RatingRecord.Phase) {
        switch phase {
        case .blind: self = .blind
        case .repeat: self = .repeat
        case .gold: self = .gold
        case .attention: self = .attention
        default: self = .other
        }
    }
}

extension RatingRecord {
    /// What a rating and its corrections have in common.
    fileprivate var act: [String] { [rater, criterion, phase.rawValue, subject.name] }
}
