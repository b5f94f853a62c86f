package import Studies

/// How much would be asked, to be written in any format.
package struct RequestsDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.requests.v1"

    private let estimate: WorkEstimate?

    /// `estimate` is nil where it is withheld: what came before others of its prompt is one model's, and its tokens are its
    /// length.
    package init(_ estimate: WorkEstimate?) { self.estimate = estimate }

    /// The document in that format; a reader gets a sentence.
    package func written(as format: Format) -> String {
        guard format == .json || format == .csv else { return words }
        return Table(
            columns: ["requests", "input_tokens", "most_dollars", "unpriced"].map { .init($0, alignment: .right) },
            rows: [
                [
                    .count(estimate?.requests), .count(estimate?.inputTokens),
                    .number(estimate?.mostNanoDollars.map { Double($0) / 1e9 }), .count(estimate?.unpriced),
                ]
            ]
        ).written(as: format, schema: Self.schema, notes: words.notes)
    }

    private var words: String {
        estimate?.words ?? "How much that is is withheld until every model has answered.\n"
    }
}
