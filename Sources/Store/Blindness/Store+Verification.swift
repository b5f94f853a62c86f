import GRDB
import Studies

extension Store {
    /// Recomputes the study's chains and holds every rating of a person to them, and to heads exported before.
    package func verify(_ study: String, against heads: [ChainHead] = []) throws -> ChainReport {
        let records = try records(of: study)
        return try read { database in
            let id = try Self.studyID(study, database)
            let presentations = try Row.fetchAll(
                database,
                sql: "SELECT record, presentation FROM rating WHERE study = ?",
                arguments: [id]
            )
            let rows = Dictionary(presentations.map { ($0["record"] as String, $0["presentation"] as Int64?) }) { $1 }
            let stored = try Self.storedIDs(id, database)
            let acts = records.filter { $0.kind == .human }.map { record in
                ChainCheck.Act(
                    reviewer: record.rater,
                    digest: record.actDigest,
                    // A changed row no longer has the id that it was stored under.
                    presentation: (rows[record.id] ?? nil) ?? (stored.contains(record.id) ? nil : 0),
                    words: "\(record.criterion) of \(record.subject.name.prefix(12))…"
                )
            }
            return ChainCheck(events: try Self.events(of: id, study, database), acts: acts, expectedHeads: heads).report
        }
    }

    private static func storedIDs(_ study: Int64, _ database: Database) throws -> Set<String> {
        Set(try String.fetchAll(database, sql: "SELECT record FROM rating WHERE study = ?", arguments: [study]))
    }

    /// The events of a study by reviewer, sitting and number.
    static func events(of study: Int64, _ name: String, _ database: Database) throws -> [ReviewEvent] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT e.*, t.name AS reviewer_name FROM event e JOIN rater t ON t.id = e.reviewer
                WHERE e.study = ? ORDER BY t.name, e.sitting, e.number
                """,
            arguments: [study]
        ).map { row in
            ReviewEvent(
                study: name,
                reviewer: row["reviewer_name"],
                sitting: row["sitting"],
                number: row["number"],
                kind: row["kind"],
                presentation: row["presentation"],
                at: row["at"],
                payload: row["payload"],
                previous: row["previous"],
                sha256: row["sha256"]
            )
        }
    }
}
