import Agreement
import Foundation
import Studies
import Testing

@testable import Ratings

/// People who gave what an automatic rater gave on everything: nothing shows that any person rated.
struct CopiedLabelsTests {
    /// Answers of `base` and `cand` to so many prompts by three people and a judge; `slip` says where a person differs from it.
    private func set(
        prompts: Int = 40,
        more: String = "",
        slip: (_ prompt: Int, _ person: Int) -> Bool = { _, _ in false }
    ) throws -> RatingSet {
        var text = "item,prompt,model,rater,kind,score\n"
        for prompt in 0..<prompts {
            for model in ["base", "cand"] {
                let score = 2 + prompt % 3 + (model == "cand" && prompt % 4 == 0 ? 1 : 0)
                let item = "\(prompt)-\(model),p\(prompt),\(model)"
                for (place, person) in ["ana", "ben", "cleo"].enumerated() {
                    text += "\(item),\(person),human,\(slip(prompt, place) ? score - 1 : score)\n"
                }
                text += "\(item),judge,judge,\(score)\n"
            }
        }
        text += more
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-copy-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        var set = try RatingSet(file: path, scoring: Scoring(levels: ["ordinal"], categories: ["1,2,3,4,5"]))
        set.modelNames = set.subjects.models
        return set
    }

    private func outcome(_ text: String, _ set: RatingSet) throws -> Gate.Outcome {
        let parts = StudyCopyParts(
            baseline: "base",
            calibration: CalibrationSettings(margins: ["score": 0.5]),
            declared: [DeclaredMargin(criterion: "score", margin: 0.5, plannedCount: nil, ratingsBefore: 0)]
        )
        let options = IntervalOptions(resamples: 100, seed: 3)
        let gate = try Gate(set, parts: parts, settings: CalibrationSettings(), options: options)
        return try gate.outcome(of: try Requirement(parsing: text))
    }

    @Test func copiesOfAJudgeReplaceNobody() throws {
        let copied = try outcome("noninferior(cand)", set())
        #expect(copied.state == .open, "\(copied)")
        #expect(copied.reason?.contains("each of the 3 people gave what 'judge' gave on all 80 items") == true)
        #expect(try outcome("replace(judge)", set()).state == .open)
        // What the ratings are is no decision on who may be replaced.
        for text in ["alpha(score) >= 0", "mean(cand) >= 1", "unparsed(judge) <= .5"] {
            #expect(try outcome(text, set()).state == .holds, "\(text)")
        }
        // One person with a mind of his own is a person.
        #expect(try outcome("noninferior(cand)", set { $0 % 9 == 0 && $1 == 1 }).state == .holds)
    }

    @Test func fewItemsOrOneValueAreChance() throws {
        func copied(_ set: RatingSet) -> CopiedLabels? {
            QualityStudy(set, criterion: 0).flatMap { CopiedLabels($0) }
        }
        #expect(try copied(set(prompts: 14)) == nil)
        let found = try #require(try copied(set(prompts: 15)))
        #expect(found.rater == "judge" && found.personCount == 3 && found.itemCount == 30)
        // One who rated what the judge did not is a person.
        #expect(try copied(set(prompts: 15, more: "x,px,base,dora,human,3\n")) == nil)
        #expect(try copied(set(prompts: 15, more: "x,px,base,cleo,human,3\n"))?.itemCount == 30)
    }
}
