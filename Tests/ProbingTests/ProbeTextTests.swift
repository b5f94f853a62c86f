import Inference
import Probing
import Store
import Studies
import Testing

/// What a probe sends, and what makes it a request of its own.
struct ProbeTextTests {
    private static func text(system: String? = nil, most: Int? = nil, maxTokens: Int = 64) -> ProbeText {
        let model = Model(name: "large", endpoint: "api", model: "l-1", sampling: Sampling(maxTokens: most))
        let study = Study(
            name: "s",
            endpoints: [Endpoint(name: "api", kind: .openai, url: "http://127.0.0.1:1/v1")],
            models: [model],
            sampling: Sampling(seed: 7),
            prompts: [Prompt(id: "p", messages: [Message(role: .user, content: "ask")], system: system)]
        )
        return ProbeText(study: study, maxTokens: maxTokens)
    }

    private static let slot = Attempt.Slot(schedule: "h", number: 3)

    private static func key(_ text: ProbeText, nonce: String = "n", slot: Attempt.Slot = Self.slot) throws -> String {
        try #require(text.draft(model: "large", prompt: "p", nonce: nonce, slot: slot)).key
    }

    /// No cache of a server knows a text that begins otherwise each time.
    @Test(arguments: [nil, "be terse"] as [String?]) func theNonceStandsFirst(system: String?) throws {
        let request = try #require(Self.text(system: system).request(model: "large", prompt: "p", nonce: "n1"))
        #expect(request.messages.first?.content == "[n1] \(system ?? "ask")")
        #expect(request.messages.count == (system == nil ? 1 : 2))
        #expect(request.messages.last?.content.hasSuffix("ask") == true)
        #expect(request.model == "l-1" && request.seed == 7 && request.isStreamed)
    }

    /// A probe is never longer than what it was planned with, and no longer than the study allows.
    @Test(arguments: [(nil, 64), (16, 16), (500, 64)] as [(Int?, Int)])
    func theLesserOfTheBoundsCounts(most: Int?, wanted: Int) throws {
        let request = try #require(Self.text(most: most).request(model: "large", prompt: "p", nonce: "n"))
        #expect(request.sampling.maxTokens == wanted)
    }

    @Test func everySlotNonceAndStepIsARequestOfItsOwn() throws {
        var next = Self.slot
        next.number = 4
        var other = Self.slot
        other.schedule = "other"
        let loads = [Attempt.Load.concurrency(2), .concurrency(4), .rate(2)].map {
            Attempt.Slot(schedule: "h", number: 3, load: $0)
        }
        let text = Self.text()
        var keys = [try Self.key(text), try Self.key(text, nonce: "m"), try Self.key(Self.text(maxTokens: 32))]
        for slot in [next, other] + loads { keys.append(try Self.key(text, slot: slot)) }
        #expect(Set(keys).count == 8)
        #expect(try Self.key(text) == keys[0])
    }

    @Test func whatTheStudyHasNotIsNotAsked() {
        let text = Self.text()
        #expect(text.request(model: "small", prompt: "p", nonce: "n") == nil)
        #expect(text.request(model: "large", prompt: "q", nonce: "n") == nil)
        #expect(text.draft(model: "small", prompt: "p", nonce: "n", slot: Self.slot) == nil)
        #expect(text.draft(model: "large", prompt: "q", nonce: "n", slot: Self.slot) == nil)
    }
}
