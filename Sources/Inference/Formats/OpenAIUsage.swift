import Studies

extension Assembly {
    /// The usage object of chat completions and of Responses, in the forms that servers give it.
    mutating func readOpenAIUsage(_ cursor: inout JSONCursor) {
        var read = Usage()
        var total: Int64?
        cursor.members { cursor, key in
            switch key {
            case "prompt_tokens", "input_tokens": read.input = cursor.count()
            case "completion_tokens", "output_tokens": read.output = cursor.count()
            case "total_tokens": total = cursor.count()
            case "prompt_tokens_details", "input_tokens_details":
                cursor.members { cursor, key in
                    switch key {
                    case "cached_tokens": read.cached = cursor.count()
                    case "cache_write_tokens": read.cacheWrite = cursor.count()
                    default: break
                    }
                }
            // Moonshot's place and DeepSeek's older name; its misses are the rest of the input.
            case "cached_tokens", "prompt_cache_hit_tokens": read.cached = read.cached ?? cursor.count()
            case "completion_tokens_details", "output_tokens_details":
                cursor.members { cursor, key in
                    if case "reasoning_tokens" = key { read.reasoning = cursor.count() }
                }
            case "reasoning_tokens": read.reasoning = read.reasoning ?? cursor.count()
            case "cost": readCost(&cursor)
            default: break
            }
        }
        guard read.input != nil || read.output != nil else { return }
        read.source = .usage
        read.reconcile(with: total)
        usage = read
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

extension Usage {
    /// Makes the output what the total says it is: some servers count reasoning outside the completion.
    ///
    /// Where a total, the completion and its reasoning cannot be brought together, the output is unknown.
    fileprivate mutating func reconcile(with total: Int64?) {
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
