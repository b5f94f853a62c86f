import GRDB
package import Studies

/// A response from a file that answers another wording of its prompt than the study's.
package struct EarlierAnswer: Sendable, Equatable {
    package var prompt: String
    package var model: String
    /// Whether it is the current response still, as the wording of today has not been taken over.
    package var isCurrent: Bool
}

extension Store {
    /// Responses from files that answer another wording than the study's, of prompts to which the model gave no other answer,
    /// by prompt and model in the study's order: they are left out until their prompt reads as before or they are imported
    /// again.
    package func earlierAnswers(of study: Study) throws -> [EarlierAnswer] {
        try read { database in
            guard let id = try Self.knownStudyID(study.name, database) else { return [] }
            let today = Dictionary(study.prompts.map { ($0.id, $0) }) { first, _ in first }
            var older: Set<Int64> = []
            var prompts: Set<Int64> = []
            try RowCursor(
                database,
                """
                SELECT w.id, w.prompt, p.name, w.text, w.system FROM wording w JOIN prompt p ON p.id = w.prompt
                WHERE p.study = ?
                """,
                [id]
            ).forEach { row in
                // By bytes, as the database compares: two ways of writing an accent are two wordings.
                let system = row.isNull(4) ? nil : Array(row.bytes(4))
                guard let now = today[row.text(2)],
                    !row.bytes(3).elementsEqual(now.text.utf8) || system != now.system.map({ Array($0.utf8) })
                else { return }
                older.insert(row.integer(0))
                prompts.insert(row.integer(1))
            }
            guard !older.isEmpty else { return [] }
            let list = prompts.sorted().map(String.init).joined(separator: ", ")
            return try Self.earlierAnswers(older, prompts: list, database)
        }
    }

    /// Of each prompt, model and sample the current response, else the newest, where it is an older one from a file.
    private static func earlierAnswers(_ older: Set<Int64>, prompts: String, _ database: Database) throws
        -> [EarlierAnswer]
    {
        try Row.fetchAll(
            database,
            sql: """
                SELECT p.name AS prompt, m.name AS model, r.wording, r.is_current, r.is_imported,
                    max(r.id + r.is_current * 4611686018427387904) AS newest
                FROM response r JOIN prompt p ON p.id = r.prompt JOIN model m ON m.id = r.model
                WHERE r.prompt IN (\(prompts)) AND m.is_current = 1
                GROUP BY r.prompt, r.model, r.sample ORDER BY p.position, m.position, r.sample
                """
        ).compactMap { row in
            guard row["is_imported"], let wording = row["wording"] as Int64?, older.contains(wording) else {
                return nil
            }
            return EarlierAnswer(prompt: row["prompt"], model: row["model"], isCurrent: row["is_current"])
        }
    }

    /// The row of a prompt's wording of today, made where it is new.
    static func wording(of prompt: Int64, _ database: Database) throws -> Int64 {
        let known = try database.valueCached(
            Int64.self,
            sql: "SELECT w.id FROM wording w JOIN prompt p ON p.id = w.prompt WHERE p.id = ? AND \(isOfToday)",
            arguments: [prompt]
        )
        if let known { return known }
        try database.executeCached(
            sql: "INSERT INTO wording (prompt, text, system) SELECT id, text, system FROM prompt WHERE id = ?",
            arguments: [prompt]
        )
        return database.lastInsertedRowID
    }

    /// Whether the wording `w` is that of its prompt `p` today, as SQL says it.
    static let isOfToday = "w.text = p.text AND w.system IS p.system"

    /// Current responses from files whose prompt reads otherwise today: nobody can tell whether they still are an answer.
    static func reworded(_ study: Int64, _ database: Database) throws -> [Int64] {
        try Int64.fetchAll(
            database,
            sql: """
                SELECT r.id FROM wording w JOIN prompt p ON p.id = w.prompt
                JOIN response r ON r.prompt = p.id AND r.is_current = 1 AND r.wording = w.id
                WHERE p.study = ? AND p.is_current = 1 AND NOT (\(isOfToday)) AND r.is_imported = 1 ORDER BY r.id
                """,
            arguments: [study]
        )
    }

    /// Responses from files that answer what their prompt says today, and that nothing current stands in the place of.
    static func wordedAgain(_ study: Int64, _ database: Database) throws -> [Int64] {
        try Int64.fetchAll(
            database,
            sql: """
                SELECT max(r.id) FROM wording w JOIN prompt p ON p.id = w.prompt
                CROSS JOIN response r ON r.prompt = p.id AND r.is_current = 0 AND r.wording = w.id
                WHERE p.study = ? AND p.is_current = 1 AND \(isOfToday) AND r.is_imported = 1
                    AND NOT EXISTS (SELECT 1 FROM response c WHERE c.prompt = r.prompt AND c.model = r.model
                        AND c.sample = r.sample AND c.is_current = 1)
                GROUP BY r.prompt, r.model, r.sample ORDER BY 1
                """,
            arguments: [study]
        )
    }
}
