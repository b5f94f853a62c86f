import CCurl
import Foundation

/// Decides whether an exchange gave a complete answer, and of what kind its failure is.
struct Verdict {
    let end: WireEnd
    let reader: AnswerReader
    let profile: String?
    /// What the failure is told about: `endpoint 'api'`.
    let subject: String

    private var assembly: Assembly { reader.assembly }

    /// Nil where the answer is whole as its protocol understands it.
    func failure() -> Failure? {
        guard let status = end.status else { return withoutStatus() }
        if status >= 300 { return refused(status) }
        if let error = assembly.error { return within(error) }
        if assembly.finishWord?.lowercased() == "error" {
            return within(ServerError(message: "the model stopped with an error"))
        }
        if reader.isPage {
            return Failure(.html, "\(subject) answered with a web page: \(Self.title(of: reader.body))")
        }
        if reader.isTooLarge { return Failure(.malformed, "\(subject) answered with more than is sensible") }
        // Its words are no part of the message: they may be the answer's.
        if assembly.isMalformed {
            return Failure(.malformed, "\(subject) sent what is not its protocol, after \(reader.intake.events) events")
        }
        if end.cause != .finished, !isComplete { return interrupted() }
        if !isComplete { return incomplete() }
        return nil
    }

    /// The rule by protocol and profile.
    private var isComplete: Bool {
        guard !assembly.isMalformed else { return false }
        switch reader.format {
        case .chat:
            if assembly.finishWord != nil { return true }
            guard assembly.contentBytes > 0 else { return false }
            // A whole body is complete without a reason; a stream only where its end and its account came,
            // and never from servers that always give the reason.
            if reader.framing == .body { return end.cause == .finished }
            return assembly.isDone && assembly.usage.source != nil && !Self.alwaysTellReason.contains(profile ?? "")
        case .responses, .messages, .ollama: return assembly.isDone
        case .embeddings, .ollamaEmbeddings: return end.cause == .finished
        }
    }

    private static let alwaysTellReason: Set = ["openai", "vllm", "llamacpp", "openrouter", "sglang"]

    private func incomplete() -> Failure {
        if assembly.contentBytes == 0 {
            let what =
                reader.intake.events == 0 && reader.said.isEmpty ? "no answer at all" : "an answer without content"
            return Failure(.empty, "\(subject) sent \(what) under status \(end.status ?? 0)")
        }
        if reader.endsInside { return Failure(.cut, "the stream of \(subject) ended within an event") }
        return Failure(.noFinish, "the stream of \(subject) ended without the reason why the model stopped")
    }

    private func withoutStatus() -> Failure {
        switch end.cause {
        case .finished: return Failure(.reset, "\(subject) closed the connection without an answer")
        case .firstByteTimeout, .idleTimeout:
            return Failure(.firstByteTimeout, "\(subject) sent nothing within the time for the first byte")
        case .cancelled: return Failure(.cancelled, "cancelled")
        case .broken(let code, let words): return broken(CURLcode(rawValue: code), words)
        }
    }

    private func broken(_ code: CURLcode, _ words: String) -> Failure {
        switch code {
        case CURLE_OPERATION_TIMEDOUT:
            end.sent == nil
                ? Failure(.connectTimeout, "no connection to \(subject) in time: \(words)")
                : Failure(.totalTimeout, "\(subject) was not done within the total time: \(words)")
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            Failure(.tls, "TLS with \(subject): \(words)")
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            Failure(.badEndpoint, "the url of \(subject) cannot be used: \(words)")
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE:
            Failure(.reset, "\(subject) dropped the connection before it answered: \(words)")
        case CURLE_ABORTED_BY_CALLBACK:
            Failure(.reset, "\(subject) dropped the connection while it had the request, before it answered")
        case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            Failure(.connect, "no connection to \(subject): \(words)")
        case CURLE_WEIRD_SERVER_REPLY, CURLE_HTTP2, CURLE_HTTP2_STREAM:
            Failure(.malformed, "\(subject) does not speak HTTP as it should: \(words)")
        default: Failure(end.sent == nil ? .connect : .reset, "\(subject): \(words)")
        }
    }

    /// The answer began, and something stopped it.
    private func interrupted() -> Failure {
        switch end.cause {
        case .cancelled: Failure(.cancelled, "cancelled")
        case .idleTimeout, .firstByteTimeout:
            Failure(.idleTimeout, "\(subject) fell silent in the middle of its answer")
        case .broken(let code, let words):
            code == CURLE_OPERATION_TIMEDOUT.rawValue
                ? Failure(.totalTimeout, "\(subject) was not done within the total time: \(words)")
                : Failure(.cut, "the answer of \(subject) was cut off: \(words)")
        case .finished: Failure(.cut, "the answer of \(subject) was cut off")
        }
    }

    private func within(_ error: ServerError) -> Failure {
        let said = error.message ?? error.type ?? error.code ?? "no words"
        var failure = Failure(
            .errorInStream,
            "\(subject) reported an error under status \(end.status ?? 0): \(said)",
            cause: error.kind
        )
        failure.retryAfter = error.retryDelay.flatMap(RetryDelay.duration(of:))
        return failure
    }

    private func refused(_ status: Int) -> Failure {
        let error = reader.body.withUnsafeBufferPointer(ServerError.parse)
        let kind = Self.kind(of: status, error)
        // Without its query, which may hold what is nobody's business.
        let target = end.headers["location"].map { "it sends to \($0.prefix { $0 != "?" })" }
        let said = (status < 400 ? target : nil) ?? error?.message ?? error?.type ?? Self.title(of: reader.body)
        var failure = Failure(kind, "\(subject) answered \(status)\(said.isEmpty ? "" : ": \(said)")")
        if status == 501 || status == 407 { failure.isRetryable = false }
        switch end.headers["x-should-retry"] {
        case "true": failure.isRetryable = kind != .quota
        case "false": failure.isRetryable = false
        default: break
        }
        let asked = RetryDelay(headers: end.headers, status: status, now: clockMilliseconds()).duration
        failure.retryAfter = asked ?? error?.retryDelay.flatMap(RetryDelay.duration(of:))
        return failure
    }

    private static func kind(of status: Int, _ error: ServerError?) -> Failure.Kind {
        let told = error?.kind
        switch status {
        case 300..<400: return .redirect
        case 401, 403, 407: return told == .quota ? .quota : .auth
        case 402: return .quota
        case 404, 410: return .notFound
        case 413: return told == .contextOverflow ? .contextOverflow : .badRequest
        // 408, 409 and 425 pass by themselves.
        case 408, 409, 425: return .serverError
        case 429: return told == .quota ? .quota : .rateLimited
        case 400..<500: return told == .contextOverflow || told == .quota ? told ?? .badRequest : .badRequest
        case 503, 529: return .overloaded
        // llama.cpp answers 500 to what can never fit.
        default: return told == .contextOverflow ? .contextOverflow : .serverError
        }
    }

    /// What a page or a plain text says of itself.
    private static func title(of body: [UInt8]) -> String {
        let text = String(decoding: body.prefix(2000), as: UTF8.self)
        if let start = text.range(of: "<title>"), let end = text.range(of: "</title>"),
            start.upperBound <= end.lowerBound
        {
            return String(text[start.upperBound..<end.lowerBound].prefix(200))
        }
        let words = text.trimmingCharacters(in: .whitespacesAndNewlines)
        // An object without an error may be an answer, whose text is nobody's to see here.
        return words.hasPrefix("{") || words.hasPrefix("[") ? "" : String(words.prefix(200))
    }
}
