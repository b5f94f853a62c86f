import Studies
import Testing

@testable import Store

/// What a rating in a file must say to be taken, and what its figures may name.
struct FileRatingTests {
    private let store: Store

    init() throws {
        store = try Store.inMemory()
        try store.sync(Example.study)
        _ = try store.importResponses(Example.responses, study: "s", file: "f", at: 1)
    }

    private func rating(_ criterion: String = "overall", _ value: Double = 4) -> RatingRecord {
        RatingRecord(
            study: "s",
            subject: .item(ItemID(study: "s", prompt: "p1", text: Example.responses[0].text)),
            prompt: "p1",
            criterion: criterion,
            value: value,
            rater: "ana",
            kind: .human
        )
    }

    private func add(_ record: RatingRecord, _ sources: ImportedRating.Source...) throws -> Int {
        try store.importRatings([.init(line: 1, record: record, sources: sources)], study: "s", file: "f").new
    }

    @Test func aRatingOfAnotherStudyOrPromptIsRefused() throws {
        var other = rating()
        other.study = "t"
        #expect { _ = try add(other) } throws: { "\($0)".contains("is of the study 't', not of 's'") }
        other = rating()
        other.prompt = "p2"
        #expect { _ = try add(other) } throws: { "\($0)".contains("answers the prompt 'p1', not 'p2'") }
        #expect(try store.currentRatings(of: "s").isEmpty)
        #expect(try add(rating()) == 1)
    }

    @Test func aTextIsNotComparedWithItself() throws {
        let same = ImportedResponse(line: 1, prompt: "p1", model: "small", sample: 2, text: Example.responses[0].text)
        _ = try store.importResponses([same], study: "s", file: "f", at: 2)
        #expect {
            _ = try add(rating("better", 1), .init(model: "large", sample: 1), .init(model: "small", sample: 2))
        } throws: {
            "\($0)".contains("both responses have the same text")
        }
        #expect(try store.currentRatings(of: "s").isEmpty)
    }

    @Test func whatIsNamedByItsItemIsInFiguresWhileBlind() throws {
        #expect(try add(rating()) == 1)
        let rows = try store.ratingRows(of: "s")
        #expect(rows.rows.map(\.value) == [4] && rows.withheld.namedByModel == 0)
    }

    /// Of the score that a text lacks, and of the answer that a model lacks, the place would tell whose it is.
    @Test func whatOneTextLacksIsWithheldOfAll() throws {
        let metric = MetricVersion(study: "s", name: "f1", version: SHA256.hex(of: "v"))
        func score(_ response: ImportedResponse) throws {
            let item = ItemID(study: "s", prompt: response.prompt, text: response.text)
            let score = MetricScore(item: item, prompt: response.prompt, value: 0.5, inputs: [1])
            _ = try store.save([score], withdrawing: [], of: metric, at: 1)
        }
        try score(Example.responses[0])
        var rows = try store.ratingRows(of: "s")
        #expect(rows.withheld.metrics == ["f1"] && rows.rows.isEmpty)
        try score(Example.responses[1])
        rows = try store.ratingRows(of: "s")
        #expect(rows.withheld.metrics.isEmpty && rows.rows.count == 2)
        #expect(rows.withheld.prompts.isEmpty)
        let more = ImportedResponse(line: 1, prompt: "p3", model: "small", sample: 2, text: "another")
        _ = try store.importResponses([more], study: "s", file: "f", at: 2)
        rows = try store.ratingRows(of: "s")
        #expect(rows.withheld.prompts.map { rows.prompts[Int($0)].name } == ["p3"])
    }
}
