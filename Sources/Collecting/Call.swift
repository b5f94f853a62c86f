package import Inference
package import Store
package import Studies

/// What is asked of an endpoint, and what a complete answer is stored as.
package enum Call: Sendable {
    case chat(ChatRequest, interpret: @Sendable (Completion) -> AttemptResult)
    /// One text.
    case embedding(EmbeddingRequest)

    /// Who is asked.
    package var endpoint: Endpoint {
        switch self {
        case .chat(let request, _): request.endpoint
        case .embedding(let request): request.endpoint
        }
    }

    /// What the server calls the model.
    package var model: String {
        switch self {
        case .chat(let request, _): request.model
        case .embedding(let request): request.model
        }
    }

    /// What the input is likely to cost in tokens.
    package var estimatedInputTokens: Int {
        switch self {
        case .chat(let request, _): request.estimatedInputTokens
        case .embedding(let request): request.texts.reduce(0) { $0 + $1.utf8.count / 4 + 1 }
        }
    }

    /// What the input can cost in tokens at most.
    package var largestInputTokens: Int {
        switch self {
        case .chat(let request, _): request.largestInputTokens
        case .embedding(let request): request.texts.reduce(16) { $0 + $1.utf8.count }
        }
    }

    /// The most tokens of an answer; nil when the request does not say.
    package var largestOutputTokens: Int? {
        switch self {
        case .chat(let request, _): request.largestOutputTokens
        case .embedding: 0
        }
    }

    /// A complete answer, ready to be stored.
    struct Answer {
        var exchange: Exchange
        var finish: String?
        /// JSON: a response's tokens, where they were asked for.
        var logprobs: String?
        /// Whether its reasoning was told from the answer by well-known tags and not by a setting.
        var isSplitByDefault = false
        /// Whether reasoning may stand in its text that nobody told apart.
        var mayHoldReasoning = false
        var result: AttemptResult

        /// A response's text.
        var text: String? { if case .response(let text, _, _) = result { text } else { nil } }
    }

    /// Apart from the run that waits for it: reading a reply takes what it takes.
    @concurrent
    func make(with client: ModelClient) async -> Result<Answer, Failure> {
        switch self {
        case .chat(let request, let interpret):
            await client.complete(request).map {
                let result = interpret($0)
                var answer = Answer(exchange: $0.exchange, finish: $0.finish.rawValue, result: result)
                // A reply keeps its own.
                if case .response = result {
                    answer.isSplitByDefault = $0.isSplitByDefault
                    answer.mayHoldReasoning = $0.mayHoldReasoning
                    answer.logprobs = $0.logprobs.map { String(decoding: $0.compactBytes, as: UTF8.self) }
                }
                return answer
            }
        case .embedding(let request):
            await client.embed(request).map {
                Answer(exchange: $0.exchange, finish: nil, result: .vector($0.vectors.first ?? []))
            }
        }
    }
}

extension EmbeddingRequest {
    /// Apart from the run that waits for it: a list of vectors takes a while to read.
    @concurrent
    func make(with client: ModelClient) async -> Result<Embeddings, Failure> { await client.embed(self) }
}
