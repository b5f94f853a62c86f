package import Studies

/// Who is left with how much, to be written in any format.
package struct ReviewersDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.review.list.v1"

    /// What is said where the study's files are not as they were taken over.
    static let edited =
        "The study's files were edited since: the next 'slam plan' or 'slam review' takes them over.\n"

    private let progress: [ReviewProgress]
    private let isEdited: Bool

    /// `isEdited` is whether the study's files were edited since they were taken over.
    package init(_ progress: [ReviewProgress], isEdited: Bool = false) {
        self.progress = progress
        self.isEdited = isEdited
    }

    /// What is said beside the table.
    package var words: String { isEdited ? Self.edited : "" }

    /// The document in that format.
    package func written(as format: Format) -> String {
        Table(
            columns: [.init("reviewer")] + ["done", "skipped", "left"].map { .init($0, alignment: .right) },
            rows: progress.map { [.text($0.reviewer), .count($0.done), .count($0.skipped), .count($0.left)] }
        ).written(as: format, schema: Self.schema, notes: words.notes)
    }
}
