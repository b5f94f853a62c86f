import Agreement
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
            head: [
                ("seed", .number(Double(figures.options.seed))), ("confidence", .number(figures.options.confidence)),
                ("draws", .number(Double(ScreenFigures.drawCount))), ("top", .number(Double(top))),
                ("blind", .bool(figures.isBlind)),
            ],
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
                    .text(line.criterion), .text(line.rater), Self.names(line.kept), Self.names(line.dropped),
                    line.dropped.isEmpty ? .unknown : Self.chance(line.chance),
                    Table.Cell(.number(line.saved), text: "\(Figures.fixed(line.saved * 100, decimals: 0)) %"),
                    .count(line.labelledCount), Self.replay(line, figures.options.confidence),
                    .text(Self.note(line)),
                ]
            }
        )
    }

    private static func names(_ names: [String]) -> Table.Cell {
        Table.Cell(.array(names.map(JSONValue.string)), text: names.joined(separator: ", "))
    }

    private static func note(_ line: ScreenFigures.Line) -> String {
        if line.dropped.isEmpty { return "nothing is dropped: \(line.modelCount) models" }
        return line.chance == nil ? "undefined: \(line.labelledCount) of at least 5 models with labels" : ""
    }

    /// How often one of the best was dropped when each labelled model was left out in turn.
    private static func replay(_ line: ScreenFigures.Line, _ confidence: Double) -> Table.Cell {
        guard let replay = line.replay, !line.dropped.isEmpty else { return .unknown }
        let share = Double(replay.dropped) / Double(replay.runs)
        let ends = wilson(share: share, count: Double(replay.runs), confidence: confidence)
        let json: [(String, JSONValue)] = [
            ("dropped", .number(Double(replay.dropped))), ("runs", .number(Double(replay.runs))),
            ("low", .number(ends.low)), ("high", .number(ends.high)),
        ]
        let interval = Figures.interval(ends.low, ends.high, decimals: 2)
        return Table.Cell(.object(json), text: "\(replay.dropped) / \(replay.runs) \(interval)")
    }

    /// Simulated draws tell no chance below .06.
    private static func chance(_ chance: Double?) -> Table.Cell {
        guard let chance else { return .unknown }
        return chance < 0.06
            ? Table.Cell(.object([("below", .number(0.06))]), text: "< .06")
            : Table.Cell(.number(chance), text: Figures.fixed(chance, decimals: 2))
    }

    private var sentences: [String] {
        (figures.lines.isEmpty
            ? [
                "Nothing to screen: it takes a judge, panel or similarity that scored single responses of two models or more; verdicts on pairs are not screened."
            ] : [])
            + (figures.isBlind ? ["Models stand as letters until 'slam unblind'; similarity is left out."] : [])
            + figures.notes.map(\.sentence)
    }
}
