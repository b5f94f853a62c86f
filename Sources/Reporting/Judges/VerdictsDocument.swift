package import Agreement
package import Ratings

/// What became of every verdict and how the judges stand to people, to be written in any format.
package struct VerdictsDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.judge.verdicts.v1"

    private let reports: [VerdictReport]
    private let options: IntervalOptions
    private let notes: [String]

    /// `notes` are what must be known of the verdicts besides.
    package init(_ reports: [VerdictReport], options: IntervalOptions, notes: [String]) {
        self.reports = reports
        self.options = options
        self.notes = reports.compactMap(\.words) + notes
    }

    /// The document in that format: a reader gets what a page holds, a program every figure.
    package func written(as format: Format) -> String {
        let isRead = format == .table || format == .markdown
        let table = isRead ? VerdictTables.short(reports) : VerdictTables.long(reports)
        return table.written(as: format, schema: Self.schema, options: options, notes: notes)
    }

    /// What must be known, a line for each.
    package var words: String { notes.map { $0 + "\n" }.joined() }
}
