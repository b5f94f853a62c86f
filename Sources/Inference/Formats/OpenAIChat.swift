import Studies

extension ChatRequest {
    /// The body of an OpenAI chat completion.
    var openAIChatBody: JSONValue {
        var body = Members()
        body["model"] = .string(model)
        body["messages"] = .array(
            messages.map { .object([("role", .string($0.role.rawValue)), ("content", .string($0.content))]) }
        )
        body["temperature"] = sampling.temperature.map(JSONValue.number)
        body["top_p"] = sampling.topP.map(JSONValue.number)
        body[usesCompletionTokens ? "max_completion_tokens" : "max_tokens"] = sampling.maxTokens.map(JSONValue.integer)
        body["seed"] = (seed ?? sampling.seed).map(JSONValue.integer)
        body["stop"] = sampling.stop.isEmpty ? nil : .array(sampling.stop.map(JSONValue.string))
        if let schema {
            body["response_format"] = .object([
                ("type", .string("json_schema")),
                (
                    "json_schema",
                    .object([("name", .string("answer")), ("schema", schema), ("strict", .bool(true))])
                ),
            ])
        }
        if let topLogprobs {
            body["logprobs"] = .bool(true)
            body["top_logprobs"] = topLogprobs > 0 ? .integer(topLogprobs) : nil
        }
        body["stream"] = .bool(isStreamed)
        if isStreamed { body["stream_options"] = .object([("include_usage", .bool(true))]) }
        body.merge(extra)
        return body.value
    }

    /// OpenAI's own service wants the newer name, which most other servers do not know.
    private var usesCompletionTokens: Bool {
        endpoint.profile == "openai" || endpoint.url.hasPrefix("https://api.openai.com")
    }
}

extension Assembly {
    /// Reads a chunk of a stream or a whole completion: they differ in `delta` and `message` only.
    mutating func readChat(_ cursor: inout JSONCursor) {
        cursor.members { cursor, key in
            switch key {
            case "choices": cursor.elements { readChoice(&$0) }
            case "usage": readOpenAIUsage(&cursor)
            case "model": if serverModel == nil { serverModel = cursor.string() }
            case "system_fingerprint": if fingerprint == nil { fingerprint = cursor.string() }
            case "id": if responseID == nil { responseID = cursor.string() }
            case "timings": readLlamaTimings(&cursor)
            case "error": readError(&cursor)
            default: break
            }
        }
    }

    mutating func readError(_ cursor: inout JSONCursor) {
        guard !cursor.isNull() else { return }
        var read = error ?? ServerError()
        read.read(&cursor)
        error = read
    }

    /// Reads the first choice; one request has one answer, and another choice is none of it.
    private mutating func readChoice(_ cursor: inout JSONCursor) {
        let before = (text.count, reasoning.count, refusal.count, finishWord)
        var index: Int64 = 0
        defer {
            if index > 0 {
                text.removeLast(text.count - before.0)
                reasoning.removeLast(reasoning.count - before.1)
                refusal.removeLast(refusal.count - before.2)
                finishWord = before.3
            }
        }
        cursor.members { cursor, key in
            switch key {
            case "index": index = cursor.integer() ?? 0
            case "delta", "message": readMessagePart(&cursor)
            case "finish_reason": if let word = cursor.string() { finishWord = word }
            case "text": _ = cursor.string(into: &text)
            case "logprobs":
                cursor.members { cursor, key in
                    if case "content" = key { appendLogprobs(&cursor) }
                }
            case "error": readError(&cursor)
            default: break
            }
        }
    }

    private mutating func readMessagePart(_ cursor: inout JSONCursor) {
        var plain = 0
        cursor.members { cursor, key in
            switch key {
            case "content": readContent(&cursor)
            case "reasoning_content", "reasoning":
                // Some servers send the same text under both names.
                let before = reasoning.count
                if plain == 0 { _ = cursor.string(into: &reasoning) }
                plain += reasoning.count - before
            case "refusal": _ = cursor.string(into: &refusal)
            default: break
            }
        }
    }

    /// A text, or an array of parts of which the texts are taken.
    private mutating func readContent(_ cursor: inout JSONCursor) {
        guard cursor.isArray() else {
            _ = cursor.string(into: &text)
            return
        }
        cursor.elements { cursor in
            cursor.members { cursor, key in
                if case "text" = key { _ = cursor.string(into: &text) }
            }
        }
    }

    /// The usage object of chat completions and of Responses.
    mutating func readOpenAIUsage(_ cursor: inout JSONCursor) {
        var read = Usage()
        cursor.members { cursor, key in
            switch key {
            case "prompt_tokens", "input_tokens": read.input = cursor.count()
            case "completion_tokens", "output_tokens": read.output = cursor.count()
            case "prompt_tokens_details", "input_tokens_details":
                cursor.members { cursor, key in
                    switch key {
                    case "cached_tokens": read.cached = cursor.count()
                    case "cache_write_tokens": read.cacheWrite = cursor.count()
                    default: break
                    }
                }
            case "completion_tokens_details", "output_tokens_details":
                cursor.members { cursor, key in
                    if case "reasoning_tokens" = key { read.reasoning = cursor.count() }
                }
            default: break
            }
        }
        guard read.input != nil || read.output != nil else { return }
        read.source = .usage
        usage = read
    }

    /// llama.cpp's own times, in milliseconds with fractions.
    private mutating func readLlamaTimings(_ cursor: inout JSONCursor) {
        cursor.members { cursor, key in
            switch key {
            case "prompt_ms": serverFigures["prompt_ns"] = Self.nanoseconds(cursor.number())
            case "predicted_ms": serverFigures["predicted_ns"] = Self.nanoseconds(cursor.number())
            case "prompt_n": serverFigures["prompt_n"] = cursor.count()
            case "predicted_n": serverFigures["predicted_n"] = cursor.count()
            case "cache_n": serverFigures["cache_n"] = cursor.count()
            default: break
            }
        }
    }

    private static func nanoseconds(_ milliseconds: Double?) -> Int64? {
        milliseconds.flatMap { Int64(exactly: ($0 * 1e6).rounded()) }
    }
}
