package import Studies

extension ChatRequest {
    /// The request as a line of a batch file: OpenAI's form, or Anthropic's where the endpoint speaks its protocol; nil for
    /// Ollama, which has no batches.
    package func batchLine(customID: String) -> JSONValue? {
        var request = self
        request.isStreamed = false
        let body = JSONValue.object(
            (request.body.members ?? []).filter { !["stream", "stream_options"].contains($0.0) }
        )
        switch endpoint.kind {
        case .ollama: return nil
        case .anthropic: return .object([("custom_id", .string(customID)), ("params", body)])
        case .openai, .openaiResponses:
            return .object([
                ("custom_id", .string(customID)), ("method", .string("POST")), ("url", .string("/v1" + path)),
                ("body", body),
            ])
        }
    }
}
