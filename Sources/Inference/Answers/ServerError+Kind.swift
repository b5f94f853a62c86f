extension ServerError {
    /// The kind that the error's own words tell of, whatever the status.
    var kind: Failure.Kind? {
        let words = [type, code].compactMap { $0?.lowercased() }
        let text = (message ?? "").lowercased()
        func says(_ parts: [String]) -> Bool {
            parts.contains { part in text.contains(part) || words.contains { $0.contains(part) } }
        }
        if isQuota(words, text) { return .quota }
        if words.contains(where: Self.filterCodes.contains) || says(Self.filterPhrases) { return .contentFilter }
        if says(Self.overflowPhrases) || Self.isTooLong(text) { return .contextOverflow }
        if words.contains(where: Self.limitWords.contains) { return .rateLimited }
        if words.contains(where: {
            $0.contains("overloaded") || $0 == "unavailable_error" || $0 == "503" || $0 == "529"
        }) {
            return .overloaded
        }
        if words.contains(where: {
            $0.contains("authentication") || $0 == "invalid_api_key" || $0.contains("permission")
        }) {
            return .auth
        }
        if words.contains(where: { $0 == "model_not_found" || $0 == "not_found_error" }) { return .notFound }
        if words.contains(where: { $0.contains("server_error") || $0 == "api_error" || $0 == "500" || $0 == "502" }) {
            return .serverError
        }
        if words.contains(where: { $0.contains("invalid_request") || $0 == "invalid_prompt" || $0 == "400" }) {
            return .badRequest
        }
        return text.contains("rate limit") || text.contains("too many requests") ? .rateLimited : nil
    }

    /// Whether the account has nothing left, and no waiting of minutes helps.
    private func isQuota(_ words: [String], _ text: String) -> Bool {
        if words.contains(where: { word in Self.quotaWords.contains { word.contains($0) } || word == "402" }) {
            return true
        }
        // A limit a minute that is called a quota says when it recovers.
        guard retryDelay == nil, !words.contains(where: { $0 == "resource_exhausted" }) else { return false }
        return Self.quotaPhrases.contains(where: text.contains)
    }

    private static let quotaWords = [
        "insufficient_quota", "insufficient_balance", "insufficient_credit", "insufficient_funds",
        "insufficient_user_quota",
        "billing", "credit_balance", "arrearage", "payment_required", "out_of_credits", "balance_exhausted",
    ]
    private static let quotaPhrases = [
        "credit balance", "insufficient balance", "insufficient_balance", "insufficient credit", "insufficient fund",
        "insufficient quota", "insufficient_quota", "insufficient_user_quota", "not enough credit",
        "not enough balance", "out of credit",
        "no credits", "requires more credits", "exceeded your current quota", "account balance", "balance is too low",
        "balance not enough", "in arrears", "overdue payment", "billing hard limit", "payment required",
        "spending limit", "spend limit", "monthly included credits", "usage limits", "purchase credits",
        "add credits", "top up", "recharge your account",
    ]
    private static let limitWords: Set = [
        "rate_limit_exceeded", "rate_limit_error", "resource_exhausted", "too_many_requests", "429", "1302", "1002",
    ]
    private static let filterCodes: Set = ["1301", "1026", "1027"]
    private static let filterPhrases = [
        "content_filter", "content filter", "content_policy", "content policy", "contentpolicy",
        "content management policy", "responsibleaipolicy", "guardrail", "data_inspection", "inappropriate content",
        "content exists risk", "safety system", "safety filter", "safety settings", "blocked by safety",
        "prohibited_content", "prohibited content", "moderation", "flagged", "sensitive content",
        "unsafe content", "harmful content", "filtering policy", "usage policy violation",
    ]
    private static let overflowPhrases = [
        "context_length", "exceed_context_size", "maximum context length", "context length exceeded", "context window",
        "exceeds the available context size", "exceed context", "context size has been exceeded", "prompt is too long",
        "prompt too long", "input is too long", "input length exceeds", "too many input tokens",
        "exceeds the model's maximum", "maximum prompt length", "string_above_max_length",
    ]

    /// llama-server's "input (5000 tokens) is too large to process", with or without the count.
    private static func isTooLong(_ text: String) -> Bool {
        text.contains("input") && text.contains("too large to process")
    }
}
