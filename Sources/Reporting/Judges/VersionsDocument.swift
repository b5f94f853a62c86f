package import Ratings

/// The versions of the judges, to be written in any format.
package struct VersionsDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.judge.versions.v1"

    private let versions: [JudgedVersion]
    private let current: Set<String>
    /// What must be known of them.
    private let notes: [String]

    /// `current` are the names of those that would judge today.
    package init(_ versions: [JudgedVersion], current: Set<String>, notes: [String] = []) {
        self.versions = versions
        self.current = current
        self.notes = notes
    }

    /// The document in that format.
    package func written(as format: Format) -> String {
        Table(
            columns: [
                .init("judge"), .init("criterion"), .init("version"), .init("state"),
                .init("verdicts", alignment: .right), .init("rated", alignment: .right),
            ],
            rows: versions.map {
                [
                    .text($0.judge), .text($0.criterion), .id($0.name),
                    .text(current.contains($0.name) ? "current" : "stale"), .count($0.acts.count),
                    .count($0.ratedCount),
                ]
            }
        ).written(as: format, schema: Self.schema, notes: notes)
    }

    /// What must be known of them, a line for each.
    package var words: String { notes.map { $0 + "\n" }.joined() }
}
