import Agreement
import Foundation
import Studies
import Testing

@testable import Ratings

/// Models beside each other, not only beside the baseline.
struct ModelPairsTests {
    private func set() throws -> RatingSet {
        var text = "item,prompt,model,rater,score\n"
        let scores = [("base", [3, 3, 3, 3, 3, 3]), ("b", [3, 4, 5, 3, 4, 5]), ("c", [2, 4, 3, 2, 4, 3])]
        for (model, own) in scores {
            for (prompt, score) in own.enumerated() {
                for rater in ["ana", "ben"] { text += "\(prompt)-\(model),p\(prompt),\(model),\(rater),\(score)\n" }
            }
        }
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-pairs-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        var set = try RatingSet(file: path, scoring: Scoring(levels: ["ordinal"], categories: ["1,2,3,4,5"]))
        set.modelNames = set.subjects.models
        return set
    }

    private func pairs(_ set: RatingSet, baseline: String?) throws -> [ModelPair] {
        let parts = StudyCopyParts(baseline: baseline, calibration: CalibrationSettings(), declared: [])
        return try ModelFigures(set, copy: parts, options: IntervalOptions(resamples: 20)).criteria[0].pairs.all
    }

    /// Differences of 1, 0, 2, 1, 0 and 2: 1 ± t(5) · √(.8/6).
    @Test func everyTwoModelsBesideTheBaselineHaveADifference() throws {
        let set = try set()
        let found = try pairs(set, baseline: "base")
        let pair = try #require(found.first)
        #expect(found.count == 1 && Set([pair.one, pair.other].map { set.modelNames[$0] }) == ["b", "c"])
        let sign = set.modelNames[pair.one] == "b" ? 1.0 : -1
        #expect(pair.difference.value == sign && pair.difference.itemCount == 6 && pair.personCount == 2)
        let (low, high) = (try #require(pair.difference.low), try #require(pair.difference.high))
        #expect(abs(min(low * sign, high * sign) - 0.061_356) < 1e-5, "\(pair.difference)")
        #expect(abs(max(low * sign, high * sign) - 1.938_644) < 1e-5)
        #expect(try pairs(set, baseline: nil).count == 3)
        var blind = set
        blind.isBlind = true
        #expect(try pairs(blind, baseline: nil).isEmpty)
    }
}
