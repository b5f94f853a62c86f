import Studies

extension ChatRequest {
    /// The body of Anthropic's messages; it knows no seed, and wants a limit of tokens.
    var anthropicBody: JSONValue {
        var body = Members()
        body["model"] = .string(model)
        body["max_tokens"] = .integer(sampling.maxTokens ?? Self.anthropicTokens)
        let system = messages.filter { $0.role == .system }.map(\.content)
        body["system"] = system.isEmpty ? nil : .string(system.joined(separator: "\n\n"))
        body["messages"] = .array(
            messages.filter { $0.role != .system }.map {
                .object([("role", .string($0.role.rawValue)), ("content", .string($0.content))])
            }
        )
        body["temperature"] = sampling.temperature.map(JSONValue.number)
        body["top_p"] = sampling.topP.map(JSONValue.number)
        body["stop_sequences"] = sampling.stop.isEmpty ? nil : .array(sampling.stop.map(JSONValue.string))
        body["stream"] = .bool(isStreamed)
        body.merge(extra)
        return body.value
    }

    /// What is asked for where the study sets no limit, since the protocol wants one.
    static let anthropicTokens = 4096
}

extension Assembly {
    /// Reads one event of a stream; each kind of event has one place for what it brings.
    mutating func readMessagesEvent(_ cursor: inout JSONCursor) {
        var type = ""
        var parts: [(name: String, range: Range<Int>)] = []
        cursor.members { cursor, key in
            switch key {
            case "type": type = cursor.string() ?? ""
            case "delta":
                // The type stands first wherever the stream is long.
                if type == "content_block_delta" || type == "message_delta" {
                    readBlock(&cursor)
                } else {
                    parts.append(("delta", cursor.raw()))
                }
            case "message": parts.append(("message", cursor.raw()))
            case "content_block": parts.append(("content_block", cursor.raw()))
            case "usage": readAnthropicUsage(&cursor)
            case "error": readError(&cursor)
            default: break
            }
        }
        guard !cursor.isBroken else { return }
        for (name, range) in parts {
            switch (type, name) {
            case ("content_block_start", "content_block"):
                openedText = nil
                let start = text.count
                cursor.within(range) { readBlock(&$0) }
                openedText = start < text.count ? start..<text.count : nil
            case ("content_block_delta", "delta"), ("message_delta", "delta"):
                cursor.within(range) { readBlock(&$0) }
            case ("message_start", "message"):
                cursor.within(range) { readMessage(&$0) }
                // What the opening counts is not yet the answer.
                usage.output = nil
                isDone = false
            default: break
            }
        }
        if type == "message_stop" { isDone = true }
    }

    /// Reads a whole message, or the one that opens a stream.
    mutating func readMessage(_ cursor: inout JSONCursor) {
        var isMessage = false
        cursor.members { cursor, key in
            switch key {
            case "type": isMessage = cursor.string() == "message"
            case "id": responseID = cursor.string()
            case "model": serverModel = cursor.string()
            case "content":
                // A text in place of a list of blocks.
                if cursor.isArray() { cursor.elements { readBlock(&$0) } } else { _ = cursor.string(into: &text) }
            case "stop_reason": takeFinish(cursor.string())
            case "usage": readAnthropicUsage(&cursor)
            case "error": readError(&cursor)
            default: break
            }
        }
        if isMessage { isDone = true }
    }

    private mutating func readBlock(_ cursor: inout JSONCursor) {
        cursor.members { cursor, key in
            switch key {
            case "type":
                switch cursor.string() {
                case "tool_use": hasToolCall = true
                case "redacted_thinking": hasHiddenReasoning = true
                default: break
                }
            case "text":
                _ = cursor.string(into: &text)
                dropOpening()
            case "thinking": _ = cursor.string(into: &reasoning)
            case "stop_reason": takeFinish(cursor.string())
            default: break
            }
        }
    }

    /// Where the first delta of a block begins with the text that opened it, that is said twice.
    private mutating func dropOpening() {
        guard let opening = openedText else { return }
        let piece = text[opening.upperBound...]
        guard !piece.isEmpty else { return }
        if piece.starts(with: text[opening]) { text.removeSubrange(opening) }
        openedText = nil
    }

    /// Anthropic's `input_tokens` leaves out what was cached; ours holds it.
    private mutating func readAnthropicUsage(_ cursor: inout JSONCursor) {
        var fresh: Int64?
        cursor.members { cursor, key in
            switch key {
            case "input_tokens": fresh = cursor.count()
            // A proxy may close with zeros where it knows nothing more.
            case "cache_read_input_tokens":
                usage.cached = [cursor.count(), usage.cached].compactMap(\.self).max()
            case "cache_creation_input_tokens":
                usage.cacheWrite = [cursor.count(), usage.cacheWrite].compactMap(\.self).max()
            case "output_tokens":
                // Each account holds those before it.
                usage.output = [cursor.count(), usage.output].compactMap(\.self).max()
                if usage.output != nil { usage.source = .usage }
            case "output_tokens_details":
                cursor.members { cursor, key in
                    if case "thinking_tokens" = key { usage.reasoning = cursor.count() }
                }
            default: break
            }
        }
        if let fresh { serverFigures["input_tokens"] = max(fresh, serverFigures["input_tokens"] ?? 0) }
        if let fresh = serverFigures["input_tokens"] {
            let (part, isOver) = fresh.addingReportingOverflow(usage.cached ?? 0)
            let (whole, isOverToo) = part.addingReportingOverflow(usage.cacheWrite ?? 0)
            // No prompt is empty.
            usage.input = isOver || isOverToo || whole == 0 ? nil : whole
            if usage.input != nil { usage.source = .usage }
        }
    }
}
