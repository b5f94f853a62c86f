package import Agreement
package import Ratings
import Studies

/// What changed from one version of a judge to another, to be written in any format.
package struct ChangesDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.judge.diff.v1"

    private let changes: [VersionChange]
    private let flips: Int
    private let options: IntervalOptions
    private let notes: [String]

    /// `flips` is how many items whose verdict flipped are shown of each criterion, the farthest first; `facts` are what must be
    /// known of the ratings.
    package init(_ changes: [VersionChange], flips: Int, options: IntervalOptions, facts: [RatingNote] = []) {
        self.changes = changes
        self.flips = flips
        self.options = options
        notes = facts.map(\.sentence)
    }

    /// The document in that format; CSV has the figures alone.
    package func written(as format: Format) -> String {
        let figures = ChangeTables.figures(changes)
        switch format {
        case .json: return json(figures)
        case .csv: return figures.written(as: .csv)
        case .table, .markdown:
            return figures.written(as: format) + flipped.map { flippedText($0, format) }.joined()
                + (notes.isEmpty ? "" : "\n" + PageWidth.lines(notes))
        }
    }

    private var flipped: [VersionChange] { changes.filter { !$0.flips.isEmpty } }

    private func flippedText(_ change: VersionChange, _ format: Format) -> String {
        "\n\(change.criterion): \(Figures.count(change.flips.count, "flipped item"))\n"
            + ChangeTables.flips(change, limit: flips).written(as: format)
    }

    private func json(_ figures: Table) -> String {
        let items = flipped.flatMap { change -> [JSONValue] in
            (ChangeTables.flips(change, limit: flips).json.array ?? []).map { row in
                guard case .object(let members) = row else { return row }
                return .object([("criterion", .string(change.criterion))] + members)
            }
        }
        return JSONValue.object([
            ("schema", .string(Self.schema)), ("seed", .number(Double(options.seed))),
            ("resamples", .number(Double(options.resamples))), ("confidence", .number(options.confidence)),
            ("rows", figures.json), ("flips", .array(items)), ("notes", .array(notes.map(JSONValue.string))),
        ]).printed
    }
}
