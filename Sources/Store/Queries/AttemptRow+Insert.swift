import GRDB
import Studies

extension AttemptRow {
    /// Keeps a try, whatever came of it; returns its row.
    @discardableResult
    static func insert(_ attempt: AttemptDraft, of request: ClaimedRequest, _ database: Database) throws -> Int64 {
        let values: StatementArguments = [
            request.id, request.generation, attempt.startedAt, attempt.failureClass, attempt.httpStatus,
            attempt.message, attempt.partial?.data, attempt.isStreamed, attempt.isBatch,
            attempt.firstByte, attempt.firstToken, attempt.lastToken, attempt.total,
            attempt.inputTokens, attempt.outputTokens, attempt.cachedTokens, attempt.reasoningTokens,
            attempt.nanoDollars, attempt.finishReason, attempt.serverModel, attempt.fingerprint,
            attempt.scheduledAt, attempt.queued, attempt.connecting, attempt.isNewConnection,
            attempt.firstAnswerToken, attempt.chunks, attempt.gapMedian, attempt.gapP95, attempt.gapLargest,
            attempt.isBuffered, attempt.cacheWriteTokens, attempt.tokenSource, attempt.requestID, attempt.load,
            attempt.price?.input, attempt.price?.output, attempt.price?.cachedInput, attempt.price?.cacheWrite,
            attempt.build?.digest, attempt.build?.quantization,
            attempt.server, attempt.said, attempt.underWay,
            attempt.serverPrompt, attempt.serverDecode, attempt.serverPromptTokens,
            attempt.provider, attempt.reportedNanoDollars, attempt.price?.reasoning, attempt.price?.request,
            attempt.logprobs?.data,
        ]
        try database.executeCached(sql: insertion, arguments: values)
        return database.lastInsertedRowID
    }

    /// In the order of the values, line by line; the first of them is the request, whose tries are numbered.
    private static let columns = [
        "request", "generation", "started_at", "class", "http_status",
        "message", "partial", "is_streamed", "is_batch",
        "first_byte_ns", "first_token_ns", "last_token_ns", "total_ns",
        "input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens",
        "nano_dollars", "finish_reason", "server_model", "fingerprint",
        "scheduled_at", "queue_ns", "connect_ns", "is_new_connection",
        "first_answer_token_ns", "chunks", "gap_median_ns", "gap_p95_ns", "gap_largest_ns",
        "is_buffered", "cache_write_tokens", "token_source", "request_id", "load_ns",
        "input_price", "output_price", "cached_input_price", "cache_write_price",
        "model_digest", "quantization",
        "server", "said", "under_way",
        "server_prompt_ns", "server_decode_ns", "server_prompt_tokens",
        "provider", "reported_nano_dollars", "reasoning_price", "request_price",
        "logprobs",
    ]

    static let insertion = """
        INSERT INTO attempt (\(columns.joined(separator: ", ")), number)
        VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")),
            (SELECT coalesce(max(number), 0) + 1 FROM attempt WHERE request = ?1))
        """
}
