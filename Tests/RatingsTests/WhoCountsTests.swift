import Agreement
import Foundation
import Ratings
import Store
import Studies
import Testing

/// Whose verdicts a panel, a comparison or a figure is made of.
struct WhoCountsTests {
    private func verdict(
        _ study: RatedStudy,
        _ rater: String,
        _ value: Double?,
        _ outcome: RatingRecord.Outcome = .rated
    )
        -> RatingRecord
    {
        var record = study.record(rater, value, kind: .judge, version: OpinionTests.version)
        record.outcome = outcome
        return record
    }

    private func panel(_ records: (RatedStudy) -> [RatingRecord], quorum: Int = 1, of judges: [String] = ["a", "b"])
        throws
        -> (value: Double?, version: String?)
    {
        let study = try RatedStudy(panels: [Panel(name: "p", judges: judges, vote: .mean, quorum: quorum)])
        try study.add(records(study))
        let own = try study.set().opinionRecords(from: study.store, study: "s").filter { $0.rater == "p" }
        #expect(own.count <= 1)
        return (own.first?.value, own.first?.version)
    }

    @Test func onlyTheJurorsOfAPanelVoteAndItsQuorumIsPartOfIt() throws {
        func all(_ study: RatedStudy) -> [RatingRecord] {
            [verdict(study, "a", 1), verdict(study, "b", 2), verdict(study, "c", 5)]
        }
        let (one, two) = (try panel(all), try panel(all, quorum: 2))
        #expect(one.value == 1.5 && two.value == 1.5)
        #expect(one.version != nil && one.version != two.version)
        let other = try panel(all, of: ["b", "a"])
        #expect(other.value == 1.5 && other.version != one.version)
    }

    /// Until every juror was asked nobody can say that too few gave a verdict.
    @Test func aPanelOfWhichJurorsAreMissingSaysNothingYet() throws {
        let study = try RatedStudy(panels: [Panel(name: "p", judges: ["a", "b"], vote: .mean, quorum: 1)])
        try study.add([verdict(study, "a", nil, .unparsed)])
        var set = try study.set()
        #expect(set.opinions.map { set.raters[Int($0.rater)].name } == ["a"])
        try study.add([verdict(study, "b", nil, .refused)])
        set = try study.set()
        let own = try #require(set.opinions.first { set.raters[Int($0.rater)].name == "p" })
        #expect(own.outcome == .unparsed && own.lack == .noQuorum(votes: 0, of: 2, needed: 1))
    }

    @Test func halfOfTheVotesIsNoMajorityAndBothBadTwiceIsOne() throws {
        var judge = Judge(name: "j", endpoint: "e", model: "m", criteria: [], template: "t")
        judge.manner.vote = .majority
        let study = try RatedStudy(judges: [judge])
        let samples = [1.0, 2].enumerated().map { place, value in
            var record = verdict(study, "j", value)
            record.sample = place + 1
            return record
        }
        let sides = RatingRecord.Side.allCases.map { side in
            var record = study.record("j", nil, of: ["a", "b"], kind: .judge, version: OpinionTests.version)
            record.side = side
            return record
        }
        try study.add(samples + sides)
        let opinions = try study.set().opinions
        #expect(opinions.map(\.outcome) == [.inconsistent, .rated])
        #expect(opinions.map(\.isBothBad) == [false, true])
    }

    @Test func onlyWhatCouldNotBeReadIsUnparsed() throws {
        let study = try RatedStudy()
        try study.add([
            study.record("ana", 3), verdict(study, "gpt", nil, .refused), verdict(study, "odd", nil, .unparsed),
            verdict(study, "lost", nil, .error),
        ])
        #expect(try study.set().ratings(on: 0).unparsed == ["odd": 1])
    }

    @Test func aRankingIsOfOneKindOfRaters() throws {
        let study = try RatedStudy()
        try study.add([
            study.record("ana", 1, of: ["a", "b"]), study.record("ben", -1, of: ["b", "c"]),
            study.record("gpt", 1, of: ["a", "c"], kind: .judge, version: "v"),
        ])
        let set = try study.set()
        func count(_ kind: Studies.RaterKind) throws -> Int {
            let table = try Comparisons(set, criterion: 1, kind: kind).table(over: nil).0
            return RankReport(table, options: IntervalOptions(resamples: 0)).comparisonCount
        }
        #expect(try count(.human) == 2 && count(.judge) == 1)
        let figures = try study.store.reviewerFigures(of: "s", options: IntervalOptions(resamples: 0))
        #expect(Set(figures.map(\.reviewer)) == ["ana", "ben"])
    }

    /// Two texts of one model compare it with nobody.
    @Test func aModelIsNotComparedWithItself() throws {
        let study = try RatedStudy()
        let again = ImportedResponse(line: 1, prompt: "p1", model: "a", sample: 2, text: "d to p1")
        _ = try study.store.importResponses([again], study: "s", file: "g", at: 2)
        try study.add([study.record("ana", 1, of: ["a", "d"]), study.record("ana", 1, of: ["b", "c"])])
        try study.store.unblind("s", who: "lead", at: 3)
        let table = try Comparisons(try study.set(), criterion: 1, kind: .human).table(over: nil).0
        #expect(RankReport(table, options: IntervalOptions(resamples: 0)).comparisonCount == 1)
    }

    @Test func verdictsOnTextsThatWereReplacedAreTold() throws {
        let study = try RatedStudy()
        try study.add([study.record("ana", 1, of: ["a", "b"]), study.record("ana", 1, of: ["b", "c"], prompt: 2)])
        try study.store.unblind("s", who: "lead", at: 1)
        var set = try study.set()
        #expect(Comparisons(set, criterion: 1, kind: .human).notes.isEmpty)
        var rows = [ImportedResponse(line: 1, prompt: "p1", model: "a", sample: 1, text: "anew")].makeIterator()
        _ = try study.store.importResponses(study: "s", file: "f", at: 2, replacing: true) {
            rows.next().map { .success($0) }
        }
        set = try study.set()
        #expect(Comparisons(set, criterion: 1, kind: .human).notes == [.replaced(count: 1)])
    }
}
