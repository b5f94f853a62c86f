/// The identity of a request: what is asked, never where, with what secret, or what came back.
package enum RequestKey {
    /// What changes the request that a model is sent, apart from the messages.
    package static func parameters(model: String, sampling: Sampling, extra: [String: JSONValue]) -> JSONValue {
        var members: [(String, JSONValue)] = [("model", .string(model))]
        if let temperature = sampling.temperature { members.append(("temperature", .number(temperature))) }
        if let topP = sampling.topP { members.append(("top_p", .number(topP))) }
        if let maxTokens = sampling.maxTokens { members.append(("max_tokens", .number(Double(maxTokens)))) }
        if let seed = sampling.seed { members.append(("seed", .number(Double(seed)))) }
        if !sampling.stop.isEmpty { members.append(("stop", .array(sampling.stop.map(JSONValue.string)))) }
        if !extra.isEmpty {
            members.append(("extra", .object(extra.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })))
        }
        return .object(members)
    }

    /// The key of the request for sample `sample` (from 1) of a model's response to a prompt.
    package static func response(study: Study, prompt: Prompt, model: Model, sample: Int) -> String {
        var sampling = study.sampling.overridden(by: model.sampling)
        sampling.seed = sampling.seed.map { $0 &+ (sample - 1) }
        let members: [(String, JSONValue)] = [
            ("purpose", .string("response")), ("study", .string(study.name)), ("prompt", .string(prompt.id)),
            ("name", .string(model.name)), ("messages", json(of: study.messages(of: prompt, to: model))),
            ("parameters", parameters(model: model.model, sampling: sampling, extra: model.extra)),
            ("sample", .number(Double(sample))),
        ]
        return SHA256.hex(of: JSONValue.object(members).canonicalBytes)
    }

    private static func json(of messages: [Message]) -> JSONValue {
        .array(
            messages.map { .object([("role", .string($0.role.rawValue)), ("content", .string($0.content))]) }
        )
    }
}
