import Studies
import Testing

@testable import Judging

/// Which ratings a judge is shown, and the form that its replies must have.
struct ExampleTests {
    private static let items = ["a", "b", "c", "d"].map { ItemID(rawValue: $0) }
    private static let pairwise = Criterion(
        name: "better",
        question: "?",
        level: .nominal,
        form: .pairwise(tie: false, bothBad: true)
    )

    private func rating(
        _ item: Int,
        _ value: Double?,
        at time: Int64?,
        _ change: (inout RatingRecord) -> Void = { _ in }
    ) -> RatingRecord {
        var record = RatingRecord(
            study: "s",
            subject: .item(Self.items[item]),
            prompt: "p",
            criterion: "overall",
            value: value,
            rater: "ana",
            kind: .human,
            at: time
        )
        change(&record)
        return record
    }

    private func chosen(_ ratings: [RatingRecord], count: Int = 3) -> [String] {
        let texts = Dictionary(Self.items.map { ($0, (prompt: "q", text: "of \($0)")) }) { first, _ in first }
        return JudgeExample.chosen(
            from: ratings,
            settings: .init(rater: "ana", count: count),
            criterion: VerdictTests.scale,
            texts: texts
        ).map { "\($0.response) \($0.verdict)" }
    }

    /// One of each value, the earliest first, so that a later rating moves no version of the judge.
    @Test func examplesAreTheEarliestOfEachValue() {
        let ratings = [rating(0, 4, at: 30), rating(1, 2, at: 10), rating(2, 4, at: 20), rating(3, 5, at: 40)]
        #expect(chosen(ratings) == ["of b {\"score\":2}", "of c {\"score\":4}", "of d {\"score\":5}"])
        #expect(chosen(ratings, count: 1) == ["of b {\"score\":2}"] && chosen(ratings, count: 0).isEmpty)
        #expect(chosen(ratings.reversed()) == chosen(ratings))
        // At the same time, or at none, by their texts.
        #expect(chosen([rating(1, 3, at: nil), rating(0, 3, at: nil)]) == ["of a {\"score\":3}"])
    }

    @Test func examplesAreOfTheNamedPersonAndTheCriterion() {
        let own = rating(0, 3, at: 9)
        let others = [
            rating(1, 1, at: 1) { $0.rater = "ben" }, rating(1, 1, at: 1) { $0.kind = .judge },
            rating(1, 1, at: 1) { $0.criterion = "tone" }, rating(1, 1, at: 1) { $0.outcome = .retracted },
            rating(1, nil, at: 1) { $0.outcome = .skipped }, rating(1, nil, at: 1),
            rating(1, 1, at: 1) { $0.subject = .pair(PairID(Self.items[0], Self.items[1])) },
            rating(1, 1, at: 1) { $0.subject = .item(ItemID(rawValue: "unknown")) },
        ]
        for other in others { #expect(chosen([other, own]) == ["of a {\"score\":3}"], "\(other)") }
    }

    private func schema(_ criteria: [Criterion], count: Int = 1, _ change: (inout Judge.Manner) -> Void = { _ in })
        -> JSONValue
    {
        var manner = Judge.Manner()
        change(&manner)
        return ReplySchema.of(criteria, manner: manner, count: count)
    }

    private func words(_ value: JSONValue?) -> [String]? { value?["enum"]?.array?.compactMap(\.string) }

    @Test func aReplyMaySayWhatTheCriterionKnowsAndNoMore() {
        func choices(tie: Bool, bothBad: Bool) -> [String]? {
            var pair = Self.pairwise
            pair.form = .pairwise(tie: tie, bothBad: bothBad)
            return words(schema([pair])["properties"]?["choice"])
        }
        #expect(choices(tie: false, bothBad: false) == ["first", "second"])
        #expect(choices(tie: true, bothBad: false) == ["first", "second", "tie"])
        #expect(choices(tie: false, bothBad: true) == ["first", "second", "both_bad"])
        #expect(words(schema([VerdictTests.accept])["properties"]?["choice"]) == ["accept", "reject"])
        let scale = schema([VerdictTests.scale])
        #expect(scale["properties"]?["score"]?["enum"]?.array?.compactMap(\.number) == [1, 2, 3, 4, 5])
        #expect(scale["required"]?.array?.compactMap(\.string) == ["reason", "score"])
        #expect(scale["additionalProperties"] == .bool(false))
    }

    @Test func aRankingNamesEachResponseByItsNumber() {
        let ranking = schema([Self.pairwise], count: 4) { $0.isRanking = true }["properties"]?["ranking"]
        #expect(ranking?["items"]?["minimum"]?.number == 1 && ranking?["items"]?["maximum"]?.number == 4)
        #expect(ranking?["minItems"]?.number == 4 && ranking?["maxItems"]?.number == 4)
    }

    @Test func criteriaTogetherEachHaveAVerdict() {
        let both = schema([VerdictTests.scale, VerdictTests.accept]) { $0.isTogether = true }["properties"]?["criteria"]
        #expect(both?["properties"]?.members?.map(\.0) == ["overall", "send"])
        #expect(both?["required"]?.array?.compactMap(\.string) == ["overall", "send"])
        #expect(words(both?["properties"]?["send"]?["properties"]?["choice"]) == ["accept", "reject"])
    }
}
