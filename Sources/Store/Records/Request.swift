package import Studies

/// What a request is for.
package enum Purpose: String, Sendable, CaseIterable {
    case response, judgement, embedding, probe
}

/// Where a request stands.
package enum RequestState: String, Sendable, CaseIterable {
    case pending, leased, done, failed
    /// Leased to a batch file; stands in no row.
    case batched
}

/// A request to be made once.
package struct RequestDraft: Sendable {
    /// SHA-256 of what is asked; unique in the database.
    package var key: String
    package var purpose: Purpose
    /// The model's or judge's name in the study.
    package var asked: String
    package var prompt: String
    /// From 1.
    package var sample: Int
    /// What the asker needs to know again.
    package var detail: JSONValue

    package init(
        key: String,
        purpose: Purpose,
        asked: String,
        prompt: String,
        sample: Int,
        detail: JSONValue = .object([])
    ) {
        self.key = key
        self.purpose = purpose
        self.asked = asked
        self.prompt = prompt
        self.sample = sample
        self.detail = detail
    }
}

/// A request that this process holds.
package struct ClaimedRequest: Sendable {
    package var id: Int64
    package var key: String
    /// The model's or judge's name in the study.
    package var asked: String
    /// The prompt's id in the study, and its row; empty and nil for an embedding.
    package var prompt: String
    var promptRow: Int64?
    /// From 1.
    package var sample: Int
    /// Attempts made so far in this generation.
    package var attemptCount: Int
    /// From 1; asking again on purpose makes a new one.
    package var generation: Int
    /// What is held back for it: the most that it can cost, in nano-dollars.
    package var reserved: Int64 = 0
}

/// One try at a request, with what the server said and how long it took.
package struct AttemptDraft: Sendable, Equatable {
    /// Milliseconds UTC.
    package var startedAt: Int64
    /// `ok`, or the class of the failure.
    package var failureClass: String
    package var httpStatus: Int?
    package var message: String?
    package var partial: String?
    package var isStreamed: Bool
    /// Nanoseconds since just before the first byte was sent.
    package var firstByte: Int64?
    package var firstToken: Int64?
    package var lastToken: Int64?
    package var total: Int64?
    package var inputTokens: Int?
    package var outputTokens: Int?
    package var cachedTokens: Int?
    package var reasoningTokens: Int?
    package var nanoDollars: Int64?
    package var finishReason: String?
    package var serverModel: String?
    package var fingerprint: String?
    /// When it was claimed, in milliseconds UTC, and how many nanoseconds it waited in this process from then on.
    package var scheduledAt: Int64?
    package var queued: Int64?
    /// Nanoseconds for name, connection and TLS, and whether they were needed.
    package var connecting: Int64?
    package var isNewConnection: Bool?
    /// Nanoseconds to the first token that is not reasoning.
    package var firstAnswerToken: Int64?
    /// Events that brought text, and the nanoseconds between them.
    package var chunks: Int?
    package var gapMedian: Int64?
    package var gapP95: Int64?
    package var gapLargest: Int64?
    /// Whether something on the way held the stream back.
    package var isBuffered: Bool
    package var cacheWriteTokens: Int?
    /// Where the counts of tokens come from.
    package var tokenSource: String?
    /// The server's name for the request.
    package var requestID: String?
    /// Nanoseconds in which the server loaded the model, where it tells.
    package var load: Int64?
    /// The price that the call was reckoned at.
    package var price: Price?
    /// Whether a batch service made it, which tells no times.
    package var isBatch = false
    /// What the server says of the model's file.
    package var build: ModelBuild?
    /// The row of who answered.
    package var server: Int64?
    /// The first 2 KB of what a failed answer said, made harmless.
    package var said: String?
    /// Requests under way at the endpoint when it began, itself included.
    package var underWay: Int?
    /// What the server measured: nanoseconds to read the prompt and to write the answer, and the tokens it read anew.
    package var serverPrompt: Int64?
    package var serverDecode: Int64?
    package var serverPromptTokens: Int?
    /// Who answered behind a router, and what the router says it cost.
    package var provider: String?
    package var reportedNanoDollars: Int64?
    /// JSON: a response's tokens as the server sent them, where they were asked for.
    package var logprobs: String?

    package init(startedAt: Int64, failureClass: String, isStreamed: Bool) {
        self.startedAt = startedAt
        self.failureClass = failureClass
        self.isStreamed = isStreamed
        isBuffered = false
    }
}

/// The file that a server runs as a model, where the server tells: Ollama does.
package struct ModelBuild: Sendable, Equatable {
    package var digest: String?
    package var quantization: String?

    package init(digest: String?, quantization: String?) {
        self.digest = digest
        self.quantization = quantization
    }
}

/// A try that is over, ready to be recorded.
package struct FinishedTry: Sendable {
    package var attempt: AttemptDraft
    package var request: ClaimedRequest
    package var result: AttemptResult
    /// What goes on the account for it, in nano-dollars: what is not known counts at its worst.
    package var charge: Int64

    package init(_ attempt: AttemptDraft, of request: ClaimedRequest, result: AttemptResult, charge: Int64 = 0) {
        self.attempt = attempt
        self.request = request
        self.result = result
        self.charge = charge
    }
}

/// A judge's reply as it is stored.
package struct StoredText: Sendable {
    package var text: String
    package var reasoning: String?
    /// JSON: the tokens as the server sent them.
    package var logprobs: String?
    /// The revision of the parser that read it; 0 where it is to be read later.
    package var parser: Int?

    package init(text: String, reasoning: String? = nil, logprobs: String? = nil, parser: Int? = nil) {
        self.text = text
        self.reasoning = reasoning
        self.logprobs = logprobs
        self.parser = parser
    }
}

/// What a try led to.
package enum AttemptResult: Sendable {
    /// A complete response of a model; `raw` as it came, where reasoning stood in its text.
    case response(text: String, reasoning: String?, raw: String? = nil)
    /// A complete reply of a judge, with its tokens' log probabilities as JSON and the records of its verdicts.
    case reply(StoredText, records: [RatingRecord])
    /// The vector of a text, of length 1.
    case vector([Float])
    /// Nothing but the attempt's own figures: a probe.
    case measured
    /// To be tried again, not before that time.
    case retry(notBefore: Int64)
    /// Not to be tried again.
    case failed
}
