import Agreement
import ArgumentParser
import Reporting
import Store
import Studies

/// `slam agreement`.
struct AgreementCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agreement",
        abstract: "Say how far raters agree: people among themselves, and each automatic rater with people.",
        discussion: """
            Without FILE the ratings of the study are used: those given blind, each corrected value once, clustered by prompt.

            FILE has the columns item, rater, score and, if you like, kind (human, judge or metric), criterion, prompt, \
            model, phase and cluster, as CSV with a header or as JSON lines (a name that ends in .jsonl). Scores are \
            numbers, or words when the level is nominal or --categories lists them in order.

            Example:
              slam agreement
              slam agreement ratings.csv --level ordinal --format json
            """
    )

    @Argument(help: "A table of ratings; '-' is standard input. The study's ratings when left out.")
    var file: String?

    @Option(help: "nominal, ordinal, interval or ratio; guessed when left out.", transform: Level.init(argument:))
    var level: Level?

    @Option(help: "Every point of the scale in order, separated by commas.")
    var categories: String?

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var interval: IntervalArguments
    @OptionGroup var output: FormatOption

    func validate() throws {
        if file == nil, level != nil || categories != nil {
            throw ValidationError("--level and --categories are for a FILE: a study declares its own")
        }
    }

    func run() async throws { try Context.current.write(document().written(as: output.format)) }

    /// The figures of the file, or of the study.
    func document() throws -> AgreementDocument {
        let options = IntervalOptions(
            resamples: interval.resamples,
            confidence: interval.confidence,
            seed: interval.seed
        )
        return try file.map { try document(of: $0, options) } ?? studyDocument(options)
    }

    private func document(of file: String, _ options: IntervalOptions) throws -> AgreementDocument {
        let bare = try BareTable.read(path: file)
        let scoring = Scoring(level: level, categories: categories.map(Scoring.split))
        return AgreementDocument(
            source: file == "-" ? "standard input" : file,
            options: options,
            criteria: try bare.criteria.map { try scoring.criterion($0, of: bare, options: options) },
            notes: bare.notes
        )
    }

    private func studyDocument(_ options: IntervalOptions) throws -> AgreementDocument {
        let study = try place.studyName()
        let store = try place.open(.existing)
        return try StudyAgreement(copy: try store.copy(of: study), ratings: try store.currentRatings(of: study))
            .document(options)
    }
}

extension BareTable {
    /// What was not used, in words.
    fileprivate var notes: [String] {
        var notes: [String] = []
        if criteria.isEmpty { notes.append("No scores: the table has no row with a score.") }
        if missingCount > 0 {
            notes.append("\(Figures.count(missingCount, "row")) without a score: counted as missing.")
        }
        if otherPhaseCount > 0 {
            notes.append("\(Figures.count(otherPhaseCount, "row")) of another phase than 'blind': not used.")
        }
        return notes
    }
}

extension Level {
    fileprivate init(argument: String) throws {
        guard let level = Level(rawValue: argument) else {
            let known = Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("'\(argument)' is no level: choose one of \(known)")
        }
        self = level
    }
}
