import Agreement
import Store
import Studies
import Testing

@testable import Ratings

/// Which version of a judge a name means, and what people hold of a text.
struct JudgedVersionTests {
    private static let versions = ["aaaa1", "aaaa2", "bbbb3"].map { $0 + String(repeating: "0", count: 59) }

    private func judged() throws -> RatingSet {
        let study = try RatedStudy()
        try study.add(
            Self.versions.enumerated().map { study.record("gpt", Double($0 + 1), kind: .judge, version: $1) }
                + [study.record("other", 5, kind: .judge, version: "imported"), study.record("ana", 2)]
        )
        return try study.set()
    }

    @Test func aNameMeansOneVersionByFourOfItsLettersOrAJudgesOwn() throws {
        let set = try judged()
        #expect(set.judgedVersions.map(\.judge) == ["gpt", "gpt", "gpt", "other"])
        #expect(set.judgedVersions.map(\.name) == Self.versions + ["imported"])
        #expect(try set.judgedVersions(named: "bbbb").map(\.name) == [Self.versions[2]])
        #expect(try set.judgedVersions(named: "AAAA2").map(\.name) == [Self.versions[1]])
        for name in ["bbb", "aaaa", "cccc", ""] {
            #expect(throws: RatingsError.self, "\(name)") { try set.judgedVersions(named: name) }
        }
        // The judge's own name means what is in figures.
        #expect(try set.judgedVersions(named: "gpt").map(\.name) == [Self.versions[2]])
        let first = try #require(set.judgedVersions.first)
        #expect(set.opinions(of: first).map(\.value) == [1])
    }

    @Test func whatCouldNotBeReadIsNoRatedVerdict() throws {
        let study = try RatedStudy()
        var unread = study.record("gpt", nil, prompt: 2, kind: .judge, version: Self.versions[0])
        unread.outcome = .unparsed
        try study.add([
            study.record("gpt", 3, kind: .judge, version: Self.versions[0]), unread,
            study.record("gpt", 4, kind: .judge, version: Self.versions[1]),
        ])
        let found = try study.set().judgedVersions
        #expect(found.map(\.acts.count) == [2, 1] && found.map(\.ratedCount) == [1, 1])
    }

    @Test func peopleHoldTheMeanOfAScaleAndWhatMoreThanHalfOfThemChose() throws {
        let study = try RatedStudy()
        try study.add([
            study.record("ana", 3), study.record("ben", 4), study.record("gpt", 1, kind: .judge, version: "v"),
            study.record("ana", 1, of: ["a", "b"]), study.record("ben", 1, of: ["a", "b"]),
            study.record("cleo", -1, of: ["a", "b"]),
            study.record("ana", 1, of: ["b", "c"]), study.record("ben", -1, of: ["b", "c"]),
        ])
        let set = try study.set()
        #expect(Array(set.consensus(on: 0).values) == [3.5])
        let number = try #require(set.number(ofCriterion: "better"))
        #expect(Array(set.consensus(on: number).values) == [1])
    }

    @Test func aLengthLiesInTheQuarterThatBeginsWithIt() {
        let quarters = CriterionRatings.quarters([1, 2, 3, 4, 5, 6, 7, 8, nil]).map { $0.first?.first }
        #expect(quarters == ["1", "1", "2", "2", "3", "3", "4", "4", nil])
        #expect(CriterionRatings.quarters([8, 3]).map(\.count) == [1, 1] && CriterionRatings.quarters([nil]).isEmpty)
    }

    @Test func aChangeIsFromTheVersionBeforeToTheOneAfter() throws {
        let set = try judged()
        let versions = set.judgedVersions
        let found = VersionChange.Unit.all(set, before: versions[0], after: versions[2], criterion: 0)
        #expect(found.map(\.before) == [1] && found.map(\.after) == [3] && found.map(\.people) == [2])
        #expect(found.map(\.prompt) == ["p1"])
        let back = VersionChange.Unit.all(set, before: versions[1], after: versions[0], criterion: 0)
        #expect(back.map(\.before) == [2] && back.map(\.after) == [1])
    }

    @Test func twoVersionsAreComparedOnTheCriteriaThatBothJudged() throws {
        let study = try RatedStudy()
        let verdicts = (1...3).flatMap { prompt in
            [(1.0, Self.versions[0]), (4, Self.versions[2])].map {
                study.record("gpt", $0, prompt: prompt, kind: .judge, version: $1)
            }
        }
        try study.add(verdicts + [study.record("gpt", 1, of: ["a", "b"], kind: .judge, version: Self.versions[2])])
        let set = try study.set()
        let options = IntervalOptions(resamples: 0)
        let changes = try set.changes(from: "aaaa1", to: "bbbb", options: options)
        #expect(changes.map(\.criterion) == ["overall"] && changes.map(\.isPairwise) == [false])
        #expect(changes.first?.before.value == 1 && changes.first?.after.value == 4 && changes.first?.items == 3)
        #expect(throws: RatingsError.self) { try set.changes(from: "aaaa1", to: "nobody", options: options) }
    }
}
