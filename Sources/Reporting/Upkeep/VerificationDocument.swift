import Ratings
package import Studies

/// What the logs say of what is stored, to be written in any format.
package struct VerificationDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.verify.v1"

    private let report: ChainReport
    private let access: AccessCounts

    /// `access` is how blind the ratings can have been.
    package init(_ report: ChainReport, access: AccessCounts) {
        self.report = report
        self.access = access
    }

    /// What a script gets as the exit code: 2 where something does not match, 3 where something cannot be told.
    package var status: Int32 {
        guard report.broken.isEmpty else { return 2 }
        return report.findings.contains { $0.standing == .unknown } ? 3 : 0
    }

    /// The document in that format; a log that holds leaves no table to read.
    package func written(as format: Format) -> String {
        guard format != .table || !report.findings.isEmpty else { return "" }
        return Table(
            columns: [
                .init("standing"), .init("reviewer"), .init("session"), .init("event", alignment: .right),
                .init("finding"),
            ],
            rows: report.findings.map {
                [
                    .text($0.standing.words), .text($0.reviewer), .text($0.sitting), .count($0.number), .text($0.what),
                ]
            }
        ).written(as: format, schema: Self.schema, notes: words.notes)
    }

    /// What was checked, what came of it, and what the log says nothing of.
    package var words: String {
        let events = Figures.count(report.eventCount, "event")
        let sittings = Figures.count(report.sittingCount, "session")
        let records = "\(Figures.count(report.ratingCount, "record")) of ratings given in the program"
        let outcome = (report.broken.isEmpty ? ["all holds"] : []) + [counts].filter { !$0.isEmpty }
        var text = "\(events) of \(sittings), \(records), corrections and retractions among them: "
        text += outcome.joined(separator: "; ") + ".\n"
        if report.olderRuleCount > 0 {
            text +=
                "\(Figures.count(report.olderRuleCount, "rating")) logged by an earlier rule: phase, marks of the plan "
            text += "and what a rating corrects cannot be told for them.\n"
        }
        if report.importedCount > 0 {
            text += "\(Figures.count(report.importedCount, "rating")) came from files: the log says nothing of them.\n"
        }
        if report.unrestrictedCount > 0 {
            text +=
                "In \(Figures.count(report.unrestrictedCount, "session")) the connection was not restricted to the blind view.\n"
        }
        return text + accessWords
    }

    /// How many findings weigh how much.
    private var counts: String {
        ChainFinding.Standing.allCases.compactMap { standing -> String? in
            let count = report.findings.count { $0.standing == standing }
            return count == 0 ? nil : "\(count) \(standing.words)"
        }.joined(separator: ", ")
    }

    /// How blind the ratings can have been; empty where people gave none.
    private var accessWords: String {
        guard access.sealed + access.database + access.unknown > 0 else { return "" }
        let note = RatingNote.access(sealed: access.sealed, database: access.database, unknown: access.unknown)
        return note.sentence + "\n"
    }
}

extension ChainFinding.Standing {
    fileprivate var words: String {
        switch self {
        case .broken: "does not match"
        case .unknown: "cannot be told"
        case .note: "note"
        }
    }
}
