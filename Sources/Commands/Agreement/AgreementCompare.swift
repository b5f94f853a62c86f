import Agreement
import ArgumentParser
import Faces
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
        let (comparison, used, name) = try LongJob.reading("comparing ratings", draw: Context.current.draw) {
            let read = try options.read(file: file, shown: [criterion].compactMap(\.self))
            let used = try maps.maps(of: read, options.place)
            let set = read.calibrated(by: used)
            let ratings = set.ratings(on: try set.criterion(named: criterion))
            return (try ratings.comparison(of: first, with: second, options: interval.options), used, ratings.name)
        }
        let notes = used.map(\.sentence) + Self.warnings(comparison)
        let context = Context.current
        try context.write(
            table(comparison).written(
                as: output.format,
                schema: "slam.agreement.compare.v1",
                options: interval.options,
                notes: notes
            )
        )
        guard output.format == .table || output.format == .markdown else { return }
        let people = comparison.people.joined(separator: ", ")
        context.tell(
            "\n'\(name)', against the consensus of \(people) on \(Figures.count(comparison.itemCount, "item"))"
                + "\(without(comparison)). A difference above 0 is the first's advantage, but for errors (mae, bias).\n"
        )
        for note in notes { context.tell(note + "\n") }
    }

    /// What must be said against the intervals, as 'slam agreement' says it of the same data.
    private static func warnings(_ comparison: RaterComparison) -> [String] {
        let drawn = comparison.lines.map(\.difference).filter { $0.low != nil }
        return Set(drawn.flatMap { $0.warnings.map { "Difference: \($0.description)." } }).sorted()
    }

    private func without(_ comparison: RaterComparison) -> String {
        comparison.withoutMajorityCount > 0 ? ", \(comparison.withoutMajorityCount) without a majority left out" : ""
    }

    private func table(_ comparison: RaterComparison) -> Table {
        let percent = Figures.fixed(interval.confidence * 100, decimals: 0)
        var table = Table(columns: [
            .init("measure"), .init("first", title: comparison.first, alignment: .right),
            .init("second", title: comparison.second, alignment: .right), .init("difference", alignment: .right),
            .init("interval", title: "\(percent) % interval"), .init("p", alignment: .right),
            .init("n", title: "items", alignment: .right), .init("note"),
        ])
        for line in comparison.lines {
            let difference = line.difference
            let interval = JSONValue.array([difference.low, difference.high].map { $0.map(JSONValue.number) ?? .null })
            let text = Figures.interval(difference.low, difference.high)
            table.rows.append([
                .text(line.measure), .number(line.first.value), .number(line.second.value), .number(difference.value),
                Table.Cell(output.format == .json ? interval : .string(text), text: text), .number(line.pValue),
                .count(difference.itemCount),
                .text(difference.undefined.map { "undefined: \($0)" } ?? difference.method ?? ""),
            ])
        }
        return table
    }
}
