import Agreement
import Ratings
import Store
import Studies
import Testing

/// A model's figure counts a text once for each response that it is.
struct ResponseCountTests {
    @Test func aTextThatIsThreeResponsesCountsThrice() throws {
        let study = try RatedStudy()
        let more = (2...4).map { sample in
            ImportedResponse(
                line: 1,
                prompt: "p1",
                model: "b",
                sample: sample,
                text: sample < 4 ? "b to p1" : "another of b"
            )
        }
        _ = try study.store.importResponses(more, study: "s", file: "f", at: 2)
        try study.add([study.record("ana", 5, of: ["b"])])
        var other = study.record("ana", 1, of: ["b"])
        other.subject = .item(ItemID(study: "s", prompt: "p1", text: "another of b"))
        try study.add([other])
        try study.store.unblind("s", who: "lead", at: 3)
        let set = try study.set()
        let number = try #require(set.number(ofCriterion: "overall"))
        let quality = try #require(QualityStudy(set, criterion: number))
        let items = quality.items(seed: 1).filter { set.modelNames[$0.model] == "b" && !$0.labels.isEmpty }
        #expect(items.map { $0.label ?? 0 }.sorted() == [1, 5, 5, 5])
        #expect(items.count { !$0.isRepeat } == 2)
        let means = try set.ratings(on: number).report(by: .model, options: .init())
        #expect(means.itemCount == 1)
    }
}
