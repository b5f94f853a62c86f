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
        var plain = PlainError()
        defer { takeError(plain) }
        let before = mark
        var hasChoices = false
        cursor.members { cursor, key in
            switch key {
            case "choices":
                // Of a name that stands twice the last counts, as with every reader of JSON.
                if hasChoices { goBack(to: before) }
                hasChoices = true
                // A choice without an index is the one at its place.
                var place: Int64 = 0
                var isRead = false
                cursor.elements { cursor in
                    isRead = readChoice(&cursor, at: place, isRead: isRead) || isRead
                    place += 1
                }
            case "object", "type", "message", "msg", "code", "detail": plain.read(&cursor, key)
            case "prompt_filter_results", "prompt_annotations": readFilterResults(&cursor)
            case "usage": readOpenAIUsage(&cursor)
            case "x_groq":
                cursor.members { cursor, key in
                    switch key {
                    case "usage": readOpenAIUsage(&cursor)
                    case "error": readError(&cursor)
                    default: break
                    }
                }
            case "provider": provider = cursor.string() ?? provider
            case "base_resp": readBaseResponse(&cursor)
            // Baidu's, whose words follow.
            case "error_code":
                let code = cursor.word() ?? "0"
                if code != "0" { error = ServerError(message: error?.message, code: code) }
            case "error_msg": if let error, error.message == nil { self.error?.message = cursor.words() }
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
        if !read.isBlank { error = read }
    }

    /// Takes an error whose members stand alone, and that says itself that it is one.
    mutating func takeError(_ plain: PlainError) {
        guard error == nil, plain.isError else { return }
        error = plain.said
    }

    /// Azure's account of what its filters found in the prompt.
    private mutating func readFilterResults(_ cursor: inout JSONCursor) {
        cursor.elements { cursor in
            cursor.members { cursor, key in
                guard case "content_filter_results" = key else { return }
                cursor.members { cursor, _ in
                    cursor.members { cursor, key in
                        if case "filtered" = key, cursor.bool() == true { isFiltered = true }
                    }
                }
            }
        }
    }

    /// MiniMax tells its errors beside an answer, under a status of success.
    private mutating func readBaseResponse(_ cursor: inout JSONCursor) {
        var code: Int64?
        var words: String?
        cursor.members { cursor, key in
            switch key {
            case "status_code": code = cursor.integer()
            case "status_msg": words = cursor.string()
            default: break
            }
        }
        guard let code, code != 0 else { return }
        error = ServerError(message: words, code: String(code))
    }

    /// Reads the choice of the smallest index; one request has one answer, and another choice is none of it. True where it
    /// was that one.
    ///
    /// A choice that has `delta` is read by it: `message` and `text` beside it, or repeated at the end, add nothing.
    private mutating func readChoice(_ cursor: inout JSONCursor, at place: Int64, isRead: Bool) -> Bool {
        var before = mark
        hasToolCall = false
        var index = place
        var (hasDelta, hasWord) = (false, false)
        var (message, plain, logprobs, usage): (Range<Int>?, Range<Int>?, Range<Int>?, Range<Int>?)
        cursor.members { cursor, key in
            switch key {
            case "index": index = cursor.integer() ?? place
            case "delta":
                guard !cursor.isNull() else { return }
                if hasDelta { goBack(to: before) }
                hasDelta = true
                readMessagePart(&cursor)
            case "message": if !cursor.isNull() { message = cursor.raw() }
            case "text": if !cursor.isNull() { plain = cursor.raw() }
            case "finish_reason":
                let word = cursor.string()
                hasWord = word?.isEmpty == false
                takeFinish(word)
            case "logprobs": logprobs = cursor.raw()
            case "usage": usage = cursor.raw()
            case "error": readError(&cursor)
            default: break
            }
        }
        let isEarlier = choice.map { index < $0 } ?? false
        guard isEarlier || !isRead && index == choice ?? index else {
            goBack(to: before)
            return false
        }
        choice = index
        if isEarlier {
            forget(before: before)
            if !hasWord { finishWord = nil }
            before = Mark(text: 0, reasoning: 0, refusal: 0, finishWord: nil, hasToolCall: false)
        } else if before.hasToolCall {
            hasToolCall = true
        }
        guard !cursor.isBroken else { return true }
        if let usage { cursor.within(usage) { readOpenAIUsage(&$0) } }
        guard hasDelta || !isReadByDelta else { return true }
        if contentBytes > before.contentBytes {
            if isReadByDelta, hasWord { dropRepetition(since: before) }
            takeDeltaAlone(since: before)
        } else if !isReadByDelta {
            // A delta that brings nothing beside a text is no channel.
            readOutsideOfDelta(&cursor, message, plain, isLast: hasWord)
        }
        guard let logprobs else { return true }
        cursor.within(logprobs) {
            $0.members { cursor, key in
                if case "content" = key { appendLogprobs(&cursor) }
            }
        }
        return true
    }

    /// The first delta that brings something makes all that came outside of deltas a repetition.
    private mutating func takeDeltaAlone(since before: Mark) {
        guard !isReadByDelta else { return }
        isReadByDelta = true
        text.removeFirst(before.text)
        reasoning.removeFirst(before.reasoning)
        refusal.removeFirst(before.refusal)
    }

    /// Some servers send the whole text once more with the reason for its end: a last piece that is all that came before it
    /// adds nothing. A short one may be a word said twice.
    private mutating func dropRepetition(since before: Mark) {
        let shortest = 24
        guard before.text >= shortest, text.count == 2 * before.text,
            text[..<before.text].elementsEqual(text[before.text...])
        else { return }
        text.removeLast(before.text)
    }

    private mutating func readOutsideOfDelta(
        _ cursor: inout JSONCursor,
        _ message: Range<Int>?,
        _ plain: Range<Int>?,
        isLast: Bool
    ) {
        let before = mark
        if let message {
            cursor.within(message) { readMessagePart(&$0) }
        } else if let plain {
            cursor.within(plain) { _ = $0.string(into: &text) }
        }
        textPieces.join(&text, from: before.text, isLast: isLast)
        reasoningPieces.join(&reasoning, from: before.reasoning, isLast: isLast)
    }

    private mutating func readMessagePart(_ cursor: inout JSONCursor) {
        var plain = 0
        let start = text.count
        cursor.members { cursor, key in
            switch key {
            case "content":
                // Of members of one name the last counts, as everywhere in JSON.
                text.removeLast(text.count - start)
                readContent(&cursor)
            case "reasoning_content", "reasoning":
                // Some servers send the same text under both names.
                let before = reasoning.count
                if plain == 0 { _ = cursor.string(into: &reasoning) }
                plain += reasoning.count - before
            case "reasoning_details":
                if cursor.isArray() { cursor.elements { _ in hasHiddenReasoning = true } }
            case "refusal": _ = cursor.string(into: &refusal)
            case "tool_calls", "function_call": readToolCall(&cursor)
            default: break
            }
        }
    }

    /// Notes that a tool was called; an empty list or null is no call.
    mutating func readToolCall(_ cursor: inout JSONCursor) {
        guard !cursor.isNull() else { return }
        if cursor.isArray() {
            cursor.elements { _ in hasToolCall = true }
        } else {
            hasToolCall = true
        }
    }

    /// A text, or an array of parts of which the texts are taken, those of thinking apart.
    private mutating func readContent(_ cursor: inout JSONCursor) {
        guard cursor.isArray() else {
            _ = cursor.string(into: &text)
            return
        }
        cursor.elements { cursor in
            var type = ""
            var plain: Range<Int>?
            cursor.members { cursor, key in
                switch key {
                case "type": type = cursor.string() ?? ""
                case "text": plain = cursor.raw()
                case "thinking": readThinking(&cursor)
                default: break
                }
            }
            guard let plain, !cursor.isBroken else { return }
            cursor.within(plain) { cursor in
                if type == "thinking" || type == "reasoning" {
                    _ = cursor.string(into: &reasoning)
                } else {
                    _ = cursor.string(into: &text)
                }
            }
        }
    }

    /// A text of thinking, or a list of texts, as Magistral's.
    private mutating func readThinking(_ cursor: inout JSONCursor) {
        guard cursor.isArray() else {
            _ = cursor.string(into: &reasoning)
            return
        }
        cursor.elements { cursor in
            cursor.members { cursor, key in
                if case "text" = key { _ = cursor.string(into: &reasoning) }
            }
        }
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
