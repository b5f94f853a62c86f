import CCurl
import Foundation

/// Decides whether an exchange gave a complete answer, and of what kind its failure is.
struct Verdict {
    let end: WireEnd
    let reader: AnswerReader
    let endings: Endings
    /// What the failure is told about: `endpoint 'api'`.
    let subject: String
    /// Takes the key out of what the server said, before any of it is cut.
    let mask: KeyMask?

    private var assembly: Assembly { reader.assembly }
    private var body: [UInt8] { mask?.masked(reader.body, isCut: true) ?? reader.body }

    /// Nil where the answer is whole as its protocol understands it.
    func failure() -> Failure? {
        guard let status = end.status else { return withoutStatus() }
        if status >= 300 { return refused(status) }
        if let error = assembly.error { return within(error) }
        let meaning = endings.meaning(of: assembly.finishWord)
        if meaning == .error { return within(ServerError(message: "the model stopped with an error")) }
        if reader.isPage {
            return Failure(.html, "\(subject) answered with a web page: \(Self.title(of: body))")
        }
        if reader.isTooLarge { return Failure(.malformed, "\(subject) answered with more than is sensible") }
        // Its words are no part of the message: they may be the answer's.
        if assembly.isMalformed {
            return Failure(.malformed, "\(subject) sent what is not its protocol, after \(reader.intake.events) events")
        }
        if case .abort(let word) = meaning { return aborted(word) }
        if end.cause != .finished, !isComplete { return interrupted() }
        if !isComplete { return incomplete() }
        return nil
    }

    /// The rule by protocol: a word that is known for an end, or the protocol's last word where the user accepts it alone.
    private var isComplete: Bool {
        guard !assembly.isMalformed else { return false }
        let hasReason = assembly.finishWord != nil
        switch reader.format {
        case .chat:
            if hasReason, isWordTheEnd { return true }
            let isOver = assembly.isDone || (reader.framing == .body && end.cause == .finished)
            return isOver && (hasReason || endings.acceptsNone && assembly.contentBytes > 0)
        case .messages where hasReason && isWordTheEnd: return true
        case .responses, .messages, .ollama: return assembly.isDone && (hasReason || endings.acceptsNone)
        case .embeddings, .ollamaEmbeddings: return end.cause == .finished
        }
    }

    /// Whether the word for the end is one: some servers write it into every chunk, or into the first.
    private var isWordTheEnd: Bool {
        let intake = reader.intake
        switch intake.word {
        case .behindText: return true
        // All that can be told of a chunk that bears both is whether the connection then broke.
        case .besideText: return intake.isAccountedFor || !isBroken
        case .beforeText: return intake.isAccountedFor
        }
    }

    private var isBroken: Bool { if case .broken = end.cause { true } else { false } }

    private func aborted(_ word: String) -> Failure {
        let words = "\(subject) ended the answer with '\(word)', which is no word for an answer that is whole"
        return Failure(.aborted, "\(words); if it is, say what it means under the endpoint's 'finish'")
    }

    private func incomplete() -> Failure {
        if reader.endsInside { return Failure(.cut, "the stream of \(subject) ended within an event") }
        if assembly.contentBytes == 0 {
            if reader.framing == .body, let error = body.withUnsafeBufferPointer(ServerError.parse) {
                return within(error)
            }
            if assembly.isFiltered {
                return Failure(.contentFilter, "a filter at \(subject) left nothing of the answer")
            }
            if end.status == 202 {
                // To ask again would start another.
                var failure = Failure(.empty, "\(subject) took the request (status 202) and sent no answer to it")
                failure.isRetryable = false
                return failure
            }
            let what =
                reader.intake.events == 0 && reader.said.isEmpty ? "no answer at all" : "an answer without content"
            return empty("\(subject) sent \(what) under status \(end.status ?? 0)")
        }
        if let word = assembly.finishWord {
            let words = "the answer of \(subject) ended without its protocol's last word, though it names '\(word)'"
            return Failure(.noFinish, words)
        }
        let words = "the answer of \(subject) ended without the reason why the model stopped"
        let isOver = assembly.isDone || reader.framing == .body
        return Failure(
            .noFinish,
            isOver ? "\(words); if it is whole, set the endpoint's 'finish: {none: stop}'" : words
        )
    }

    /// What was answered and counted is paid, and not asked again by itself.
    func empty(_ words: String) -> Failure {
        var failure = Failure(.empty, words)
        if assembly.usage.source != nil { failure.isRetryable = false }
        return failure
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
        // Of a request that was sent it is told what came back: a line that is no head of HTTP.
        case CURLE_UNSUPPORTED_PROTOCOL where end.sent != nil: noHTTP(words)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            Failure(.badEndpoint, "the url of \(subject) cannot be used: \(words)")
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE:
            Failure(.reset, "\(subject) dropped the connection before it answered: \(words)")
        case CURLE_ABORTED_BY_CALLBACK:
            Failure(.reset, "\(subject) dropped the connection while it had the request, before it answered")
        case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            Failure(.connect, "no connection to \(subject): \(words)")
        case CURLE_WEIRD_SERVER_REPLY, CURLE_HTTP2, CURLE_HTTP2_STREAM: noHTTP(words)
        case CURLE_OUT_OF_MEMORY where end.sent != nil, CURLE_BAD_CONTENT_ENCODING where end.sent != nil: noHTTP(words)
        default: Failure(end.sent == nil ? .connect : .reset, "\(subject): \(words)")
        }
    }

    private func noHTTP(_ words: String) -> Failure {
        Failure(.malformed, "\(subject) does not speak HTTP as it should: \(words)")
    }

    /// The answer began, and something stopped it.
    private func interrupted() -> Failure {
        switch end.cause {
        case .cancelled: Failure(.cancelled, "cancelled")
        case .idleTimeout, .firstByteTimeout:
            Failure(.idleTimeout, "\(subject) fell silent in the middle of its answer")
        case .broken(let code, let words):
            switch CURLcode(rawValue: code) {
            case CURLE_OPERATION_TIMEDOUT:
                Failure(.totalTimeout, "\(subject) was not done within the total time: \(words)")
            // A head beyond its bound, or a coding of the body that is not known here.
            case CURLE_OUT_OF_MEMORY, CURLE_BAD_CONTENT_ENCODING: noHTTP(words)
            default: Failure(.cut, "the answer of \(subject) was cut off: \(words)")
            }
        case .finished: Failure(.cut, "the answer of \(subject) was cut off")
        }
    }

    private func within(_ error: ServerError) -> Failure {
        let said = error.words ?? "no words"
        let kind = error.kind
        // These are told by their own class, wherever they stand.
        let isOwnClass =
            kind.map { [.quota, .contentFilter, .contextOverflow, .auth, .notFound].contains($0) }
            ?? false
        var failure = Failure(
            isOwnClass ? kind ?? .errorInStream : .errorInStream,
            "\(subject) reported an error under status \(end.status ?? 0): \(said)",
            cause: isOwnClass ? nil : kind
        )
        failure.retryAfter = error.retryDelay.flatMap(RetryDelay.duration(of:))
        return failure
    }

    private func refused(_ status: Int) -> Failure {
        let body = body
        let error = body.withUnsafeBufferPointer(ServerError.parse)
        let kind = Self.kind(of: status, error)
        // Without its query, which may hold what is nobody's business.
        let target = end.headers["location"].map { "it sends to \($0.prefix { $0 != "?" })" }
        let said = (status < 400 ? target : nil) ?? error?.words ?? Self.title(of: body)
        var failure = Failure(kind, "\(subject) answered \(status)\(said.isEmpty ? "" : ": \(said)")")
        if status == 501 || status == 407 { failure.isRetryable = false }
        switch end.headers["x-should-retry"] {
        case "true": failure.isRetryable = kind != .quota && kind != .contentFilter
        case "false": failure.isRetryable = false
        default: break
        }
        let headers = end.headers.merging(error?.headers ?? [:]) { own, _ in own }
        let asked = RetryDelay(headers: headers, status: status, now: clockMilliseconds()).duration
        failure.retryAfter = asked ?? error?.retryDelay.flatMap(RetryDelay.duration(of:))
        return failure
    }

    private static func kind(of status: Int, _ error: ServerError?) -> Failure.Kind {
        let told = error?.kind(under: status)
        if told == .quota, ![404, 410].contains(status), status >= 400 { return .quota }
        switch status {
        case 300..<400: return .redirect
        case 402: return .quota
        case 401, 403, 407: return told == .contentFilter && status == 403 ? .contentFilter : .auth
        case 404, 410: return .notFound
        // 408, 409 and 425 pass by themselves.
        case 408, 409, 425: return .serverError
        case 429: return .rateLimited
        case 451: return .contentFilter
        case 400..<500:
            let own: [Failure.Kind] = [.contextOverflow, .contentFilter, .notFound] + (status == 400 ? [.auth] : [])
            return told.flatMap { own.contains($0) ? $0 : nil } ?? .badRequest
        case 503, 529: return told == .contentFilter ? .contentFilter : .overloaded
        // llama.cpp answers 500 to what can never fit.
        default: return told == .contextOverflow || told == .contentFilter ? told ?? .serverError : .serverError
        }
    }

    /// What a page or a plain text says of itself.
    private static func title(of body: [UInt8]) -> String {
        let text = String(decoding: body.prefix(2000), as: UTF8.self)
        if let start = text.range(of: "<title>", options: .caseInsensitive),
            let end = text.range(of: "</title>", options: .caseInsensitive),
            start.upperBound <= end.lowerBound
        {
            return String(text[start.upperBound..<end.lowerBound].prefix(200))
        }
        let words = text.trimmingCharacters(in: .whitespacesAndNewlines.union(["\""]))
        // An object without an error may be an answer, whose text is nobody's to see here.
        return words.hasPrefix("{") || words.hasPrefix("[") ? "" : String(words.prefix(200))
    }
}
