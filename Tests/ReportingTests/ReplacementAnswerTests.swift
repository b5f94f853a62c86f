import Agreement
import Foundation
import Studies
import Testing

@testable import Ratings
@testable import Reporting

/// The one sentence on whether a model may replace the baseline.
struct ReplacementAnswerTests {
    /// Forty prompts on which the candidate is as good as the baseline, or a point better on every fifth.
    private func sentence(planned: Int? = nil, before: Int = 0, baseline: String? = nil) throws -> String {
        var text = "item,prompt,model,rater,score\n"
        for prompt in 0..<40 {
            for (place, model) in ["base", "cand"].enumerated() {
                let score = 2 + prompt % 3 + (prompt % 5 == 0 ? place : 0)
                for person in ["ana", "ben"] { text += "\(prompt)-\(model),p\(prompt),\(model),\(person),\(score)\n" }
            }
        }
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-answer-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        var set = try RatingSet(file: path, scoring: Scoring(levels: ["ordinal"], categories: ["1,2,3,4,5"]))
        set.modelNames = set.subjects.models
        let parts = StudyCopyParts(
            baseline: "base",
            calibration: CalibrationSettings(plannedCount: planned, margins: ["score": 0.5]),
            declared: [
                DeclaredMargin(criterion: "score", margin: 0.5, plannedCount: planned, ratingsBefore: before)
            ],
            settled: baseline.map { name in
                [SettledChoice(criterion: "score", baseline: name)]
            } ?? []
        )
        let figures = try ModelFigures(set, copy: parts, options: IntervalOptions(resamples: 100, seed: 1))
        return ReplacementAnswer(of: "cand", in: figures).sentence
    }

    @Test func aVerdictBeforeThePlanIsOneSoFarAndALateMarginIsSaid() throws {
        let whole = try sentence(planned: 40)
        #expect(whole.hasPrefix("May cand replace base? Yes (on 'score', 40 prompts"), "\(whole)")
        #expect(whole.hasSuffix("what could change it are prompts unlike these."), "\(whole)")
        let early = try sentence(planned: 41)
        #expect(early.hasPrefix("May cand replace base? Yes so far (on"), "\(early)")
        let late = try sentence(before: 3)
        #expect(late.hasSuffix("but it decides nothing: margin chosen after data."), "\(late)")
        #expect(try sentence(baseline: "base") == sentence())
        let moved = try sentence(baseline: "cand")
        #expect(moved.hasSuffix("but it decides nothing: baseline chosen after data."), "\(moved)")
    }
}
