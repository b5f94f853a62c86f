import Agreement
import ArgumentParser
import Reporting
import Store
import Studies

/// `slam agreement figures`: the figures of every criterion.
struct AgreementFigures: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "figures",
        abstract: "The figures of every criterion; what 'slam agreement' does.",
        discussion: """
            The table shows the measures that suit the level; --all, JSON and CSV have every one. --by prompt is the mean over \
            prompts of the value within each, --by model the value over the models' means. --split gives the main figures \
            for each tag, prompt, model, phase or length of text. --diagnose says where disagreement comes from.

            Example:
              slam agreement figures ratings.csv --level ordinal --all
              slam agreement figures --by prompt --show counts
              slam agreement figures --split tag --diagnose
            """
    )

    /// What a figure is taken over.
    enum Unit: String, ExpressibleByArgument, CaseIterable { case pooled, prompt, model }

    /// What the weighted kappas take differences of.
    enum Weights: String, ExpressibleByArgument, CaseIterable { case value, rank }

    /// What else is printed.
    enum Shown: String, ExpressibleByArgument, CaseIterable { case counts }

    @Option(help: "pooled over items, the mean over each prompt, or over the models' means.")
    var by = Unit.pooled

    @Flag(help: "Every measure in the table, not only those that suit the level.")
    var all = false

    @Flag(help: "A word for each coefficient, with its source and a warning.")
    var words = false

    @Option(help: "counts: the marginals and confusion tables that the figures came from.")
    var show: Shown?

    /// What items are grouped by.
    enum Split: String, ExpressibleByArgument, CaseIterable { case tag, prompt, model, phase, length }

    @Option(help: "tag, prompt, model, phase or length: the main figures for each group of items.")
    var split: Split?

    @Flag(help: "Say where disagreement comes from: raters, categories, items, prevalence, clusters.")
    var diagnose = false

    @Option(help: "Weights of Cohen's kappas: by value, or by rank among the categories used.")
    var weights = Weights.value

    @Flag(help: "Pairs also of more than 50 raters.")
    var pairs = false

    @OptionGroup var source: RatingSource
    @OptionGroup var interval: IntervalArguments
    @OptionGroup var output: FormatOption

    func validate() throws {
        if split == .phase, source.file == "-" {
            throw ValidationError("--split phase reads its table several times: give a file instead of '-'")
        }
    }

    func run() async throws {
        let view = AgreementView(showsAll: all, showsWords: words, showsCounts: show == .counts)
        try Context.current.write(document().written(as: output.format, view: view))
    }

    /// The figures of the file, or of the study.
    func document() throws -> AgreementDocument {
        let read = try source.read()
        let options = interval.options
        let choices = CriterionReport.Choices(
            basis: weights == .value ? .value : .rank,
            mostRatersForPairs: pairs ? .max : 50,
            keepsCounts: show == .counts
        )
        let criteria = try read.criteria.map { ratings in
            var criterion = try ratings.figures(by: by, options: options, choices: choices)
            if diagnose { criterion.diagnostics = try diagnostics(ratings, options) }
            if let split { criterion.split = (split.rawValue, try groups(ratings, split, isBlind: read.isBlind)) }
            return criterion
        }
        let letters = "Models stand as letters until 'slam unblind', without counts, which could betray them."
        return AgreementDocument(
            source: read.name,
            options: options,
            unit: by.rawValue,
            criteria: criteria,
            notes: read.notes + (split == .model && read.isBlind ? [letters] : [])
        )
    }

    private func diagnostics(_ ratings: CriterionRatings, _ options: IntervalOptions) throws -> AgreementDiagnostics {
        let table = try ratings.table()
        func report(_ table: RatingTable) -> CriterionReport {
            CriterionReport(criterion: ratings.name, level: ratings.level, table: table, options: options)
        }
        let isClustered = !ratings.clusters.isEmpty || !ratings.prompts.isEmpty
        return AgreementDiagnostics(
            table,
            report: report(table),
            independent: isClustered ? report(try ratings.table(clustered: false)) : nil
        )
    }

    private func groups(_ ratings: CriterionRatings, _ split: Split, isBlind: Bool) throws -> [AgreementDocument.Group]
    {
        let parts = try CriterionRatings.Trait(rawValue: split.rawValue).map { try ratings.parts(by: $0) }
        return try (parts ?? phases(ratings.name)).map { name, part in
            AgreementDocument.Group(
                name: name,
                report: CriterionReport(
                    criterion: part.name,
                    level: part.level,
                    table: try part.table(),
                    options: interval.options
                ),
                hidesCounts: split == .model && isBlind
            )
        }
    }

    private func phases(_ criterion: String) throws -> [(name: String, ratings: CriterionRatings)] {
        try RatingRecord.Phase.allCases.compactMap { phase in
            var options = source.options
            options.phase = phase
            let found = try options.read(file: source.file).criteria.first { $0.name == criterion }
            return found.flatMap { $0.scores.isEmpty ? nil : (phase.rawValue, $0) }
        }
    }
}
