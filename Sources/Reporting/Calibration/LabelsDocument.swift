import Agreement
package import Ratings
import Studies

/// How many more labels a study needs.
package struct LabelsDocument: Sendable {
    package static let schema = "slam.labels.v1"

    private let figures: LabelFigures
    private let seconds: Double

    /// `seconds` are those of one rating.
    package init(_ figures: LabelFigures, seconds: Double) {
        self.figures = figures
        self.seconds = seconds
    }

    package func written(as format: Format) -> String {
        SectionedReport(
            schema: Self.schema,
            head: [
                ("half_width", .number(figures.halfWidth)), ("blind", .bool(figures.isBlind)),
                (
                    "next",
                    .object(figures.next.map { ($0.criterion, .array($0.subjects.map(JSONValue.string))) })
                ),
            ],
            sections: [.init("lines", title: "", table)],
            sentences: sentences
        ).written(as: format)
    }

    private var table: Table {
        Table(
            columns: [
                .init("criterion"), .init("model"), .init("prompts", title: "prompts with labels", alignment: .right),
                .init("half_width", title: "half-width now", alignment: .right),
                .init("labels_only", title: "needed by people alone", alignment: .right),
                .init("with_judge", title: "with a judge", alignment: .right), .init("rater", title: "best judge"),
                .init("more_for_margin", title: "more for the margin", alignment: .right),
                .init("hours", title: "hours still, people alone", alignment: .right),
            ],
            rows: figures.lines.map { line in
                let more = line.labelsOnly.map { max(0, $0 - line.promptCount) }
                return [
                    .text(line.criterion), .text(line.model),
                    figures.isBlind ? .unknown : .count(line.promptCount), .number(line.halfWidth),
                    .count(line.labelsOnly), .count(line.withJudge?.count), .text(line.withJudge?.rater ?? ""),
                    .count(line.moreForMargin),
                    figures.isBlind ? .unknown : .number(more.map { Double($0) * seconds / 3600 }, decimals: 1),
                ]
            }
        )
    }

    private var sentences: [String] {
        [
            "Needed: prompts with labels in all, so that a 95 % interval is ±\(Figures.fixed(figures.halfWidth, decimals: 3)). Label at random for estimates: 'next' in JSON lists items in a seeded random order, so that wherever it stops the labelled are a random sample."
        ]
            + (figures.isBlind ? ["Models stand as letters, without counts, until 'slam unblind'."] : [])
    }
}
