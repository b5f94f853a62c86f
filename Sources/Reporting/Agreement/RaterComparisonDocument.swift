package import Agreement
package import Ratings
import Studies

/// Whether one rater is closer to people than another, to be written in any format.
package struct RaterComparisonDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.agreement.compare.v1"

    let criterion: String
    let comparison: RaterComparison
    let options: IntervalOptions
    /// What a reader must know of the ratings.
    let facts: [RatingNote]

    package init(
        criterion: String,
        comparison: RaterComparison,
        options: IntervalOptions,
        facts: [RatingNote]
    ) {
        self.criterion = criterion
        self.comparison = comparison
        self.options = options
        self.facts = facts
    }

    /// The document in that format.
    package func written(as format: Format) -> String {
        table(format).written(as: format, schema: Self.schema, options: options, notes: notes)
    }

    /// What is said beside a table.
    package var words: [String] {
        let people = comparison.people.joined(separator: ", ")
        let without = comparison.withoutMajorityCount
        let leftOut = without > 0 ? ", \(without) without a majority left out" : ""
        return [
            "'\(criterion)', against the consensus of \(people) on \(Figures.count(comparison.itemCount, "item"))"
                + "\(leftOut). A difference above 0 is the first's advantage, but for errors (mae, bias)."
        ] + notes
    }

    /// The facts, and what must be said against the intervals, as 'slam agreement' says it of the same data.
    private var notes: [String] {
        let drawn = comparison.lines.map(\.difference).filter { $0.low != nil }
        let warnings = Set(drawn.flatMap { $0.warnings.map { "Difference: \($0.description)." } }).sorted()
        return facts.map(\.sentence) + warnings
    }

    private func table(_ format: Format) -> Table {
        let percent = Figures.fixed(options.confidence * 100, decimals: 0)
        var table = Table(columns: [
            .init("measure"), .init("first", title: comparison.first, alignment: .right),
            .init("first_interval", title: "interval", isLesser: true),
            .init("second", title: comparison.second, alignment: .right),
            .init("second_interval", title: "interval", isLesser: true),
            .init("difference", alignment: .right), .init("interval", title: "\(percent) % interval"),
            .init("p", alignment: .right), .init("n", title: "items", alignment: .right), .init("note"),
        ])
        func interval(_ estimate: Estimate) -> Table.Cell {
            let ends = JSONValue.array([estimate.low, estimate.high].map { $0.map(JSONValue.number) ?? .null })
            let text = Figures.interval(estimate.low, estimate.high)
            return Table.Cell(format == .json ? ends : .string(text), text: text)
        }
        for line in comparison.lines {
            let difference = line.difference
            table.rows.append([
                .text(line.measure), .number(line.first.value), interval(line.first), .number(line.second.value),
                interval(line.second), .number(difference.value), interval(difference), .number(line.pValue),
                .count(difference.itemCount),
                .text(difference.undefined.map { "undefined: \($0)" } ?? difference.method ?? ""),
            ])
        }
        return table
    }
}
