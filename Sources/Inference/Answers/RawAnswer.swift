import Glibc
import SafeText
import Studies

/// What came back of one exchange, before it is made into an answer or a failure.
struct RawAnswer {
    let end: WireEnd
    let reader: AnswerReader
    let endings: Endings
    let subject: String
    let startedAt: Int64
    let secret: String?

    /// The most that is kept of an answer that is none.
    private static let partialBytes = 1 << 20

    /// Nil where the answer is whole.
    func failure() -> Failure? {
        verdict.failure().map(completed)
    }

    private var verdict: Verdict {
        Verdict(end: end, reader: reader, endings: endings, subject: subject, mask: KeyMask(secret))
    }

    /// A body that is no answer of a model, without the key.
    var document: [UInt8] { KeyMask(secret)?.masked(reader.body) ?? reader.body }

    /// The answer's text and finish, or why they are none after all.
    func completion(of request: ChatRequest) -> Result<Completion, Failure> {
        let assembly = reader.assembly
        guard let text = wholeText.map(answered),
            let refusal = String(validating: assembly.refusal, as: UTF8.self).map({
                Self.isBlank($0) ? "" : answered($0)
            })
        else {
            // It is whole and paid, and would come so again.
            var failure = Failure(.malformed, "\(subject) sent a text that is not UTF-8")
            failure.isRetryable = false
            return .failure(completed(failure))
        }
        let reasoning =
            assembly.reasoning.isEmpty ? nil : answered(String(decoding: assembly.reasoning, as: UTF8.self))
        if request.endpoint.kind == .ollama, let evaluated = assembly.usage.input, request.wasCut(to: evaluated) {
            let words = "\(subject) cut the prompt to \(evaluated) tokens: give the model a larger num_ctx under extra"
            return .failure(completed(Failure(.promptCut, words)))
        }
        var finish = ending
        if !refusal.isEmpty { finish = .refusal }
        let answer = Self.isBlank(text) ? refusal : text
        if answer.isEmpty { return .failure(completed(withoutAnswer(finish))) }
        var completion = Completion(
            text: answer,
            reasoning: reasoning,
            finish: finish,
            logprobs: logprobs,
            exchange: exchange
        )
        guard refusal.isEmpty, let (thought, rest) = request.reasoning.split(answer) else {
            completion.mayHoldReasoning = request.reasoning.mayLeaveReasoning(in: answer)
            return .success(completion)
        }
        guard !Self.isBlank(rest) else { return .failure(completed(thoughtOnly(finish))) }
        completion.raw = answer
        completion.isSplitByDefault = request.reasoning == .auto
        completion.text = String(rest)
        completion.mayHoldReasoning = request.reasoning.mayLeaveReasoning(in: rest)
        let thoughts = [reasoning, thought].compactMap { $0 }.filter { !$0.isEmpty }
        completion.reasoning = thoughts.isEmpty ? nil : thoughts.joined(separator: "\n")
        return .success(completion)
    }

    /// The answer's text; where the limit of tokens cut a character, without what is left of it. Nil where it is no text.
    private var wholeText: String? {
        let bytes = reader.assembly.text
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        guard ending == .length else { return nil }
        return (1...3).lazy.compactMap { String(validating: bytes.dropLast($0), as: UTF8.self) }.first
    }

    /// Whether a reader would see nothing of it.
    private static func isBlank(_ text: some StringProtocol) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            let properties = scalar.properties
            if properties.isWhitespace || properties.isDefaultIgnorableCodePoint || scalar.value == 0x2800 {
                return true
            }
            return [.control, .format].contains(properties.generalCategory)
        }
    }

    /// The vectors, all of them and comparable.
    func embeddings(of request: EmbeddingRequest) -> Result<Embeddings, Failure> {
        guard let vectors = reader.assembly.normalisedVectors(count: request.texts.count) else {
            let words = "\(subject) sent \(reader.assembly.vectorFault(count: request.texts.count))"
            return .failure(completed(Failure(.malformed, words)))
        }
        return .success(Embeddings(vectors: vectors, exchange: exchange))
    }

    /// What the server's word for the end means; an answer that is accepted without one ended as its user says.
    private var ending: Completion.Finish {
        guard case .end(let finish) = endings.meaning(of: reader.assembly.finishWord) else {
            return endings.finish("none") ?? .stop
        }
        // Some servers end a call of a tool with the word for a whole answer: what would follow waits for the tool.
        return finish == .stop && reader.assembly.hasToolCall ? .tool : finish
    }

    private func withoutAnswer(_ finish: Completion.Finish) -> Failure {
        let assembly = reader.assembly
        let word = assembly.finishWord ?? "no reason given"
        if finish == .filter || assembly.isFiltered {
            return Failure(.contentFilter, "a filter at \(subject) left nothing of the answer (\(word))")
        }
        if finish == .refusal {
            return Failure(.contentFilter, "the model at \(subject) refused and wrote nothing (\(word))")
        }
        if finish == .tool || assembly.hasToolCall || assembly.hasServerCall {
            return Failure(.toolCall, "the model at \(subject) called a tool and gave no answer (\(word))")
        }
        if !assembly.reasoning.isEmpty || assembly.hasHiddenReasoning || (assembly.usage.reasoning ?? 0) > 0 {
            return thoughtOnly(finish)
        }
        guard !assembly.text.isEmpty else { return verdict.empty("\(subject) sent an empty answer (\(word))") }
        // The model wrote it, so it is paid, counted or not.
        var failure = Failure(.empty, "\(subject) sent nothing but white space (\(word))")
        failure.isRetryable = false
        return failure
    }

    private func thoughtOnly(_ finish: Completion.Finish) -> Failure {
        let advice = finish == .length ? ": raise max_tokens" : ""
        return Failure(.reasoningOnly, "the model at \(subject) thought and gave no answer\(advice)")
    }

    /// The failure with all that is known of the exchange, and without the key that a server may have repeated.
    private func completed(_ failure: Failure) -> Failure {
        var failure = failure
        failure.exchange = exchange
        // One line, so that no server writes a line of its own beside ours; masked before it is cut, or a part of the key
        // would be left.
        let line = withoutKey(failure.message).textLines.filter { !$0.isEmpty }.joined(separator: " ")
        failure.message = String(line.prefix(1000))
        let partial = failure.kind == .malformed && reader.assembly.text.isEmpty ? reader.said : reader.assembly.text
        if !partial.isEmpty {
            failure.partialText = withoutKey(String(decoding: partial.prefix(Self.partialBytes), as: UTF8.self))
        }
        if !reader.said.isEmpty {
            // A key that came in pieces stands whole in the answer, and in pieces here.
            let texts = [reader.assembly.text, reader.assembly.reasoning, reader.assembly.refusal]
            let mask = KeyMask(secret)
            // What an answer says later is not among those bytes, and a server that never stops says much.
            let near = texts.map { Array($0.prefix(2 * AnswerReader.saidBytes)) }
            let isInPieces = near.contains { mask?.finds($0, isCut: true) == true }
            failure.said = Array((isInPieces ? "[key]" : withoutKey(String(decoding: reader.said, as: UTF8.self))).utf8)
        }
        return failure
    }

    /// What the model wrote, without a key that no word can be.
    private func answered(_ text: String) -> String {
        KeyMask(inAnswers: secret)?.masked(text) ?? text
    }

    /// Without the key, which a server may repeat anywhere.
    private func redacted(_ text: String) -> String {
        KeyMask(secret)?.masked(text) ?? text
    }

    /// The same of what broke off somewhere, perhaps within the key.
    private func withoutKey(_ text: String) -> String {
        KeyMask(secret)?.masked(text, isCut: true) ?? text
    }

    private var logprobs: JSONValue? {
        let elements = reader.assembly.logprobs
        // Tokens would spell the key in pieces.
        let texts = [reader.assembly.text, reader.assembly.reasoning, reader.assembly.refusal]
        guard !elements.isEmpty, !texts.contains(where: { KeyMask(inAnswers: secret)?.finds($0) == true }) else {
            return nil
        }
        return try? JSONValue(parsing: "[\(answered(String(decoding: elements, as: UTF8.self)))]")
    }

    /// What llama-server did not read anew of a prompt, where it tells no count of its cache.
    private func unread(of input: Int64?) -> Int64? {
        guard reader.assembly.usage.source == .usage, let input, let read = reader.assembly.serverFigures["prompt_n"],
            read > 0, read <= input
        else { return nil }
        return input - read
    }

    private var exchange: Exchange {
        let assembly = reader.assembly
        var usage = assembly.usage
        if usage.source == nil, let output = assembly.serverFigures["predicted_n"] {
            usage.output = output
            // What came from the cache is a part of the prompt that was not read anew.
            usage.input = assembly.serverFigures["prompt_n"].map { $0 + (assembly.serverFigures["cache_n"] ?? 0) }
            // No prompt is empty.
            if usage.input == 0 { usage.input = nil }
            usage.source = .serverTimings
        }
        if usage.cached == nil { usage.cached = assembly.serverFigures["cache_n"] ?? unread(of: usage.input) }
        // Nobody writes something with nothing.
        if usage.output == 0, assembly.contentBytes > 0 { usage.output = nil }
        var exchange = Exchange(
            httpStatus: end.status,
            timings: timings,
            usage: usage,
            serverModel: assembly.serverModel.map(redacted),
            fingerprint: assembly.fingerprint.map(redacted),
            requestID: (end.headers["x-request-id"] ?? end.headers["request-id"] ?? assembly.responseID)
                .map(withoutKey),
            limits: limits,
            serverFigures: assembly.serverFigures
        )
        exchange.reportedNanoDollars = assembly.reportedNanoDollars
        exchange.provider = assembly.provider.map { String(redacted($0).prefix(200)) }
        return exchange
    }

    private var limits: [String: String] {
        let told = end.headers.filter { Transfer.tellsLimit($0.key) }
        return Dictionary(told.map { (redacted($0.key), withoutKey($0.value)) }) { first, _ in first }
    }

    private var timings: Timings {
        var timings = Timings(startedAt: startedAt, isStreamed: reader.framing == .events || reader.framing == .lines)
        timings.isNewConnection = end.isNewConnection
        guard let sent = end.sent else { return timings }
        timings.connecting = sent - end.started
        timings.firstByte = end.firstByte.map { $0 - sent }
        timings.done = end.done - sent
        guard timings.isStreamed else { return timings }
        timings.firstToken = reader.intake.firstToken.map { $0 - sent }
        timings.firstAnswerToken = reader.intake.firstAnswerToken.map { $0 - sent }
        timings.lastToken = reader.intake.lastToken.map { $0 - sent }
        // What a server waits before it closes the connection is no part of the answer.
        if reader.assembly.isDone, let last = reader.intake.lastEvent { timings.done = last - sent }
        timings.chunks = reader.intake.chunks
        timings.gaps = Timings.Gaps(reader.intake.gaps)
        if let first = timings.firstToken, let last = timings.lastToken, let done = timings.done {
            timings.isBuffered = reader.intake.chunks >= 8 && (last - first) * 50 < done
        }
        return timings
    }
}
