package import Studies

/// One call of a model with a conversation.
package struct ChatRequest: Sendable, Equatable {
    package var endpoint: Endpoint
    /// What the server calls the model.
    package var model: String
    /// The conversation, system texts included.
    package var messages: [Message]
    package var sampling: Sampling
    /// Sent in place of the sampling's seed.
    package var seed: Int?
    /// Further parameters, passed to the server as they stand.
    package var extra: [String: JSONValue]
    package var isStreamed: Bool
    /// The JSON schema that the answer must fit; not sent to Anthropic.
    package var schema: JSONValue?
    /// Ollama's `num_ctx`: the tokens that prompt and answer may take together.
    package var contextTokens: Int?
    /// How many alternatives of each token are asked for; nil asks for no log probabilities.
    package var topLogprobs: Int?
    /// Where the model's reasoning stands when it stands in its text.
    package var reasoning: ReasoningRule

    package init(
        endpoint: Endpoint,
        model: String,
        messages: [Message],
        sampling: Sampling = Sampling(),
        seed: Int? = nil,
        extra: [String: JSONValue] = [:],
        isStreamed: Bool = true,
        schema: JSONValue? = nil,
        contextTokens: Int? = nil,
        topLogprobs: Int? = nil
    ) {
        self.endpoint = endpoint
        self.model = model
        self.messages = messages
        self.sampling = sampling
        self.seed = seed
        self.extra = extra
        self.isStreamed = isStreamed
        self.schema = schema
        self.contextTokens = contextTokens
        self.topLogprobs = topLogprobs
        reasoning = endpoint.reasoning
    }

    /// The bytes of all texts that are sent.
    package var promptBytes: Int { messages.reduce(0) { $0 + $1.content.utf8.count } }

    /// What the prompt is likely to cost in tokens: four bytes each, and a few for every turn.
    package var estimatedInputTokens: Int { promptBytes / 4 + 4 * messages.count + 3 }

    /// What the input can cost at most: no token is shorter than a byte, and tools and schemas are read too.
    package var largestInputTokens: Int {
        let rest = extra.isEmpty ? 0 : JSONValue.object(extra.map { ($0.key, $0.value) }).compactBytes.count
        return promptBytes + 16 * messages.count + 16 + rest + (schema?.compactBytes.count ?? 0)
    }

    /// The most tokens of an answer; nil when the request does not say. `extra` may say it under any of the names.
    package var largestOutputTokens: Int? {
        let names = ["max_tokens", "max_completion_tokens", "max_output_tokens", "num_predict"]
        let told = names.compactMap { extra[$0] } + [extra["options"]?["num_predict"]].compactMap { $0 }
        let counts = told.map { $0.number.flatMap(Int.init(exactly:)) ?? 0 }
        guard counts.allSatisfy({ $0 > 0 }) else { return nil }
        return (counts + [sampling.maxTokens].compactMap { $0 }).max()
    }
}

/// One call of an embedding model with some texts.
package struct EmbeddingRequest: Sendable, Equatable {
    package var endpoint: Endpoint
    /// What the server calls the model.
    package var model: String
    package var texts: [String]

    package init(endpoint: Endpoint, model: String, texts: [String]) {
        self.endpoint = endpoint
        self.model = model
        self.texts = texts
    }
}
