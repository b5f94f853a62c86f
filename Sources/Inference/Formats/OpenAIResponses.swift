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
        var text: Range<Int>?
        var piece: Range<Int>?
        var logprobs: Range<Int>?
        var place: Int64?
        var plain = ServerError()
        cursor.members { cursor, key in
            switch key {
            case "type": type = cursor.string() ?? ""
            case "delta": delta = cursor.raw()
            case "response": response = cursor.raw()
            case "item": item = cursor.raw()
            case "text": text = cursor.raw()
            case "part": piece = cursor.raw()
            case "logprobs": logprobs = cursor.raw()
            case "output_index": place = cursor.integer()
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
        let isComment = place.map { commentPlaces.contains($0) } ?? false
        switch type {
        case "response.output_text.delta" where isComment:
            if let delta { read(part(delta), into: \.reasoning) }
        case "response.output_text.done" where isComment, "response.content_part.done" where isComment: break
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
            if isLast, var inner = response.map(part) {
                var whole = Assembly()
                whole.readResponse(&inner, takesText: true)
                settle(with: whole, isCompleted: type == "response.completed")
            }
            if type == "response.completed", finishWord == nil { takeFinish("completed") }
            isDone = isDone || isLast
        case "response.output_text.done":
            if let text { saidAgain.texts += string(part(text)) }
        case "response.content_part.done":
            if var inner = piece.map(part) { saidAgain.parts += Self.text(ofPart: &inner) }
        case "response.output_item.done":
            if var inner = item.map(part) {
                var own = Assembly()
                own.readOutput(&inner)
                saidAgain.items += own.text
                saidAgain.take(own.saidAgain.itemStatus)
            }
        case "response.output_item.added":
            item.map(part)?.typed { type, isComment in
                noteCall(type)
                if type == "reasoning" { hasHiddenReasoning = true }
                if isComment, let place { commentPlaces.insert(place) }
            }
        case "error": error = plain
        default: if plain.message != nil, type.isEmpty { error = plain }
        }
    }

    /// The text of the end is the whole one, of which the network, or a gateway, may have lost a piece; and no end is one
    /// that the response or its message calls otherwise.
    private mutating func settle(with whole: Assembly, isCompleted: Bool) {
        saidAgain.take(whole.saidAgain.itemStatus)
        let status = [whole.saidAgain.status, saidAgain.itemStatus].lazy.compactMap { $0 }.first {
            $0 != "completed"
        }
        if isCompleted, let status, finishWord == nil || finishWord == "completed" {
            finishWord = status
        }
        // Where only the end tells the comments from the answer, its text is the answer.
        if whole.hasComment, !whole.text.isEmpty, text != whole.text {
            (text, logprobs) = (whole.text, whole.logprobs)
            return
        }
        let all = [whole.text, saidAgain.items, saidAgain.parts, saidAgain.texts]
        guard let said = all.first(where: { !$0.isEmpty }), said != text else { return }
        guard text.isSubsequence(of: said) else {
            // More than the end says again may have come; anything else is two answers.
            if !said.isSubsequence(of: text) { isMalformed = true }
            return
        }
        text = said
        logprobs = whole.logprobs
    }

    private func string(_ cursor: JSONCursor) -> [UInt8] {
        var (cursor, bytes) = (cursor, [UInt8]())
        _ = cursor.string(into: &bytes)
        return bytes
    }

    private static func text(ofPart cursor: inout JSONCursor) -> [UInt8] {
        var (type, bytes) = ("", [UInt8]())
        cursor.members { cursor, key in
            switch key {
            case "type": type = cursor.string() ?? ""
            case "text": _ = cursor.string(into: &bytes)
            default: break
            }
        }
        return type == "output_text" ? bytes : []
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
        // A response is no more completed than its message.
        if takesText, finishWord == "completed", let status = saidAgain.itemStatus {
            finishWord = status
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
        saidAgain.status = status
    }

    /// Notes a call of a tool: the server's own it runs by itself, and the model goes on; any other waits for its user.
    private mutating func noteCall(_ type: String) {
        guard type.hasSuffix("_call") else { return }
        let own = ["web_search_call", "file_search_call", "code_interpreter_call", "image_generation_call", "mcp_call"]
        if own.contains(type) { hasServerCall = true } else { hasToolCall = true }
    }

    private mutating func readOutput(_ cursor: inout JSONCursor) {
        var type = ""
        var status: String?
        var isComment = false
        var parts = [Range<Int>]()
        cursor.members { cursor, key in
            switch key {
            case "type": type = cursor.string() ?? ""
            case "status": status = cursor.string()
            case "phase": isComment = cursor.string() == Self.comment
            case "content", "summary": parts.append(cursor.raw())
            default: break
            }
        }
        guard !cursor.isBroken else { return }
        noteCall(type)
        if type == "reasoning" { hasHiddenReasoning = true }
        if type == "message" { saidAgain.take(status) }
        if isComment { hasComment = true }
        for range in parts {
            var inner = JSONCursor(UnsafeBufferPointer(rebasing: cursor.bytes[range]))
            inner.elements { cursor in
                cursor.members { cursor, key in
                    switch key {
                    case "text":
                        if type == "reasoning" || isComment {
                            _ = cursor.string(into: &reasoning)
                        } else {
                            _ = cursor.string(into: &text)
                        }
                    case "refusal": _ = cursor.string(into: &refusal)
                    case "logprobs" where !isComment: appendLogprobs(&cursor)
                    default: break
                    }
                }
            }
        }
    }

    /// The phase of a message in which a model says what it is about to do; what it answers is of another.
    fileprivate static let comment = "commentary"
}

/// What Responses say once more: their texts by each kind of event, and how they ended.
struct SaidAgain {
    var texts = [UInt8]()
    var parts = [UInt8]()
    var items = [UInt8]()
    /// The newest status of the response.
    var status: String?
    /// `incomplete`, `in_progress` …; nil where every message was completed.
    private(set) var itemStatus: String?

    mutating func take(_ status: String?) {
        guard let status, !["completed", ""].contains(status) else { return }
        itemStatus = status
    }
}

extension [UInt8] {
    /// Whether its bytes stand in `other` in the same order, perhaps with others between them.
    fileprivate func isSubsequence(of other: [UInt8]) -> Bool {
        guard count <= other.count else { return false }
        var place = startIndex
        for byte in other where place < endIndex && byte == self[place] { place += 1 }
        return place == endIndex
    }
}

extension JSONCursor {
    /// Calls `visit` with the `type` of an object, and whether it is a model's comment.
    fileprivate func typed(_ visit: (String, Bool) -> Void) {
        var (cursor, type, isComment) = (self, "", false)
        cursor.members { cursor, key in
            switch key {
            case "type": type = cursor.string() ?? ""
            case "phase": isComment = cursor.string() == Assembly.comment
            default: break
            }
        }
        visit(type, isComment)
    }
}
