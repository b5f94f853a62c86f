package import Agreement
import SafeText
import Studies

/// What a similarity is worth: how far it sides with people, what moves it besides, and what it cannot tell.
package struct SimilarityAuditDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.similarity_audit.v1"

    /// One question put to a metric, with its figure.
    package struct Row: Sendable {
        package var metric: String
        /// The criterion, or the rule of the probes.
        package var of: String
        package var question: String
        package var figure: Estimate
        package var note: String

        package init(_ metric: String, of: String, _ question: String, _ figure: Estimate, note: String = "") {
            (self.metric, self.of, self.question, self.figure, self.note) = (metric, of, question, figure, note)
        }
    }

    /// A sentence that the metric cannot tell from what it is turned against.
    package struct Example: Sendable {
        package var metric: String
        package var score: Double
        package var sentence: String
        package var changed: String

        package init(metric: String, score: Double, sentence: String, changed: String) {
            (self.metric, self.score, self.sentence, self.changed) = (metric, score, sentence, changed)
        }
    }

    package var isBlind: Bool
    package var confidence: Double
    package var rows: [Row] = []
    package var examples: [Example] = []
    package var notes: [String] = []
    package var conclusions: [String] = []

    package init(isBlind: Bool, confidence: Double) { (self.isBlind, self.confidence) = (isBlind, confidence) }

    /// The document as text in that format.
    package func written(as format: Format) -> String {
        switch format {
        case .json: json.printed
        case .csv: table.written(as: .csv)
        case .table, .markdown: ([table.written(as: format)] + words).joined(separator: "\n")
        }
    }

    private var words: [String] {
        var parts: [String] = []
        if !examples.isEmpty {
            let lines = examples.map { example in
                let score = Figures.fixed(example.score, decimals: 3)
                return TerminalText.line("\(example.metric) \(score): “\(example.sentence)” / “\(example.changed)”")
            }
            parts.append((["Not told apart, to be read:"] + lines).map { $0 + "\n" }.joined())
        }
        if !notes.isEmpty { parts.append(notes.map { TerminalText.line($0) + "\n" }.joined()) }
        parts.append(conclusions.map { TerminalText.line($0) + "\n" }.joined())
        return parts
    }

    private var table: Table {
        var table = Table(columns: [
            .init("metric"), .init("of"), .init("question"), .init("value", alignment: .right),
            .init("interval", title: "\(Figures.fixed(confidence * 100, decimals: 0)) %"),
            .init("n", alignment: .right), .init("note"),
        ])
        for row in rows {
            let figure = row.figure
            table.rows.append([
                .text(row.metric), .text(row.of), .text(row.question), .number(figure.value),
                .text(Figures.interval(figure.low, figure.high)), .count(figure.itemCount),
                .text(
                    [figure.undefined.map { "undefined: \($0)" } ?? "", row.note].filter { !$0.isEmpty }.joined(
                        separator: "; "
                    )
                ),
            ])
        }
        return table
    }

    private var json: JSONValue {
        .object([
            ("schema", .string(Self.schema)), ("blind", .bool(isBlind)), ("confidence", .number(confidence)),
            (
                "rows",
                .array(
                    rows.map { row in
                        .object([
                            ("metric", .string(row.metric)), ("of", .string(row.of)),
                            ("question", .string(row.question)),
                            ("value", .optional(row.figure.value)), ("low", .optional(row.figure.low)),
                            ("high", .optional(row.figure.high)), ("n", .counted(row.figure.itemCount)),
                            ("method", row.figure.method.map(JSONValue.string) ?? .null),
                            ("undefined", row.figure.undefined.map(JSONValue.string) ?? .null),
                            ("note", .string(row.note)),
                        ])
                    }
                )
            ),
            (
                "examples",
                .array(
                    examples.map { example in
                        .object([
                            ("metric", .string(example.metric)), ("score", .number(example.score)),
                            ("sentence", .string(example.sentence)), ("changed", .string(example.changed)),
                        ])
                    }
                )
            ),
            ("notes", .array(notes.map(JSONValue.string))),
            ("conclusions", .array(conclusions.map(JSONValue.string))),
        ])
    }
}
