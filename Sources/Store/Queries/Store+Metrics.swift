import GRDB
package import Studies

extension Store {
    /// Stores a metric's records; the same score of the same version is stored once.
    package func saveScores(_ records: [RatingRecord], metric: String, study: String) throws -> ImportReport {
        try write { database in
            try Self.declareMetrics([metric], study: try Self.studyID(study, database), database)
            let writer = try RatingWriter(study: study, database)
            var report = ImportReport()
            for record in records {
                if try writer.insert(record) { report.new += 1 } else { report.known += 1 }
            }
            return report
        }
    }

    /// How many items each metric of the study has scored.
    package func scoreCounts(of study: String) throws -> [String: Int] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT t.name, count(DISTINCT r.first) AS count FROM rating r JOIN rater t ON t.id = r.rater
                    WHERE r.study = ? AND t.kind = 'metric' GROUP BY t.name
                    """,
                arguments: [try Self.studyID(study, database)]
            )
            return Dictionary(rows.map { ($0["name"], $0["count"]) }) { first, _ in first }
        }
    }

    /// A metric scores under its own name: makes the criterion that bears it.
    static func declareMetrics(_ names: Set<String>, study: Int64, _ database: Database) throws {
        for name in names.sorted() {
            try database.execute(
                sql: """
                    INSERT INTO criterion (study, name, sha256, definition, form, position, is_current)
                    VALUES (?, ?, 'metric', '{}', 'metric', 0, 1)
                    ON CONFLICT (study, name, sha256) DO UPDATE SET is_current = 1
                    """,
                arguments: [study, name]
            )
        }
    }
}
