import Foundation
import GRDB
import Studies

extension Store {
    /// Puts requests into the queue; those that are known already stay as they are. Returns how many are new.
    @discardableResult
    package func enqueue(_ drafts: [RequestDraft], study: String) throws -> Int {
        try write { database in
            let id = try Self.studyID(study, database)
            let prompts = try Self.names("prompt", study: id, database)
            var position = try Int.fetchOne(database, sql: "SELECT coalesce(max(position), 0) FROM request") ?? 0
            var new = 0
            for draft in drafts {
                position += 1
                try database.executeCached(
                    sql: """
                        INSERT INTO request (key, study, purpose, asked, prompt, sample, detail, state, position)
                        VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', ?) ON CONFLICT (key) DO NOTHING
                        """,
                    arguments: [
                        draft.key, id, draft.purpose.rawValue, draft.asked, prompts[draft.prompt], draft.sample,
                        draft.detail.canonicalText, position,
                    ]
                )
                new += database.changesCount
            }
            return new
        }
    }

    /// Records tries and what they led to, all in one transaction; false for a lost claim, of which only the try is kept.
    package func record(_ tries: [FinishedTry], study: String, owner: LeaseOwner) throws -> [Bool] {
        try write { database in
            var account = Spending()
            let kept = try tries.map { try Self.record($0, study: study, owner: owner, &account, database) }
            try Self.add(account, to: try Self.studyID(study, database), database)
            return kept
        }
    }

    static let attemptNumberQuery = "SELECT coalesce(max(number), 0) + 1 FROM attempt WHERE request = ?"

    private static func record(
        _ finished: FinishedTry,
        study: String,
        owner: LeaseOwner,
        _ account: inout Spending,
        _ database: Database
    ) throws -> Bool {
        let (attempt, request) = (finished.attempt, finished.request)
        let number = try database.valueCached(
            Int.self,
            sql: attemptNumberQuery,
            arguments: [request.id]
        )
        try AttemptRow.insert(attempt, of: request, number: number ?? 1, database)
        let attemptID = database.lastInsertedRowID
        let worst = try database.valueCached(
            Int64.self,
            sql: "SELECT coalesce(reserved_nano, 0) FROM request WHERE id = ? AND state = 'leased' AND owner = ?",
            arguments: [request.id, owner.rawValue]
        )
        guard let worst else { return false }
        account += Spending(spent: finished.charge, reserved: -worst)
        var (state, notBefore): (String, Int64) = ("done", 0)
        switch finished.result {
        case .response(let text, let reasoning):
            try Self.insertResponse(text, reasoning, attempt, attemptID, request.draft, study: study, database)
        case .reply(let text, let logprobs, let records):
            try database.executeCached(
                sql: "INSERT INTO reply (request, attempt, text, logprobs) VALUES (?, ?, ?, ?)",
                arguments: [request.id, attemptID, text.data, logprobs?.data]
            )
            let writer = try RatingWriter(study: study, database)
            for record in records {
                let resolved = try writer.resolved(ImportedRating(line: 0, record: record))
                try writer.insert(try writer.correcting(resolved))
            }
        case .vector(let vector):
            try database.executeCached(
                sql: "INSERT INTO embedding (request, attempt, vector) VALUES (?, ?, ?)",
                arguments: [request.id, attemptID, vector.littleEndianData]
            )
        case .retry(let time): (state, notBefore) = ("pending", time)
        case .failed: state = "failed"
        }
        try database.executeCached(
            sql:
                "UPDATE request SET state = ?, owner = NULL, lease_until = NULL, not_before = ?, reserved_nano = NULL WHERE id = ?",
            arguments: [state, notBefore, request.id]
        )
        return true
    }

    /// The states of the wanted requests, by key; `batched` for one that stands in a batch file.
    package func states(of keys: Set<String>, purpose: Purpose, study: String) throws -> [String: String] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT key, iif(state = 'leased' AND owner = 'batch', 'batched', state) AS state
                    FROM request WHERE study = ? AND purpose = ?
                    """,
                arguments: [try Self.studyID(study, database), purpose.rawValue]
            )
            return Dictionary(rows.map { ($0["key"], $0["state"]) }) { first, _ in first }.filter {
                keys.contains($0.key)
            }
        }
    }

    /// Gives back the requests that this process holds.
    package func releaseRequests(of owner: LeaseOwner) throws {
        try write { try Self.free("owner = ?", [owner.rawValue], asMade: false, $0) }
    }

    /// Gives back requests that this process claimed and did not make.
    package func release(_ requests: [ClaimedRequest], owner: LeaseOwner) throws {
        guard !requests.isEmpty else { return }
        try write { database in
            for request in requests {
                try Self.free("id = ? AND owner = ?", [request.id, owner.rawValue], asMade: false, database)
            }
        }
    }

    private static func idOf(_ table: String, _ name: String, study: Int64, _ database: Database) throws -> Int64? {
        try database.valueCached(
            Int64.self,
            sql: "SELECT id FROM \(table) WHERE study = ? AND name = ?",
            arguments: [study, name]
        )
    }

    /// Stores a response as the current one of its prompt, model and sample; an earlier one stays, no longer current.
    static func insertResponse(
        _ text: String,
        _ reasoning: String?,
        _ attempt: Attempt,
        _ attemptID: Int64,
        _ draft: RequestDraft,
        study: String,
        _ database: Database
    ) throws {
        let id = try studyID(study, database)
        guard let prompt = try idOf("prompt", draft.prompt, study: id, database),
            let model = try idOf("model", draft.asked, study: id, database)
        else { throw StoreError("the request's prompt or model is not in the database") }
        let item = try item(
            ItemID(study: study, prompt: draft.prompt, text: text),
            prompt: prompt,
            text: text,
            database
        )
        try database.executeCached(
            sql: "UPDATE response SET is_current = 0 WHERE prompt = ? AND model = ? AND sample = ? AND is_current = 1",
            arguments: [prompt, model, draft.sample]
        )
        try database.executeCached(
            sql: """
                INSERT INTO response (item, prompt, model, sample, is_imported, finish_reason, input_tokens, output_tokens,
                    first_token_ns, total_ns, at, is_current, attempt, reasoning)
                VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, 1, ?, ?)
                """,
            arguments: [
                item, prompt, model, draft.sample, attempt.finishReason, attempt.inputTokens, attempt.outputTokens,
                attempt.firstToken, attempt.total, attempt.startedAt, attemptID, reasoning?.data,
            ]
        )
    }
}
