import Agreement
import ArgumentParser
import Ratings
import Reporting
import Studies

/// `slam calibrate`.
struct CalibrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "May this judge stand in for a person? The verdict in words, with every condition and figure.",
        discussion: """
            For each criterion that the judge, panel or similarity and people both scored: may replace a person, may assist \
            (corrected), may not, or not enough data. The judge stands against the human ceiling, how near one person comes to \
            the others on the same items. calibration: {judge_margin, alt_epsilon} in study.yaml sets what may pass. A refusal \
            (fewer than 30 labelled prompts, scores outside what was labelled, people who do not agree) withholds the verdict, \
            never a figure. FILE is a table as 'slam agreement' reads it.

            Example:
              slam calibrate gpt-judge
              slam calibrate --file ratings.csv --format json
            """
    )

    @Argument(help: "A judge, panel or entry of similarity; default: all.")
    var judge: String?

    @Option(help: "A table of ratings; '-' is standard input. Default: the study's ratings.")
    var file: String?

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "nominal, ordinal, interval or ratio, of the FILE; default: guessed. NAME=LEVEL is for one criterion.",
            valueName: "[name=]level"
        )
    )
    var level: [String] = []

    @Option(help: "How many of the largest disagreements are listed.")
    var worst = 5

    @OptionGroup var source: CalibrationSource
    @OptionGroup var interval: IntervalArguments
    @OptionGroup var output: FormatOption

    func validate() throws {
        guard worst >= 0 else { throw ValidationError("--worst must not be negative") }
        guard level.isEmpty || file != nil else {
            throw ValidationError("--level is for --file: a study declares its own")
        }
    }

    func run() async throws {
        let read: (RatingSet, CalibrationSettings, Study?)? = try file.map { path in
            (try RatingSet(file: path, scoring: Scoring(levels: level, categories: [])), CalibrationSettings(), nil)
        }
        let (set, settings, files) = try read ?? study()
        let choices = JudgeCard.Choices(
            settings: settings,
            options: interval.options,
            worstCount: worst,
            families: files.map(JudgeFamilies.init) ?? JudgeFamilies()
        )
        let cards = try JudgeCards(set, rater: judge, choices: choices)
        let document = CalibrationDocument(
            cards.all,
            options: interval.options,
            notes: set.notes,
            uncovered: cards.uncoveredTags
        )
        try Context.current.write(document.written(as: output.format))
    }

    private func study() throws -> (RatingSet, CalibrationSettings, Study?) {
        let (set, _, settings, study) = try source.read(lengths: true)
        return (set, settings, study)
    }
}
