import Foundation
import GRDB
package import Studies

extension Store {
    /// Keeps what a reviewer began on a presentation, nil where that did not change, and that it was painted at `shownAt`.
    package func keepDraft(
        _ text: String?,
        of presentation: BlindPresentation,
        study: String,
        reviewer: String,
        shownAt: Int64?
    ) throws {
        try write { database in
            if let shownAt { try logShown(presentation, study: study, reviewer: reviewer, at: shownAt, database) }
            guard let text else { return }
            try keepDraft(text, of: presentation.id, study: study, reviewer: reviewer, database)
        }
    }

    /// Keeps the note that a reviewer began on a presentation, durable when it returns; an empty one is dropped.
    package func keepDraft(_ text: String, of presentation: Int64, study: String, reviewer: String) throws {
        try write { try keepDraft(text, of: presentation, study: study, reviewer: reviewer, $0) }
    }

    private func keepDraft(
        _ text: String,
        of presentation: Int64,
        study: String,
        reviewer: String,
        _ database: Database
    ) throws {
        let rater = try Self.reviewer(reviewer, study: study, database)
        guard !text.isEmpty else {
            return try database.execute(
                sql: "DELETE FROM draft WHERE presentation = ? AND reviewer = ?",
                arguments: [presentation, rater]
            )
        }
        try database.execute(
            sql: "INSERT OR REPLACE INTO draft (presentation, reviewer, note) VALUES (?, ?, ?)",
            arguments: [presentation, rater, text.data]
        )
    }

    /// The rated or skipped rows that a reviewer had gone back to and left with a draft, unless another sitting has them.
    package func unfinishedRevisions(study: String, reviewer: String, at time: Int64) throws -> [Int64] {
        try read { database in
            try Int64.fetchAll(
                database,
                sql: """
                    SELECT n.id FROM draft d CROSS JOIN presentation n ON n.id = d.presentation
                    WHERE d.reviewer = ?1 AND n.reviewer = ?1 AND n.state IN ('done', 'skipped')
                    ORDER BY n.position
                    """,
                arguments: [try Self.reviewer(reviewer, study: study, database)]
            ).filter { try Self.holder(of: $0, at: time, database) == nil }
        }
    }

    /// The first of them.
    package func unfinishedRevision(study: String, reviewer: String, at time: Int64) throws -> Int64? {
        try unfinishedRevisions(study: study, reviewer: reviewer, at: time).first
    }

    /// How many changes of rated or skipped rows a reviewer has begun and not saved.
    static func unsavedCount(of reviewer: Int64, _ database: Database) throws -> Int {
        try Int.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT count(*) FROM draft d CROSS JOIN presentation n ON n.id = d.presentation
                    WHERE d.reviewer = ?1 AND n.reviewer = ?1 AND n.state IN ('done', 'skipped')
                    """
            ),
            arguments: [reviewer]
        ) ?? 0
    }

    /// What a reviewer set for the review, as it was kept.
    package func reviewerSettings(study: String, reviewer: String) throws -> JSONValue? {
        try read { database in
            let rater = try Self.reviewer(reviewer, study: study, database)
            let text = try String.fetchOne(
                database,
                sql: "SELECT settings FROM reviewer_settings WHERE reviewer = ?",
                arguments: [rater]
            )
            return try text.map { try JSONValue(parsing: $0) }
        }
    }

    /// Keeps what a reviewer set for the review.
    package func keepReviewerSettings(_ settings: JSONValue, study: String, reviewer: String) throws {
        try write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO reviewer_settings (reviewer, settings) VALUES (?, ?)",
                arguments: [try Self.reviewer(reviewer, study: study, database), settings.canonicalText]
            )
        }
    }
}
