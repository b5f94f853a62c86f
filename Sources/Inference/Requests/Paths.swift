package import Studies

extension ChatRequest {
    /// The body in the endpoint's protocol.
    package var body: JSONValue {
        switch endpoint.kind {
        case .openai: openAIChatBody
        case .openaiResponses: openAIResponsesBody
        case .anthropic: anthropicBody
        case .ollama: ollamaBody
        }
    }

    var path: String {
        switch endpoint.kind {
        case .openai: "/chat/completions"
        case .openaiResponses: "/responses"
        case .anthropic: "/v1/messages"
        case .ollama: "/api/chat"
        }
    }
}

extension EmbeddingRequest {
    var path: String { endpoint.kind == .ollama ? "/api/embed" : "/embeddings" }
}

extension Endpoint {
    /// Where a path of the protocol lies; what base and path share at the seam is not said twice.
    func address(of path: String) -> String {
        // A query belongs behind the path.
        let parts = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var base = parts[0]
        while base.hasSuffix("/") { base = base.dropLast() }
        for seam in ["/v1", "/api"] where base.hasSuffix(seam) && path.hasPrefix(seam + "/") {
            base = base.dropLast(seam.count)
        }
        // Ollama's own protocol does not lie under the path of its bridge.
        if kind == .ollama, base.hasSuffix("/v1") { base = base.dropLast(3) }
        return base + path + (parts.count > 1 ? "?" + parts[1] : "")
    }
}
