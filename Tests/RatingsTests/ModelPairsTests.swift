import Agreement
import Foundation
import Store
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

    /// One text of both models is a tie, in step with what was rated of their others.
    @Test func oneTextOfBothModelsIsATie() throws {
        let study = try RatedStudy()
        try study.add(
            (1...3).map { prompt in
                let isFirst = study.item("b", prompt) < study.item("c", prompt)
                return study.record("ana", isFirst ? 1 : -1, of: ["b", "c"], prompt: prompt)
            }
        )
        try study.store.unblind("s", who: "lead", at: 1)
        func difference() throws -> Estimate {
            let parts = StudyCopyParts(baseline: "a", calibration: CalibrationSettings(), declared: [])
            let found = try ModelFigures(study.set(), copy: parts, options: IntervalOptions(resamples: 20))
            let criterion = try #require(found.criteria.first { $0.name == "better" })
            return try #require(criterion.pairs.all.first).difference
        }
        #expect(try difference().itemCount == 3 && abs(difference().value ?? 0) == 0.5)
        var rows = [ImportedResponse(line: 1, prompt: "p4", model: "c", sample: 1, text: "b to p4")].makeIterator()
        _ = try study.store.importResponses(study: "s", file: "f", at: 2, replacing: true) {
            rows.next().map { .success($0) }
        }
        // Three wins and a tie, less one half.
        #expect(try difference().itemCount == 4 && abs(difference().value ?? 0) == 0.375)
    }

    /// One chosen model stands beside all others, two beside each other.
    @Test func chosenModelsStandBesideEachOtherAndOneBesideAll() throws {
        let parts = StudyCopyParts(baseline: nil, calibration: CalibrationSettings(), declared: [])
        let all = try ModelFigures(set(), copy: parts, options: IntervalOptions(resamples: 20))
        func pairs(_ models: [String]) throws -> [Set<String>] {
            let found = try all.selecting(RatingSelection(models: models))
            #expect(Set(found.order.map { found.models[$0] }) == Set(models))
            return found.criteria[0].pairs.all.map { Set([$0.one, $0.other].map { found.models[$0] }) }
        }
        let one = try pairs(["b"])
        #expect(one.count == 2 && one.allSatisfy { $0.contains("b") })
        #expect(try pairs(["b", "c"]) == [["b", "c"]] && pairs(["b", "c", "base"]).count == 3)
        #expect(throws: RatingsError.self) { try pairs(["nobody"]) }
    }
}
