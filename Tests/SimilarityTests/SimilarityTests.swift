import Similarity
import Store
import Studies
import Testing

struct SimilarityTests {
    private let embedder = LexicalEmbedder(corpus: ["the report is due", "call the office", "the tasks of the day"])

    private func vector(_ text: String) throws -> TextVector { try #require(embedder.vector(of: text)) }

    @Test func aTextIsOneWithItselfAndNothingWithAnotherScript() throws {
        let one = try vector("Send the report today")
        #expect(abs((cosine(one, one) ?? 0) - 1) < 1e-12)
        #expect(try cosine(one, vector("日程表")) == 0)
        #expect(embedder.vector(of: "?!") == nil)
    }

    @Test func aRareSharedWordCountsMoreThanACommonOne() throws {
        let text = try vector("the zebra")
        let rare = try #require(cosine(text, vector("a zebra")))
        let common = try #require(cosine(text, vector("the horse")))
        #expect(rare > common)
    }

    @Test func anInflectedWordIsNearerThanAnUnrelatedOne() throws {
        let text = try vector("meeting")
        #expect(try #require(cosine(text, vector("meetings"))) > 0.3)
        #expect(try cosine(text, vector("banana")) == 0)
    }

    @Test func theAnchorsOwnTextIsLeftOutAndCounted() {
        let study = Study(
            name: "s",
            models: [Model(name: "a", endpoint: "e", model: "x"), Model(name: "b", endpoint: "e", model: "y")],
            prompts: [
                Prompt(id: "p", messages: [Message(role: .user, content: "q")]),
                Prompt(id: "r", messages: [Message(role: .user, content: "q")]),
            ]
        )
        func response(_ prompt: String, _ model: String, _ text: String) -> StoredResponse {
            StoredResponse(
                item: ItemID(study: "s", prompt: prompt, text: text),
                prompt: prompt,
                model: model,
                sample: 1,
                text: text
            )
        }
        let responses = [
            response("p", "a", "same words"), response("p", "b", "same words"), response("p", "c", "same thing"),
            response("r", "b", "alone"), response("p", "d", "…"),
        ]
        let scores = MetricScores(
            of: Similarity(name: "m", embedder: .lexical, target: .anchor(model: "a")),
            study: study,
            responses: responses,
            vector: LexicalEmbedder(study: study).vector(of:)
        )
        #expect(scores.anchorCount == 1)
        #expect(scores.withoutTargetCount == 1)
        #expect(scores.withoutVectorCount == 1)
        #expect(scores.scores.count == 1)
    }
}
