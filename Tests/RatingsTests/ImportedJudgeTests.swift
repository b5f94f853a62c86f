import Agreement
import Store
import Studies
import Testing

@testable import Ratings

/// A judge whose verdicts came in a file: what it has none on counts against it in a study as it does in a table.
struct ImportedJudgeTests {
    private static let options = IntervalOptions(resamples: 50, seed: 3)

    /// Sixty prompts scored by two people, and by a judge that has no verdict on each third, where it would be wrong.
    private func study(isAskedHere: Bool) throws -> RatedStudy {
        let study = try RatedStudy(prompts: 60)
        try study.add(
            (1...60).flatMap { prompt -> [RatingRecord] in
                let score = Double(1 + prompt % 5)
                let people = ["ana", "ben"].map { study.record($0, score, prompt: prompt) }
                return prompt % 3 == 0
                    ? people : people + [study.record("j", score, prompt: prompt, kind: .judge, version: "v")]
            }
        )
        if isAskedHere {
            try study.store.setVersions([VersionName(rater: "j", criterion: "overall"): "v"], study: "s")
        }
        try study.store.unblind("s", who: "lead", at: 1)
        return study
    }

    private func card(_ set: RatingSet) throws -> JudgeCard { try set.card(Self.options) }

    @Test func aTextThatAnImportedJudgeHasNoVerdictOnIsAMissingVerdict() throws {
        let card = try card(study(isAskedHere: false).set())
        #expect(card.isImported && !card.isOfFile && card.unscoredCount == 20)
        #expect(card.counts.missing == 20 && card.calibration.missingCount == 20)
        #expect(card.calibration.conditions.contains { $0.condition == .worstCase && !$0.holds })
    }

    /// What the program asks itself it may not have asked yet.
    @Test func aJudgeOfTheStudyIsAskedLater() throws {
        let card = try card(study(isAskedHere: true).set())
        #expect(!card.isImported && card.unscoredCount == 20)
        #expect(card.counts.missing == 0 && card.calibration.missingCount == 0)
    }

    @Test func aGateCountsThemAmongWhatCouldNotBeRead() throws {
        let parts = StudyCopyParts(baseline: nil, calibration: CalibrationSettings(), declared: [])
        for (isAskedHere, share) in [(false, 1.0 / 3), (true, 0)] {
            let set = try study(isAskedHere: isAskedHere).set()
            let gate = try Gate(set, parts: parts, settings: CalibrationSettings(), options: Self.options)
            let outcome = try gate.outcome(of: try Requirement(parsing: "unparsed(j) <= .1"))
            #expect(abs((outcome.estimate?.value ?? 9) - share) < 1e-9)
        }
    }
}
