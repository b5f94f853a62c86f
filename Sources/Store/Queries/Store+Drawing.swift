import GRDB

extension Store {
    /// Rows of ratings whose items were chosen by what is known of them, not at random: an adaptive plan marks them.
    package func ratingsNotDrawnAtRandom(of study: String) throws -> Set<Int64> {
        try read { database in
            Set(
                try Int64.fetchAll(
                    database,
                    sql: """
                        SELECT id FROM rating WHERE study = ? AND flags <> '[]'
                            AND EXISTS (SELECT 1 FROM json_each(flags) f WHERE f.value = 'adaptive')
                        """,
                    arguments: [try Self.studyID(study, database)]
                )
            )
        }
    }
}
