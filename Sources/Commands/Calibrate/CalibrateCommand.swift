import ArgumentParser
import Ratings
import Reporting
import Store
import Studies

/// `slam calibrate`.
struct CalibrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "May this judge stand in for a person? The verdict in words, with every condition and figure.",
        discussion: """
            For each criterion that the judge, panel or similarity and people both scored: may replace a person, may assist \
            (corrected), may not, or not enough data. The judge stands against the human ceiling, how near one person comes to \
            the others on the same items. calibration: {judge_margin, alt_epsilon} in study.yaml sets what may pass, criteria.NAME.judge_margin that of one criterion. A refusal \
            (fewer than 30 labelled prompts, scores outside what was labelled, people who do not agree) withholds the verdict, \
            never a figure. A judge of a scale that shares at least 30 prompts with people gets a map from its scores to theirs, \
            stored with the versions and the labels that it rests on: agreement, models and rank take it by --calibrated JUDGE. \
            FILE is a table as 'slam agreement' reads it.

            Example:
              slam calibrate gpt-judge
              slam calibrate --rater gpt-judge --criterion overall
              slam calibrate --file ratings.csv --format json
            """
    )

    @Argument(help: "A judge, panel or entry of similarity; default: all.")
    var judge: String?

    @Option(help: "A table of ratings; '-' is standard input. Default: the study's ratings.", completion: .file())
    var file: String?

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "nominal, ordinal, interval or ratio, of the FILE; default: guessed. NAME=LEVEL is for one criterion.",
            valueName: "[name=]level"
        )
    )
    var level: [String] = []

    @Option(
        help:
            "What a column of the FILE holds, as ROLE=COLUMN, such as rater=annotator; again for several. Default: by its name."
    )
    var map: [String] = []

    @Option(help: "How many of the largest disagreements are listed.")
    var worst = 5

    @OptionGroup var decimals: DecimalOption
    @OptionGroup var wanted: RaterSelectionOptions
    @OptionGroup var part: TableOption<CalibrationDocument.Part>
    @OptionGroup var source: CalibrationSource
    @OptionGroup var interval: IntervalArguments
    @OptionGroup var output: FormatOption

    func validate() throws {
        guard worst >= 0 else { throw ValidationError("--worst must not be negative") }
        guard level.isEmpty && map.isEmpty || file != nil else {
            throw ValidationError("--level and --map are for --file: a study declares its own")
        }
        guard decimals.decimal == nil || file != nil else { throw ValidationError(DecimalOption.isForFiles) }
    }

    func run() async throws {
        let context = Context.current
        let written = try context.reading("calibrating") {
            try document().written(as: output.format, only: part.table)
        }
        try context.write(file == nil && output.format == .table ? source.place.naming(written) : written)
    }

    private func document() throws -> CalibrationDocument {
        let read: (RatingSet, CalibrationSettings, [SettledChoice], Study?)? = try file.map { path in
            let scoring = try Scoring(levels: level, categories: [])
            return (
                try RatingSet(file: path, scoring: scoring, decimal: decimals.decimal, map: map), CalibrationSettings(),
                [], nil
            )
        }
        let (set, settings, settled, files) = try read ?? study()
        output.tellEdits(set.notes)
        let choices = JudgeCard.Choices(
            settings: settings,
            settled: settled,
            options: interval.options,
            worstCount: worst,
            families: files.map(JudgeFamilies.init) ?? JudgeFamilies()
        )
        var selection = wanted.selection
        selection.raters += [judge].compactMap(\.self)
        let cards = try JudgeCards(set, selection: selection, choices: choices)
        return CalibrationDocument(
            cards.all,
            options: interval.options,
            notes: selection.narrowing(set.notes),
            uncovered: cards.uncoveredTags,
            stored: file == nil ? try keep(cards.maps) : nil,
            file: file
        )
    }

    /// Stores the maps, and says so; nil where there is none.
    private func keep(_ maps: [JudgeMap]) throws -> String? {
        guard !maps.isEmpty else { return nil }
        let names = maps.map(\.rater).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        do {
            let store = try source.place.open(.existing)
            try store.keepMaps(maps.map(\.record), of: source.place.studyName(), at: Context.current.now())
        } catch let error as StoreError {
            // Whoever may only read still gets the card.
            return "The map is not stored: \(error)."
        }
        return "Stored: \(Figures.count(maps.count, "map")); use with --calibrated \(names.joined(separator: " or "))."
    }

    private func study() throws -> (RatingSet, CalibrationSettings, [SettledChoice], Study?) {
        let (set, parts, settings, study) = try source.read(lengths: true, totals: true)
        return (set, settings, parts.settled, study)
    }
}

extension CalibrationDocument.Part: ExpressibleByArgument {}
