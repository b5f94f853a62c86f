import GRDB
import Studies

extension Store {
    /// Makes a new current response of each in whose text `split` finds reasoning, by model and text; the earlier one stays
    /// with its ratings. Returns how many.
    package func splitReasoning(
        of study: String,
        _ split: (_ model: String, _ text: String) -> (reasoning: String, answer: String)?
    ) throws -> Int {
        try write { database in
            let id = try Self.studyID(study, database)
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT r.id, r.prompt, p.name AS prompt_name, m.name AS model, i.text FROM response r
                    JOIN item i ON i.id = r.item JOIN prompt p ON p.id = r.prompt JOIN model m ON m.id = r.model
                    WHERE m.study = ? AND r.is_current = 1
                    """,
                arguments: [id]
            )
            let log = StudyLog(study: id, database: database)
            try log.check([.current, .plan], at: StudyLog.now)
            var count = 0
            for row in rows {
                guard let text = row.text("text"), let parts = split(row["model"], text) else { continue }
                let prompt: Int64 = row["prompt"]
                let name = ItemID(study: study, prompt: row["prompt_name"], text: parts.answer)
                let item = try Self.item(name, prompt: prompt, text: parts.answer, database)
                try database.execute(
                    sql: """
                        UPDATE response SET is_current = 0 WHERE id = :id;
                        INSERT INTO response (item, prompt, model, sample, is_imported, finish_reason, input_tokens,
                            output_tokens, first_token_ns, total_ns, at, is_current, attempt, reasoning, raw, wording)
                        SELECT :item, prompt, model, sample, is_imported, finish_reason, input_tokens, output_tokens,
                            first_token_ns, total_ns, at, 1, attempt, :reasoning, :raw, wording FROM response WHERE id = :id;
                        """,
                    arguments: [
                        "id": row["id"] as Int64, "item": item, "reasoning": parts.reasoning.data, "raw": text.data,
                    ]
                )
                count += 1
            }
            if count > 0 { try Self.withdraw(PlanChange(study: id, database: database), database) }
            try log.commit(.stored, [.current, .plan], at: StudyLog.now)
            return count
        }
    }

    /// How many prompts have current responses of one of these models that differ between samples.
    package func differingSamples(of study: String, models: [String]) throws -> Int {
        try read { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT count(DISTINCT prompt) FROM (SELECT r.prompt FROM response r JOIN model m ON m.id = r.model
                        WHERE m.study = ? AND r.is_current = 1 AND m.name IN (SELECT value FROM json_each(?))
                        GROUP BY r.prompt, r.model HAVING count(DISTINCT r.item) > 1)
                    """,
                arguments: [
                    try Self.studyID(study, database), JSONValue.array(models.map(JSONValue.string)).canonicalText,
                ]
            ) ?? 0
        }
    }
}
