import Studies

extension Assembly {
    /// The usage object of chat completions and of Responses, in the forms that servers give it.
    mutating func readOpenAIUsage(_ cursor: inout JSONCursor) {
        var told = ToldUsage()
        cursor.members { cursor, key in
            switch key {
            case "prompt_tokens", "input_tokens": told.take(\.usage.input, &cursor)
            case "completion_tokens", "output_tokens": told.take(\.usage.output, &cursor)
            case "total_tokens": told.take(\.total, &cursor)
            case "prompt_tokens_details", "input_tokens_details":
                cursor.members { cursor, key in
                    switch key {
                    case "cached_tokens": told.take(\.usage.cached, &cursor)
                    case "cache_write_tokens": told.take(\.usage.cacheWrite, &cursor)
                    default: break
                    }
                }
            // Moonshot's place and DeepSeek's older name; its misses are the rest of the input.
            case "cached_tokens", "prompt_cache_hit_tokens":
                if told.usage.cached == nil { told.take(\.usage.cached, &cursor) }
            case "prompt_cache_miss_tokens": told.take(\.misses, &cursor)
            case "completion_tokens_details", "output_tokens_details":
                cursor.members { cursor, key in
                    if case "reasoning_tokens" = key { told.take(\.usage.reasoning, &cursor) }
                }
            case "reasoning_tokens": if told.usage.reasoning == nil { told.take(\.usage.reasoning, &cursor) }
            case "cost": readCost(&cursor)
            default: break
            }
        }
        if var read = told.reconciled() {
            read.keep(usage)
            if told.isPiece(of: usage) {
                read.output = nil
                read.doubt = "its usage comes in pieces, and what they are together is not told"
            }
            usage = read
            usageCount += 1
        } else if usage.source == nil, told.isUnreadable {
            usage.doubt = ToldUsage.unreadable
        }
    }

    /// OpenRouter's dollars, or Perplexity's object of them.
    private mutating func readCost(_ cursor: inout JSONCursor) {
        var dollars: Double?
        if cursor.isObject() {
            cursor.members { cursor, key in
                if case "total_cost" = key { dollars = cursor.number() }
            }
        } else {
            dollars = cursor.number()
        }
        guard let dollars, dollars >= 0, dollars < 1e6 else { return }
        reportedNanoDollars = Int64((dollars * 1e9).rounded())
    }
}

/// What a server said of a call's tokens, before it is known whether that adds up.
private struct ToldUsage {
    var usage = Usage()
    var total: Int64?
    /// What of the prompt was in no cache.
    var misses: Int64?
    static let unreadable = "its usage holds what is no count of tokens"

    /// Whether something stands where a count should.
    var isUnreadable = false

    mutating func take(_ path: WritableKeyPath<ToldUsage, Int64?>, _ cursor: inout JSONCursor) {
        guard !cursor.isNull() else { return }
        let count = cursor.count()
        self[keyPath: path] = count
        if count == nil { isUnreadable = true }
    }

    /// Whether it counts only what came since an earlier account: no prompt is empty, so 0 of it is none that was told again.
    func isPiece(of earlier: Usage) -> Bool {
        usage.input == 0 && total != nil && total == usage.output && (usage.output ?? 0) > 0
            && earlier.input != nil && (earlier.output ?? 0) > 0
    }

    /// The usage as far as it adds up; nil where nothing was counted, which never replaces what was.
    ///
    /// Some servers count reasoning outside the completion, some the cached part outside the prompt: a total tells. What
    /// cannot be brought together is unknown.
    func reconciled() -> Usage? {
        var read = usage
        if read.input == nil, let cached = read.cached, let misses { read.input = cached + misses }
        // No prompt is empty.
        if read.input == 0 { read.input = nil }
        if let total, total > 0, read.input == nil || read.output == nil {
            read.input = read.input ?? read.output.flatMap { total > $0 ? total - $0 : nil }
            read.output = read.output ?? read.input.flatMap { total > $0 ? total - $0 : nil }
        }
        guard read.input != nil || (read.output ?? 0) > 0 else { return nil }
        read.source = .usage
        read.addUncounted(total)
        read.settleOutput(total)
        if isUnreadable, read.doubt == nil { read.doubt = Self.unreadable }
        return read
    }
}

extension Usage {
    /// Keeps what an earlier account of the same call counted and this one does not.
    fileprivate mutating func keep(_ earlier: Usage) {
        guard doubt == nil, earlier.doubt == nil, input == nil || earlier.input == nil || input == earlier.input else {
            return
        }
        input = input ?? earlier.input
        cached = cached ?? earlier.cached
        cacheWrite = cacheWrite ?? earlier.cacheWrite
        if (output ?? 0) == 0, let counted = earlier.output {
            output = counted
            reasoning = reasoning ?? earlier.reasoning
        }
    }

    /// Makes the input hold what was read from or written to a cache, where the server counts that apart.
    fileprivate mutating func addUncounted(_ total: Int64?) {
        guard let input else { return }
        let parts = [(cached ?? 0) + (cacheWrite ?? 0), cached ?? 0, cacheWrite ?? 0].filter { $0 > 0 }
        guard let apart = parts.first else { return }
        let outputs = output.map { [$0, $0 + (reasoning ?? 0)] } ?? []
        // A total that holds input and output holds the cached part within the input.
        let isWithin = total.map { total in apart <= input && outputs.contains(total - input) } ?? (apart <= input)
        if isWithin { return }
        if let total, let part = parts.first(where: { outputs.contains(total - input - $0) }) {
            self.input = input + part
        } else if apart > input {
            doubt = "its usage does not add up: \(input) in, of which \(apart) cached"
            // A total of input and output says that the input is right, so that the cached part is not.
            if let total, outputs.contains(total - input) {
                (cached, cacheWrite) = (nil, nil)
            } else {
                self.input = nil
            }
        }
    }

    /// Makes the output what the total says it is.
    fileprivate mutating func settleOutput(_ total: Int64?) {
        guard let output else { return }
        let thought = reasoning ?? 0
        guard let total, total > 0, let input else {
            // Reasoning is within the completion unless it is more.
            if thought > output { self.output = output + thought }
            return
        }
        let rest = total - input
        switch rest {
        case output where thought <= output: break
        case output + thought: self.output = rest
        case _ where rest > output && reasoning == nil: self.output = rest
        default:
            self.output = nil
            doubt = "its usage does not add up: \(input) in, \(output) out, \(thought) of reasoning, \(total) in all"
        }
    }
}
