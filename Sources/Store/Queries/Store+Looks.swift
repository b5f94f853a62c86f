import GRDB
package import Studies

/// Looks at whether candidates are non-inferior, in the order in which they were taken.
extension Store {
    /// Keeps looks; one at the same number of prompts is not kept again. Each bears the hash of itself and the one before.
    package func keepLooks(_ looks: [SequentialLook], of study: String, at time: Int64) throws {
        guard !looks.isEmpty else { return }
        try write { database in
            let id = try Self.studyID(study, database)
            for look in looks {
                let last =
                    try String.fetchOne(
                        database,
                        sql: "SELECT sha256 FROM look WHERE study = ? ORDER BY id DESC LIMIT 1",
                        arguments: [id]
                    ) ?? ""
                try database.execute(
                    sql: """
                        INSERT INTO look (study, criterion, model, prompts, planned, margin, verdict, sha256, at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (study, criterion, model, margin, planned, prompts) DO NOTHING
                        """,
                    arguments: [
                        id, look.criterion, look.model, look.promptCount, look.plannedCount, look.margin, look.verdict,
                        SHA256.hex(of: look.json(after: last).canonicalBytes), time,
                    ]
                )
            }
        }
    }

    /// Every look of a study, earliest first; throws words where one is not what was hashed.
    package func looks(of study: String) throws -> [SequentialLook] {
        try read { database in
            var last = ""
            return try Row.fetchAll(
                database,
                sql: "SELECT * FROM look WHERE study = ? ORDER BY id",
                arguments: [try Self.studyID(study, database)]
            ).map { row in
                let look = SequentialLook(
                    criterion: row["criterion"],
                    model: row["model"],
                    promptCount: row["prompts"],
                    plannedCount: row["planned"],
                    margin: row["margin"],
                    verdict: row["verdict"]
                )
                let hash: String = row["sha256"]
                guard hash == SHA256.hex(of: look.json(after: last).canonicalBytes) else {
                    throw StoreError(
                        "a look at '\(look.model)' on '\(look.criterion)' was changed outside slam: nothing can be said from looks of this database"
                    )
                }
                last = hash
                return look
            }
        }
    }
}
