package import Studies

/// Who is left with how much, to be written in any format.
package struct ReviewersDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.review.list.v1"

    private let progress: [ReviewProgress]

    package init(_ progress: [ReviewProgress]) { self.progress = progress }

    /// The document in that format.
    package func written(as format: Format) -> String {
        Table(
            columns: [.init("reviewer")] + ["done", "skipped", "left"].map { .init($0, alignment: .right) },
            rows: progress.map { [.text($0.reviewer), .count($0.done), .count($0.skipped), .count($0.left)] }
        ).written(as: format, schema: Self.schema)
    }
}
