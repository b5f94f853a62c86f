/// A server that answers.
package struct Endpoint: Sendable, Equatable {
    /// The protocol that a server speaks.
    package enum Kind: String, Sendable, CaseIterable {
        case openai
        case openaiResponses = "openai-responses"
        case anthropic
        case ollama
    }

    package var name: String
    package var kind: Kind
    /// The base URL, without a trailing slash.
    package var url: String
    /// The name of the environment variable that holds the key; never the key.
    package var keyVariable: String?
    /// A server's habits: `vllm`, `llamacpp`, …
    package var profile: String?
    package var limits: Limits
    package var timeouts: Timeouts
    /// What it runs on, where the study says so.
    package var machine: Machine?

    /// What the server's own words for the end of an answer mean, by the word in small letters; `none` for no word.
    package var endings: [String: Ending] = [:]

    /// Where its models' reasoning stands when it stands in their text.
    package var reasoning = ReasoningRule.auto

    /// What a word for the end of an answer means.
    package enum Ending: String, Sendable, CaseIterable {
        case stop, length
        case contentFilter = "content_filter"
        case toolCalls = "tool_calls"
        case abort
    }

    package init(
        name: String,
        kind: Kind,
        url: String,
        keyVariable: String? = nil,
        profile: String? = nil,
        limits: Limits = Limits(),
        timeouts: Timeouts = Timeouts()
    ) {
        self.name = name
        self.kind = kind
        self.url = url
        self.keyVariable = keyVariable
        self.profile = profile
        self.limits = limits
        self.timeouts = timeouts
    }

    /// How much an endpoint may be asked at once and in a minute, and how often a request is tried.
    package struct Limits: Sendable, Equatable {
        package var concurrency: Int
        package var requestsPerMinute: Int?
        package var tokensPerMinute: Int?
        /// Tries of one request, the first included.
        package var attempts: Int
        /// What a server asks to wait is kept up to this long; then one request tries again.
        package var longestPause = Duration.seconds(300)

        package init(
            concurrency: Int = 4,
            requestsPerMinute: Int? = nil,
            tokensPerMinute: Int? = nil,
            attempts: Int = 5
        ) {
            self.concurrency = concurrency
            self.requestsPerMinute = requestsPerMinute
            self.tokensPerMinute = tokensPerMinute
            self.attempts = attempts
        }
    }

    /// How long each part of a request may take.
    package struct Timeouts: Sendable, Equatable {
        package var connect: Duration
        /// From the request's first byte to the first byte of the answer.
        package var firstByte: Duration
        /// Between two bytes of a stream.
        package var idle: Duration
        package var total: Duration

        package init(
            connect: Duration = .seconds(10),
            firstByte: Duration = .seconds(120),
            idle: Duration = .seconds(60),
            total: Duration = .seconds(600)
        ) {
            self.connect = connect
            self.firstByte = firstByte
            self.idle = idle
            self.total = total
        }
    }
}
