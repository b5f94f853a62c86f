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
            prompts of the value within each, --by model the value over the models' means.

            Example:
              slam agreement figures ratings.csv --level ordinal --all
              slam agreement figures --by prompt --show counts
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

    @Option(help: "Weights of Cohen's kappas: by value, or by rank among the categories used.")
    var weights = Weights.value

    @Flag(help: "Pairs also of more than 50 raters.")
    var pairs = false

    @OptionGroup var source: RatingSource
    @OptionGroup var interval: IntervalArguments
    @OptionGroup var output: FormatOption

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
        return AgreementDocument(
            source: read.name,
            options: options,
            unit: by.rawValue,
            criteria: try read.criteria.map { try $0.figures(by: by, options: options, choices: choices) },
            notes: read.notes
        )
    }
}
