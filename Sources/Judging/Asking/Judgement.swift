package import Ratings
package import Studies

/// What a judge is asked about: one item, or a pair.
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

    /// The items with their texts.
    var items: [(ItemID, String)] { Array(zip(subject.items, texts)) }
}

/// Every request of one judge on one criterion, or on several in one call.
package struct Judgement: Sendable {
    let study: Study
    package let judge: Judge
    package let criteria: [Criterion]
    let endpoint: Endpoint
    let examples: [JudgeExample]
    let template: JudgeTemplate
    let reworded: JudgeTemplate?
    /// The hash of template, model, parameters, criteria and examples: all that the judge is asked with. What only people are
    /// asked, a note or how sure they are, may stand in it as it stood when the judge was asked first.
    package let asked: String
    /// The judge's version: the same and the parser.
    package let version: String

    /// `known` are the hashes under which the judge was asked before, `versions` the versions of criteria that the store has:
    /// where it was asked under one that asks the same, it goes on under that.
    package init(
        study: Study,
        judge: Judge,
        criteria: [Criterion],
        examples: [JudgeExample] = [],
        known: Set<String> = [],
        versions: [Criterion] = []
    ) throws {
        guard let endpoint = study.endpoint(named: judge.endpoint), let source = study.templates[judge.template] else {
            throw StudiesError("the judge '\(judge.name)' has no endpoint or template")
        }
        template = try Self.template(judge.template, study, judge, criteria)
        reworded = try judge.manner.reworded.map { try Self.template($0, study, judge, criteria) }
        self.study = study
        self.judge = judge
        self.criteria = criteria
        self.endpoint = endpoint
        self.examples = examples
        let parameters = RequestKey.parameters(model: judge.model, sampling: judge.sampling, extra: judge.extra)
        var members: [(String, JSONValue)] = [("template", .string(source)), ("parameters", parameters)]
        if judge.manner.isStructured { members.append(("structured", .bool(true))) }
        if judge.manner.isWeighted { members.append(("logprobs", .bool(true))) }
        if judge.manner.isTogether { members.append(("together", .bool(true))) }
        if judge.manner.isRanking { members.append(("ranking", .bool(true))) }
        if judge.manner.reask > 0 { members.append(("reask", .number(Double(judge.manner.reask)))) }
        if !examples.isEmpty {
            members.append(
                ("examples", .array(examples.map { .array([.string($0.item.rawValue), .string($0.verdict)]) }))
            )
        }
        func hash(_ criteria: [Criterion]) -> String {
            let all = members + [("criteria", .array(criteria.map(\.json)))]
            return SHA256.hex(of: JSONValue.object(all).canonicalBytes)
        }
        let today = hash(criteria)
        asked =
            known.isEmpty || known.contains(today)
            ? today : Self.alike(criteria, among: versions).lazy.map(hash).first(where: known.contains) ?? today
        let form = [judge.manner.reply.rawValue, "\(Verdict.parserVersion)", judge.manner.pattern].compactMap { $0 }
        let parser = form.joined(separator: " ")
        version = SHA256.hex(
            of: JSONValue.object([("asked", .string(asked)), ("parser", .string(parser))]).canonicalBytes
        )
    }

    /// These criteria in every choice of versions that ask the same, the newest first; only so many.
    private static func alike(_ criteria: [Criterion], among versions: [Criterion]) -> [[Criterion]] {
        criteria.reduce([[]]) { choices, criterion in
            let own = [criterion] + versions.reversed().filter { $0 != criterion && $0.isAlike(criterion) }
            return Array(choices.flatMap { choice in own.map { choice + [$0] } }.prefix(1000))
        }
    }

    private static func template(_ name: String, _ study: Study, _ judge: Judge, _ criteria: [Criterion]) throws
        -> JudgeTemplate
    {
        let template = try JudgeTemplate(study.templates[name] ?? "", name: name)
        let problems = template.problems(for: criteria, manner: judge.manner)
        guard problems.isEmpty else {
            throw StudiesError("the template '\(name)' " + problems.joined(separator: "; it "))
        }
        return template
    }

    /// What the template had better say, in words.
    package var advice: [String] {
        template.advice(for: criteria, manner: judge.manner).map { "the template '\(judge.template)' \($0)" }
    }

    /// The items that stand in the prompt as examples: they are not judged.
    package var exampleItems: [ItemID] { examples.map(\.item) }

    /// Whether the judge is asked about a subject at all.
    private func asks(about subject: Subject) -> Bool {
        (subject.texts.count > 1) == criteria.contains(where: \.isPairwise) && study.prompt(id: subject.prompt) != nil
            && !subject.items.contains { item, _ in examples.contains { $0.item == item } }
    }

    /// The subjects that the judge is asked about.
    package func subjects(_ subjects: [Subject]) -> [Subject] { subjects.filter(asks(about:)) }

    /// The questions about these subjects: a pair in both orders, all responses to a prompt at once for a ranking.
    package func questions(on subjects: [Subject], arm: Arm = .plain) -> [Question] {
        let wanted = self.subjects(subjects)
        let samples = arm == .plain ? 1...max(1, judge.sampling.samples ?? 1) : 1...1
        var questions: [Question] = []
        func add(_ items: [ItemID], pairs: [PairID] = [], _ prompt: String) {
            for sample in samples {
                for items in items.count > 1 ? [items, items.reversed()] : [items] {
                    let names = criteria.map(\.name)
                    questions.append(
                        Question(
                            prompt: prompt,
                            items: items,
                            pairs: pairs,
                            criteria: names,
                            sample: sample,
                            arm: arm,
                            asked: asked
                        )
                    )
                }
            }
        }
        guard judge.manner.isRanking else {
            for subject in wanted { add(subject.items.map(\.0), subject.prompt) }
            return questions
        }
        for prompt in study.prompts.map(\.id) {
            let own = wanted.filter { $0.prompt == prompt }
            let pairs = own.compactMap { if case .pair(let pair) = $0.subject { pair } else { nil } }
            let items = Set(pairs.flatMap { [$0.first, $0.second] })
                .sorted { mixed($0, prompt) < mixed($1, prompt) }
            if items.count > 1 { add(items, pairs: pairs, prompt) }
        }
        return questions
    }

    /// Puts the responses of a prompt into an order that has nothing to do with who wrote them.
    private func mixed(_ item: ItemID, _ prompt: String) -> String {
        SHA256.hex(of: Array("\(judge.name) \(prompt) \(item)".utf8))
    }
}
