import Foundation
import GRDB
package import Studies

/// One showing, as a reviewer may see it: no model, time, price or other rating.
package struct BlindPresentation: Sendable, Equatable {
    /// The row of the plan.
    package var id: Int64
    package var prompt: String
    package var promptText: String
    package var system: String?
    package var reference: String?
    package var tags: [String]
    /// One text, or the left and the right one.
    package var texts: [String]
    package var subject: RatingSubject
    package var side: RatingRecord.Side?
}

/// One act of a reviewer on a presentation.
package struct ReviewAct: Sendable {
    package var criterion: String
    /// Nil for both bad.
    package var value: Double?
    package var note: String?
    package var flags: [String]

    package init(criterion: String, value: Double?, note: String? = nil, flags: [String] = []) {
        self.criterion = criterion
        self.value = value
        self.note = note
        self.flags = flags
    }
}

/// How far a reviewer is.
package struct ReviewProgress: Sendable, Equatable {
    package var reviewer: String
    /// Stands for a reviewer where rows are open to whoever comes.
    package static let anyone = "(anyone)"

    package var done: Int
    package var skipped: Int
    package var left: Int
}

extension Store {
    /// Saves a reviewer's ratings of a presentation, durable when it returns; earlier values are superseded.
    package func save(
        _ acts: [ReviewAct],
        of presentation: BlindPresentation,
        study: String,
        reviewer: String,
        at time: Int64,
        activeMilliseconds: Int64?,
        shownSHA256: String
    ) throws {
        try write { database in
            let writer = try RatingWriter(study: study, database)
            let row = try Self.settledRow(of: presentation, study: study, reviewer: reviewer, database)
            let standing = try Self.standing(row, database)
            var digests: [JSONValue] = []
            for act in acts {
                var record = Self.record(presentation, study: study, reviewer: reviewer, criterion: act.criterion)
                // The screen says which side; the store keeps which item: first is the one with the smaller id.
                record.value = presentation.side == .second ? act.value.map { -$0 + 0 } : act.value
                record.note = act.note
                record.flags = act.flags + standing.flags
                record.phase = standing.phase
                record.at = time
                record.order = standing.place
                record.activeMilliseconds = activeMilliseconds
                record.shownSHA256 = shownSHA256
                record.supersedes = standing.current[act.criterion]
                record = try writer.resolved(ImportedRating(line: 0, record: record))
                try writer.insert(record, presentation: row)
                digests.append(.array([.string(act.criterion), .string(record.actDigest)]))
            }
            try Self.setState("done", of: row, database)
            try log(
                .rated,
                [
                    ("acts", .array(digests)), ("shown_sha256", .string(shownSHA256)),
                    ("revises", .bool(acts.contains { standing.current[$0.criterion] != nil })),
                    ("active_ms", activeMilliseconds.map { .number(Double($0)) } ?? .null),
                ],
                of: row,
                study: study,
                reviewer: reviewer,
                at: time,
                database
            )
            try database.execute(sql: "DELETE FROM draft WHERE presentation = ?", arguments: [presentation.id])
        }
    }

    /// Notes that a reviewer could not rate a presentation, and why.
    package func skip(
        _ presentation: BlindPresentation,
        study: String,
        reviewer: String,
        criteria: [String],
        reason: String,
        at time: Int64
    ) throws {
        try write { database in
            let writer = try RatingWriter(study: study, database)
            let row = try Self.settledRow(of: presentation, study: study, reviewer: reviewer, database)
            let standing = try Self.standing(row, database)
            var digests: [JSONValue] = []
            for criterion in criteria {
                var record = Self.record(presentation, study: study, reviewer: reviewer, criterion: criterion)
                record.outcome = .skipped
                record.reason = reason
                record.phase = standing.phase
                record.at = time
                record.order = standing.place
                record.supersedes = standing.current[criterion]
                record = try writer.resolved(ImportedRating(line: 0, record: record))
                try writer.insert(record, presentation: row)
                digests.append(.array([.string(criterion), .string(record.actDigest)]))
            }
            try Self.setState("skipped", of: row, database)
            try Self.replaceSkipped(row, database)
            try log(
                .skipped,
                [("acts", .array(digests)), ("reason", .string(reason))],
                of: row,
                study: study,
                reviewer: reviewer,
                at: time,
                database
            )
        }
    }

    /// Takes back the reviewer's newest presentation and claims it again; nil when there is nothing to take back.
    package func undo(study: String, reviewer: String, owner: LeaseOwner, at time: Int64) throws -> BlindPresentation? {
        try write { database in
            let rater = try Self.reviewer(reviewer, study: study, database)
            let newest = try Int64.fetchOne(
                database,
                sql: """
                    SELECT n.id FROM presentation n JOIN rating r ON r.presentation = n.id
                    WHERE n.reviewer = ? AND n.state IN ('done', 'skipped') ORDER BY r.id DESC LIMIT 1
                    """,
                arguments: [rater]
            )
            guard let newest, let presentation = try Self.blind(newest, reviewer: rater, database) else { return nil }
            let writer = try RatingWriter(study: study, database)
            let standing = try Self.standing(newest, database)
            var digests: [JSONValue] = []
            for (criterion, record) in standing.current.sorted(by: { $0.key < $1.key }) {
                var retraction = Self.record(presentation, study: study, reviewer: reviewer, criterion: criterion)
                retraction.outcome = .retracted
                retraction.phase = standing.phase
                retraction.at = time
                retraction.order = standing.place
                retraction.supersedes = record
                // Two retractions of one millisecond must differ, and `supersedes` is not part of the id.
                retraction.reason = "retracts \(record)"
                retraction = try writer.resolved(ImportedRating(line: 0, record: retraction))
                try writer.insert(retraction, presentation: newest)
                digests.append(.array([.string(criterion), .string(retraction.actDigest)]))
            }
            try Self.takeBackReplacement(of: newest, database)
            try log(
                .retracted,
                [("acts", .array(digests))],
                of: newest,
                study: study,
                reviewer: reviewer,
                at: time,
                database
            )
            try logShowing(presentation, study: study, reviewer: reviewer, owner: owner, at: time, database)
            try database.execute(
                sql: "UPDATE presentation SET state = 'claimed', owner = ?, lease_until = ? WHERE id = ?",
                arguments: [owner.rawValue, time + 1_800_000, newest]
            )
            return presentation
        }
    }

    /// How far each reviewer of the study is.
    package func progress(of study: String) throws -> [ReviewProgress] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT t.name, sum(n.state = 'done') AS done, sum(n.state = 'skipped') AS skipped,
                           sum(n.state IN ('open', 'claimed', 'issued')) AS left
                    FROM presentation n JOIN rater t ON t.id = n.reviewer WHERE n.study = ?1 GROUP BY t.name
                    UNION ALL
                    SELECT ?2, 0, 0, count(*) FROM presentation
                    WHERE study = ?1 AND state = 'open' AND reviewer IS NULL HAVING count(*) > 0
                    ORDER BY 1
                    """,
                arguments: [try Self.studyID(study, database), ReviewProgress.anyone]
            ).map { ReviewProgress(reviewer: $0["name"], done: $0["done"], skipped: $0["skipped"], left: $0["left"]) }
        }
    }
}

extension Store {
    static func reviewer(_ name: String, study: String, _ database: Database) throws -> Int64 {
        let id = try Int64.fetchOne(
            database,
            sql:
                "SELECT t.id FROM rater t JOIN study s ON s.id = t.study WHERE s.name = ? AND t.name = ? AND t.kind = 'human'",
            arguments: [study, name]
        )
        guard let id else {
            throw StoreError(
                "no reviewer '\(name)' in the study '\(study)': add the name under 'reviewers' and import or collect again"
            )
        }
        return id
    }

    static func blind(_ id: Int64, reviewer: Int64, _ database: Database) throws -> BlindPresentation? {
        let row = try Row.fetchOne(
            database,
            sql: "SELECT * FROM v_blind WHERE presentation = ? AND reviewer = ?",
            arguments: [id, reviewer]
        )
        guard let row else { return nil }
        let first = ItemID(rawValue: row["first_sha256"])
        let second = (row["second_sha256"] as String?).map(ItemID.init(rawValue:))
        let side = (row["side"] as String?).flatMap(RatingRecord.Side.init)
        var texts = [row.text("first_text") ?? ""] + [row.text("second_text")].compactMap(\.self)
        if side == .second { texts.reverse() }
        let tags = (try? JSONValue(parsing: row["tags"] as String))?.array?.compactMap(\.string) ?? []
        return BlindPresentation(
            id: id,
            prompt: row["prompt"],
            promptText: row.text("prompt_text") ?? "",
            system: row.text("system"),
            reference: row.text("reference"),
            tags: tags,
            texts: texts,
            subject: second.map { .pair(PairID(first, $0)) } ?? .item(first),
            side: side
        )
    }

    private static func record(
        _ presentation: BlindPresentation,
        study: String,
        reviewer: String,
        criterion: String
    ) -> RatingRecord {
        RatingRecord(
            study: study,
            subject: presentation.subject,
            prompt: presentation.prompt,
            criterion: criterion,
            rater: reviewer,
            kind: .human,
            side: presentation.side
        )
    }

    /// What a new rating of a row of the plan has to know.
    private struct Standing {
        var place: Int?
        var phase: RatingRecord.Phase
        /// What marks the rating as planned out of the ordinary.
        var flags: [String]
        /// Each criterion's newest record that is neither superseded nor a retraction.
        var current: [String: String]
    }

    private static func standing(_ id: Int64, _ database: Database) throws -> Standing {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT coalesce(place, position) AS place, phase, design, is_extra,
                       EXISTS (SELECT 1 FROM unblinding u WHERE u.study = presentation.study) AS is_unblinded
                FROM presentation WHERE id = ?
                """,
            arguments: [id]
        )
        guard let row else { throw StoreError("the plan has no such row any more: start the review again") }
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT c.name, r.record FROM presentation n
                JOIN rating r ON r.study = n.study AND r.rater = n.reviewer AND r.first = n.first AND r.second IS n.second
                JOIN criterion c ON c.id = r.criterion
                WHERE n.id = ? AND r.phase IN (n.phase, 'unblinded') AND r.outcome != 'retracted'
                    AND NOT EXISTS (SELECT 1 FROM rating n WHERE n.supersedes = r.record)
                """,
            arguments: [id]
        )
        return Standing(
            place: row["place"],
            phase: row["is_unblinded"] ? .unblinded : RatingRecord.Phase(rawValue: row["phase"]) ?? .blind,
            flags: (row["is_extra"] ? ["extra"] : []) + (row["design"] == "adaptive" ? ["adaptive"] : []),
            current: Dictionary(rows.map { ($0["name"], $0["record"]) }) { _, newest in newest }
        )
    }

    private static func setState(_ state: String, of presentation: Int64, _ database: Database) throws {
        try database.execute(
            sql: "UPDATE presentation SET state = ?, owner = NULL, lease_until = NULL WHERE id = ?",
            arguments: [state, presentation]
        )
    }
}
