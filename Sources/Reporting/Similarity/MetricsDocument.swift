package import Studies

/// What became of the study's items in each metric, to be written in any format.
package struct MetricsDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.similarity.v1"

    private var metrics: [(name: String, summary: MetricSummary, truncated: Int?)] = []
    private let isPartial: Bool
    /// Models of embeddings that a server called otherwise, with what it called them.
    package var served: [(asked: String, served: [String])] = []
    /// Models of embeddings whose weights changed.
    package var weights: [String] = []

    /// `isPartial` is whether some model has not answered yet: what was cut so far is of the models that came first.
    package init(isPartial: Bool) { self.isPartial = isPartial }

    /// Takes a metric that was run.
    package mutating func add(_ name: String, _ summary: MetricSummary) {
        metrics.append((name, summary, isPartial ? nil : summary.truncated))
    }

    /// What is said beside the table.
    package var words: String {
        served.map {
            "'\($0.asked)' was served as \($0.served.joined(separator: ", ")): its vectors are not of one model.\n"
        }.joined() + weights.map { $0 + ".\n" }.joined()
    }

    /// The document in that format.
    package func written(as format: Format) -> String {
        Table(
            columns: [
                .init("metric"), .init("scored", alignment: .right),
                .init("anchor_texts", title: "anchor's texts", alignment: .right),
                .init("without_target", title: "without target", alignment: .right),
                .init("without_vector", title: "not scored", alignment: .right), .init("new", alignment: .right),
                .init("truncated", alignment: .right),
            ],
            rows: metrics.map { name, summary, truncated in
                [
                    .text(name), .count(summary.scored), .count(summary.anchors), .count(summary.withoutTarget),
                    .count(summary.unscored), .count(summary.new), .count(truncated),
                ]
            }
        ).written(as: format, schema: Self.schema, notes: words.notes)
    }
}
