import Embedding
import Testing

struct LexicalTests {
    private let embedder = LexicalEmbedder(corpus: ["the report is due", "call the office", "the tasks of the day"])

    private func vector(_ text: String) throws -> TextVector { try #require(embedder.vector(of: text)) }

    @Test func aTextIsOneWithItselfAndNothingWithAnotherScript() throws {
        let one = try vector("Send the report today")
        #expect(abs((one.cosine(to: one) ?? 0) - 1) < 1e-12)
        #expect(try one.cosine(to: vector("日程表")) == 0)
        #expect(embedder.vector(of: "?!") == nil)
    }

    @Test func aRareSharedWordCountsMoreThanACommonOne() throws {
        let text = try vector("the zebra")
        let rare = try #require(text.cosine(to: vector("a zebra")))
        let common = try #require(text.cosine(to: vector("the horse")))
        #expect(rare > common)
    }

    @Test func anInflectedWordIsNearerThanAnUnrelatedOne() throws {
        let text = try vector("meeting")
        #expect(try #require(text.cosine(to: vector("meetings"))) > 0.3)
        #expect(try text.cosine(to: vector("banana")) == 0)
    }

    /// Terms that are numbers give what terms by name give.
    @Test(arguments: [
        ("Send THE report", "the report, sent!"), ("Grüße aus Zürich", "grüsse AUS zürich"), ("abc", "abcd"),
        ("日程表", "日程"), ("mixed é ascii word", "mixed e ascii word"), ("a a a b", "a b b"),
    ])
    func theCosineIsThatOfTermsByName(one: String, other: String) throws {
        let expected = NamedTerms(corpus: ["the report is due", "call the office", "the tasks of the day"])
        let value = try #require(vector(one).cosine(to: vector(other)))
        #expect(abs(value - expected.cosine(one, other)) < 1e-12)
    }
}
