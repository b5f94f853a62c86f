import Foundation
import GRDB

extension Store {
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

    /// How far a reviewer is, and how quick.
    package func pace(study: String, reviewer: String) throws -> ReviewPace {
        try read { database in
            let rater = try Self.reviewer(reviewer, study: study, database)
            func count(_ state: String) throws -> Int {
                try Int.fetchOne(database, sql: Self.countQuery, arguments: [rater, state]) ?? 0
            }
            let open = try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM presentation WHERE study = ? AND state = 'open' AND reviewer IS NULL",
                arguments: [try Self.studyID(study, database)]
            )
            let times = try Row.fetchAll(database, sql: Self.timesQuery(sources(of: rater).ratings))
            // Several criteria of one showing have one time.
            var seen: Set<Int64> = []
            let last = times.filter { seen.insert($0["presentation"]).inserted }.prefix(50)
            let sorted = last.map { $0["active_ms"] as Int64 }.sorted()
            return ReviewPace(
                done: try count("done"),
                skipped: try count("skipped"),
                left: try count("open") + count("claimed") + (open ?? 0),
                medianActiveMilliseconds: sorted.isEmpty ? nil : sorted[sorted.count / 2]
            )
        }
    }

    static let countQuery = "SELECT count(*) FROM presentation WHERE reviewer = ? AND state = ?"

    static func timesQuery(_ ratings: String) -> String {
        """
        SELECT presentation, active_ms FROM \(ratings)
        WHERE outcome = 'rated' AND active_ms IS NOT NULL AND presentation IS NOT NULL ORDER BY id DESC LIMIT 250
        """
    }
}
