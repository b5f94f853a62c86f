import Foundation
import GRDB
package import Studies

extension Store {
    /// Stores the outcome of a discussion beside the blind ratings, with an event of the log. Who settles an item has seen
    /// what others gave, and is not asked for a blind rating of it any more.
    package func adjudicate(_ records: [RatingRecord], study: String, by reviewer: String, at time: Int64) throws {
        try write { database in
            let writer = try RatingWriter(study: study, database)
            var digests: [JSONValue] = []
            for record in records {
                let resolved = try writer.resolved(ImportedRating(line: 0, record: record))
                try writer.insert(resolved)
                digests.append(.array([.string(resolved.criterion), .string(resolved.wholeDigest), .null]))
            }
            let rater = try Self.reviewer(reviewer, study: study, database)
            for subject in Set(records.map(\.subject.name)).sorted() {
                guard let record = records.first(where: { $0.subject.name == subject }) else { continue }
                try Self.closeBlind(record.subject, for: rater, study: study, database)
            }
            try log(
                .adjudicated,
                [("acts", .array(digests))],
                of: nil,
                study: study,
                reviewer: reviewer,
                at: time,
                database
            )
        }
    }

    /// Notes that a reviewer is about to see what others gave of a text or a pair, settled or not: it is not asked of them
    /// blind any more.
    package func look(at subject: RatingSubject, study: String, by reviewer: String, at time: Int64) throws {
        try write { database in
            let rater = try Self.reviewer(reviewer, study: study, database)
            let items = try Self.rows(of: subject, database)
            if let first = items.first, items.count <= 2 {
                try database.execute(
                    sql: "INSERT INTO case_look (reviewer, first, second, at) VALUES (?, ?, ?, ?)",
                    arguments: [rater, first, items.dropFirst().first, time]
                )
            }
            try Self.closeBlind(subject, for: rater, study: study, database)
            try log(
                .adjudicated,
                [("acts", .array([])), ("looked", .string(subject.name))],
                of: nil,
                study: study,
                reviewer: reviewer,
                at: time,
                database
            )
        }
    }

    private static func rows(of subject: RatingSubject, _ database: Database) throws -> [Int64] {
        try subject.items.compactMap { item in
            try Int64.fetchOne(database, sql: "SELECT id FROM item WHERE sha256 = ?", arguments: [item.rawValue])
        }
    }

    /// Takes the blind rows of a single response or a pair off its settler; somebody else is asked where one is left.
    private static func closeBlind(_ subject: RatingSubject, for rater: Int64, study: String, _ database: Database)
        throws
    {
        let items = try rows(of: subject, database)
        guard let first = items.first, items.count <= 2 else { return }
        let arguments: StatementArguments = [
            "study": try studyID(study, database), "rater": rater, "first": first, "second": items.dropFirst().first,
        ]
        try database.execute(
            sql: """
                DELETE FROM draft WHERE reviewer = :rater AND presentation IN (SELECT id FROM presentation
                    WHERE study = :study AND reviewer = :rater AND first = :first AND second IS :second AND state IN ('open', 'claimed'));
                UPDATE presentation SET state = 'revoked', owner = NULL, lease_until = NULL
                    WHERE study = :study AND reviewer = :rater AND first = :first AND second IS :second
                        AND phase IN ('blind', 'repeat') AND is_extra = 0 AND state IN ('open', 'claimed');
                """,
            arguments: arguments
        )
        // A row that stands for the reviewer keeps those away that are open to anybody, in every round.
        try database.execute(
            sql: """
                INSERT INTO presentation (study, reviewer, first, second, side, arrangement, slot, phase, position, block,
                    design, round, asks, state, is_reviewers)
                SELECT n.study, :rater, n.first, n.second, n.side, n.arrangement, min(n.slot), n.phase, n.position, n.block,
                    n.design, n.round, n.asks, 'revoked', 1 FROM presentation n
                WHERE n.study = :study AND n.first = :first AND n.second IS :second AND n.phase = 'blind' AND n.is_extra = 0
                    AND NOT EXISTS (SELECT 1 FROM presentation x WHERE x.reviewer = :rater AND x.first = n.first
                        AND x.second IS n.second AND x.phase = n.phase AND x.round = n.round AND x.is_extra = 0)
                GROUP BY n.round
                """,
            arguments: arguments
        )
        let rows = try Int64.fetchAll(
            database,
            sql: """
                SELECT min(id) FROM presentation WHERE study = :study AND first = :first AND second IS :second
                    AND phase = 'blind' AND reviewer IS NOT :rater GROUP BY round
                """,
            arguments: arguments
        )
        for row in rows { try balance(row, database) }
    }

    /// Refuses a blind rating or skip by who saw what others gave of its texts.
    static func checkUnsettled(_ row: Int64, _ database: Database) throws {
        let isSettled = try Bool.fetchOne(
            database,
            sql: """
                SELECT 1 FROM presentation n CROSS JOIN criterion c CROSS JOIN rating r
                WHERE n.id = ?1 AND c.study = n.study AND r.study = n.study AND r.criterion = c.id
                    AND r.rater = n.reviewer AND r.first = n.first AND r.second IS n.second
                    AND r.phase = 'adjudicated' AND r.presentation IS NULL AND n.phase IN ('blind', 'repeat') AND n.arrangement IS NULL
                UNION ALL
                SELECT 1 FROM presentation n JOIN case_look l ON l.reviewer = n.reviewer AND l.first = n.first
                    AND l.second IS n.second
                WHERE n.id = ?1 AND n.phase IN ('blind', 'repeat') AND n.arrangement IS NULL
                LIMIT 1
                """,
            arguments: [row]
        )
        guard isSettled != true else {
            throw StoreError(
                "you saw in 'slam adjudicate' what others gave of this item: what you gave blind stays as it is, and nothing more of it is stored; put it off to go on"
            )
        }
    }

    /// What a single response or a pair says, for settling it; of a pair the sides are drawn.
    package func text(of subject: RatingSubject, study: String) throws -> BlindPresentation? {
        let items = subject.items
        guard items.count <= 2 else { return nil }
        return try read { database in
            let rows = try items.compactMap { item in
                try Row.fetchOne(
                    database,
                    sql: """
                        SELECT p.name, p.text AS prompt_text, p.system, p.reference, p.tags,
                            coalesce(l.masked, i.text) AS text,
                            EXISTS (SELECT 1 FROM cut_text c WHERE c.item = i.id) AS is_cut
                        FROM item i JOIN prompt p ON p.id = i.prompt LEFT JOIN leak l ON l.item = i.id AND l.policy = 'mask'
                        WHERE i.sha256 = ? AND p.study = ?
                        """,
                    arguments: [item.rawValue, try Self.studyID(study, database)]
                )
            }
            guard rows.count == items.count, let first = rows.first else { return nil }
            let side: RatingRecord.Side? = items.count < 2 ? nil : Bool.random() ? .first : .second
            let texts = rows.map { $0.text("text") ?? "" }
            let cut = rows.map { $0["is_cut"] as Bool }
            return BlindPresentation(
                id: 0,
                prompt: first["name"],
                promptText: first.text("prompt_text") ?? "",
                system: first.text("system"),
                reference: first.text("reference"),
                tags: Self.words(first["tags"]),
                texts: side == .second ? texts.reversed() : texts,
                cut: side == .second ? cut.reversed() : cut,
                subject: subject,
                side: side,
                isTraining: false
            )
        }
    }
}
