package import Ratings
import Studies

/// Which models may be dropped on automatic scores.
package struct ScreenDocument: Sendable {
    package static let schema = "slam.screen.v1"

    private let figures: ScreenFigures
    private let top: Int

    package init(_ figures: ScreenFigures, top: Int) {
        self.figures = figures
        self.top = top
    }

    package func written(as format: Format) -> String {
        SectionedReport(
            schema: Self.schema,
            head: [("top", .number(Double(top))), ("blind", .bool(figures.isBlind))],
            sections: [.init("lines", title: "", table)],
            sentences: sentences
        ).written(as: format)
    }

    private var table: Table {
        Table(
            columns: [
                .init("criterion"), .init("rater"), .init("keep"), .init("drop"),
                .init("p_drop", title: "chance of dropping one of the top \(top)", alignment: .right),
                .init("saved", title: "ratings saved", alignment: .right),
                .init("labelled_models", title: "models with labels", alignment: .right),
                .init("replay", title: "replayed: dropped / runs"), .init("note"),
            ],
            rows: figures.lines.map { line in
                [
                    .text(line.criterion), .text(line.rater), .text(line.kept.joined(separator: ", ")),
                    .text(line.dropped.joined(separator: ", ")), Self.chance(line.chance),
                    Table.Cell(.number(line.saved), text: "\(Figures.fixed(line.saved * 100, decimals: 0)) %"),
                    .count(line.labelledCount), .text(line.replay.map { "\($0.dropped) / \($0.runs)" } ?? ""),
                    .text(
                        line.chance == nil ? "undefined: \(line.labelledCount) of at least 5 models with labels" : ""
                    ),
                ]
            }
        )
    }

    /// Simulated draws tell no chance below .06.
    private static func chance(_ chance: Double?) -> Table.Cell {
        guard let chance else { return .unknown }
        return chance < 0.06
            ? Table.Cell(.string("< .06"), text: "< .06")
            : Table.Cell(.number(chance), text: Figures.fixed(chance, decimals: 2))
    }

    private var sentences: [String] {
        (figures.isBlind ? ["Models stand as letters until 'slam unblind'; similarity is left out."] : [])
            + figures.notes.map(\.sentence)
    }
}
