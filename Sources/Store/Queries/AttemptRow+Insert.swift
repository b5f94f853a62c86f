import GRDB
import Studies
import Synchronization

extension AttemptRow {
    /// Keeps a try, whatever came of it.
    static func insert(_ attempt: Attempt, of request: ClaimedRequest, number: Int, _ database: Database) throws {
        let values: [(String, (any DatabaseValueConvertible)?)] = [
            ("request", request.id), ("number", number), ("generation", request.generation),
            ("started_at", attempt.startedAt), ("class", attempt.failureClass), ("http_status", attempt.httpStatus),
            ("message", attempt.message), ("partial", attempt.partial?.data), ("is_streamed", attempt.isStreamed),
            ("is_batch", attempt.isBatch),
            ("first_byte_ns", attempt.firstByte), ("first_token_ns", attempt.firstToken),
            ("last_token_ns", attempt.lastToken), ("total_ns", attempt.total), ("input_tokens", attempt.inputTokens),
            ("output_tokens", attempt.outputTokens), ("cached_tokens", attempt.cachedTokens),
            ("reasoning_tokens", attempt.reasoningTokens), ("nano_dollars", attempt.nanoDollars),
            ("finish_reason", attempt.finishReason), ("server_model", attempt.serverModel),
            ("fingerprint", attempt.fingerprint), ("scheduled_at", attempt.scheduledAt), ("queue_ns", attempt.queued),
            ("connect_ns", attempt.connecting), ("is_new_connection", attempt.isNewConnection),
            ("first_answer_token_ns", attempt.firstAnswerToken), ("chunks", attempt.chunks),
            ("gap_median_ns", attempt.gapMedian), ("gap_p95_ns", attempt.gapP95),
            ("gap_largest_ns", attempt.gapLargest),
            ("is_buffered", attempt.isBuffered), ("cache_write_tokens", attempt.cacheWriteTokens),
            ("token_source", attempt.tokenSource), ("request_id", attempt.requestID), ("load_ns", attempt.load),
            ("input_price", attempt.price?.input), ("output_price", attempt.price?.output),
            ("cached_input_price", attempt.price?.cachedInput), ("cache_write_price", attempt.price?.cacheWrite),
            ("model_digest", attempt.build?.digest), ("quantization", attempt.build?.quantization),
        ]
        let sql = insertion.withLock { known in
            if let known { return known }
            let made = statement(values.map(\.0))
            known = made
            return made
        }
        try database.executeCached(sql: sql, arguments: StatementArguments(values.map(\.1)))
    }

    /// The statement, whose columns are always the same, once it is made.
    private static let insertion = Mutex<String?>(nil)

    private static func statement(_ columns: [String]) -> String {
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        return "INSERT INTO attempt (\(columns.joined(separator: ", "))) VALUES (\(marks))"
    }
}
