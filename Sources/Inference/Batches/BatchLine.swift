package import Studies

/// One line of a batch's results: OpenAI's, vLLM's or Anthropic's.
package struct BatchLine: Sendable {
    /// The key of the request.
    package var customID: String
    package var answer: Result<Completion, Failure>

    /// How the answers to a request are read.
    package struct Manner: Sendable {
        /// The endpoint's own words for the end of an answer.
        package var endings: [String: Endpoint.Ending]
        package var reasoning: ReasoningRule

        package init(endings: [String: Endpoint.Ending] = [:], reasoning: ReasoningRule = .auto) {
            self.endings = endings
            self.reasoning = reasoning
        }
    }

    /// Reads a line as every server's answer is read; nil where it is none.
    package init?(reading bytes: UnsafeBufferPointer<UInt8>, at now: Int64) {
        self.init(reading: bytes, at: now, manner: { _ in Manner() })
    }

    /// Reads a line; nil where it is none. `manner` says how a request's answer is read, by the request's key.
    package init?(
        reading bytes: UnsafeBufferPointer<UInt8>,
        at now: Int64,
        manner: (String) throws -> Manner
    ) rethrows {
        var line = Fields()
        line.read(bytes)
        guard line.isWhole, line.isResult, let customID = line.customID else { return nil }
        self.customID = customID
        answer = line.answer(in: bytes, at: now, try manner(customID))
    }
}

extension BatchLine {
    /// What stands in a line, bodies as ranges of its bytes.
    private struct Fields {
        var customID: String?
        var lineID: String?
        var requestID: String?
        var status: Int64?
        var body: Range<Int>?
        var error: ServerError?
        /// Anthropic's `succeeded`, `errored`, `canceled` or `expired`.
        var result: String?
        var isWhole = false
        /// Whether it says what came of a request; a line of the batch itself does not.
        var isResult = false

        mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
            var cursor = JSONCursor(bytes)
            cursor.members { cursor, key in
                switch key {
                case "custom_id": customID = cursor.string()
                case "id": lineID = cursor.string()
                case "response":
                    isResult = true
                    readResponse(&cursor)
                case "error":
                    isResult = true
                    readError(&cursor)
                case "result":
                    isResult = true
                    readResult(&cursor)
                default: break
                }
            }
            isWhole = cursor.isFinished()
        }

        private mutating func readResponse(_ cursor: inout JSONCursor) {
            cursor.members { cursor, key in
                switch key {
                case "status_code": status = cursor.integer()
                case "request_id": requestID = cursor.string()
                case "body": if !cursor.isNull() { body = cursor.raw() }
                default: break
                }
            }
        }

        private mutating func readError(_ cursor: inout JSONCursor) {
            guard !cursor.isNull() else { return }
            var read = ServerError()
            read.read(&cursor)
            error = read
        }

        private func part(_ cursor: JSONCursor, _ range: Range<Int>) -> JSONCursor {
            JSONCursor(UnsafeBufferPointer(rebasing: cursor.bytes[range]))
        }

        private mutating func readResult(_ cursor: inout JSONCursor) {
            cursor.members { cursor, key in
                switch key {
                case "type": result = cursor.string()
                case "message": body = cursor.raw()
                case "error":
                    // An error object stands around the error, or the error by itself.
                    let range = cursor.raw()
                    var (outer, inner) = (part(cursor, range), part(cursor, range))
                    readError(&outer)
                    inner.members { cursor, key in
                        if case "error" = key { readError(&cursor) }
                    }
                default: break
                }
            }
        }

        func answer(in bytes: UnsafeBufferPointer<UInt8>, at now: Int64, _ manner: Manner)
            -> Result<Completion, Failure>
        {
            var answer: Result<Completion, Failure>
            // A service that could not ask the model writes status 0 and an empty body.
            if let body, !body.isEmpty, status ?? 200 >= 100, !isFailure {
                let format = format(in: bytes)
                let line = UnsafeBufferPointer(rebasing: bytes[body])
                answer = Self.read(line, format, status ?? 200, now, manner)
            } else {
                answer = .failure(failure(at: now))
            }
            let id = requestID.flatMap { $0.isEmpty ? nil : $0 } ?? lineID
            switch answer {
            case .success(var completion):
                completion.exchange.requestID = id ?? completion.exchange.requestID
                answer = .success(completion)
            case .failure(var failure):
                failure.exchange.requestID = id
                answer = .failure(failure)
            }
            return answer
        }

        /// Whether the line says that the request failed, whatever stands beside that.
        private var isFailure: Bool { (result ?? "succeeded") != "succeeded" || error.map { !$0.isBlank } == true }

        private func format(in bytes: UnsafeBufferPointer<UInt8>) -> Format {
            guard result == nil, let body else { return .messages }
            var kind = Format.chat
            var cursor = JSONCursor(UnsafeBufferPointer(rebasing: bytes[body]))
            cursor.members { cursor, key in
                if case "output" = key { kind = .responses }
            }
            return kind
        }

        private func failure(at now: Int64) -> Failure {
            let said = error?.words ?? odd ?? (status.map { "status \($0) without an answer" } ?? "no words")
            let isExpired = result == "expired" || error?.code == "batch_expired"
            let isCancelled = result == "canceled" || error?.code == "batch_cancelled"
            let kind: Failure.Kind =
                isExpired ? .totalTimeout : isCancelled ? .cancelled : error?.kind ?? .serverError
            let words =
                isExpired
                ? "the batch expired before the request was made"
                : isCancelled ? "the batch was cancelled before the request was made" : "the batch reported: \(said)"
            return Failure(kind, words, exchange: Exchange(timings: Timings(startedAt: now)))
        }

        /// A word for what came of the request that the protocol does not know.
        private var odd: String? {
            result.flatMap { ["succeeded", "errored"].contains($0) ? nil : "a result of the type '\($0)'" }
        }

        /// The body as if the server had answered with it.
        private static func read(
            _ body: UnsafeBufferPointer<UInt8>,
            _ format: Format,
            _ status: Int64,
            _ now: Int64,
            _ manner: Manner
        ) -> Result<Completion, Failure> {
            let isError = status >= 300
            var reader = AnswerReader(format: format, isStreamed: false)
            reader.receive(body, at: 0, isError: isError)
            reader.finish(at: 0, isClean: true, isError: isError)
            let end = WireEnd(cause: .finished, status: Int(clamping: status), headers: [:], started: 0, done: 0)
            let raw = RawAnswer(
                end: end,
                reader: reader,
                endings: Endings(own: manner.endings),
                subject: "the batch",
                startedAt: now,
                secret: nil
            )
            if let failure = raw.failure() { return .failure(failure) }
            // No kind that a batch can have looks at more of the request.
            let endpoint = Endpoint(name: "batch", kind: .openai, url: "")
            var request = ChatRequest(endpoint: endpoint, model: "", messages: [])
            request.reasoning = manner.reasoning
            return raw.completion(of: request)
        }
    }
}
