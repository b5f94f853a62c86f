import Studies
import Testing

@testable import Ratings
@testable import Store

/// Ratings that are in no figure of models are told of those that they are of.
struct LeftOutTests {
    @Test func whatIsLeftOutIsToldOfItsModels() throws {
        let study = try RatedStudy()
        try study.add([
            study.record("ana", 1, of: ["a", "b"]), study.record("ana", 1, of: ["a", "c"], prompt: 2),
            study.record("ana", 3, of: ["b"], prompt: 3),
            study.record("j", 3, of: ["c"], kind: .judge, version: OpinionTests.version),
        ])
        try study.store.unblind("s", who: "lead", at: 1)
        var rows = try study.store.ratingRows(of: "s")
        rows.ofAnotherPrompt = Set(rows.rows.map(\.id))
        let set = RatingSet(rows, copy: try study.store.copy(of: "s"))
        func count(_ criterion: String, _ models: [String]) throws -> Int {
            let number = try #require(set.number(ofCriterion: criterion))
            let quality = try #require(QualityStudy(set, criterion: number))
            let numbers = try models.map { try #require(set.subjects.models.firstIndex(of: $0)) }
            return LeftOutRatings(quality).count(of: Set(numbers))
        }
        // A verdict is of its two models together, a score of whoever wrote the text; a judge's is nobody's label.
        #expect(try count("better", ["a", "b"]) == 1 && count("better", ["a", "c"]) == 1)
        #expect(try count("better", ["b", "c"]) == 0)
        #expect(try count("overall", ["b"]) == 1 && count("overall", ["a", "b"]) == 1 && count("overall", ["c"]) == 0)
    }
}
