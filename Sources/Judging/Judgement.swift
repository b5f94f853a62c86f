package import Collecting
import Inference
import Store
package import Studies

/// What a judge is asked about: one item, or a pair in one order.
package struct Subject: Sendable {
    package var subject: RatingSubject
    package var prompt: String
    /// The text of the item, or of the pair's items with the smaller id first.
    package var texts: [String]

    package init(subject: RatingSubject, prompt: String, texts: [String]) {
        self.subject = subject
        self.prompt = prompt
        self.texts = texts
    }
}

/// Every request of one judge on one criterion.
package struct Judgement: Sendable {
    private let study: Study
    private let judge: Judge
    private let criterion: Criterion
    private let template: JudgeTemplate
    private let endpoint: Endpoint
    /// SHA-256 of template, model, parameters, criterion and parser.
    package let version: String

    package init(study: Study, judge: Judge, criterion: Criterion) throws {
        guard let endpoint = study.endpoint(named: judge.endpoint), let source = study.templates[judge.template] else {
            throw StudiesError("the judge '\(judge.name)' has no endpoint or template")
        }
        template = try JudgeTemplate(source, name: judge.template)
        let problems = template.problems(for: criterion)
        guard problems.isEmpty else {
            let list = problems.joined(separator: ", ")
            throw StudiesError(
                "the template '\(judge.template)' \(list): add it, the texts between lines of {{boundary}}"
            )
        }
        self.study = study
        self.judge = judge
        self.criterion = criterion
        self.endpoint = endpoint
        let parameters = RequestKey.parameters(model: judge.model, sampling: judge.sampling, extra: judge.extra)
        version = SHA256.hex(
            of: JSONValue.object([
                ("template", .string(source)), ("parameters", parameters), ("criterion", criterion.json),
                ("parser", .number(Double(Verdict.parserVersion))),
            ]).canonicalBytes
        )
    }

    /// The requests for these subjects, a pair in both orders; `boundary` gives a request's unguessable fence.
    package func work(on subjects: [Subject], boundary: (String) -> String) -> [Work] {
        var work: [Work] = []
        for subject in subjects where (subject.texts.count > 1) == criterion.isPairwise {
            for sample in 1...max(1, judge.sampling.samples ?? 1) {
                let sides: [RatingRecord.Side?] = subject.texts.count > 1 ? [.first, .second] : [nil]
                for side in sides {
                    work += [self.work(subject, side: side, sample: sample, boundary: boundary)].compactMap(\.self)
                }
            }
        }
        return work
    }

    private func work(
        _ subject: Subject,
        side: RatingRecord.Side?,
        sample: Int,
        boundary: (String) -> String
    ) -> Work? {
        guard let prompt = study.prompt(id: subject.prompt) else { return nil }
        let texts = side == .second ? subject.texts.reversed() : subject.texts
        var sampling = judge.sampling
        sampling.seed = sampling.seed.map { $0 &+ (sample - 1) }
        let masked = template.rendered(prompt: prompt, texts: texts, criterion: criterion, boundary: "BOUNDARY")
        let key = SHA256.hex(
            of: JSONValue.object([
                ("purpose", .string("judgement")), ("study", .string(study.name)), ("prompt", .string(prompt.id)),
                ("name", .string(judge.name)), ("version", .string(version)), ("criterion", .string(criterion.name)),
                ("subject", .string(subject.subject.name)), ("side", .string(side?.rawValue ?? "")),
                ("message", .string(masked)), ("sample", .number(Double(sample))),
            ]).canonicalBytes
        )
        let message = template.rendered(prompt: prompt, texts: texts, criterion: criterion, boundary: boundary(key))
        let request = ChatRequest(
            endpoint: endpoint,
            model: judge.model,
            messages: [Message(role: .user, content: message)],
            sampling: sampling,
            seed: sampling.seed,
            extra: judge.extra,
            isStreamed: false
        )
        let record = RatingRecord(
            study: study.name,
            subject: subject.subject,
            prompt: prompt.id,
            criterion: criterion.name,
            rater: judge.name,
            kind: .judge,
            version: version,
            sample: sample,
            side: side
        )
        let criterion = criterion
        return Work(
            draft: RequestDraft(key: key, purpose: .judgement, asked: judge.name, prompt: prompt.id, sample: sample),
            request: request,
            price: judge.price
        ) { [record] completion in
            var record = record
            if completion.finish == .refusal || completion.finish == .filter {
                record.outcome = .refused
            } else {
                record.take(Verdict(parsing: completion.text, criterion: criterion))
            }
            return .reply(text: completion.text, records: [record])
        }
    }
}

extension RatingRecord {
    /// Takes a verdict in the order shown, as a value by item.
    fileprivate mutating func take(_ verdict: Verdict) {
        switch verdict {
        case .unparsed(let why):
            outcome = .unparsed
            reason = why
        case .scored(let value, _):
            // Shown second first, "first" means the item with the larger id.
            self.value = side == .second ? value.map { -$0 + 0 } : value
        }
    }
}
