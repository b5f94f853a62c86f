import GRDB

extension Store {
    /// Makes the newest response of each of the requests that are done current, where that of another request is: a study
    /// that asks again what it had asked before has its answer. `keys` gives the wanted ones when any are needed.
    package func makeCurrent(study: String, keys: () throws -> Set<String>) throws {
        try write { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT q.key, max(r.id) AS newest, max(r.is_current) AS is_current
                    FROM response r JOIN attempt a ON a.id = r.attempt JOIN request q ON q.id = a.request
                    WHERE q.id IN (SELECT a.request FROM response r JOIN attempt a ON a.id = r.attempt
                        WHERE r.is_current = 0) AND q.study = ? AND q.state = 'done'
                    GROUP BY q.id
                    """,
                arguments: [try Self.studyID(study, database)]
            )
            guard rows.contains(where: { $0["is_current"] == 0 }) else { return }
            let keys = try keys()
            for row in rows where row["is_current"] == 0 && keys.contains(row["key"]) {
                try database.execute(
                    sql: """
                        UPDATE response SET is_current = 0 WHERE is_current = 1 AND (prompt, model, sample) =
                            (SELECT prompt, model, sample FROM response WHERE id = :newest);
                        UPDATE response SET is_current = 1 WHERE id = :newest;
                        """,
                    arguments: ["newest": row["newest"] as Int64]
                )
            }
        }
    }
}
