import GRDB
import Studies

/// Records tries and what they led to within one transaction.
struct TryWriter {
    private let database: Database
    let study: String
    let studyID: Int64
    private var models: [String: Int64] = [:]
    private var ratings: RatingWriter?
    /// What the tries add to the study's account.
    private(set) var account = Spending()
    /// Whether a response took the place of an earlier one.
    private(set) var replaces = false

    init(study: String, _ database: Database) throws {
        self.database = database
        self.study = study
        studyID = try Store.studyID(study, database)
    }

    /// Records a try of a request that `owner` holds; false for a lost claim, of which only the try is kept.
    mutating func record(_ finished: FinishedTry, owner: LeaseOwner) throws -> Bool {
        let request = finished.request
        let (state, notBefore): (RequestState, Int64) =
            switch finished.result {
            case .response, .reply, .vector, .measured: (.done, 0)
            case .retry(let time): (.pending, time)
            case .failed: (.failed, 0)
            }
        try database.executeCached(
            sql: """
                UPDATE request SET state = ?, owner = NULL, lease_until = NULL, not_before = ?, reserved_nano = NULL
                WHERE id = ? AND state = 'leased' AND owner = ?
                """,
            arguments: [state.rawValue, notBefore, request.id, owner.rawValue]
        )
        let isHeld = database.changesCount > 0
        let attempt = try AttemptRow.insert(finished.attempt, of: request, database)
        guard isHeld else { return false }
        account += Spending(spent: finished.charge, reserved: -request.reserved)
        try keep(finished.result, finished.attempt, attempt, of: request)
        return true
    }

    private mutating func keep(
        _ result: AttemptResult,
        _ attempt: AttemptDraft,
        _ row: Int64,
        of request: ClaimedRequest
    ) throws {
        switch result {
        case .response(let text, let reasoning, let raw):
            try insertResponse((text, reasoning, raw), attempt, row, of: request)
        case .reply(let reply, let records):
            try database.executeCached(
                sql:
                    "INSERT INTO reply (request, attempt, text, logprobs, reasoning, parser) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    request.id, row, reply.text.data, reply.logprobs?.data, reply.reasoning?.data, reply.parser,
                ]
            )
            let writer = try ratings ?? RatingWriter(study: study, database)
            ratings = writer
            for record in records {
                let resolved = try writer.resolved(ImportedRating(line: 0, record: record))
                try writer.insert(try writer.correcting(resolved))
            }
        case .vector(let vector):
            try database.executeCached(
                sql: "INSERT INTO embedding (request, attempt, vector) VALUES (?, ?, ?)",
                arguments: [request.id, row, vector.littleEndianData]
            )
        case .measured, .retry, .failed: break
        }
    }

    /// Commits to the study's log which responses were set aside for newer ones.
    func noteReplaced() throws {
        guard replaces else { return }
        try StudyLog(study: studyID, database: database).commit(.stored, [.current], at: StudyLog.now)
    }

    /// Stores a response as the current one of its prompt, model and sample; an earlier one stays, no longer current.
    mutating func insertResponse(
        _ texts: (answer: String, reasoning: String?, raw: String?),
        _ attempt: AttemptDraft,
        _ row: Int64,
        of request: ClaimedRequest
    ) throws {
        guard let prompt = request.promptRow, let model = try model(request.asked) else {
            throw StoreError("the request's prompt or model is not in the database")
        }
        let item = try Store.item(
            ItemID(study: study, prompt: request.prompt, text: texts.answer),
            prompt: prompt,
            text: texts.answer,
            database
        )
        try database.executeCached(
            sql: "UPDATE response SET is_current = 0 WHERE prompt = ? AND model = ? AND sample = ? AND is_current = 1",
            arguments: [prompt, model, request.sample]
        )
        if database.changesCount > 0 { replaces = true }
        try database.executeCached(
            sql: """
                INSERT INTO response (item, prompt, model, sample, is_imported, finish_reason, input_tokens, output_tokens,
                    first_token_ns, total_ns, at, is_current, attempt, reasoning, raw, wording)
                VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)
                """,
            arguments: [
                item, prompt, model, request.sample, attempt.finishReason, attempt.inputTokens, attempt.outputTokens,
                attempt.firstToken, attempt.total, attempt.startedAt, row, texts.reasoning?.data, texts.raw?.data,
                try Store.wording(of: prompt, database),
            ]
        )
    }

    private mutating func model(_ name: String) throws -> Int64? {
        if let known = models[name] { return known }
        let found = try database.valueCached(
            Int64.self,
            sql: "SELECT id FROM model WHERE study = ? AND name = ?",
            arguments: [studyID, name]
        )
        models[name] = found
        return found
    }
}
