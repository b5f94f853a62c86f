import Foundation
import Studies

/// Calls models over HTTP: many at a time, over connections that stay open.
package final class ModelClient: Sendable {
    private let loop: TransferLoop?
    private let environment: @Sendable (String) -> String?
    private let longestDeath: Duration

    /// `environment` gives a variable's value, where the keys are; a connection of before that ends without an answer after
    /// `longestDeath` was alive when it was used.
    package init(
        longestDeath: Duration = .milliseconds(100),
        environment: @escaping @Sendable (String) -> String? = { ProcessInfo.processInfo.environment[$0] }
    ) {
        loop = TransferLoop()
        self.environment = environment
        self.longestDeath = longestDeath
    }

    deinit { loop?.stop() }

    /// Asks a model; cancelling the task ends the exchange with what had come.
    package func complete(_ request: ChatRequest) async -> Result<Completion, Failure> {
        let format = Format(chat: request.endpoint.kind)
        let reader = AnswerReader(format: format, isStreamed: request.isStreamed)
        switch await exchange(request.endpoint, request.path, request.body.compactBytes, reader) {
        case .failure(let failure): return .failure(failure)
        case .success(let raw): return raw.completion(of: request)
        }
    }

    /// Asks for the vectors of some texts.
    package func embed(_ request: EmbeddingRequest) async -> Result<Embeddings, Failure> {
        let format: Format = request.endpoint.kind == .ollama ? .ollamaEmbeddings : .embeddings
        let reader = AnswerReader(format: format, isStreamed: false)
        switch await exchange(request.endpoint, request.path, request.body.compactBytes, reader) {
        case .failure(let failure): return .failure(failure)
        case .success(let raw): return raw.embeddings(of: request)
        }
    }

    /// Asks for a document that is no answer of a model; nil where it does not come.
    func document(_ path: String, of endpoint: Endpoint) async -> JSONValue? {
        guard let bytes = await bytes(path, of: endpoint) else { return nil }
        return try? JSONValue(parsing: bytes[...])
    }

    /// The same, as it came.
    func bytes(_ path: String, of endpoint: Endpoint) async -> [UInt8]? {
        let reader = AnswerReader(format: .ollamaEmbeddings, isStreamed: false)
        guard case .success(let raw) = await exchange(endpoint, path, [], reader, method: "GET", isDocument: true)
        else { return nil }
        return raw.document
    }

    private func exchange(
        _ endpoint: Endpoint,
        _ path: String,
        _ body: [UInt8],
        _ reader: AnswerReader,
        method: String = "POST",
        isDocument: Bool = false
    ) async -> Result<RawAnswer, Failure> {
        let subject = "endpoint '\(endpoint.name)'"
        let startedAt = clockMilliseconds()
        func unsent(_ kind: Failure.Kind, _ words: String) -> Result<RawAnswer, Failure> {
            .failure(Failure(kind, words, exchange: Exchange(timings: Timings(startedAt: startedAt))))
        }
        guard let loop else { return unsent(.badEndpoint, "libcurl cannot be used on this machine") }
        var key: String?
        if let variable = endpoint.keyVariable {
            // Blanks around it would not reach the server, which is to be held to what did.
            let value = environment(variable)?.trimmingCharacters(in: .whitespacesAndNewlines)
            guard let value, !value.isEmpty else {
                return unsent(.noKey, Self.unset(variable, of: subject))
            }
            guard !value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
                return unsent(
                    .noKey,
                    "the key of \(subject) holds a control character: look at its environment variable"
                )
            }
            key = value
        }
        var request = WireRequest(endpoint: endpoint, path: path, key: key, body: body, longestDeath: longestDeath)
        request.method = method
        let transfer = Transfer(request, reader: reader)
        let end = await Self.run(transfer, on: loop)
        let raw = RawAnswer(
            end: end,
            reader: transfer.reader,
            endings: Endings(own: endpoint.endings),
            subject: subject,
            startedAt: startedAt,
            secret: key
        )
        // A page of figures is no answer of a model.
        if isDocument, end.status == 200 { return .success(raw) }
        if let failure = raw.failure() { return .failure(failure) }
        return .success(raw)
    }

    /// Names the variable where it reads like one; what does not may be a key that stands in its place.
    private static func unset(_ variable: String, of subject: String) -> String {
        let isName = variable.wholeMatch(of: /[A-Z][A-Z0-9]*(_[A-Z0-9]+)+/) != nil && variable.utf8.count <= 40
        return "the environment variable \(isName ? "\(variable) " : "")that 'key' of \(subject) names is not set"
    }

    private static func run(_ transfer: Transfer, on loop: TransferLoop) async -> WireEnd {
        let id = ObjectIdentifier(transfer)
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                transfer.continuation = continuation
                loop.submit(transfer)
                if Task.isCancelled { loop.cancel(id) }
            }
        } onCancel: {
            loop.cancel(id)
        }
    }
}

extension WireRequest {
    init(endpoint: Endpoint, path: String, key: String?, body: [UInt8], longestDeath: Duration) {
        var headers = ["Content-Type: application/json", "Expect:", "User-Agent: slam"]
        switch endpoint.kind {
        case .anthropic:
            headers.append("anthropic-version: 2023-06-01")
            if let key { headers.append("x-api-key: \(key)") }
        case .openai, .openaiResponses, .ollama:
            if let key { headers.append("Authorization: Bearer \(key)") }
        }
        self.init(
            method: "POST",
            url: endpoint.address(of: path),
            headers: headers,
            body: body,
            connectTimeout: endpoint.timeouts.connect.nanoseconds,
            firstByteTimeout: endpoint.timeouts.firstByte.nanoseconds,
            idleTimeout: endpoint.timeouts.idle.nanoseconds,
            totalTimeout: endpoint.timeouts.total.nanoseconds,
            longestDeath: longestDeath.nanoseconds
        )
    }
}

extension Duration {
    /// Whole nanoseconds, held within a year so that sums of them stay in range.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return min(max(seconds, 0), 31_536_000) * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
