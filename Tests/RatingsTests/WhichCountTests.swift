import Agreement
import Studies
import Testing

@testable import Ratings
@testable import Store

/// What takes a rating out of a figure, and which way one points.
struct WhichCountTests {
    @Test func aRatingUnderARewordedPromptIsCountedAndInNoFigure() throws {
        let study = try RatedStudy()
        try study.add([study.record("ana", 3), study.record("ben", 4, prompt: 2)])
        var rows = try study.store.ratingRows(of: "s")
        rows.ofAnotherPrompt = [try #require(rows.rows.first { $0.value == 3 }).id]
        let set = RatingSet(rows, copy: try study.store.copy(of: "s"))
        #expect(set.opinions.map(\.value) == [4])
        #expect(set.notes.contains(.stale(.prompt, criterion: "overall", rater: nil, count: 1)))
        #expect(set.rewordedLabels == [0: 1])
    }

    @Test func whoIsChosenIsWhoseRatingsAreLeft() throws {
        let study = try RatedStudy()
        try study.add([study.record("ana", 3), study.record("ben", 4), study.record("ben", 1, of: ["a", "b"])])
        let set = try study.set()
        #expect(try set.selecting(RatingSelection(raters: ["ben"])).opinions.map(\.value) == [4, 1])
        #expect(try set.selecting(RatingSelection(criteria: ["overall"])).opinions.map(\.value) == [3, 4])
        let both = RatingSelection(criteria: ["overall"], raters: ["ben"])
        #expect(try set.selecting(both).opinions.map(\.value) == [4])
        #expect(try set.selecting(both).isWhole == false && set.selecting(RatingSelection()).isWhole)
        #expect(throws: RatingsError.self) { try set.selecting(RatingSelection(raters: ["bel"])) }
    }

    /// A prompt of which a rated text was replaced would tell its letter by what is left of it.
    @Test func aPromptThatBetraysALetterIsRankedOnlyOnceUnblinded() throws {
        let study = try RatedStudy()
        try study.add((1...3).map { study.record("ana", 1, of: ["a", "b"], prompt: $0) })
        func compared() throws -> Int {
            let number = try #require(try study.set().number(ofCriterion: "better"))
            let table = try Comparisons(try study.set(), criterion: number, kind: .human).table(over: nil).0
            return RankReport(table, options: IntervalOptions(resamples: 0)).comparisonCount
        }
        #expect(try compared() == 3)
        var rows = [ImportedResponse(line: 1, prompt: "p1", model: "a", sample: 1, text: "a to p1 anew")].makeIterator()
        _ = try study.store.importResponses(study: "s", file: "f", at: 2, replacing: true) {
            rows.next().map { .success($0) }
        }
        #expect(try compared() == 2)
    }

    /// A metric scores every text; only those that somebody rated are items of the criterion.
    @Test func whatOnlyAMetricScoredIsNoItemOfACriterion() throws {
        let study = try RatedStudy()
        try study.add([study.record("ana", 3), study.record("ben", 4, of: ["b"], prompt: 2)])
        try study.addNear()
        let ratings = try study.set().ratings(on: 0)
        #expect(ratings.items.count == 2)
        #expect(ratings.scores.map(\.value).sorted() == [0.25, 0.25, 3, 4])
    }

    /// What is stored is which item won; which side was chosen follows from where that stood.
    @Test(arguments: [1.0, -1])
    func whoAlwaysTakesOneSideOfThePairPrefersIt(side: Double) throws {
        let study = try RatedStudy()
        let pairs = (1...4).flatMap { prompt in [["a", "b"], ["a", "c"], ["b", "c"]].map { (prompt, $0) } }
        try study.add(
            pairs.enumerated().map { place, pair in
                let isTurned = place % 2 == 1
                var record = study.record("ana", isTurned ? -side : side, of: pair.1, prompt: pair.0)
                record.side = isTurned ? .second : .first
                return record
            }
        )
        let figures = try study.store.reviewerFigures(of: "s", options: IntervalOptions(resamples: 0))
        let position = try #require(figures.first { $0.reviewer == "ana" && $0.check == "position" })
        #expect(position.estimate.value == (side > 0 ? 1 : 0) && position.estimate.itemCount == 12)
    }
}
