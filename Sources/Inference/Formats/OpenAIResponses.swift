import Studies

extension ChatRequest {
    /// The body of OpenAI's Responses; it knows no seed and no stop texts.
    var openAIResponsesBody: JSONValue {
        var body = Members()
        body["model"] = .string(model)
        body["input"] = .array(
            messages.map { .object([("role", .string($0.role.rawValue)), ("content", .string($0.content))]) }
        )
        body["temperature"] = sampling.temperature.map(JSONValue.number)
        body["top_p"] = sampling.topP.map(JSONValue.number)
        body["max_output_tokens"] = sampling.maxTokens.map(JSONValue.integer)
        if let schema {
            body["text"] = .object([
                (
                    "format",
                    .object([
                        ("type", .string("json_schema")), ("name", .string("answer")), ("schema", schema),
                        ("strict", .bool(true)),
                    ])
                )
            ])
        }
        if let topLogprobs {
            body["include"] = .array([.string("message.output_text.logprobs")])
            body["top_logprobs"] = topLogprobs > 0 ? .integer(topLogprobs) : nil
        }
        body["store"] = .bool(false)
        body["stream"] = .bool(isStreamed)
        body.merge(extra)
        return body.value
    }
}

extension Assembly {
    /// Reads one event of a stream; the last one carries the whole response, of which the texts are known already.
    mutating func readResponsesEvent(_ cursor: inout JSONCursor) {
        // `type` may come after the members it gives a meaning to, so those are found first and read then.
        var type = ""
        var delta: Range<Int>?
        var response: Range<Int>?
        var item: Range<Int>?
        var logprobs: Range<Int>?
        var plain = ServerError()
        cursor.members { cursor, key in
            switch key {
            case "type": type = cursor.string() ?? ""
            case "delta": delta = cursor.raw()
            case "response": response = cursor.raw()
            case "item": item = cursor.raw()
            case "logprobs": logprobs = cursor.raw()
            case "error": plain.read(&cursor)
            case "message": plain.message = cursor.string()
            case "code": plain.code = cursor.word()
            default: break
            }
        }
        guard !cursor.isBroken else { return }
        func part(_ range: Range<Int>) -> JSONCursor {
            JSONCursor(UnsafeBufferPointer(rebasing: cursor.bytes[range]))
        }
        switch type {
        case "response.output_text.delta":
            if let delta { read(part(delta), into: \.text) }
            if var inner = logprobs.map(part) { appendLogprobs(&inner) }
        case "response.reasoning_text.delta", "response.reasoning_summary_text.delta":
            if let delta { read(part(delta), into: \.reasoning) }
        case "response.refusal.delta":
            if let delta { read(part(delta), into: \.refusal) }
        case "response.created", "response.completed", "response.incomplete", "response.failed":
            let isLast = type == "response.completed" || type == "response.incomplete"
            // The whole text comes once more at the end, for those who have had none of it.
            if var inner = response.map(part) { readResponse(&inner, takesText: isLast && contentBytes == 0) }
            if type == "response.completed", finishWord == nil { takeFinish("completed") }
            isDone = isDone || isLast
        case "response.output_item.added":
            item.map(part)?.typed { type in
                if type.hasSuffix("_call") { hasToolCall = true }
                if type == "reasoning" { hasHiddenReasoning = true }
            }
        case "error": error = plain
        default: if plain.message != nil, type.isEmpty { error = plain }
        }
    }

    private mutating func read(_ cursor: JSONCursor, into path: WritableKeyPath<Assembly, [UInt8]>) {
        var cursor = cursor
        _ = cursor.string(into: &self[keyPath: path])
    }

    /// Reads a response object.
    mutating func readResponse(_ cursor: inout JSONCursor, takesText: Bool) {
        let before = mark
        var hasOutput = false
        cursor.members { cursor, key in
            switch key {
            case "status": readStatus(cursor.string())
            case "incomplete_details":
                cursor.members { cursor, key in
                    if case "reason" = key { takeFinish(cursor.string()) }
                }
            case "error": readError(&cursor)
            case "model": serverModel = cursor.string() ?? serverModel
            case "id": responseID = cursor.string() ?? responseID
            case "usage": readOpenAIUsage(&cursor)
            case "output":
                guard takesText else { return }
                if hasOutput {
                    // Of a name that stands twice the last counts; what the status said stands, whichever comes first.
                    let word = finishWord
                    goBack(to: before)
                    finishWord = word
                }
                hasOutput = true
                cursor.elements { readOutput(&$0) }
            default: break
            }
        }
    }

    private mutating func readStatus(_ status: String?) {
        switch status {
        case "completed":
            finishWord = finishWord ?? "completed"
            isDone = true
        case "incomplete":
            finishWord = finishWord ?? "incomplete"
            isDone = true
        case "failed": error = error ?? ServerError(message: "the response failed")
        default: break
        }
    }

    private mutating func readOutput(_ cursor: inout JSONCursor) {
        var type = ""
        var parts = [Range<Int>]()
        cursor.members { cursor, key in
            switch key {
            case "type": type = cursor.string() ?? ""
            case "content", "summary": parts.append(cursor.raw())
            default: break
            }
        }
        guard !cursor.isBroken else { return }
        if type.hasSuffix("_call") { hasToolCall = true }
        if type == "reasoning" { hasHiddenReasoning = true }
        for range in parts {
            var inner = JSONCursor(UnsafeBufferPointer(rebasing: cursor.bytes[range]))
            inner.elements { cursor in
                cursor.members { cursor, key in
                    switch key {
                    case "text":
                        if type == "reasoning" {
                            _ = cursor.string(into: &reasoning)
                        } else {
                            _ = cursor.string(into: &text)
                        }
                    case "refusal": _ = cursor.string(into: &refusal)
                    case "logprobs": appendLogprobs(&cursor)
                    default: break
                    }
                }
            }
        }
    }
}

extension JSONCursor {
    /// Calls `visit` with the `type` of an object.
    fileprivate func typed(_ visit: (String) -> Void) {
        var cursor = self
        cursor.members { cursor, key in
            if case "type" = key { visit(cursor.string() ?? "") }
        }
    }
}
