import Foundation
import GRDB
import Studies

/// One of a reviewer's own items, in the order in which they came.
package struct OwnItem: Sendable, Equatable {
    package var row: Int64
    /// The beginning of its prompt.
    package var words: String
    /// What stands out: flagged, skipped, commented, unread.
    package var marks: [String]
}

extension Store {
    /// The row that a reviewer acted on last and that stands.
    package func newestRow(study: String, reviewer: String) throws -> Int64? {
        try read { database in
            let rater = try Self.reviewer(reviewer, study: study, database)
            return try Int64.fetchOne(database, sql: Self.newestQuery, arguments: [rater])
        }
    }

    /// Whether a reviewer rated or skipped something of a prompt and its end was shown then.
    package func hasSeen(prompt: String, study: String, reviewer: String) throws -> Bool {
        try read { database in
            let rater = try Self.reviewer(reviewer, study: study, database)
            return try Bool.fetchOne(
                database,
                sql: Self.seenQuery(sources(of: rater).ratings),
                arguments: [rater, try Self.studyID(study, database), prompt]
            ) ?? false
        }
    }

    /// Whether a reviewer has seen any prompt at all.
    package func hasSeenAny(study: String, reviewer: String) throws -> Bool {
        try read { database in
            let rater = try Self.reviewer(reviewer, study: study, database)
            let query = Self.seenAnyQuery(sources(of: rater).ratings)
            return try Bool.fetchOne(database, sql: query, arguments: [rater]) ?? false
        }
    }

    /// One prompt's rows are looked up: those of all that a reviewer has rated are a study's texts. `prompt > 0` names the
    /// index, which holds of all items.
    static func seenQuery(_ ratings: String) -> String {
        """
        SELECT 1 FROM prompt p CROSS JOIN item i ON i.prompt = p.id AND i.prompt > 0
            CROSS JOIN presentation n ON n.first = i.id
        WHERE p.study = ?2 AND p.name = ?3 AND \(isSeen(ratings)) LIMIT 1
        """
    }

    static func seenAnyQuery(_ ratings: String) -> String {
        "SELECT 1 FROM presentation n WHERE \(isSeen(ratings)) LIMIT 1"
    }

    private static func isSeen(_ ratings: String) -> String {
        """
        n.reviewer = ?1 AND n.state IN ('done', 'skipped') AND NOT EXISTS (SELECT 1 FROM \(ratings) u
            WHERE u.presentation = n.id AND u.is_current AND u.flags LIKE '%"unread_prompt"%')
        """
    }

    /// What a reviewer rated or skipped, with what stands out of it.
    package func ownItems(study: String, reviewer: String) throws -> [OwnItem] {
        let rows = try visited(study: study, reviewer: reviewer)
        return try read { database in
            let rater = try Self.reviewer(reviewer, study: study, database)
            let acts = try Row.fetchAll(
                database,
                sql: """
                    SELECT presentation, max(outcome = 'skipped') AS skipped, max(flags LIKE '%"flagged"%') AS flagged,
                        max(flags LIKE '%"unread"%') AS unread, max(note IS NOT NULL) AS commented
                    FROM \(sources(of: rater).ratings) WHERE is_current AND presentation IS NOT NULL GROUP BY presentation
                    """
            )
            let marks = Dictionary(acts.map { ($0["presentation"] as Int64, $0) }) { one, _ in one }
            let prompts = try Row.fetchAll(database, sql: Self.wordsQuery, arguments: [rater])
            let words = Dictionary(prompts.map { ($0["id"] as Int64, $0["words"] as String) }) { one, _ in one }
            return rows.map { row in
                let found = marks[row]
                let names = ["flagged", "skipped", "commented", "unread"].filter { found?[$0] == true }
                return OwnItem(row: row, words: words[row] ?? "", marks: names)
            }
        }
    }

    /// The beginnings of the prompts of what a reviewer has acted on: rows that a file filled are not listed.
    static let wordsQuery = """
        SELECT n.id, CAST(substr(p.text, 1, 200) AS TEXT) AS words
        FROM rating r CROSS JOIN presentation n ON n.id = r.presentation JOIN item i ON i.id = n.first
        JOIN prompt p ON p.id = i.prompt
        WHERE r.rater = ?1 AND r.presentation IS NOT NULL AND n.reviewer = ?1 AND n.state IN ('done', 'skipped')
        """

    /// Puts a comment beside the answers that stand on a row, their values as they are.
    package func comment(_ text: String, on row: Int64, study: String, reviewer: String, at time: Int64) throws {
        let (presentation, answers) = try read { database in
            let rater = try Self.reviewer(reviewer, study: study, database)
            guard let presentation = try blind(row, reviewer: rater, database) else {
                throw StoreError("that item is not among those that '\(reviewer)' rated or skipped")
            }
            return (presentation, try ownAnswers(to: presentation, rater, database))
        }
        guard let first = answers.first else { throw StoreError("nothing stands on that item any more") }
        let note = [first.note, text].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " · ")
        guard first.outcome == .rated else {
            return try skip(
                presentation,
                study: study,
                reviewer: reviewer,
                criteria: answers.map(\.criterion),
                versions: Dictionary(answers.map { ($0.criterion, $0.criterionSHA256 ?? "") }) { one, _ in one },
                reason: first.reason ?? "other",
                note: note,
                flags: first.flags,
                at: time,
                took: nil
            )
        }
        try save(
            answers.map {
                ReviewAct(
                    criterion: $0.criterion,
                    criterionSHA256: $0.criterionSHA256,
                    value: $0.value,
                    ranks: $0.ranks,
                    confidence: $0.confidence,
                    reason: $0.reason,
                    note: note,
                    flags: $0.flags.filter { $0 != "extra" && $0 != "adaptive" }
                )
            },
            of: presentation,
            study: study,
            reviewer: reviewer,
            at: time,
            took: nil,
            shownSHA256: presentation.shownSHA256
        )
    }

    /// Puts a claimed row off: it comes when nothing else is left.
    package func putOff(
        _ presentation: BlindPresentation,
        study: String,
        reviewer: String,
        owner: LeaseOwner,
        at time: Int64
    ) throws {
        try write { database in
            let rater = try Self.reviewer(reviewer, study: study, database)
            // What is put off again goes behind what was put off meanwhile.
            try database.execute(
                sql: "DELETE FROM put_off WHERE reviewer = ? AND presentation = ?",
                arguments: [rater, presentation.id]
            )
            try database.execute(
                sql: "INSERT INTO put_off (presentation, reviewer) VALUES (?, ?)",
                arguments: [presentation.id, rater]
            )
            try database.execute(
                sql: """
                    UPDATE presentation SET state = 'open', owner = NULL, lease_until = NULL,
                        reviewer = iif(is_open = 1, NULL, reviewer), place = iif(is_open = 1, NULL, place)
                    WHERE id = ? AND owner = ? AND state = 'claimed'
                    """,
                arguments: [presentation.id, owner.rawValue]
            )
        }
    }
}
