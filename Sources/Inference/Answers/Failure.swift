/// An exchange that gave no complete answer: of which kind, what the server said, and whether trying again may help.
package struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The closed set of ways to fail; the raw value is what the database keeps.
    package enum Kind: String, Sendable, CaseIterable {
        // The request never left.
        case noKey = "no_key"
        case badEndpoint = "bad_endpoint"
        // The connection.
        case connect
        case tls
        case reset
        case connectTimeout = "timeout_connect"
        case firstByteTimeout = "timeout_first_byte"
        case idleTimeout = "timeout_idle"
        case totalTimeout = "timeout_total"
        // The server's status.
        case auth
        case notFound = "not_found"
        case badRequest = "bad_request"
        case contextOverflow = "context_overflow"
        case rateLimited = "rate_limited"
        case quota
        case serverError = "server_error"
        case overloaded
        case redirect
        // An answer that is none, under a status of success.
        case empty
        case reasoningOnly = "reasoning_only"
        case promptCut = "prompt_cut"
        case cut
        case noFinish = "no_finish"
        case aborted
        case contentFilter = "content_filter"
        case toolCall = "tool_call"
        case malformed
        case html
        case errorInStream = "error_in_stream"
        case cancelled
    }

    package var kind: Kind
    /// What kind the error within a stream would have been as a status.
    package var cause: Kind?
    package var isRetryable: Bool
    /// What failed, in words, with what the server said.
    package var message: String
    /// What came of the answer before it failed.
    package var partialText: String?
    /// The first bytes of what the server said, as they came.
    package var said: [UInt8]?
    /// How long the server asked to wait at least.
    package var retryAfter: Duration?
    package var exchange: Exchange

    init(_ kind: Kind, _ message: String, cause: Kind? = nil, exchange: Exchange = Exchange()) {
        self.kind = kind
        self.cause = cause
        self.message = message
        self.exchange = exchange
        isRetryable = (cause ?? kind).isUsuallyRetryable
    }

    /// An answer that does not fit those before it.
    package init(misfit words: String, exchange: Exchange) {
        self.init(.malformed, words, exchange: exchange)
        isRetryable = false
    }

    /// An answer to a part of what was asked.
    package init(promptCut words: String, partial: String?, exchange: Exchange) {
        self.init(.promptCut, words, exchange: exchange)
        partialText = partial
    }

    package var description: String { "\(kind.rawValue): \(message)" }

    /// Whether the endpoint will refuse every other request too until somebody acts.
    package var stopsEndpoint: Bool {
        [.quota, .noKey, .badEndpoint, .auth].contains(cause ?? kind)
    }

    /// What the server may have charged for it.
    package enum Bill {
        case nothing
        /// What the usage says.
        case asUsed
        /// The model may have worked on after what was heard of it last.
        case unknown
    }

    package var bill: Bill {
        // Not a byte of it was sent.
        guard exchange.timings.connecting != nil else { return .nothing }
        // A gateway that gave up says nothing of the model behind it.
        if let status = exchange.httpStatus, status >= 300 {
            return [408, 502, 504, 520, 524].contains(status) ? .unknown : .nothing
        }
        switch kind {
        case .reset, .firstByteTimeout, .idleTimeout, .totalTimeout, .cut, .cancelled: return .unknown
        // What was counted of an answer that the server ended is what it charges.
        case .aborted, .noFinish: return exchange.usage.output == nil ? .unknown : .asUsed
        default: return .asUsed
        }
    }
}

extension Failure.Kind {
    /// Whether trying again may help, unless the server says otherwise.
    package var isUsuallyRetryable: Bool {
        switch self {
        case .noKey, .badEndpoint, .tls, .auth, .notFound, .badRequest, .contextOverflow, .quota, .redirect,
            .reasoningOnly, .promptCut, .contentFilter, .toolCall, .cancelled:
            false
        case .connect, .reset, .connectTimeout, .firstByteTimeout, .idleTimeout, .totalTimeout, .rateLimited,
            .serverError, .overloaded, .empty, .cut, .noFinish, .aborted, .malformed, .html, .errorInStream:
            true
        }
    }
}
