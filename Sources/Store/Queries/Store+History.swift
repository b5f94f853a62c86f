import Foundation
import GRDB
import Studies

extension Store {
    /// The rows that a reviewer rated or skipped, in the order of the first act on each.
    package func visited(study: String, reviewer: String) throws -> [Int64] {
        try read { try Self.visited(try Self.reviewer(reviewer, study: study, $0), [.done, .skipped], $0) }
    }

    /// The rows that a reviewer rated.
    package func rated(study: String, reviewer: String) throws -> [Int64] {
        try read { try Self.visited(try Self.reviewer(reviewer, study: study, $0), [.done], $0) }
    }

    /// The rows that a reviewer skipped.
    package func skippedRows(study: String, reviewer: String) throws -> [Int64] {
        try read { try Self.visited(try Self.reviewer(reviewer, study: study, $0), [.skipped], $0) }
    }

    /// The rows whose current answers a reviewer flagged.
    package func flagged(study: String, reviewer: String) throws -> [Int64] {
        try read { database in
            let rater = try Self.reviewer(reviewer, study: study, database)
            let rows = try Int64.fetchSet(
                database,
                sql: """
                    SELECT presentation FROM \(sources(of: rater).ratings)
                    WHERE flags LIKE '%"flagged"%' AND is_current AND presentation IS NOT NULL
                    """
            )
            return try Self.visited(rater, [.done, .skipped], database).filter(rows.contains)
        }
    }

    /// Shows a row again that the reviewer rated or skipped, with the answers that stand; saving it corrects them.
    ///
    /// A skipped one can be rated only while nobody else took its slot. It is held for this owner until something else is
    /// shown, so that no other sitting of the reviewer shows it meanwhile.
    package func revisit(
        _ row: Int64,
        study: String,
        reviewer: String,
        owner: LeaseOwner,
        lease: Duration,
        at time: Int64
    ) throws -> (presentation: BlindPresentation, answers: [OwnAnswer]) {
        try write { database in
            let rater = try Self.reviewer(reviewer, study: study, database)
            let state = try String.fetchOne(
                database,
                sql: "SELECT state FROM presentation WHERE id = ? AND reviewer = ?",
                arguments: [row, rater]
            ).flatMap(ShowingState.init)
            guard let state, [.done, .skipped].contains(state),
                let presentation = try blind(row, reviewer: rater, database)
            else { throw StoreError("that item is not among those that '\(reviewer)' rated or skipped") }
            try Self.checkFree(row, for: owner, at: time, database)
            if state == .skipped, try !Self.isNeeded(row, database) {
                throw StoreError("the skipped item has all its ratings from others: it cannot be rated any more")
            }
            let answers = try ownAnswers(to: presentation, rater, database)
            try logClaim(presentation, study: study, reviewer: reviewer, owner: owner, at: time, database)
            try database.execute(
                sql: "UPDATE presentation SET owner = ?, lease_until = ? WHERE id = ?",
                arguments: [owner.rawValue, time + lease.milliseconds, row]
            )
            return (presentation, answers)
        }
    }

    /// Refuses a row that another sitting of its reviewer holds.
    static func checkFree(_ row: Int64, for owner: LeaseOwner, at time: Int64, _ database: Database) throws {
        guard let holder = try holder(of: row, at: time, database), holder != owner else { return }
        let since = try shownSince(row, in: holder.sitting, database)
        let duration = since.map { ", for \(TimePassed.words(milliseconds: time - $0))" } ?? ""
        throw StoreError("another session of yours has that item on its screen\(duration): finish it there")
    }

    static let shownSinceQuery = "SELECT max(at) FROM event WHERE presentation = ? AND sitting = ? AND kind = 'claimed'"

    /// Since when a session shows a row, in milliseconds UTC; nil where its log does not say.
    static func shownSince(_ row: Int64, in sitting: String, _ database: Database) throws -> Int64? {
        try Int64.fetchOne(database, sql: shownSinceQuery, arguments: [row, sitting])
    }

    /// Who has a row on the screen.
    static func holder(of row: Int64, at time: Int64, _ database: Database) throws -> LeaseOwner? {
        let held = try Row.fetchOne(
            database,
            sql: "SELECT owner FROM presentation WHERE id = ? AND owner IS NOT NULL AND lease_until >= ?",
            arguments: [row, time]
        )
        return held.map { LeaseOwner(rawValue: $0["owner"]) }.flatMap { $0.mayBeAlive ? $0 : nil }
    }

    func ownAnswers(to presentation: BlindPresentation, _ rater: Int64, _ database: Database) throws
        -> [OwnAnswer]
    {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT c.name, coalesce(o.criterion_sha256, c.sha256) AS version, i.sha256, o.outcome, o.value, o.confidence, o.reason, o.note, o.flags
                FROM \(sources(of: rater).ratings) o JOIN criterion c ON c.id = o.criterion JOIN item i ON i.id = o.first
                WHERE o.presentation = ? AND o.is_current ORDER BY c.position, o.id
                """,
            arguments: [presentation.id]
        )
        let study = try Int64.fetchOne(
            database,
            sql: "SELECT study FROM presentation WHERE id = ?",
            arguments: [presentation.id]
        )
        let versions = try Self.countingVersions(study ?? 0, database)
        guard presentation.members.isEmpty else { return Self.rankings(rows, of: presentation, versions) }
        return rows.map { row in
            OwnAnswer(
                criterion: row["name"],
                criterionSHA256: row["version"],
                isOfThisQuestion: versions[row["name"]]?.contains(row["version"]) ?? false,
                outcome: RatingRecord.Outcome(rawValue: row["outcome"]) ?? .rated,
                value: presentation.turned(row["value"]),
                confidence: row["confidence"],
                reason: row["reason"],
                note: row.text("note"),
                flags: Self.words(row["flags"])
            )
        }
    }

    /// One answer for each criterion, from the ratings of the members.
    private static func rankings(
        _ rows: [Row],
        of presentation: BlindPresentation,
        _ versions: [String: Set<String>]
    ) -> [OwnAnswer] {
        var names: [String] = []
        for row in rows where !names.contains(row["name"]) { names.append(row["name"]) }
        return names.map { name in
            let own = rows.filter { $0["name"] == name }
            let ranks = Dictionary(own.map { ($0["sha256"] as String, $0["value"] as Double?) }) { $1 }
            return OwnAnswer(
                criterion: name,
                criterionSHA256: own[0]["version"],
                isOfThisQuestion: versions[name]?.contains(own[0]["version"]) ?? false,
                outcome: RatingRecord.Outcome(rawValue: own[0]["outcome"]) ?? .rated,
                value: nil,
                ranks: presentation.members.compactMap { (ranks[$0.rawValue] ?? nil).map { Int($0) } },
                confidence: own[0]["confidence"],
                reason: own[0]["reason"],
                note: own[0].text("note"),
                flags: words(own[0]["flags"])
            )
        }
    }

    /// The rows of a reviewer's acts, from the acts on: rows that a file filled may be many more.
    static let actsQuery = """
        SELECT n.id, n.state FROM rating r CROSS JOIN presentation n ON n.id = r.presentation
        WHERE r.rater = ?1 AND r.presentation IS NOT NULL AND n.reviewer = ?1 ORDER BY r.id
        """

    private static func visited(_ rater: Int64, _ states: [ShowingState], _ database: Database) throws -> [Int64] {
        var seen: Set<Int64> = []
        var rows: [Int64] = []
        let acts = try Row.fetchCursor(database, sql: actsQuery, arguments: [rater])
        while let act = try acts.next() {
            let state: ShowingState? = act.word("state")
            if let state, states.contains(state), seen.insert(act["id"]).inserted { rows.append(act["id"]) }
        }
        return rows
    }
}
