import Studies

extension ChatRequest {
    /// The tokens of context that are asked for where nobody says how many.
    static let defaultContextTokens = 8192

    /// The context that is sent: the study's `num_ctx`, or what the caller reckoned, or a default.
    var ollamaContext: Int { extra["num_ctx"]?.integer ?? contextTokens ?? Self.defaultContextTokens }

    /// The body of Ollama's own chat: its `/v1` would ignore `num_ctx` and lose errors within a stream.
    var ollamaBody: JSONValue {
        var options = Members()
        options["num_ctx"] = .integer(ollamaContext)
        options["num_predict"] = sampling.maxTokens.map(JSONValue.integer)
        options["temperature"] = sampling.temperature.map(JSONValue.number)
        options["top_p"] = sampling.topP.map(JSONValue.number)
        options["seed"] = (seed ?? sampling.seed).map(JSONValue.integer)
        options["stop"] = sampling.stop.isEmpty ? nil : .array(sampling.stop.map(JSONValue.string))
        options.merge(extra.filter { !Self.ollamaTopLevel.contains($0.key) })
        for (name, value) in extra["options"]?.members ?? [] { options[name] = value }
        var body = Members()
        body["model"] = .string(model)
        body["messages"] = .array(
            messages.map { .object([("role", .string($0.role.rawValue)), ("content", .string($0.content))]) }
        )
        body["stream"] = .bool(isStreamed)
        body["format"] = schema
        // Versions that know it answer an over-long prompt with an error instead of cutting it in silence.
        body["truncate"] = .bool(false)
        if let topLogprobs {
            body["logprobs"] = .bool(true)
            body["top_logprobs"] = topLogprobs > 0 ? .integer(topLogprobs) : nil
        }
        body.merge(extra.filter { Self.ollamaTopLevel.contains($0.key) && $0.key != "options" })
        body["options"] = options.value
        return body.value
    }

    private static let ollamaTopLevel: Set = [
        "keep_alive", "think", "format", "truncate", "shift", "logprobs", "top_logprobs", "options",
    ]

    /// Whether Ollama cut the prompt: it leaves half the context and two tokens, of a prompt that is surely longer.
    ///
    /// Six bytes a token is more than prose, code or any script take on average.
    func wasCut(to evaluated: Int64) -> Bool {
        let context = Int64(clamping: ollamaContext)
        let isSuspicious = abs(evaluated - (context / 2 + 2)) <= 8 || evaluated >= context - 8
        return isSuspicious && Int64(promptBytes / 6) > evaluated
    }

    /// Whether a llama-server whose context shifts cut the prompt: it drops halves of the context until the rest fits.
    package func wasCut(to evaluated: Int64, of context: Int64) -> Bool {
        (context / 2...context).contains(evaluated) && Int64(promptBytes / 6) > evaluated
    }
}

extension Assembly {
    /// Reads a line of a stream or a whole answer: they have the same form.
    mutating func readOllama(_ cursor: inout JSONCursor) {
        var read = usage
        let before = mark
        var isLast = false
        cursor.members { cursor, key in
            switch key {
            case "message":
                cursor.members { cursor, key in
                    switch key {
                    case "content": _ = cursor.string(into: &text)
                    case "thinking": _ = cursor.string(into: &reasoning)
                    case "tool_calls": readToolCall(&cursor)
                    default: break
                    }
                }
                isReadByDelta = true
            // The older protocol's place; beside a message it says the same again.
            case "response": if !isReadByDelta { _ = cursor.string(into: &text) }
            case "model": if serverModel == nil { serverModel = cursor.string() }
            case "done":
                isLast = cursor.bool() == true
                if isLast { isDone = true }
            case "done_reason": takeFinish(cursor.string())
            case "error": readError(&cursor)
            case "prompt_eval_count": read.input = Self.positive(cursor.count())
            case "eval_count": read.output = Self.positive(cursor.count())
            case "total_duration": serverFigures["total_duration"] = cursor.count()
            case "load_duration": serverFigures["load_duration"] = cursor.count()
            case "prompt_eval_duration": serverFigures["prompt_eval_duration"] = cursor.count()
            case "eval_duration": serverFigures["eval_duration"] = cursor.count()
            case "logprobs": appendLogprobs(&cursor)
            default: break
            }
        }
        if read.input != nil || read.output != nil { read.source = .usage }
        usage = read
        joinOllama(since: before, isLast: isLast)
    }

    /// Lines are pieces. Where the last one, or each of some, begins with all that came before, it says that once more.
    private mutating func joinOllama(since before: Mark, isLast: Bool) {
        let added = text.count - before.text
        let isLonger = isLast ? added >= before.text : added > before.text
        if isLonger || textPieces.areWhole { textPieces.join(&text, from: before.text, isLast: isLast) }
        // One token that begins with another is no repetition.
        if isLast, added == 0 { textPieces.separate(&text, shorterThan: 4) }
        if isLast { reasoningPieces.join(&reasoning, from: before.reasoning, isLast: true) }
    }

    /// Ollama leaves a count of 0 out, and a cached prompt's was wrongly 0: both are unknown.
    static func positive(_ count: Int64?) -> Int64? { count.flatMap { $0 > 0 ? $0 : nil } }
}
