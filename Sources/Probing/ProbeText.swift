import Auditing
package import Inference
package import Store
package import Studies

/// What a probe sends: the study's prompt with the nonce before it, so that no cache knows the text.
package struct ProbeText: Sendable {
    package let study: Study
    /// The most tokens of an answer, the same for every model.
    package let maxTokens: Int

    package init(study: Study, maxTokens: Int) {
        self.study = study
        self.maxTokens = maxTokens
    }

    /// What changes a probe besides models, prompts and the length of a slot.
    package func definition(models: [Model], prompts: [Prompt]) -> JSONValue {
        .object([
            ("study", .string(study.name)), ("max_tokens", .number(Double(maxTokens))),
            ("parameters", .array(models.map(parameters))),
            (
                "texts",
                .array(
                    prompts.map { prompt in
                        .array(models.map { Self.json(study.messages(of: prompt, to: $0)) })
                    }
                )
            ),
        ])
    }

    /// Nil where the study has no such model, endpoint or prompt.
    package func request(model name: String, prompt id: String, nonce: String) -> ChatRequest? {
        guard let model = study.model(named: name), let prompt = study.prompt(id: id),
            let endpoint = study.endpoint(named: model.endpoint)
        else { return nil }
        let sampling = sampling(of: model)
        var request = ChatRequest(
            endpoint: endpoint,
            model: model.model,
            messages: messages(of: prompt, to: model, nonce: nonce),
            sampling: sampling,
            seed: sampling.seed,
            extra: model.extra,
            isStreamed: model.extra["stream"]?.bool ?? true
        )
        request.reasoning = model.reasoning ?? endpoint.reasoning
        return request
    }

    /// The request's key: what is asked, for which slot of which schedule.
    package func draft(model name: String, prompt id: String, nonce: String, slot: Attempt.Slot) -> RequestDraft? {
        guard let model = study.model(named: name), let prompt = study.prompt(id: id) else { return nil }
        let texts = Self.json(messages(of: prompt, to: model, nonce: nonce))
        let members: [(String, JSONValue)] = [
            ("purpose", .string("probe")), ("study", .string(study.name)), ("prompt", .string(id)),
            ("name", .string(name)), ("messages", texts), ("parameters", parameters(model)),
            ("sample", .number(1)), ("schedule", .string(slot.schedule)), ("slot", .number(Double(slot.number))),
            ("load", slot.load == nil ? .null : slot.detail),
        ]
        return RequestDraft(
            key: SHA256.hex(of: JSONValue.object(members).canonicalBytes),
            purpose: .probe,
            asked: name,
            prompt: id,
            sample: 1,
            detail: slot.detail
        )
    }

    private func messages(of prompt: Prompt, to model: Model, nonce: String) -> [Message] {
        var messages = study.messages(of: prompt, to: model)
        if !messages.isEmpty { messages[0].content = "[\(nonce)] \(messages[0].content)" }
        return messages
    }

    private static func json(_ messages: [Message]) -> JSONValue {
        .array(
            messages.map { .object([("role", .string($0.role.rawValue)), ("content", .string($0.content))]) }
        )
    }

    private func sampling(of model: Model) -> Sampling {
        var sampling = study.sampling.overridden(by: model.sampling)
        sampling.maxTokens = min(maxTokens, sampling.maxTokens ?? maxTokens)
        return sampling
    }

    private func parameters(_ model: Model) -> JSONValue {
        RequestKey.parameters(model: model.model, sampling: sampling(of: model), extra: model.extra)
    }
}
