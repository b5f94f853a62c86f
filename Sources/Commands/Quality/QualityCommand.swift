import ArgumentParser
import Planning
import Reporting
import Store
import Studies

/// `slam quality`.
struct QualityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quality",
        abstract:
            "Say how each reviewer rates: pace, repeats, known items, worsened copies, severity, side and length.",
        discussion: """
            Every figure has its interval; rankings are in none of them. What is marked is worth a talk with the person, \
            not a verdict on anybody: a result is marked only where chance would seldom give it.

            Where review.guess asks which kind of model wrote a response, James's blinding index says how well that could be \
            told over all kinds (1 not at all, 0.5 as by chance, 0 always) and Bang's for each kind (0 as by chance, 1 always \
            right, -1 always wrong). Both take the guesses as independent.

            Example:
              slam quality --format json
            """
    )

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let study = try place.studyName()
        let store = try place.open(.existing)
        let ratings = try QualityRating.all(of: study, in: store)
        let copy = try store.copy(of: study)
        let steps = Dictionary(
            copy.criteria.compactMap { criterion -> (String, Double)? in
                if case .scale(let scale) = criterion.form { (criterion.name, scale.step) } else { nil }
            }
        ) { one, _ in one }
        var table = Table(columns: [
            .init("reviewer"), .init("check"), .init("value", alignment: .right), .init("low", alignment: .right),
            .init("high", alignment: .right), .init("n", alignment: .right), .init("noted"), .init("words"),
        ])
        var figures = Set(ratings.map(\.reviewer)).sorted().flatMap { reviewer in
            ReviewerQuality(of: reviewer, among: ratings, steps: steps, tooFast: copy.sitting.tooFast).figures
        }
        let guesses = try store.guesses(of: study)
        if let question = copy.sitting.guess {
            let known = guesses.compactMap { guess in guess.kind.map { (kind: $0, guessed: guess.guessed) } }
            figures += BlindingIndex(known, kinds: question.labels).figures
        }
        for figure in figures {
            table.rows.append([
                .text(figure.reviewer), .text(figure.check), .number(figure.value, decimals: 2),
                .number(figure.low, decimals: 2), .number(figure.high, decimals: 2), .count(figure.count),
                .text(figure.isNoted ? "yes" : ""), .text(figure.words),
            ])
        }
        try Context.current.write(table.written(as: output.format, schema: "slam.quality.v1"))
        // Beside how well people could tell: what the plan alone gave away.
        guard let read = try? place.readStudy(), output.format == .table else { return }
        let state = try store.planState(of: read, replacing: false, partial: true)
        guard let attack = PlanAttack(state.plannedRows, answers: state.answers, seed: read.review.seed) else { return }
        Context.current.tell(
            "From the plan alone \(Figures.fixed(attack.excess * 100, decimals: 0)) % more of the texts could be told than by chance.\n"
        )
    }
}

extension QualityRating {
    /// The current ratings of people, with what the checks need.
    static func all(of study: String, in store: Store) throws -> [QualityRating] {
        let records = try store.records(of: study).filter { $0.kind == .human }
        let current = try store.currentRatings(of: study, phase: nil).filter { $0.kind == .human }
        // Who comes back to a text has read it before.
        let times = Dictionary(
            records.compactMap { record in record.activeMilliseconds.map { (record.act, $0) } },
            uniquingKeysWith: +
        )
        let known = Dictionary(try store.knownScores(of: study).map { ("\($0.item) \($0.criterion)", $0.value) }) { $1 }
        let lengths = Dictionary(try store.showings(of: study).map { ($0.subject, $0.lengths) }) { one, _ in one }
        return current.compactMap { record in
            guard record.outcome == .rated, record.subject.kind != .set, let value = record.value else {
                return nil
            }
            var (isPair, own) = (false, lengths[record.subject] ?? [])
            if case .pair = record.subject { isPair = true }
            if record.side == .second { own.reverse() }
            return QualityRating(
                reviewer: record.rater,
                subject: record.subject.name,
                criterion: record.criterion,
                // Stored is which item won; the checks ask which side did.
                value: isPair && record.side == .second ? -value : value,
                isPair: isPair,
                phase: record.phase,
                order: record.order ?? 0,
                milliseconds: times[record.act],
                lengths: own,
                known: known["\(record.subject.name) \(record.criterion)"]
            )
        }
    }
}

extension RatingRecord {
    /// What a rating and its corrections have in common.
    fileprivate var act: [String] { [rater, criterion, phase.rawValue, subject.name] }
}
