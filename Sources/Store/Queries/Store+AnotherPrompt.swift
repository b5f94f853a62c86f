import GRDB
package import Studies

extension Store {
    /// The rows of ratings whose prompt read otherwise when its reviewer was shown it.
    static func ratingsOfAnotherPrompt(_ study: Int64, _ database: Database) throws -> Set<Int64> {
        let wasShown = try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM event WHERE study = ? AND kind = 'shown')",
            arguments: [study]
        )
        guard wasShown == true else { return [] }
        var today: [Int64: String] = [:]
        try RowCursor(database, "SELECT id, text FROM prompt WHERE study = ?", [study]).forEach { row in
            today[row.integer(0)] = SHA256.hex(of: row.text(1))
        }
        var found: Set<Int64> = []
        // Of several showings of one row of the plan the last is the one that was rated.
        try RowCursor(
            database,
            """
            SELECT r.id, i.prompt, e.sha256 FROM (
                SELECT presentation, max(id), json_extract(payload, '$.prompt_sha256') AS sha256 FROM event
                WHERE study = ? AND kind = 'shown' GROUP BY presentation) e
            JOIN rating r ON r.presentation = e.presentation JOIN item i ON i.id = r.first
            """,
            [study]
        ).forEach { row in
            guard !row.isNull(2), let now = today[row.integer(1)], now != row.text(2) else { return }
            found.insert(row.integer(0))
        }
        return found
    }

    /// Keeps which version of each judge judges today, by judge and criterion.
    package func setVersions(_ versions: [VersionName: String], study: String) throws {
        let id = try read { try Self.studyID(study, $0) }
        let known = try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT t.name, v.criterion, v.version FROM judge_version v JOIN rater t ON t.id = v.rater
                    WHERE t.study = ?
                    """,
                arguments: [id]
            ).map { (VersionName(rater: $0[0], criterion: $0[1]), $0[2] as String) }
        }
        guard Dictionary(known, uniquingKeysWith: { $1 }) != versions else { return }
        try write { database in
            try database.execute(
                sql: "DELETE FROM judge_version WHERE rater IN (SELECT id FROM rater WHERE study = ?)",
                arguments: [id]
            )
            for (name, version) in versions.sorted(by: {
                ($0.key.rater, $0.key.criterion) < ($1.key.rater, $1.key.criterion)
            }) {
                let rater = try Self.rater(name.rater, kind: .judge, study: id, database)
                try database.execute(
                    sql: "INSERT INTO judge_version (rater, criterion, version) VALUES (?, ?, ?)",
                    arguments: [rater, name.criterion, version]
                )
            }
        }
    }
}

extension Store {
    /// The texts of some items.
    package func texts(of items: [ItemID]) throws -> [ItemID: String] {
        try read { database in
            var texts: [ItemID: String] = [:]
            // Until unblinding masked texts are masked here too: they stand beside letters.
            let query = """
                SELECT coalesce(CASE WHEN EXISTS (SELECT 1 FROM unblinding u WHERE u.study = p.study) THEN NULL
                    WHEN l.policy = 'mask' THEN l.masked END, i.text) AS text
                FROM item i JOIN prompt p ON p.id = i.prompt LEFT JOIN leak l ON l.item = i.id WHERE i.sha256 = ?
                """
            for item in items where texts[item] == nil {
                let row = try Row.fetchOne(database.cachedStatement(sql: query), arguments: [item.rawValue])
                texts[item] = row?.text("text")
            }
            return texts
        }
    }
}
