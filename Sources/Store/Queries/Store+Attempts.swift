import GRDB
import Studies

/// One try as its owner looks at it: who was asked and what came of it, never the text.
package struct AttemptRow: Sendable {
    package var at: Int64
    package var purpose: Purpose
    /// The model's or judge's name in the study.
    package var asked: String
    package var prompt: String?
    package var sample: Int
    package var number: Int
    /// `ok`, or the class of the failure.
    package var failureClass: String
    package var httpStatus: Int?
    package var totalNanoseconds: Int64?
    package var inputTokens: Int?
    package var outputTokens: Int?
    package var nanoDollars: Int64?
    package var finishReason: String?
    package var message: String?
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
            try Row.fetchAll(
                database,
                sql: """
                    SELECT a.*, r.purpose, r.asked, r.sample, p.name AS prompt
                    FROM attempt a JOIN request r ON r.id = a.request LEFT JOIN prompt p ON p.id = r.prompt
                    WHERE r.study = :study AND (:purpose IS NULL OR r.purpose = :purpose)
                        AND (:class IS NULL OR a.class = :class) AND (:asked IS NULL OR r.asked = :asked)
                        AND (:prompt IS NULL OR p.name = :prompt) AND (NOT :failed OR a.class != 'ok')
                    ORDER BY a.id DESC LIMIT :limit
                    """,
                arguments: [
                    "study": try Self.studyID(study, database), "purpose": filter.purpose?.rawValue,
                    "class": filter.failureClass, "asked": filter.asked, "prompt": filter.prompt,
                    "failed": filter.isFailed, "limit": filter.limit,
                ]
            ).map { row in
                AttemptRow(
                    at: row["started_at"],
                    purpose: Purpose(rawValue: row["purpose"]) ?? .response,
                    asked: row["asked"],
                    prompt: row["prompt"],
                    sample: row["sample"],
                    number: row["number"],
                    failureClass: row["class"],
                    httpStatus: row["http_status"],
                    totalNanoseconds: row["total_ns"],
                    inputTokens: row["input_tokens"],
                    outputTokens: row["output_tokens"],
                    nanoDollars: row["nano_dollars"],
                    finishReason: row["finish_reason"],
                    message: row["message"]
                )
            }
        }
    }

    /// Models behind which the server ran more than one model, set-up or file, by what it told with its responses.
    package func changedModels(of study: String) throws -> [(name: String, what: String)] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT r.asked, count(DISTINCT a.server_model) > 1 AS model,
                        count(DISTINCT a.fingerprint) > 1 AS fingerprint, count(DISTINCT a.model_digest) > 1 AS digest
                    FROM attempt a JOIN request r ON r.id = a.request
                    WHERE r.study = ? AND a.id IN (SELECT attempt FROM response WHERE is_current = 1)
                    GROUP BY r.asked HAVING model OR fingerprint OR digest ORDER BY r.asked
                    """,
                arguments: [try Self.studyID(study, database)]
            ).map { row in
                let parts = ["model", "fingerprint", "digest"].filter { row[$0] }
                return (row["asked"], parts.joined(separator: ", "))
            }
        }
    }
}
