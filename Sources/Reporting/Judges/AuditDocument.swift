package import Agreement
package import Ratings

/// What moves judges besides quality, to be written in any format.
package struct AuditDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.judge.audit.v1"

    private let figures: [AuditFigure]
    private let options: IntervalOptions
    private let notes: [String]

    /// `isBlind` is whether who wrote what is not told yet: what would tell it is kept by no document.
    package init(_ figures: [AuditFigure], isBlind: Bool, options: IntervalOptions, notes: [String]) {
        self.figures = isBlind ? figures.map(\.blinded) : figures
        self.options = options
        self.notes = notes
    }

    /// The document in that format.
    package func written(as format: Format) -> String {
        AuditTable.table(figures).written(as: format, schema: Self.schema, options: options, notes: notes)
    }

    /// What must be known, a line for each.
    package var words: String { notes.map { $0 + "\n" }.joined() }
}
