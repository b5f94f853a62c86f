package import Collecting
import Inference
package import Ratings
import Store
import Studies

extension Judgement {
    /// The requests for these subjects; `boundary` gives a request's unguessable fence.
    package func work(on subjects: [Subject], arm: Arm = .plain, boundary: (String) -> String) -> [Work] {
        var texts: [ItemID: String] = [:]
        for (item, text) in subjects.flatMap(\.items) { texts[item] = text }
        return questions(on: subjects, arm: arm).compactMap { work(for: $0, texts: texts, boundary: boundary) }
    }

    private func work(for question: Question, texts: [ItemID: String], boundary: (String) -> String) -> Work? {
        guard let (key, message) = message(of: question, texts, boundary) else { return nil }
        return work(for: question, key: key, [Message(role: .user, content: message)])
    }

    /// The key of a question and what the judge is sent for it, fenced by what its key is given.
    func message(of question: Question, _ texts: [ItemID: String], _ boundary: (String) -> String) -> (String, String)?
    {
        guard let prompt = study.prompt(id: question.prompt) else { return nil }
        let shown = question.items.map { item in
            question.arm.text(texts[item] ?? "", seed: item.rawValue, isTarget: item == question.target)
        }
        let isReworded = question.arm == .reworded && reworded != nil
        let template = isReworded ? reworded ?? template : template
        func message(_ boundary: String) -> String {
            template.rendered(
                JudgeTemplate.Filling(
                    prompt: prompt,
                    texts: shown,
                    criteria: criteria,
                    boundary: boundary,
                    examples: examples,
                    arm: isReworded ? .plain : question.arm
                )
            )
        }
        let key = key(of: question, message("BOUNDARY"))
        return (key, message(boundary(key)))
    }

    func key(of question: Question, _ message: String) -> String {
        SHA256.hex(
            of: JSONValue.object([
                ("purpose", .string("judgement")), ("study", .string(study.name)), ("name", .string(judge.name)),
                ("question", question.json), ("message", .string(message)),
            ]).canonicalBytes
        )
    }

    /// The request that sends these messages for a question.
    func work(for question: Question, key: String, _ messages: [Message]) -> Work {
        let draft = RequestDraft(
            key: key,
            purpose: .judgement,
            asked: judge.name,
            prompt: question.prompt,
            sample: question.sample,
            detail: question.json
        )
        let judgement = self
        return Work(draft: draft, request: request(messages, question), price: judge.price) {
            completion in
            let reply = Reply(
                text: completion.text,
                logprobs: completion.logprobs,
                isRefused: completion.finish == .refusal || completion.finish == .filter,
                isFiltered: completion.finish == .filter,
                at: completion.exchange.timings.startedAt
            )
            let logprobs = completion.logprobs.map { String(decoding: $0.compactBytes, as: UTF8.self) }
            // An audit's verdicts are read from their replies: they are nobody's ratings. A pattern may take its time, and
            // the reply is paid: it is tried on what is stored.
            let waits = question.arm == .plain && judgement.judge.manner.reply == .pattern
            let records = question.arm == .plain && !waits ? judgement.records(of: reply, to: question) : []
            let stored = StoredText(
                text: completion.text,
                reasoning: completion.reasoning,
                logprobs: logprobs,
                parser: waits ? Verdict.unread : Verdict.parserRevision
            )
            return .reply(stored, records: records)
        }
    }

    private func request(_ messages: [Message], _ question: Question) -> ChatRequest {
        var sampling = judge.sampling
        sampling.seed = sampling.seed.map { $0 &+ (question.sample - 1) }
        let schema = ReplySchema.of(criteria, manner: judge.manner, count: question.items.count)
        return ChatRequest(
            endpoint: endpoint,
            model: judge.model,
            messages: messages,
            sampling: sampling,
            seed: sampling.seed,
            extra: judge.extra,
            isStreamed: false,
            schema: judge.manner.isStructured ? schema : nil,
            topLogprobs: judge.manner.isWeighted ? 20 : nil
        )
    }
}
