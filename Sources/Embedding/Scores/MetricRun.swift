package import Store
package import Studies

/// One run of a similarity over a study: in pages of whole prompts, each saved before the next, so that memory is bounded and
/// a run that was stopped goes on where it was.
package struct MetricRun: Sendable {
    private let similarity: Similarity
    private let study: Study
    private let store: Store
    private let scorer: Scorer
    private let metric: MetricVersion

    package init(_ similarity: Similarity, study: Study, store: Store, scorer: Scorer) {
        self.similarity = similarity
        self.study = study
        self.store = store
        self.scorer = scorer
        metric = MetricVersion(
            study: study.name,
            name: similarity.name,
            version: similarity.version(of: scorer, study: study)
        )
    }

    /// Scores what has no score yet. `onPage` is told after each page what became of the items so far; when it says
    /// false, the run ends there.
    package func run(
        jobs: Int,
        now: @Sendable () -> Int64,
        onPage: @Sendable (MetricSummary) -> Bool
    ) async throws -> MetricSummary {
        var summary = MetricSummary()
        let exemplars: [Exemplar]
        if case .exemplars(let file) = similarity.target {
            exemplars = study.exemplars[file] ?? []
        } else {
            exemplars = []
        }
        let targets = Targets(study: study, exemplars: exemplars)
        var page: [StoredResponse] = []
        let prompts = try store.promptNames(of: study.name)
        for names in prompts.runs(of: 16) {
            page += try store.responses(of: study.name, to: names)
            guard page.count >= Self.pageSize || names.last == prompts.last else { continue }
            try await score(page, targets, jobs: jobs, at: now(), &summary)
            page.removeAll(keepingCapacity: true)
            guard onPage(summary) else { break }
        }
        return summary
    }

    /// What a run that is killed has to do again; BERTScore makes a dozen a second.
    private static let pageSize = 256

    private func score(
        _ page: [StoredResponse],
        _ targets: Targets,
        jobs: Int,
        at now: Int64,
        _ summary: inout MetricSummary
    ) async throws {
        var targets = targets
        if similarity.target == .previous {
            var prompts: [String] = []
            for response in page where prompts.last != response.prompt { prompts.append(response.prompt) }
            targets = targets.with(earlier: try store.earlierTexts(of: study.name, to: prompts))
        }
        let all = Comparisons(of: similarity, targets: targets, responses: page)
        let known = try store.scoredInputs(of: all.comparisons.map(\.item), by: metric)
        let inputs = all.comparisons.map(\.inputs)
        let open = zip(all.comparisons, inputs).filter { known[$0.item] != $1 }
        let results = try await scorer.scores(open.map(\.0), jobs)
        var scores: [MetricScore] = []
        for ((comparison, inputs), result) in zip(open, results) {
            guard let value = result.value else {
                if result.lacksTarget { summary.withoutTarget += 1 } else { summary.unscored += 1 }
                continue
            }
            if result.isTruncated { summary.truncated += 1 }
            scores.append(
                MetricScore(item: comparison.item, prompt: comparison.prompt, value: value, inputs: inputs)
            )
        }
        summary.scored += all.comparisons.count - open.count + scores.count
        summary.anchors += all.anchors.count
        summary.withoutTarget += all.withoutTarget.count
        summary.new += try store.save(scores, withdrawing: all.anchors + all.withoutTarget, of: metric, at: now)
    }
}

extension Similarity {
    /// The metric's version: what its scores depend on besides the texts.
    package func version(of scorer: Scorer, study: Study) -> String {
        let target: JSONValue =
            switch self.target {
            case .reference: .string("reference")
            case .anchor(let model): .object([("anchor", .string(model))])
            case .exemplars: .string("exemplars")
            case .previous: .string("previous")
            case .none: .string("none")
            }
        let members: [(String, JSONValue)] = [("scorer", scorer.identity), ("target", target)]
        return SHA256.hex(of: JSONValue.object(members).canonicalBytes)
    }
}
