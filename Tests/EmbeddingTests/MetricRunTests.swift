import Embedding
import Store
import Studies
import Testing

/// Scores of a study in a store.
struct MetricRunTests {
    private let store: Store
    private let study: Study

    init() throws {
        store = try Store.inMemory()
        study = Study(
            name: "s",
            models: ["a", "b", "c"].map { Model(name: $0, endpoint: "e", model: $0) },
            prompts: [
                Prompt(id: "p", messages: [Message(role: .user, content: "q")], reference: "same words here"),
                Prompt(
                    id: "r",
                    messages: [Message(role: .user, content: "q")],
                    reference: "none",
                    otherReferences: ["alone at last"]
                ),
            ]
        )
        try store.sync(study)
    }

    private func answer(_ prompt: String, _ model: String, _ text: String, sample: Int = 1) throws {
        let response = ImportedResponse(line: 1, prompt: prompt, model: model, sample: sample, text: text)
        _ = try store.importResponses([response], study: "s", file: "f", at: 1)
    }

    private func run(_ similarity: Similarity) async throws -> MetricSummary {
        let scorer = try similarity.scorer(study: study, store: store, studyFolder: ".")
        return try await MetricRun(similarity, study: study, store: store, scorer: scorer)
            .run(jobs: 2, now: { 7 }, onPage: { _ in true })
    }

    private func scores(_ metric: String) throws -> [Double] {
        try store.currentRatings(of: "s").filter { $0.rater == metric }.compactMap(\.value).sorted()
    }

    @Test func theAnchorsOwnTextIsLeftOutAndCounted() async throws {
        try answer("p", "a", "same words")
        try answer("p", "b", "same words")
        try answer("p", "c", "same thing")
        try answer("r", "b", "alone")
        let summary = try await run(Similarity(name: "m", embedder: .lexical, target: .anchor(model: "a")))
        #expect(summary.anchors == 1 && summary.withoutTarget == 1 && summary.scored == 1 && summary.new == 1)
    }

    @Test func theNearestOfSeveralReferencesCountsUnlessTheMeanIsAskedFor() async throws {
        try answer("r", "b", "alone at last")
        let measure = Similarity.Embedder.text(.init(.tokenF1))
        _ = try await run(Similarity(name: "nearest", embedder: measure, target: .reference))
        _ = try await run(Similarity(name: "mean", embedder: measure, target: .reference, aggregate: .mean))
        _ = try await run(Similarity(name: "named", embedder: measure, target: .reference, aggregate: .max))
        _ = try await run(Similarity(name: "vector", embedder: .lexical, target: .reference))
        #expect(try scores("nearest") == [1] && scores("named") == [1])
        #expect(try scores("mean") == [0.5])
        #expect(try scores("vector").map { abs($0 - 1) < 1e-9 } == [true])
    }

    @Test func theScoreToAnAnchorIsTheMeanOverItsSamples() async throws {
        try answer("p", "a", "one two")
        try answer("p", "a", "three four", sample: 2)
        try answer("p", "b", "one two!")
        _ = try await run(Similarity(name: "m", embedder: .text(.init(.tokenF1)), target: .anchor(model: "a")))
        #expect(try scores("m") == [0.5])
    }

    @Test func aSecondRunStoresNothingAndAnotherAnchorTextScoresAnew() async throws {
        try answer("p", "a", "one two")
        try answer("p", "b", "one three")
        let similarity = Similarity(name: "m", embedder: .text(.init(.tokenF1)), target: .anchor(model: "a"))
        #expect(try await run(similarity).new == 1)
        let second = try await run(similarity)
        #expect(second.new == 0 && second.scored == 1)
        try answer("p", "a", "one three four five", sample: 2)
        #expect(try await run(similarity).new == 1)
        #expect(try scores("m").count == 1)
        #expect(abs(try scores("m")[0] - (0.5 + 2.0 / 3) / 2) < 1e-12)
    }

    @Test func aTextThatBecomesTheAnchorsOwnLosesItsScore() async throws {
        try answer("p", "a", "one two")
        try answer("p", "b", "one three")
        let similarity = Similarity(name: "m", embedder: .text(.init(.tokenF1)), target: .anchor(model: "a"))
        _ = try await run(similarity)
        try answer("p", "a", "one three", sample: 2)
        #expect(try await run(similarity).anchors == 2)
        #expect(try scores("m").isEmpty)
    }

    @Test func examplesScoreByTheMarginBetweenGoodAndBad() async throws {
        var study = study
        study.exemplars["e.jsonl"] = [
            Exemplar(text: "red", isGood: true), Exemplar(text: "blue", isGood: false),
            Exemplar(text: "only for r", isGood: true, prompt: "r"),
        ]
        try answer("p", "b", "red")
        try answer("p", "c", "blue")
        // An example of another prompt is none of this one.
        try answer("p", "a", "only for r")
        try answer("r", "a", "only for r")
        let similarity = Similarity(name: "m", embedder: .lexical, target: .exemplars(file: "e.jsonl"))
        let scorer = try similarity.scorer(study: study, store: store, studyFolder: ".")
        _ = try await MetricRun(similarity, study: study, store: store, scorer: scorer)
            .run(jobs: 1, now: { 7 }, onPage: { _ in true })
        let margins = try scores("m")
        #expect(margins.count == 4)
        for (margin, wanted) in zip(margins, [-1, 0, 1, 1] as [Double]) { #expect(abs(margin - wanted) < 1e-9) }
    }

    /// Where a missing vector `mayComeLater`, a score waits for it; else the text has nothing to compare.
    @Test(arguments: [true, false])
    func aScoreOfSomeReferencesDoesNotStandForAll(mayComeLater: Bool) async throws {
        try answer("r", "b", "own")
        let similarity = Similarity(name: "m", embedder: .lexical, target: .reference)
        func run(lacking missing: Set<String>) async throws -> MetricSummary {
            let embedder = Embedder(id: "e", version: "1", isKept: false, batch: 8, mayComeLater: mayComeLater) {
                texts in
                texts.map { text in
                    missing.contains(text)
                        ? nil : .init(vector: .dense(text == "alone at last" ? [1, 0] : [0.6, 0.8]))
                }
            }
            return try await MetricRun(
                similarity,
                study: study,
                store: store,
                scorer: Scorer(embedder, aggregate: .max)
            ).run(jobs: 1, now: { 7 }, onPage: { _ in true })
        }
        let none = try await run(lacking: ["none", "alone at last"])
        #expect(none.unscored == (mayComeLater ? 1 : 0) && none.withoutTarget == (mayComeLater ? 0 : 1))
        let part = try await run(lacking: ["none"])
        #expect(part.scored == (mayComeLater ? 0 : 1) && part.unscored == (mayComeLater ? 1 : 0))
        let all = try await run(lacking: [])
        #expect(all.scored == 1 && all.unscored == 0)
        let score = try #require(try scores("m").first)
        #expect(abs(score - (mayComeLater ? 1 : 0.6)) < 1e-6)
    }

    @Test func textsThatDifferOnlyInTheirComposedLettersAreDifferentTexts() async throws {
        try answer("p", "b", "caf\u{E9}")
        try answer("p", "c", "cafe\u{301}")
        var study = study
        study.prompts[0].reference = "caf\u{E9}"
        let similarity = Similarity(name: "m", embedder: .text(.init(.exact)), target: .reference)
        let scorer = try similarity.scorer(study: study, store: store, studyFolder: ".")
        _ = try await MetricRun(similarity, study: study, store: store, scorer: scorer)
            .run(jobs: 1, now: { 7 }, onPage: { _ in true })
        #expect(try scores("m") == [0, 1])
    }

    @Test func oneThreadOrSeveralGiveTheSameScores() async throws {
        for index in 0..<80 { try answer("p", "b", "words of number \(index)", sample: index + 1) }
        let similarity = Similarity(name: "one", embedder: .lexical, target: .reference)
        var other = similarity
        other.name = "several"
        let scorer = try similarity.scorer(study: study, store: store, studyFolder: ".")
        for (similarity, jobs) in [(similarity, 1), (other, 4)] {
            _ = try await MetricRun(similarity, study: study, store: store, scorer: scorer)
                .run(jobs: jobs, now: { 7 }, onPage: { _ in true })
        }
        #expect(try scores("one") == scores("several"))
    }
}
