package import Agreement
package import Ratings
import SafeText
import Studies

/// What a similarity is worth: how far it sides with people, what moves it besides, and what it cannot tell.
package struct SimilarityAuditDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.similarity.audit.v1"

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
    package struct Example: Sendable, Equatable {
        package var score: Double
        package var sentence: String
        package var changed: String

        package init(score: Double, sentence: String, changed: String) {
            (self.score, self.sentence, self.changed) = (score, sentence, changed)
        }
    }

    package var isBlind: Bool
    package var confidence: Double
    package var rows: [Row] = []
    /// By metric the examples that are printed to be read.
    private(set) var examples: [(metric: String, chosen: [Example])] = []
    /// By metric all of them, to see which metrics read alike.
    private var found: [(metric: String, all: [Example])] = []
    /// Metrics whose agreement tells whose a text is.
    private(set) var withheld: [String] = []
    package var notes: [String] = []
    package var conclusions: [String] = []

    package init(isBlind: Bool, confidence: Double) { (self.isBlind, self.confidence) = (isBlind, confidence) }

    /// So many of what a metric cannot tell apart are printed (`statistics.md` 9.6).
    private static let exampleCount = 10

    /// Takes what a metric cannot tell apart, the highest scores first: what no other metric's list shows comes first, and
    /// metrics that read every probe alike share a list.
    package mutating func add(examples all: [Example], of metric: String) {
        if let same = found.first(where: { $0.all == all }),
            let list = examples.first(where: { $0.metric == same.metric })
        {
            examples.append((metric, list.chosen))
        } else {
            let shown = examples.flatMap(\.chosen)
            func isShown(_ one: Example) -> Bool {
                shown.contains { $0.sentence == one.sentence && $0.changed == one.changed }
            }
            let order = all.filter { !isShown($0) } + all.filter(isShown)
            examples.append((metric, Array(order.prefix(Self.exampleCount))))
        }
        found.append((metric, all))
    }

    /// Leaves out a metric's agreement with reviewers until unblinding.
    package mutating func withhold(_ metric: String) {
        withheld.append(metric)
        notes.append(RatingNote.withheldMetric(rater: metric).sentence)
    }

    /// Leaves out agreement with reviewers whose ratings came by the names of models, where no other is there.
    package mutating func withholdNamed(_ metric: String) {
        if !rows.contains(where: { $0.metric == metric }) { withheld.append(metric) }
    }

    /// Says why pairs with verdicts of people are in no figure of a metric; until unblinding that would tell whose texts they are.
    package mutating func leaveOut(_ pairs: MetricPairs) {
        guard !isBlind, pairs.withoutScoreCount > 0 else { return }
        let count = Figures.count(pairs.withoutScoreCount, "rated pair")
        notes.append(
            "\(pairs.metric) on '\(pairs.criterion)': \(count), each with a text that has no score, such as the anchor's own."
        )
    }

    /// What the reader of figures must know of the ratings, but for the metrics, which are told as they come.
    package mutating func take(_ notes: [RatingNote]) {
        self.notes += notes.filter { if case .withheldMetric = $0 { false } else { true } }.map(\.sentence)
    }

    /// The document as text in that format.
    package func written(as format: Format) -> String {
        switch format {
        case .json: json.printed
        case .csv: table.written(as: .csv)
        case .table, .markdown: ([table.written(as: format)] + words).joined(separator: "\n")
        }
    }

    private var words: [String] {
        var parts = lists
        if !notes.isEmpty { parts.append(PageWidth.lines(notes)) }
        parts.append(PageWidth.lines(conclusions))
        return parts
    }

    /// The examples, each list once under the names of all metrics that it is of.
    private var lists: [String] {
        var lists: [(metrics: [String], chosen: [Example])] = []
        for (metric, chosen) in examples where !chosen.isEmpty {
            if let place = lists.firstIndex(where: { $0.chosen == chosen }) {
                lists[place].metrics.append(metric)
            } else {
                lists.append(([metric], chosen))
            }
        }
        return lists.map { metrics, chosen in
            let names = metrics.joined(separator: " and ")
            let head = TerminalText.line("Not told apart by \(names), to be read (score, sentence, changed):")
            let lines = chosen.map { example in
                let score = Figures.fixed(example.score, decimals: 3)
                return PageWidth.wrapped(
                    TerminalText.line("\(score)  “\(example.sentence)” / “\(example.changed)”"),
                    indent: score.count + 2
                )
            }
            return ([PageWidth.wrapped(head)] + lines).map { $0 + "\n" }.joined()
        }
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
                .remarks([figure.undefined.map { "undefined: \($0)" } ?? "", row.note].filter { !$0.isEmpty }),
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
                            ("note", row.note.isEmpty ? .null : .string(row.note)),
                        ])
                    }
                )
            ),
            (
                "examples",
                .array(
                    examples.flatMap { metric, chosen in
                        chosen.map { example in
                            .object([
                                ("metric", .string(metric)), ("score", .number(example.score)),
                                ("sentence", .string(example.sentence)), ("changed", .string(example.changed)),
                            ])
                        }
                    }
                )
            ),
            ("notes", .array(notes.map(JSONValue.string))),
            ("conclusions", .array(conclusions.map(JSONValue.string))),
        ])
    }
}
