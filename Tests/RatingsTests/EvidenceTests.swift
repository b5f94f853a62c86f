import Studies
import Testing

@testable import Ratings

/// What a gate rests on, by hashes of its parts: what moved since, came or went is named.
struct EvidenceTests {
    @Test func whatMovedCameOrWentIsNamed() throws {
        let study = try RatedStudy()
        try study.add([study.record("ana", 3), study.record("j", 4, kind: .judge, version: "v")])
        let set = try study.set()
        let judge = try #require(set.raters.firstIndex { $0.name == "j" })
        let label = try #require(set.opinions.firstIndex { Int($0.rater) != judge })
        let verdict = try #require(set.opinions.firstIndex { Int($0.rater) == judge })
        let before = Evidence(set, study: nil)
        func moved(_ change: (inout RatingSet) -> Void) -> [String] {
            var other = set
            change(&other)
            return Evidence(other, study: nil).moved(since: before.json)
        }
        #expect(moved { _ in }.isEmpty)
        #expect(moved { $0.opinions[label].value = 5 } == ["labels"])
        #expect(moved { $0.opinions[verdict].value = 5 } == ["judge j"])
        // A new version that says the same is another judge all the same.
        #expect(moved { $0.versions = $0.versions.map { _ in "w" } } == ["judge j"])
        #expect(moved { $0.raters[judge].name = "k" } == ["judge j", "judge k"])
        #expect(
            Evidence(set, study: study.study).moved(since: before.json) == [
                "baseline", "criteria", "margins", "prompts",
            ]
        )
    }
}
