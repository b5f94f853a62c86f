import Foundation
import GRDB

extension Store {
    /// How far each reviewer of the study is.
    package func progress(of study: String) throws -> [ReviewProgress] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT t.name, sum(iif(n.state = 'done', n.rows, 0)) AS done,
                           sum(iif(n.state = 'skipped', n.rows, 0)) AS skipped,
                           sum(iif(n.state IN ('open', 'claimed', 'issued'), n.rows, 0)) AS left
                    FROM tally n JOIN rater t ON t.id = n.reviewer WHERE n.study = ?1 GROUP BY t.name
                    HAVING sum(n.rows) > 0
                    UNION ALL
                    SELECT ?2, 0, 0, rows FROM tally WHERE study = ?1 AND state = 'open' AND reviewer = 0 AND rows > 0
                    ORDER BY 1
                    """,
                arguments: [try Self.studyID(study, database), ReviewProgress.anyone]
            ).map { ReviewProgress(reviewer: $0["name"], done: $0["done"], skipped: $0["skipped"], left: $0["left"]) }
        }
    }

    /// How far a reviewer is, and how quick.
    package func pace(study: String, reviewer: String) throws -> ReviewPace {
        try read { database in
            let rater = try Self.reviewer(reviewer, study: study, database)
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT reviewer, state, rows FROM tally WHERE study = ? AND reviewer IN (0, ?)",
                arguments: [try Self.studyID(study, database), rater]
            )
            func count(_ state: String, of reviewer: Int64) -> Int {
                rows.first { $0["reviewer"] == reviewer && $0["state"] == state }?["rows"] ?? 0
            }
            let times = try Row.fetchAll(database, sql: Self.timesQuery(sources(of: rater).ratings))
            // Several criteria of one showing have one time.
            var seen: Set<Int64> = []
            let last = times.filter { seen.insert($0["presentation"]).inserted }.prefix(50)
            let sorted = last.map { $0["active_ms"] as Int64 }.sorted()
            return ReviewPace(
                done: count("done", of: rater),
                skipped: count("skipped", of: rater),
                left: count("open", of: rater) + count("claimed", of: rater) + count("open", of: 0),
                medianActiveMilliseconds: sorted.isEmpty ? nil : sorted[sorted.count / 2]
            )
        }
    }

    static func timesQuery(_ ratings: String) -> String {
        """
        SELECT presentation, active_ms FROM \(ratings)
        WHERE outcome = 'rated' AND active_ms IS NOT NULL AND presentation IS NOT NULL ORDER BY id DESC LIMIT 250
        """
    }
}
