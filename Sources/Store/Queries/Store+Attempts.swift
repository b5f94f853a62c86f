import GRDB
package import Studies

extension AttemptRow {
    /// The row as it may be shown while its response is under a blind plan.
    func asBlind(isAnswered: Bool, isPlanned: Bool, isHidden: Bool) -> AttemptRow {
        var row = self
        switch purpose {
        case .response: break
        case .embedding, .judgement:
            // They are of one text each, whose length its tokens, cost and time tell.
            (row.totalNanoseconds, row.inputTokens, row.outputTokens, row.nanoDollars) = (nil, nil, nil, nil)
            if row.failureClass == "ok" { (row.at, row.id) = (nil, purpose == .embedding ? nil : row.id) }
            row.isWithheld = true
            return row
        case .probe:
            // It asks a prompt of the study as its response was asked: what it took and said is as long.
            (row.totalNanoseconds, row.inputTokens, row.outputTokens, row.nanoDollars) = (nil, nil, nil, nil)
            if row.failureClass == "ok" { row.at = nil }
            (row.finishReason, row.message, row.said) = (nil, nil, nil)
            row.isWithheld = true
            return row
        }
        if row.failureClass == "ok" || isPlanned { row.at = nil }
        (row.totalNanoseconds, row.inputTokens, row.outputTokens, row.nanoDollars) = (nil, nil, nil, nil)
        row.finishReason = nil
        row.isWithheld = true
        row.isMute = isAnswered || isPlanned
        if row.isMute { (row.message, row.said) = (nil, nil) }
        // A gap in the numbers would tell the place, and with it the prompt, of what is kept back.
        if isPlanned { row.id = nil }
        row.isOfHiddenPrompt = isHidden
        if isHidden { row.prompt = nil }
        return row
    }
}

/// Which tries are meant; nil means any.
package struct AttemptFilter: Sendable {
    package var purpose: Purpose?
    package var failureClass: String?
    package var asked: String?
    package var prompt: String?
    package var isFailed: Bool
    package var limit: Int

    package init(
        purpose: Purpose? = nil,
        failureClass: String? = nil,
        asked: String? = nil,
        prompt: String? = nil,
        isFailed: Bool = false,
        limit: Int
    ) {
        self.purpose = purpose
        self.failureClass = failureClass
        self.asked = asked
        self.prompt = prompt
        self.isFailed = isFailed
        self.limit = limit
    }
}

extension Store {
    /// The newest tries that the filter lets through, the newest first.
    package func attempts(of study: String, _ filter: AttemptFilter) throws -> [AttemptRow] {
        try read { database in
            let hidden = try HiddenPrompts(try Self.studyID(study, database), database)
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT a.*, q.purpose, q.asked, q.sample, p.name AS prompt_name, \(HiddenPrompts.columns)
                    FROM attempt a JOIN request q ON q.id = a.request LEFT JOIN prompt p ON p.id = q.prompt
                    WHERE q.study = :study AND (:purpose IS NULL OR q.purpose = :purpose)
                        AND (:class IS NULL OR a.class = :class) AND (:asked IS NULL OR q.asked = :asked)
                        AND (:prompt IS NULL OR p.name = :prompt AND NOT is_hidden)
                        AND (NOT :only_failed OR a.class != 'ok')
                    ORDER BY \(hidden.order) LIMIT :limit
                    """,
                arguments: [
                    "study": try Self.studyID(study, database), "purpose": filter.purpose?.rawValue,
                    "class": filter.failureClass, "asked": filter.asked, "prompt": filter.prompt,
                    "only_failed": filter.isFailed, "limit": filter.limit, "planned": hidden.planned,
                    "failed": hidden.failed,
                ]
            ).map(hidden.shown)
        }
    }

    /// One try by its number; nil where the study has none of that number. Its own number is nil where all of it is withheld.
    package func attempt(_ id: Int64, of study: String) throws -> AttemptRow? {
        try read { database in
            let hidden = try HiddenPrompts(try Self.studyID(study, database), database)
            return try Row.fetchOne(
                database,
                sql: """
                    SELECT a.*, q.purpose, q.asked, q.sample, p.name AS prompt_name, \(HiddenPrompts.columns)
                    FROM attempt a JOIN request q ON q.id = a.request LEFT JOIN prompt p ON p.id = q.prompt
                    WHERE q.study = :study AND a.id = :id
                    """,
                arguments: [
                    "study": try Self.studyID(study, database), "id": id, "planned": hidden.planned,
                    "failed": hidden.failed,
                ]
            ).map(hidden.shown)
        }
    }

    /// Models behind which the server ran more than one model, set-up or file, by what it told with its responses.
    package func changedModels(of study: String) throws -> [(name: String, what: String)] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT asked, models, fingerprints, digests FROM (
                        SELECT r.asked, count(DISTINCT a.server_model) AS models,
                            count(DISTINCT a.fingerprint) AS fingerprints, count(DISTINCT a.model_digest) AS digests
                        FROM attempt a JOIN request r ON r.id = a.request
                        WHERE r.study = ? AND a.id IN (SELECT attempt FROM response WHERE is_current = 1)
                        GROUP BY r.asked)
                    WHERE models > 1 OR fingerprints > 1 OR digests > 1 ORDER BY asked
                    """,
                arguments: [try Self.studyID(study, database)]
            ).map { row in
                let parts = [("models", "model"), ("fingerprints", "fingerprint"), ("digests", "digest")]
                    .filter { row[$0.0] as Int > 1 }.map(\.1)
                return (row["asked"], parts.joined(separator: ", "))
            }
        }
    }

    /// The class of the last attempt of each failed request, by the request's key.
    package func failureClasses(of study: String, purpose: Purpose) throws -> [String: String] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT r.key, a.class, max(a.number) FROM request r JOIN attempt a ON a.request = r.id
                    WHERE r.study = ? AND r.purpose = ? AND r.state = 'failed' GROUP BY r.id
                    """,
                arguments: [try Self.studyID(study, database), purpose.rawValue]
            )
            return Dictionary(rows.map { ($0["key"], $0["class"]) }) { first, _ in first }
        }
    }

    /// The names under which servers answered, by the study's model: of the current responses.
    package func servedNames(of study: String) throws -> [(asked: String, served: String)] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT r.asked, a.server_model FROM attempt a JOIN request r ON r.id = a.request
                    WHERE r.study = ? AND a.server_model IS NOT NULL
                        AND a.id IN (SELECT attempt FROM response WHERE is_current = 1) ORDER BY 1, 2
                    """,
                arguments: [try Self.studyID(study, database)]
            ).map { ($0["asked"], $0["server_model"]) }
        }
    }
}

extension AttemptRow {
    init(row: Row) {
        self.init(
            id: row["id"],
            at: row["started_at"],
            purpose: Attempt.Purpose(rawValue: row["purpose"]) ?? .response,
            asked: row["asked"],
            prompt: row["prompt_name"],
            sample: row["sample"],
            number: row["number"],
            failureClass: row["class"],
            httpStatus: row["http_status"],
            totalNanoseconds: row["total_ns"],
            inputTokens: row["input_tokens"],
            outputTokens: row["output_tokens"],
            nanoDollars: row["nano_dollars"],
            finishReason: row["finish_reason"],
            message: row["message"],
            said: row["said"]
        )
    }
}
