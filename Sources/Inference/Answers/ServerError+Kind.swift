extension ServerError {
    /// The kind that the error's own words tell of, whatever the status.
    var kind: Failure.Kind? { kind(under: nil) }

    /// The kind that the error's own words tell of; under a status that passes by itself, 429 or 500 and above, a word that
    /// may stand there for another reason tells nothing.
    func kind(under status: Int?) -> Failure.Kind? {
        let passes = Self.passes(status)
        let words = [type, code].compactMap { $0?.lowercased() }
        let text = (message ?? "").lowercased()
        func says(_ parts: [String]) -> Bool {
            parts.contains { part in text.begins(part) || words.contains { $0.contains(part) } }
        }
        if isQuota(words, text, under: status) { return .quota }
        // A parameter or a service may be called so, too.
        let isMeant = !passes && !text.contains("parameter")
        if words.contains(where: Self.filterCodes.contains) || says(Self.filterPhrases)
            || isMeant && says(Self.filterWords)
        {
            return .contentFilter
        }
        if says(Self.overflowPhrases) || Self.isTooLong(text) || status ?? 0 < 500 && says(["context window"]) {
            return .contextOverflow
        }
        if words.contains(where: Self.limitWords.contains) { return .rateLimited }
        if words.contains(where: {
            $0.contains("overloaded") || $0 == "unavailable_error" || $0 == "503" || $0 == "529"
        }) {
            return .overloaded
        }
        if says(Self.keyPhrases)
            || words.contains(where: {
                $0.contains("authentication") || $0.contains("permission") || $0 == "401" || $0 == "403"
            })
        {
            return .auth
        }
        if words.contains(where: { $0 == "model_not_found" || $0 == "not_found_error" || $0 == "404" })
            || text.hasPrefix("model ") && text.hasSuffix(" not found")
        {
            return .notFound
        }
        if words.contains(where: { $0.contains("server_error") || $0 == "api_error" || $0 == "500" || $0 == "502" }) {
            return .serverError
        }
        if words.contains(where: { $0.contains("invalid_request") || $0 == "invalid_prompt" || $0 == "400" }) {
            return .badRequest
        }
        return text.contains("rate limit") || text.contains("too many requests") ? .rateLimited : nil
    }

    /// Whether a status passes by itself.
    private static func passes(_ status: Int?) -> Bool { status.map { $0 == 429 || $0 >= 500 } ?? false }

    /// Whether the account has nothing left, and no waiting of minutes helps.
    private func isQuota(_ words: [String], _ text: String, under status: Int?) -> Bool {
        let letters = words.map { $0.filter(\.isLetter) }
        if words.contains(where: Self.quotaCodes.contains)
            || letters.contains(where: { word in Self.quotaWords.contains { word.contains($0) } })
        {
            return true
        }
        // A server that fails may do so in its own accounts.
        if status ?? 0 < 500, letters.contains(where: { $0.contains("billing") }) { return true }
        if Self.spentPhrases.contains(where: text.begins) { return true }
        // A limit a minute that is called a quota says when it recovers.
        guard retryDelay == nil, !words.contains(where: { $0 == "resource_exhausted" }) else { return false }
        let plain = String(text.map { $0 == "_" || $0 == "-" ? " " : $0 })
        // What a limit a minute, or a server that fails, says beside that is no reason.
        let passes = Self.passes(status)
        return Self.quotaPhrases.contains(where: plain.begins)
            || !passes && Self.accountPhrases.contains(where: plain.begins)
    }

    /// Payment by HTTP; an account in arrears at Zhipu, and a balance that is used up at MiniMax.
    private static let quotaCodes: Set = ["402", "1113", "1008"]
    /// Parts of types and codes, by their letters alone: `insufficient_balance`, `InsufficientBalance` …
    private static let quotaWords = [
        "insufficientquota", "insufficientbalance", "insufficientcredit", "insufficientfunds", "insufficientuserquota",
        "creditbalance", "creditlimit", "arrearage", "accountoverdue", "paymentrequired", "outofcredit",
        "balanceexhausted", "notenoughbalance", "notenoughcredit", "exceededcurrentquota",
    ]
    /// What no limit a minute says, by whatever name.
    private static let spentPhrases = [
        "credits are depleted", "credits depleted", "credit is depleted", "prepaid balance", "prepayment credits",
        "spending cap", "spend cap", "monthly spend",
    ]
    private static let quotaPhrases = [
        "credit balance", "insufficient balance", "insufficient credit", "insufficient fund", "insufficient quota",
        "insufficient user quota", "not enough credit", "not enough balance", "out of credit", "no credits",
        "requires more credits", "exceeded your current quota", "account balance", "balance is too low",
        "balance not enough", "balance is not enough", "in arrears", "overdue payment", "overdue balance",
        "billing hard limit", "payment required", "credit limit exceeded", "monthly included credits",
        "credits expired",
        "credits have expired", "calls / month", "monthly limit", "monthly quota", "余额不足", "欠费", "额度不足", "充值",
    ]
    /// What stands in other errors too.
    private static let accountPhrases = [
        "spending limit", "spend limit", "usage limits", "purchase credits", "add credits", "top up",
        "recharge your account",
    ]
    private static let keyPhrases = [
        "invalid_api_key", "api_key_invalid", "api key not valid", "invalid api key", "incorrect api key",
    ]
    private static let limitWords: Set = [
        "rate_limit_exceeded", "rate_limit_error", "resource_exhausted", "too_many_requests", "429", "1302", "1002",
    ]
    private static let filterCodes: Set = ["1301", "1026", "1027"]
    private static let filterPhrases = [
        "content_filter", "content filter", "content_policy", "content policy", "contentpolicy",
        "content management policy", "responsibleaipolicy", "data_inspection", "datainspection",
        "inappropriate content", "safety_check", "for safety reasons", "usage guidelines", "sensitive words",
        "content exists risk", "safety system", "safety filter", "safety settings", "blocked by safety",
        "prohibited_content", "prohibited content", "sensitive content",
        "unsafe content", "harmful content", "filtering policy", "usage policy violation",
    ]
    /// What a service or a setting may be called, too.
    private static let filterWords = ["guardrail", "moderation", "flagged"]
    private static let overflowPhrases = [
        "context_length", "exceed_context_size", "maximum context length", "context length exceeded",
        "exceeds the available context size", "exceed context", "context size has been exceeded", "prompt is too long",
        "prompt too long", "input is too long", "input length exceeds", "too many input tokens",
        "exceeds the model's maximum", "maximum prompt length", "string_above_max_length", "model's context length",
        "max context length", "`max_new_tokens` must be <=",
    ]

    /// llama-server's "input (5000 tokens) is too large to process", with or without the count.
    private static func isTooLong(_ text: String) -> Bool {
        text.contains("input") && text.contains("too large to process")
    }
}

extension String {
    /// Whether a phrase stands in it where a word begins.
    fileprivate func begins(_ phrase: String) -> Bool {
        var rest = self[...]
        while let found = rest.firstRange(of: phrase) {
            let isInside = found.lowerBound > startIndex && self[index(before: found.lowerBound)].isLetter
            if !isInside || phrase.first?.isASCII != true { return true }
            rest = rest[index(after: found.lowerBound)...]
        }
        return false
    }
}
