import Agreement
import Studies
import Testing

@testable import Ratings
@testable import Reporting

/// What a similarity is said to be worth, by where its interval lies.
struct SimilarityConclusionTests {
    private typealias Row = SimilarityAuditDocument.Row

    private func estimate(_ value: Double, _ low: Double?, _ high: Double?, n: Int = 40) -> Estimate {
        var estimate = Estimate(value: value, itemCount: n, ratingCount: n)
        (estimate.low, estimate.high) = (low, high)
        return estimate
    }

    private func conclusion(
        _ sign: Estimate,
        person: Estimate? = nil,
        other: Estimate? = nil
    ) -> String {
        var document = SimilarityAuditDocument(isBlind: false, confidence: 0.95)
        document.rows = [Row("sim", of: "better", "its sign agrees with reviewers", sign)]
        if let person { document.rows.append(Row("sim", of: "better", "one reviewer agrees with the others", person)) }
        if let other { document.rows.append(Row("sim", of: "overall", "its sign agrees with reviewers", other)) }
        document.conclude("sim")
        return document.conclusions.joined()
    }

    @Test func chanceIsWhatTheIntervalHolds() {
        let doubt = conclusion(estimate(0.55, 0.4, 0.7))
        #expect(doubt.contains("not told from chance") && doubt.hasSuffix(": it decides nothing."), "\(doubt)")
        let worse = conclusion(estimate(0.3, 0.2, 0.45))
        #expect(worse.contains("worse than chance") && worse.hasSuffix(": it decides nothing."), "\(worse)")
        let better = conclusion(estimate(0.7, 0.6, 0.8))
        #expect(better.contains("better than chance") && better.hasSuffix(": good for a first look, no judge."))
        let few = conclusion(estimate(0.7, nil, nil))
        #expect(few.contains("too few prompts to set against chance"), "\(few)")
    }

    @Test func asNearAsAReviewerIsWithinAReviewersInterval() {
        let near = conclusion(estimate(0.7, 0.6, 0.8), person: estimate(0.75, 0.65, 0.85))
        #expect(near.hasSuffix(": as near to reviewers as one of them, on these prompts."), "\(near)")
        let far = conclusion(estimate(0.7, 0.6, 0.8), person: estimate(0.9, 0.85, 0.95))
        #expect(far.hasSuffix(": good for a first look, no judge."), "\(far)")
        #expect(far.contains("one reviewer agrees with the others in 0.900"))
    }

    /// That a text has no score says that it is the anchor's: while the study is blind nothing is said of it.
    @Test(arguments: [(false, 2), (false, 1), (false, 0), (true, 2)])
    func pairsWithoutAScoreAreToldAfterUnblinding(isBlind: Bool, count: Int) throws {
        var set = RatingSet(name: "f")
        set.criteria = [
            .init(name: "lex", level: .interval, levelSource: .study, kind: .item, isMetric: true),
            .init(name: "better", level: .nominal, levelSource: .study, kind: .pair),
        ]
        var pairs = try #require(MetricPairs(set, metric: 0, criterion: 1))
        pairs.withoutScoreCount = count
        var document = SimilarityAuditDocument(isBlind: isBlind, confidence: 0.95)
        document.leaveOut(pairs)
        let words =
            "\(count) rated pair\(count == 1 ? "" : "s"), each with a text that has no score, such as the anchor's own."
        #expect(document.notes == (isBlind || count == 0 ? [] : ["lex on 'better': \(words)"]))
    }

    /// A metric that is withheld is told of once, by itself, and not where other ratings say how far it agrees.
    @Test func whatIsWithheldOfAMetricIsToldOnce() {
        var document = SimilarityAuditDocument(isBlind: true, confidence: 0.95)
        document.rows = [Row("sim", of: "better", "its sign agrees with reviewers", estimate(0.7, 0.6, 0.8))]
        document.withholdNamed("sim")
        #expect(document.withheld.isEmpty)
        document.withholdNamed("other")
        #expect(document.withheld == ["other"] && document.notes.isEmpty)
        document.withhold("lex")
        let note = RatingNote.withheldMetric(rater: "lex")
        #expect(document.withheld == ["other", "lex"] && document.notes == [note.sentence])
        document.take([note, .letters])
        #expect(document.notes == [note.sentence, RatingNote.letters.sentence])
    }

    @Test func theCriterionWithTheMostPairsIsConcludedOn() {
        let said = conclusion(estimate(0.7, 0.6, 0.8, n: 12), other: estimate(0.3, 0.2, 0.45, n: 90))
        #expect(said.contains("0.300 [0.200, 0.450] of 90 pairs on 'overall', worse than chance"), "\(said)")
    }

    /// Neighbours among the answers to one prompt are compared, never answers to different ones.
    @Test func noiseIsBetweenAnswersToOnePrompt() {
        var noise = SimilarityAuditDocument.Noise()
        #expect(noise.median == nil)
        noise.add([0.5, 0.75, 0.25])
        noise.add([0.875])
        #expect(noise.differences == [0.25, 0.5])
        noise.add([0, 1])
        #expect(noise.differences == [0.25, 0.5, 1] && noise.median == 0.5)
    }
}
