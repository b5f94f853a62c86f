import Agreement
import ArgumentParser
import Ratings
import Reporting

/// `slam models`.
struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "The quality of each model by human reviewers, corrected by each judge, and against the baseline.",
        discussion: """
            Each model's mean or accepted share by people, clustered by prompt; beside it the same corrected by each judge, with \
            how many labels the judge is worth and the judge's own mean, which decides nothing. Against the baseline: the \
            difference within raters, and whether the model is non-inferior at criteria.NAME.margin of study.yaml, set before \
            anybody rates. Until the study is unblinded models stand as letters and nothing is compared with the baseline.

            Example:
              slam models
              slam models --format json
            """
    )

    @OptionGroup var source: CalibrationSource
    @OptionGroup var interval: IntervalArguments
    @OptionGroup var output: FormatOption

    func run() async throws {
        let (set, parts, _, _) = try source.read()
        let figures = try ModelFigures(set, copy: parts, options: interval.options)
        try Context.current.write(ModelsDocument(figures).written(as: output.format))
    }
}
