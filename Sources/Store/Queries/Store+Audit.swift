import Foundation
import GRDB
package import Studies

extension Store {
    /// Every attempt of a study for those purposes as figures read it, in the order in which they were recorded.
    ///
    /// The endpoint is not known here: the study's file says which one a model has.
    ///
    /// Until unblinding the successes at responses are those of prompts that every model answered, alike often: what all
    /// models together took before and after one of them was asked would be its own. Failures are there without what they
    /// took.
    package func auditedAttempts(of study: String, purposes: Set<Attempt.Purpose>) throws -> [Attempt] {
        try read { database in
            let id = try Self.studyID(study, database)
            var attempts: [Attempt] = []
            let told =
                try purposes.contains(.response) && Self.isBlind(id, database)
                ? Self.attemptsOfAllModels(id, database) : nil
            for purpose in Attempt.Purpose.allCases where purposes.contains(purpose) {
                let rows = try Row.fetchCursor(
                    database,
                    sql: """
                        SELECT a.*, r.asked, r.detail, p.name AS prompt_name
                        FROM request r JOIN attempt a ON a.request = r.id LEFT JOIN prompt p ON p.id = r.prompt
                        WHERE r.study = ? AND r.purpose = ? ORDER BY a.id
                        """,
                    arguments: [id, purpose.rawValue]
                )
                while let row = try rows.next() {
                    var attempt = Attempt(row, purpose)
                    if purpose == .response, let told {
                        guard attempt.outcome != .success || told.contains(row["id"]) else { continue }
                        if attempt.outcome != .success { attempt.forgetWhatItTook() }
                    }
                    attempts.append(attempt)
                }
            }
            return attempts
        }
    }

    /// The attempts at the responses that stand, of prompts to which each model gave as many as the others and none is imported.
    private static func attemptsOfAllModels(_ study: Int64, _ database: Database) throws -> Set<Int64> {
        var (prompts, mixed): ([Int64: [Int64: [Int64]]], Set<Int64>) = ([:], [])
        try RowCursor(
            database,
            """
            SELECT r.prompt, r.model, r.attempt, r.is_imported FROM response r JOIN model m ON m.id = r.model
            WHERE m.study = ? AND m.is_current = 1 AND \(try standing(study, database))
            """,
            [study]
        ).forEach { row in
            if row.isNull(2) || row.integer(3) == 1 { mixed.insert(row.integer(0)) }
            prompts[row.integer(0), default: [:]][row.integer(1), default: []].append(row.integer(2))
        }
        let models = try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM model WHERE study = ? AND is_current = 1",
            arguments: [study]
        )
        let whole = prompts.filter { prompt, own in
            !mixed.contains(prompt) && own.count == models && Set(own.values.map(\.count)).count == 1
        }
        return Set(whole.values.flatMap { $0.values.joined() })
    }

    /// The current texts that each model gave, of every sample; those that came in files too where they are asked for.
    package func repeatedTexts(of study: String, withImported: Bool = false) throws -> [ModelTexts] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT m.name AS model, r.prompt, p.name AS prompt_name, i.text FROM response r
                    JOIN item i ON i.id = r.item JOIN model m ON m.id = r.model JOIN prompt p ON p.id = r.prompt
                    WHERE m.study = ? AND r.is_current = 1 AND r.is_imported <= ? ORDER BY m.name, r.prompt, r.sample
                    """,
                arguments: [try Self.studyID(study, database), withImported ? 1 : 0]
            )
            var models: [ModelTexts] = []
            var last: (String, Int64)?
            for row in rows {
                let (model, prompt): (String, Int64) = (row["model"], row["prompt"])
                let text = String(decoding: row["text"] as Data, as: UTF8.self)
                if models.last?.model != model { models.append(ModelTexts(model: model)) }
                let place = models.count - 1
                if last.map({ $0 == (model, prompt) }) != true {
                    models[place].answers.append(.init(prompt: row["prompt_name"]))
                }
                models[place].answers[models[place].answers.count - 1].texts.append(text)
                last = (model, prompt)
            }
            return models
        }
    }
}

extension Attempt {
    fileprivate init(_ row: Row, _ purpose: Purpose) {
        let name: String = row["class"]
        self.init(
            purpose: purpose,
            model: row["asked"],
            startedAt: row["started_at"],
            outcome: name == "ok" ? .success : .failure(name),
            timing: Timing(row)
        )
        prompt = row["prompt_name"]
        isCut = (row["finish_reason"] as String?) == "length"
        usage = Usage(
            input: row["input_tokens"],
            output: row["output_tokens"],
            cached: row["cached_tokens"],
            cacheWrite: row["cache_write_tokens"],
            reasoning: row["reasoning_tokens"]
        )
        nanoDollars = row["nano_dollars"]
        let price = Price(
            input: row["input_price"],
            output: row["output_price"],
            cachedInput: row["cached_input_price"],
            cacheWrite: row["cache_write_price"]
        )
        self.price = price == Price() ? nil : price
        server = Server(
            model: row["server_model"],
            fingerprint: row["fingerprint"],
            digest: row["model_digest"],
            quantization: row["quantization"]
        )
        if purpose == .probe { slot = Slot(detail: row["detail"]) }
        if row.hasColumn("under_way"), purpose != .embedding { underWay = row["under_way"] }
    }
}

extension Attempt.Timing {
    fileprivate init(_ row: Row) {
        func duration(_ name: String) -> Duration? { (row[name] as Int64?).map { .nanoseconds($0) } }
        let isBuffered: Bool = row["is_buffered"]
        let isStreamed: Bool = row["is_streamed"]
        let isBatch: Bool = row["is_batch"]
        self.init(delivery: isBatch ? .batch : !isStreamed ? .whole : isBuffered ? .buffered : .streamed)
        waited = duration("queue_ns")
        firstByte = duration("first_byte_ns")
        firstToken = duration("first_token_ns")
        firstAnswerToken = duration("first_answer_token_ns")
        lastToken = duration("last_token_ns")
        total = duration("total_ns")
        load = duration("load_ns")
        if row.hasColumn("server_prompt_ns") {
            serverPrompt = duration("server_prompt_ns")
            serverDecode = duration("server_decode_ns")
        }
    }
}
