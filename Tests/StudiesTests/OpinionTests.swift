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
        criterion: String = "overall"
    ) -> RatingRecord {
        let pair = PairID(ItemID(rawValue: "a"), ItemID(rawValue: "b"))
        return RatingRecord(
            study: "s",
            subject: side == nil ? .item(ItemID(rawValue: "a")) : .pair(pair),
            prompt: "p",
            criterion: criterion,
            value: value,
            rater: rater,
            kind: .judge,
            version: Self.version,
            sample: sample,
            side: side,
            outcome: outcome
        )
    }

    private func opinion(_ records: [RatingRecord], votes: [String: Judge.Manner.Vote] = [:]) -> RatingRecord? {
        Opinions(votes: votes).joined(records, nominal: ["better"]).first
    }

    @Test func samplesAreAveragedOrCounted() {
        let samples = [1.0, 4, 4].enumerated().map { verdict("j", $1, sample: $0 + 1) }
        #expect(opinion(samples)?.value == 3)
        #expect(opinion(samples, votes: ["j": .majority])?.value == 4)
        let split = [1.0, 2, 4].enumerated().map { verdict("j", $1, sample: $0 + 1) }
        #expect(opinion(split, votes: ["j": .majority])?.outcome == .inconsistent)
    }

    @Test func halfOfTheSamplesIsNotEnough() {
        let half = [verdict("j", 4), verdict("j", nil, sample: 2, outcome: .unparsed)]
        #expect(opinion(half)?.outcome == .unparsed)
        #expect(opinion(half + [verdict("j", 2, sample: 3)])?.value == 3)
    }

    @Test func ordersThatDisagreeAreInconsistentAndNeverATie() {
        func pair(_ first: Double?, _ second: Double?, _ outcome: RatingRecord.Outcome = .rated) -> [RatingRecord] {
            [
                verdict("j", first, side: .first, criterion: "better"),
                verdict("j", second, side: .second, outcome: outcome, criterion: "better"),
            ]
        }
        #expect(opinion(pair(1, 1))?.value == 1)
        #expect(opinion(pair(0, 0))?.value == 0)
        for values in [(1.0, -1.0), (0, 1), (-1, 0)] {
            let opinion = opinion(pair(values.0, values.1))
            #expect(opinion?.outcome == .inconsistent && opinion?.value == nil)
        }
        #expect(opinion(pair(1, nil, .refused))?.outcome == .refused)
        #expect(opinion(Array(pair(1, 1).prefix(1))) == nil, "one order is missing")
    }

    @Test func aPanelVotesWithAQuorumAndKeepsItsJurors() {
        func panel(_ vote: Panel.Vote, quorum: Int, _ values: [Double?]) -> RatingRecord? {
            let records = zip(["a", "b", "c", "d"], values).map { name, value in
                verdict(name, value, outcome: value == nil ? .unparsed : .rated)
            }
            let judges = Array(["a", "b", "c", "d"].prefix(values.count))
            let panel = Panel(name: "p", judges: judges, vote: vote, quorum: quorum)
            let joined = Opinions(panels: [panel]).joined(records, nominal: [])
            #expect(joined.count == values.count + 1)
            return joined.last
        }
        #expect(panel(.mean, quorum: 2, [1, 2, 5])?.value == 8.0 / 3)
        #expect(panel(.median, quorum: 2, [1, 2, 5])?.value == 2)
        #expect(panel(.median, quorum: 2, [1, 2, 4, 5])?.value == 3)
        #expect(panel(.majority, quorum: 2, [5, 2, 5])?.value == 5)
        #expect(panel(.majority, quorum: 2, [1, 2, 5])?.outcome == .inconsistent)
        #expect(panel(.mean, quorum: 2, [nil, 2, 4])?.value == 3)
        let short = panel(.mean, quorum: 3, [nil, 2, 4])
        #expect(short?.outcome == .unparsed && short?.value == nil)
        #expect(short?.rater == "p" && short?.kind == .judge)
    }

    @Test func aPanelWithoutOneJurorOnOneItemIsTheSamePanel() {
        var other = verdict("a", 3)
        other.subject = .item(ItemID(rawValue: "b"))
        let panel = Panel(name: "p", judges: ["a", "b"], vote: .mean, quorum: 1)
        let joined = Opinions(panels: [panel]).joined([verdict("a", 1), verdict("b", 2), other], nominal: [])
        let verdicts = joined.filter { $0.rater == "p" }
        #expect(verdicts.map(\.value) == [1.5, 3] && verdicts[0].version == verdicts[1].version)
    }

    @Test func theyAreKeptAndReadAgain() {
        let panel = Panel(name: "p", judges: ["a"], vote: .median, quorum: 1)
        let opinions = Opinions(votes: ["a": .majority], panels: [panel])
        #expect(Opinions(json: opinions.json) == opinions)
    }
}
