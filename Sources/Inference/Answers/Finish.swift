extension Completion.Finish {
    /// What a server's own word for the reason means.
    init(word: String?) {
        switch word?.lowercased() {
        case "stop", "end_turn", "stop_sequence", "completed", "eos", "eos_token": self = .stop
        case "length", "max_tokens", "max_output_tokens", "model_length", "model_context_window_exceeded":
            self = .length
        case "content_filter", "safety", "recitation", "blocklist", "prohibited_content": self = .filter
        case "refusal": self = .refusal
        case "tool_calls", "tool_use", "function_call": self = .tool
        default: self = .unknown
        }
    }
}
