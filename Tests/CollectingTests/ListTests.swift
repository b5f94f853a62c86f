import Inference
import Store
import Studies
import Synchronization
import Testing

@testable import Collecting

/// Vectors of several texts from one request, from servers that bear it and from such as do not.
struct ListTests {
    private struct Outcome {
        var tally: Tally
        var requests: Int
        /// How many texts have the vector that tells their length.
        var right: Int
    }

    /// Each look at it is two minutes later, so that nothing waits for its time.
    private final class Clock: Sendable {
        private let looks = Mutex<Int64>(0)
        var time: Int64 {
            looks.withLock {
                $0 += 120_000
                return $0
            }
        }
    }

    /// Asks for the vectors of forty texts, of which `changed` are others.
    private func run(_ model: String, changed: [Int: String] = [:]) async throws -> Outcome {
        let server = try ModelServer()
        defer { server.stop() }
        var limits = Endpoint.Limits(concurrency: 4)
        limits.attempts = 1
        let study = Study(
            name: "s",
            endpoints: [
                Endpoint(name: "api", kind: .openai, url: "http://127.0.0.1:\(server.port)/v1", limits: limits)
            ],
            models: [Model(name: "mine", endpoint: "api", model: "m")],
            prompts: [Prompt(id: "a", messages: [Message(role: .user, content: "ask")])]
        )
        let store = try Store.inMemory()
        try store.sync(study)
        let clock = Clock()
        let texts = (0..<40).map { changed[$0] ?? String(repeating: "x", count: $0 + 1) }
        let work = texts.enumerated().map { number, text in
            Work(
                draft: RequestDraft(key: "k\(number)", purpose: .embedding, asked: model, prompt: "a", sample: 1),
                call: .embedding(EmbeddingRequest(endpoint: study.endpoints[0], model: model, texts: [text])),
                price: nil
            )
        }
        let collector = Collector(quiet: store, .embedding, now: { clock.time })
        let tally = try await collector.run(work)
        let vectors = try store.vectors(of: Set(work.map(\.draft.key)), study: "s")
        let right = texts.enumerated().count { number, text in
            guard let vector = vectors["k\(number)"], vector.count == 2 else { return false }
            return abs(vector[1] / vector[0] - Float(text.utf8.count)) < 0.01
        }
        return Outcome(tally: tally, requests: server.count(of: model), right: right)
    }

    @Test func textsGoTogetherAndEachHasTheVectorOfItsNumber() async throws {
        let outcome = try await run("list")
        #expect(outcome.requests == 2 && outcome.right == 40)
        #expect(outcome.tally.isWhole && outcome.tally.done == 40)
        // Seven a text and three a request.
        #expect(outcome.tally.inputTokens == 286)
    }

    /// One refuses lists, one reads the first text alone; a text may be tried once only, and the list was no try of it.
    @Test(arguments: ["single", "first"])
    func whereAListIsRefusedEachTextIsAskedForAlone(model: String) async throws {
        let outcome = try await run(model)
        #expect(outcome.requests == 42 && outcome.right == 40)
        #expect(outcome.tally.isWhole && outcome.tally.done == 40)
    }

    /// One is at its limit once; the other one's limit is below the tokens of a long list.
    @Test(arguments: [("busy", 4), ("wide", 8)])
    func whatALimitRefusedIsAskedForInListsAgain(model: String, most: Int) async throws {
        let outcome = try await run(model)
        #expect(outcome.requests <= most && outcome.right == 40)
        #expect(outcome.tally.isWhole && outcome.tally.done == 40)
    }

    @Test func oneTextThatFailsFailsNoOther() async throws {
        let outcome = try await run("poison", changed: [5: "bad"])
        #expect(outcome.requests == 34 && outcome.right == 39)
        #expect(!outcome.tally.isWhole && outcome.tally.done == 39)
    }

    @Test(arguments: [[1, 2, 3], [1], [5, 0, 9, 1000], [1, 1, 1, 1, 1, 1, 1]])
    func sharesOfTokensAreTheirWholeTogether(sizes: [Int]) {
        for tokens in [0, 1, 7, 100, .max] as [Int64] {
            var exchange = Exchange(usage: Usage(input: tokens))
            exchange.reportedNanoDollars = 11
            let shares = exchange.shared(by: sizes)
            #expect(shares.count == sizes.count)
            #expect(shares.reduce(0) { $0 + ($1.usage.input ?? -1) } == tokens)
            #expect(shares.reduce(0) { $0 + ($1.reportedNanoDollars ?? -1) } == 11)
            #expect(shares.allSatisfy { $0.usage.output == nil && ($0.usage.input ?? -1) >= 0 })
        }
    }
}
