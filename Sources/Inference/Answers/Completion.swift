package import Studies

/// A complete answer of a model, and how it came.
package struct Completion: Sendable, Equatable {
    /// Why the model stopped.
    package enum Finish: String, Sendable, CaseIterable {
        case stop, length, filter, refusal, tool
    }

    package var text: String
    /// What the model thought before it answered, where the server tells.
    package var reasoning: String?
    /// The text as it came, where reasoning stood in it.
    package var raw: String?
    /// Whether the reasoning was told from the answer by well-known tags and not by a setting.
    package var isSplitByDefault = false
    /// Whether reasoning may stand in the text that the default leaves there.
    package var mayHoldReasoning = false
    package var finish: Finish
    /// The log probabilities of the answer's tokens as the server sent them, where they were asked for.
    package var logprobs: JSONValue?
    package var exchange: Exchange
}

/// Vectors for some texts, in the texts' order, each of length 1.
package struct Embeddings: Sendable, Equatable {
    package var vectors: [[Float]]
    package var exchange: Exchange
}

/// What is known of one exchange with a server, whatever came of it.
package struct Exchange: Sendable, Equatable {
    package var httpStatus: Int?
    package var timings: Timings
    package var usage: Usage
    /// The model that the server says it ran.
    package var serverModel: String?
    /// The fingerprint of the server's set-up, where it tells.
    package var fingerprint: String?
    /// The server's name for the request, for its support.
    package var requestID: String?
    /// The headers that speak of limits, by lowercase name.
    package var limits: [String: String]
    /// Further figures of the server in nanoseconds or tokens, by the server's names.
    package var serverFigures: [String: Int64]
    /// What the server says the call cost, in nano-dollars, and who answered behind it: a router tells.
    package var reportedNanoDollars: Int64?
    package var provider: String?

    package init(
        httpStatus: Int? = nil,
        timings: Timings = Timings(),
        usage: Usage = Usage(),
        serverModel: String? = nil,
        fingerprint: String? = nil,
        requestID: String? = nil,
        limits: [String: String] = [:],
        serverFigures: [String: Int64] = [:]
    ) {
        self.httpStatus = httpStatus
        self.timings = timings
        self.usage = usage
        self.serverModel = serverModel
        self.fingerprint = fingerprint
        self.requestID = requestID
        self.limits = limits
        self.serverFigures = serverFigures
    }
}

extension Exchange {
    /// How long the server lets nobody through, by its own account of what remains.
    package func pause(at now: Int64) -> Duration? { RetryDelay.untilRecovered(headers: limits, now: now) }
}

/// The tokens that a call took; unknown is nil, never 0.
package struct Usage: Sendable, Equatable {
    /// Where the counts come from.
    package enum Source: String, Sendable {
        /// The server's account of the call.
        case usage
        /// The server's own timings, where it gives no account.
        case serverTimings = "server_timings"
    }

    /// Tokens of the prompt, cached and cache-written ones included, whatever the provider's custom.
    package var input: Int64?
    /// Tokens of the answer, reasoning included.
    package var output: Int64?
    /// Tokens of the prompt that were read from a cache.
    package var cached: Int64?
    /// Tokens of the prompt that were written to a cache.
    package var cacheWrite: Int64?
    /// Tokens of the answer that were reasoning.
    package var reasoning: Int64?
    package var source: Source?
    /// Why a count is unknown although the server gave one; nil where none is.
    package var doubt: String?

    package init(
        input: Int64? = nil,
        output: Int64? = nil,
        cached: Int64? = nil,
        cacheWrite: Int64? = nil,
        reasoning: Int64? = nil,
        source: Source? = nil
    ) {
        self.input = input
        self.output = output
        self.cached = cached
        self.cacheWrite = cacheWrite
        self.reasoning = reasoning
        self.source = source
    }
}
