import Agreement
import Ratings
import Studies
import Testing

struct OpinionTests {
    static let version = String(repeating: "a", count: 64)

    private func verdict(
        _ rater: String,
        _ value: Double?,
        side: RatingRecord.Side? = nil,
        sample: Int = 1,
        outcome: RatingRecord.Outcome = .rated,
        prompt: Int = 1
    ) throws -> RatingRecord {
        var record = try RatedStudy().record(
            rater,
            value,
            of: side == nil ? ["a"] : ["a", "b"],
            prompt: prompt,
            kind: .judge,
            version: Self.version
        )
        (record.sample, record.side, record.outcome) = (sample, side, outcome)
        return record
    }

    /// A panel's half point is none of the people's scale, and takes none from it.
    @Test func whatLiesBetweenThePointsChangesNobodysScale() throws {
        let study = try RatedStudy(panels: [Panel(name: "p", judges: ["a", "b"], vote: .mean, quorum: 1)])
        try study.add([study.record("ana", 2), study.record("ben", 4), verdict("a", 1), verdict("b", 2)])
        let ratings = try study.set().ratings(on: 0)
        #expect(ratings.categories == [1, 2, 3, 4, 5])
        let table = try ratings.table()
        #expect(table.categories.contains(1.5) && table.withoutMetrics().categories == [1, 2, 3, 4, 5])
    }

    /// What the set holds of the records, where samples of `j` vote so.
    private func opinions(
        _ records: [RatingRecord],
        vote: Judge.Manner.Vote? = nil,
        panels: [Panel] = []
    ) throws -> [(rater: String, opinion: Opinion)] {
        var judge = Judge(name: "j", endpoint: "e", model: "m", criteria: [], template: "t")
        judge.manner.vote = vote
        let study = try RatedStudy(judges: [judge], panels: panels)
        try study.add(records)
        let set = try study.set()
        return set.opinions.map { (set.raters[Int($0.rater)].name, $0) }
    }

    private func opinion(_ records: [RatingRecord], vote: Judge.Manner.Vote? = nil) throws -> Opinion? {
        try opinions(records, vote: vote).first?.opinion
    }

    @Test func samplesAreAveragedOrCounted() throws {
        let samples = try [1.0, 4, 4].enumerated().map { try verdict("j", $1, sample: $0 + 1) }
        #expect(try opinion(samples)?.value == 3)
        #expect(try opinion(samples, vote: .majority)?.value == 4)
        let split = try [1.0, 2, 4].enumerated().map { try verdict("j", $1, sample: $0 + 1) }
        #expect(try opinion(split, vote: .majority)?.outcome == .inconsistent)
        #expect(try opinion(Array(samples.prefix(2)), vote: .majority)?.outcome == .inconsistent, "half is none")
    }

    @Test func halfOfTheSamplesIsNotEnough() throws {
        let half = try [verdict("j", 4), verdict("j", nil, sample: 2, outcome: .unparsed)]
        #expect(try opinion(half)?.outcome == .unparsed)
        #expect(try opinion(half + [verdict("j", 2, sample: 3)])?.value == 3)
    }

    @Test func ordersThatDisagreeAreInconsistentAndNeverATie() throws {
        func pair(_ first: Double?, _ second: Double?, _ outcome: RatingRecord.Outcome = .rated) throws
            -> [RatingRecord]
        {
            try [verdict("j", first, side: .first), verdict("j", second, side: .second, outcome: outcome)]
        }
        #expect(try opinion(pair(1, 1))?.value == 1)
        #expect(try opinion(pair(0, 0))?.value == 0)
        let bad = try opinion(pair(nil, nil))
        #expect(bad?.outcome == .rated && bad?.isBothBad == true && bad?.number == 0)
        for values in [(1.0, -1.0), (0, 1), (-1, 0)] {
            let opinion = try opinion(pair(values.0, values.1))
            #expect(opinion?.outcome == .inconsistent && opinion?.number == nil)
        }
        #expect(try opinion(pair(1, nil, .refused))?.outcome == .refused)
        #expect(try opinion(Array(pair(1, 1).prefix(1))) == nil, "one order is missing")
    }

    @Test func aPanelVotesWithAQuorumAndKeepsItsJurors() throws {
        func panel(_ vote: Panel.Vote, quorum: Int, _ values: [Double?]) throws -> Opinion? {
            let records = try zip(["a", "b", "c", "d"], values).map { name, value in
                try verdict(name, value, outcome: value == nil ? .unparsed : .rated)
            }
            let judges = Array(["a", "b", "c", "d"].prefix(values.count))
            let panel = Panel(name: "p", judges: judges, vote: vote, quorum: quorum)
            let joined = try opinions(records, panels: [panel])
            #expect(joined.count == values.count + 1)
            return joined.first { $0.rater == "p" }?.opinion
        }
        #expect(try panel(.mean, quorum: 2, [1, 2, 5])?.value == 8.0 / 3)
        #expect(try panel(.median, quorum: 2, [1, 2, 5])?.value == 2)
        #expect(try panel(.median, quorum: 2, [1, 2, 4, 5])?.value == 3)
        #expect(try panel(.majority, quorum: 2, [5, 2, 5])?.value == 5)
        #expect(try panel(.majority, quorum: 2, [1, 2, 5])?.outcome == .inconsistent)
        #expect(try panel(.mean, quorum: 2, [nil, 2, 4])?.value == 3)
        let short = try panel(.mean, quorum: 3, [nil, 2, 4])
        #expect(short?.outcome == .unparsed && short?.number == nil)
        #expect(short?.lack == .noQuorum(votes: 2, of: 3, needed: 3))
    }

    @Test func onlyItsJurorsSitOnAPanelAndAMissingOneIsWaitedFor() throws {
        let panel = Panel(name: "p", judges: ["a", "b"], vote: .mean, quorum: 2)
        let all = try [verdict("a", 1), verdict("b", 2), verdict("c", 5)]
        #expect(try opinions(all, panels: [panel]).first { $0.rater == "p" }?.opinion.value == 1.5)
        let one = try [verdict("a", nil, outcome: .unparsed)]
        #expect(try opinions(one, panels: [panel]).map(\.rater) == ["a"], "the other may still give a verdict")
        let none = try one + [verdict("b", nil, outcome: .unparsed)]
        #expect(try opinions(none, panels: [panel]).map(\.rater).sorted() == ["a", "b", "p"])
    }

    @Test func anotherQuorumIsAnotherPanel() throws {
        func version(_ quorum: Int) throws -> String? {
            let study = try RatedStudy(panels: [Panel(name: "p", judges: ["a", "b"], vote: .mean, quorum: quorum)])
            try study.add([verdict("a", 1), verdict("b", 2)])
            return try study.set().opinionRecords(from: study.store, study: "s").first { $0.rater == "p" }?.version
        }
        #expect(try version(1) != nil && version(1) == version(1) && version(1) != version(2))
    }

    @Test func aPanelWithoutOneJurorOnOneItemIsTheSamePanel() throws {
        let panel = Panel(name: "p", judges: ["a", "b"], vote: .mean, quorum: 1)
        let study = try RatedStudy(panels: [panel])
        try study.add([verdict("a", 1), verdict("b", 2), verdict("a", 3, prompt: 2)])
        let records = try study.set().opinionRecords(from: study.store, study: "s").filter { $0.rater == "p" }
        #expect(Set(records.map(\.value)) == [1.5, 3] && Set(records.map(\.version)).count == 1)
        #expect(records.allSatisfy { $0.flags == ["panel"] && $0.sample == nil })
    }

    @Test func rulesAreKeptAndReadAgain() {
        let panel = Panel(name: "p", judges: ["a"], vote: .median, quorum: 1)
        let opinions = Opinions(votes: ["a": .majority], panels: [panel])
        #expect(Opinions(json: opinions.json) == opinions)
    }

    @Test func whyAPanelHoldsNothingIsItsReason() throws {
        func reason(_ vote: Panel.Vote, quorum: Int, _ values: [Double?]) throws -> String? {
            let study = try RatedStudy(panels: [Panel(name: "p", judges: ["a", "b"], vote: vote, quorum: quorum)])
            try study.add(
                zip(["a", "b"], values).map { try verdict($0, $1, outcome: $1 == nil ? .unparsed : .rated) }
            )
            let own = try study.set().opinionRecords(from: study.store, study: "s").filter { $0.rater == "p" }
            #expect(own.count == 1)
            return own.first?.reason
        }
        #expect(try reason(.majority, quorum: 2, [1, 2]) == "no majority")
        #expect(try reason(.mean, quorum: 2, [nil, 2]) == "1 of 2 votes, 2 needed")
        #expect(try reason(.mean, quorum: 1, [nil, 2]) == nil)
    }
}
