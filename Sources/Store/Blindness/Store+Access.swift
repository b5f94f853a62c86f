import GRDB
package import Studies

extension Store {
    /// Whether it may be known of any rating what its rater was given, or of none, as all came in files; what was settled in a
    /// session is known besides (`RatingMarks`).
    package func mayKnowAccess() throws -> Bool {
        try read { database in
            try Bool.fetchOne(
                database,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM rating WHERE presentation IS NOT NULL) OR EXISTS (SELECT 1 FROM bundle)
                    """
            ) ?? true
        }
    }

    /// The current human ratings of a study by their access; until unblinding without those that were imported by the names of
    /// models, as how many of them are one would tell which texts are one.
    package func accessCounts(of study: String) throws -> AccessCounts {
        try read { database in
            let id = try Self.studyID(study, database)
            let rows = try Row.fetchAll(
                database,
                sql: """
                    -- What was settled in a session bears no row of the plan, and no name of a file.
                    SELECT CASE WHEN r.phase = 'adjudicated' AND r.named_by IS NULL THEN 'database'
                            WHEN u.format > 1 THEN 'sealed' WHEN r.presentation IS NOT NULL THEN 'database' END AS access,
                        count(*) AS count
                    FROM v_current r CROSS JOIN rater t ON t.id = r.rater LEFT JOIN bundle u ON u.id = r.bundle
                    WHERE +r.study = ? AND t.kind = 'human' AND r.outcome = 'rated'
                        AND (r.named_by IS NOT 'model' OR NOT ?) GROUP BY 1
                    """,
                arguments: [id, try Self.isBlind(id, database)]
            )
            var counts = AccessCounts()
            for row in rows {
                switch row["access"] as String? {
                case "sealed": counts.sealed = row["count"]
                case "database": counts.database = row["count"]
                default: counts.unknown = row["count"]
                }
            }
            return counts
        }
    }
}
