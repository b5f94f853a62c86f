import Similarity
import Store
import Studies
import Testing

struct SimilarityTests {
    private let embedder = LexicalEmbedder(corpus: ["the report is due", "call the office", "the tasks of the day"])

    @Test func aTextIsOneWithItselfAndNothingWithAnotherScript() {
        let one = embedder.vector(of: "Send the report today")
        #expect(abs((cosine(one, one) ?? 0) - 1) < 1e-12)
        #expect(cosine(one, embedder.vector(of: "日程表")) == 0)
        #expect(cosine(one, embedder.vector(of: "?!")) == nil)
    }

    @Test func aRareSharedWordCountsMoreThanACommonOne() throws {
        let text = embedder.vector(of: "the zebra")
        let rare = try #require(cosine(text, embedder.vector(of: "a zebra")))
        let common = try #require(cosine(text, embedder.vector(of: "the horse")))
        #expect(rare > common)
    }

    @Test func anInflectedWordIsNearerThanAnUnrelatedOne() throws {
        let text = embedder.vector(of: "meeting")
        #expect(try #require(cosine(text, embedder.vector(of: "meetings"))) > 0.3)
        #expect(cosine(text, embedder.vector(of: "banana")) == 0)
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
            responses: responses
        )
        #expect(scores.anchorCount == 1)
        #expect(scores.withoutTargetCount == 1)
        #expect(scores.wordlessCount == 1)
        #expect(scores.scores.count == 1)
    }
}
