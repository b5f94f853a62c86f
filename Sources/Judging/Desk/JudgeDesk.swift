package import Collecting
package import Ratings
package import Store
package import Studies

/// A study with its store, made ready for its judges.
package struct JudgeDesk {
    package let study: Study
    package let store: Store
    package let judgements: [Judgement]
    package let subjects: [Subject]

    /// The store's copy must be up to date; `judges` names some of the study's, separated by commas.
    ///
    /// A study without judges will do where `asks` is false: verdicts may have come in files.
    package init(_ study: Study, in store: Store, judges: String? = nil, asks: Bool = true) throws {
        guard !study.judges.isEmpty || !asks else {
            throw StudiesError("the study '\(study.name)' has no judges: add one under 'judges'")
        }
        (self.study, self.store) = (study, store)
        // Without judges nothing is asked, of a study of any size.
        let asked = study.judges.isEmpty ? [] : try store.subjects(of: study)
        subjects = asked.map { Subject(subject: $0.subject, prompt: $0.prompt, texts: $0.texts) }
        judgements = try Self.judgements(try Self.chosen(judges, of: study), study, store)
        if judges == nil { try store.setVersions(versions, study: study.name) }
    }

    private static func chosen(_ names: String?, of study: Study) throws -> [Judge] {
        guard let names else { return study.judges }
        return try Scoring.split(names).map { name in
            if let judge = study.judges.first(where: { $0.name == name }) { return judge }
            let hint = Spelling.nearest(to: name, among: study.judges.map(\.name)).map { ": did you mean '\($0)'?" }
            throw StudiesError("no judge '\(name)' in the study\(hint ?? "")")
        }
    }

    private static func judgements(_ judges: [Judge], _ study: Study, _ store: Store) throws -> [Judgement] {
        let needsExamples = judges.contains { $0.manner.examples != nil }
        let ratings = needsExamples ? try store.standingRatings(of: study.name).records : []
        var texts: [ItemID: (prompt: String, text: String)] = [:]
        for response in needsExamples ? try store.responses(of: study.name) : [] {
            texts[response.item] = (study.prompt(id: response.prompt)?.text ?? "", response.text)
        }
        let (known, versions) = (try store.askedVersions(of: study.name), try store.criterionVersions(of: study.name))
        return try judges.flatMap { judge in
            let criteria = judge.criteria.compactMap(study.criterion(named:))
            let calls = judge.manner.isTogether ? [criteria] : criteria.map { [$0] }
            return try calls.filter { !$0.isEmpty }.map { criteria in
                let examples = judge.manner.examples.map { settings in
                    criteria.flatMap {
                        JudgeExample.chosen(from: ratings, settings: settings, criterion: $0, texts: texts)
                    }
                }
                return try Judgement(
                    study: study,
                    judge: judge,
                    criteria: criteria,
                    examples: examples ?? [],
                    known: known[judge.name] ?? [],
                    versions: versions
                )
            }
        }
    }

    /// By judge and criterion the version that judges today.
    private var versions: [VersionName: String] {
        let names = judgements.flatMap { judgement in
            judgement.criteria.map {
                (VersionName(rater: judgement.judge.name, criterion: $0.name), judgement.version)
            }
        }
        return Dictionary(names) { $1 }
    }

    /// What the user should know before anything is asked.
    package var warnings: [String] {
        var warnings: [String] = []
        for judgement in judgements { warnings += judgement.advice.filter { !warnings.contains($0) } }
        for judge in study.judges where judgements.contains(where: { $0.judge.name == judge.name }) {
            let own = study.models.filter { $0.family != nil && $0.family == judge.family }.map(\.name)
            guard let family = judge.family, !own.isEmpty else { continue }
            warnings.append(
                "'\(judge.name)' is of the family '\(family)', as is what it judges (\(own.joined(separator: ", "))): "
                    + "'slam judge audit' compares its preference for its own with people's"
            )
        }
        return warnings
    }

    /// Every request of the plain verdicts.
    package func work() throws -> [Work] {
        let boundary = try store.boundaries(of: study.name)
        return judgements.flatMap { $0.work(on: subjects, boundary: boundary) }
    }

    /// The requests of audits' arms on at most `limit` subjects of each judgement that asks about what is wanted.
    package func work(arms: [Arm], of selection: RatingSelection = RatingSelection(), limit: Int?) throws -> [Work] {
        try RatingSelection.check(selection.raters, among: judgements.map(\.judge.name), "judge")
        try RatingSelection.check(selection.criteria, among: judgements.flatMap(\.criteria).map(\.name), "criterion")
        let boundary = try store.boundaries(of: study.name)
        return judgements.filter { judgement in
            selection.wants(rater: judgement.judge.name)
                && judgement.criteria.contains { selection.wants(criterion: $0.name) }
        }.flatMap { judgement -> [Work] in
            let subjects = Array(judgement.subjects(subjects).prefix(limit ?? .max))
            return arms.flatMap { judgement.work(on: subjects, arm: $0, boundary: boundary) }
        }
    }

    /// What all calls so far came to, a line for each judge.
    package func account() throws -> [String] {
        try store.judgeCalls(of: study.name).map { calls in
            var line = "'\(calls.judge)' so far: \(Figures.count(calls.calls, "call"))"
            if calls.unpriced < calls.calls { line += ", \(Figures.dollars(nano: calls.nanoDollars))" }
            if calls.unpriced > 0 { line += ", \(calls.unpriced) of unknown price" }
            if calls.serverModels.count > 1 {
                line += "; the server changed the model under this name: \(calls.serverModels.joined(separator: ", "))"
            }
            return line + "."
        }
    }

    /// Reads the kept replies again: records of a version that is new are stored, the others are there; says what came of it.
    package func reparse() throws -> String {
        var records: [RatingRecord] = []
        var (read, others) = ([Int64](), 0)
        for (stored, question) in try newestReplies() {
            guard
                let judgement = judgements.first(where: { $0.judge.name == stored.asked && $0.asked == question.asked })
            else {
                others += 1
                continue
            }
            read.append(stored.id)
            records += judgement.records(of: Reply(stored), to: question)
        }
        others += try store.replies(of: study.name).count { Question(json: $0.detail)?.arm != .plain }
        let report = try store.saveVerdicts(records, of: read, parser: Verdict.parserRevision, study: study.name)
        return
            "\(Figures.count(read.count, "reply", plural: "replies")) read again: \(Figures.count(report.new, "new verdict")), "
            + "\(report.known) as before; \(others) of another version or an audit, left alone. Nothing was asked.\n"
    }
}

extension Reply {
    /// A kept reply.
    init(_ stored: StoredReply) {
        self.init(
            text: stored.text,
            logprobs: stored.logprobs.flatMap { try? JSONValue(parsing: $0) },
            isRefused: ["refusal", "filter"].contains(stored.finishReason),
            isFiltered: stored.finishReason == "filter",
            at: stored.at
        )
    }
}
