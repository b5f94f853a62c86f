package import Inference
package import Store
package import Studies

/// One request of a study and how to make it.
package struct Work: Sendable {
    package var draft: RequestDraft
    package var call: Call
    package var price: Price?

    package init(draft: RequestDraft, call: Call, price: Price?) {
        self.draft = draft
        self.call = call
        self.price = price
    }

    /// A conversation.
    package init(
        draft: RequestDraft,
        request: ChatRequest,
        price: Price?,
        interpret: @escaping @Sendable (Completion) -> AttemptResult = {
            .response(text: $0.text, reasoning: $0.reasoning, raw: $0.raw)
        }
    ) {
        self.init(draft: draft, call: .chat(request, interpret: interpret), price: price)
    }
}

extension Work {
    /// Every response that the study wants and that is not there: models × prompts × samples, the models in turn.
    ///
    /// A response that was imported is not asked for.
    package static func responses(of study: Study, imported: ResponseNames) -> [Work] {
        let samples = study.models.map(study.samples(of:)).max() ?? 1
        var work: [Work] = []
        for prompt in study.prompts {
            for sample in 1...max(1, samples) {
                for model in study.models where sample <= study.samples(of: model) {
                    let name = ResponseName(prompt: prompt.id, model: model.name, sample: sample)
                    guard !imported.contains(name), let endpoint = study.endpoint(named: model.endpoint) else {
                        continue
                    }
                    let sampling = study.sampling.overridden(by: model.sampling)
                    var request = ChatRequest(
                        endpoint: endpoint,
                        model: model.model,
                        messages: study.messages(of: prompt, to: model),
                        sampling: sampling,
                        seed: sampling.seed.map { $0 &+ (sample - 1) },
                        extra: model.extra,
                        isStreamed: model.extra["stream"]?.bool ?? true
                    )
                    request.reasoning = model.reasoning ?? endpoint.reasoning
                    let key = RequestKey.response(study: study, prompt: prompt, model: model, sample: sample)
                    work.append(
                        Work(
                            draft: RequestDraft(
                                key: key,
                                purpose: .response,
                                asked: model.name,
                                prompt: prompt.id,
                                sample: sample
                            ),
                            request: request,
                            price: model.price
                        )
                    )
                }
            }
        }
        return work
    }
}
