import Foundation
import GRDB
package import Studies

extension Store {
    /// How far each reviewer of the study is; what is open to anybody stands in a row of its own.
    package func progress(of study: String) throws -> [ReviewProgress] {
        try read { database in
            let id = try Self.studyID(study, database)
            let raters = try Row.fetchAll(
                database,
                sql: """
                    SELECT t.id, t.name FROM rater t WHERE t.study = ?1
                        AND EXISTS (SELECT 1 FROM tally n WHERE n.study = ?1 AND n.reviewer = t.id AND n.rows > 0)
                    ORDER BY t.name
                    """,
                arguments: [id]
            )
            var all = try raters.map { rater -> ReviewProgress in
                let counts = try counts(of: rater["id"], id, database)
                return ReviewProgress(
                    reviewer: rater["name"],
                    done: counts.done,
                    skipped: counts.skipped,
                    left: counts.left,
                    inBundle: counts.inBundle
                )
            }
            let open = try Self.tally(id, of: 0, database)[.open] ?? 0
            if open > 0 { all.append(ReviewProgress(reviewer: ReviewProgress.anyone, done: 0, skipped: 0, left: open)) }
            return all.sorted { $0.reviewer < $1.reviewer }
        }
    }

    /// How far a reviewer is, and how quick; `owner` is who asks.
    package func pace(study: String, reviewer: String, owner: LeaseOwner = .current) throws -> ReviewPace {
        try read { database in
            let rater = try Self.reviewer(reviewer, study: study, database)
            let id = try Self.studyID(study, database)
            var pace = try counts(of: rater, id, database)
            // What a dead session held comes to whoever starts again.
            let elsewhere = try Row.fetchAll(database, sql: Self.claimedQuery, arguments: [id]).filter { row in
                let holder = LeaseOwner(rawValue: row["owner"] ?? "")
                return row["reviewer"] == rater && holder != owner && holder.mayBeAlive
            }
            pace.elsewhere = elsewhere.count
            pace.elsewhereSince = try elsewhere.compactMap { row in
                try Self.shownSince(row["id"], in: LeaseOwner(rawValue: row["owner"] ?? "").sitting, database)
            }.min()
            pace.unsaved = try Self.unsavedCount(of: rater, database)
            let times = try Row.fetchAll(database, sql: Self.timesQuery(sources(of: rater).ratings))
            // Several criteria of one showing have one time.
            var seen: Set<Int64> = []
            let last = times.filter { seen.insert($0["presentation"]).inserted }.prefix(20)
            let sorted = last.map { $0["active_ms"] as Int64 }.sorted()
            pace.medianActiveMilliseconds = sorted.count < 5 ? nil : sorted[sorted.count / 2]
            return pace
        }
    }

    /// The one count: done, skipped, what can still come to a reviewer, what is open to anybody.
    private func counts(of rater: Int64, _ study: Int64, _ database: Database) throws -> ReviewPace {
        let own = try Self.tally(study, of: rater, database)
        let open = try Self.tally(study, of: 0, database)[.open] ?? 0
        let named = [ShowingState.open, .claimed, .issued].reduce(0) { $0 + (own[$1] ?? 0) }
        let takeable =
            open == 0
            ? 0 : try Int.fetchOne(database, sql: Self.takeableQuery, arguments: [rater, study]) ?? 0
        return ReviewPace(
            done: own[.done] ?? 0,
            skipped: own[.skipped] ?? 0,
            left: named + takeable,
            inBundle: own[.issued] ?? 0,
            leftForAnyone: open
        )
    }

    private static func tally(_ study: Int64, of reviewer: Int64, _ database: Database) throws -> [ShowingState: Int] {
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT state, rows FROM tally WHERE study = ? AND reviewer = ?",
            arguments: [study, reviewer]
        )
        let counts = rows.compactMap { row in row.word("state").map { ($0 as ShowingState, row["rows"] as Int) } }
        return Dictionary(counts) { one, _ in one }
    }

    /// Whether any row of a study's plan is in one of these states, as the triggers count them.
    static func hasRows(in states: [ShowingState], of study: Int64, _ database: Database) throws -> Bool {
        let counts = try Row.fetchCursor(
            database,
            sql: "SELECT state FROM tally WHERE study = ? AND rows > 0",
            arguments: [study]
        )
        while let row = try counts.next() { if states.contains(where: { $0 == row.word("state") }) { return true } }
        return false
    }

    static func timesQuery(_ ratings: String) -> String {
        """
        SELECT presentation, active_ms FROM \(ratings)
        WHERE outcome = 'rated' AND active_ms IS NOT NULL AND presentation IS NOT NULL ORDER BY id DESC LIMIT 120
        """
    }
}
