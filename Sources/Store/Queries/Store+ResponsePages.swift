import GRDB
package import Studies

extension Store {
    /// The responses that stand (`standing`) to these prompts, in the study's order.
    package func responses(of study: String, to prompts: some Sequence<String>) throws -> [StoredResponse] {
        try read { database in
            let id = try Self.studyID(study, database)
            let standing = try Self.standing(id, database)
            return try prompts.flatMap { prompt in
                let statement = try database.cachedStatement(
                    sql: """
                        SELECT i.sha256, p.name AS prompt, m.name AS model, r.sample, i.text
                        FROM prompt p JOIN response r ON r.prompt = p.id JOIN item i ON i.id = r.item
                        JOIN model m ON m.id = r.model
                        WHERE p.study = ? AND p.name = ? AND \(standing) AND p.is_current = 1 AND m.is_current = 1
                        ORDER BY m.position, r.sample
                        """
                )
                return try Row.fetchAll(statement, arguments: [id, prompt]).map(StoredResponse.init(row:))
            }
        }
    }

    /// What the same model answered to the same prompt and sample before its present answer, newest only, by the present
    /// answer's item.
    package func earlierTexts(of study: String, to prompts: some Sequence<String>) throws -> [ItemID: [String]] {
        try read { database in
            let id = try Self.studyID(study, database)
            var texts: [ItemID: [String]] = [:]
            for prompt in prompts {
                let statement = try database.cachedStatement(
                    sql: """
                        SELECT i.sha256, e.text FROM prompt p JOIN response r ON r.prompt = p.id
                        JOIN item i ON i.id = r.item
                        JOIN item e ON e.id = (SELECT o.item FROM response o
                            WHERE o.prompt = r.prompt AND o.model = r.model AND o.sample = r.sample AND o.is_current = 0
                                AND o.id < r.id
                            ORDER BY o.id DESC LIMIT 1)
                        WHERE p.study = ? AND p.name = ? AND r.is_current = 1 AND p.is_current = 1
                        ORDER BY r.id
                        """
                )
                for row in try Row.fetchAll(statement, arguments: [id, prompt]) {
                    texts[ItemID(rawValue: row["sha256"]), default: []] += [row.text("text")].compactMap(\.self)
                }
            }
            return texts
        }
    }

    /// How many distinct texts the responses that stand have.
    package func itemCount(of study: String) throws -> Int {
        try read { database in
            let id = try Self.studyID(study, database)
            return try Int.fetchOne(
                database,
                sql: """
                    SELECT count(DISTINCT r.item) FROM prompt p JOIN response r ON r.prompt = p.id
                    JOIN model m ON m.id = r.model
                    WHERE p.study = ? AND \(try Self.standing(id, database)) AND p.is_current = 1 AND m.is_current = 1
                    """,
                arguments: [id]
            ) ?? 0
        }
    }

    /// The names of the study's current prompts, in order.
    package func promptNames(of study: String) throws -> [String] {
        try read { database in
            try String.fetchAll(
                database,
                sql: "SELECT name FROM prompt WHERE study = ? AND is_current = 1 ORDER BY position",
                arguments: [try Self.studyID(study, database)]
            )
        }
    }
}

extension StoredResponse {
    fileprivate init(row: Row) {
        self.init(
            item: ItemID(rawValue: row["sha256"]),
            prompt: row["prompt"],
            model: row["model"],
            sample: row["sample"],
            text: row.text("text") ?? ""
        )
    }
}
