import Agreement
import ArgumentParser
import Ratings
import Reporting
import Studies

/// `slam agreement compare`: is one rater closer to people than another?
struct AgreementCompare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Say whether one rater is closer to people than another, on the very same items.",
        discussion: """
            Each resample serves both raters, so the interval is of the paired difference; the p-value comes from swapping the \
            two raters' scores item by item (or prompt by prompt). Kappas of verdicts on pairs are within each pair of models, \
            their difference by a jackknife over prompts with Student's t. --calibrated JUDGE takes that judge's scores through its \
            stored map; an item with a label takes the map that was fitted without the fold of its prompt.

            Example:
              slam agreement compare judge-a judge-b
              slam agreement compare judge-a judge-b --file ratings.csv --level ordinal
            """
    )

    @Argument(help: "The first rater.")
    var first: String

    @Argument(help: "The second rater.")
    var second: String

    @Option(help: "A table of ratings; '-' is standard input. Default: the study's ratings.", completion: .file())
    var file: String?

    @Option(help: "The criterion; default: the only one.")
    var criterion: String?

    @OptionGroup var maps: CalibratedOption
    @OptionGroup var options: RatingOptions
    @OptionGroup var interval: IntervalArguments
    @OptionGroup var output: FormatOption

    func validate() throws {
        try options.check(file: file)
        guard maps.calibrated.isEmpty || file == nil else {
            throw ValidationError("--calibrated is for the study: a file's judge has no stored map")
        }
    }

    func run() async throws {
        let context = Context.current
        let document = try context.reading("comparing ratings") {
            let read = try options.read(file: file, shown: [criterion].compactMap(\.self))
            let set = try maps.applied(to: read, options.place)
            output.tellEdits(set.notes)
            let ratings = set.ratings(on: try set.criterion(named: criterion))
            return RaterComparisonDocument(
                criterion: ratings.name,
                comparison: try ratings.comparison(of: first, with: second, options: interval.options),
                options: interval.options,
                facts: set.notes.filter { $0.isOf([ratings.name]) }
            )
        }
        try context.write(document.written(as: output.format))
        guard output.format == .table || output.format == .markdown else { return }
        context.tell("\n" + document.words.joined(separator: "\n") + "\n")
    }
}
