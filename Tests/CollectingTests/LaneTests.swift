import Inference
import Store
import Studies
import Testing

@testable import Collecting

/// What a run looks at next, whom it waits for and what it notes of a try, without a server.
struct LaneTests {
    private static func study(_ profile: String? = nil) -> Study {
        Study(
            name: "s",
            endpoints: [Endpoint(name: "e", kind: .openai, url: "http://127.0.0.1:1/v1", profile: profile)],
            models: ["one", "two"].map { Model(name: "my-\($0)", endpoint: "e", model: $0) },
            sampling: Sampling(maxTokens: 10),
            prompts: [Prompt(id: "a", messages: [Message(role: .user, content: "ask")])]
        )
    }

    private let work = Work.responses(of: study(), imported: [])

    private func collector() throws -> Collector {
        let store = try Store.inMemory()
        try store.sync(Self.study())
        return Collector(quiet: store)
    }

    /// A model that was refused so often, each time once the pause before was over, and is to wait so long now.
    private func governor(_ name: String, refusals: Int, pause: Int64) throws -> Governor {
        var governor = Governor(Endpoint.Limits(), name: name)
        for number in 1...refusals {
            guard case .go(let permit) = governor.admit(at: Int64(10 * number)) else {
                Issue.record("no place for \(name)")
                return governor
            }
            governor.finish(permit, .limited, pause: number == refusals ? pause : 1, at: Int64(10 * number))
            governor.recorded()
        }
        return governor
    }

    /// Both models of a server wait: it is looked at again when the first of them may go on, in whatever order they stand.
    @Test(arguments: [[36_000_000, 60_000_000], [60_000_000, 36_000_000]] as [[Int64]])
    func aServerIsLookedAtWhenTheFirstOfItsModelsMayGoOn(pauses: [Int64]) async throws {
        let endpoint = work[0].call.endpoint
        let governors = try zip(work, pauses).map {
            (ModelScope($0.call), try governor($0.call.model, refusals: 1, pause: $1))
        }
        func wait(_ collector: isolated Collector) throws -> Int64? {
            collector.governors[endpoint.limitedAs] = Governor(endpoint.limits)
            for (scope, governor) in governors { collector.models[scope] = governor }
            var lanes = collector.lanes(of: work)
            #expect(lanes.all.count == 2)
            guard case .wait(let pause) = try collector.step(endpoint, [:], &lanes) else { return nil }
            return pause
        }
        let pause = try #require(try await wait(collector()))
        #expect(pause <= 36_000_010 && pause > 1_000_000)
    }

    /// A model with as many requests under way as it takes waits for one of them, and is not at its end.
    @Test func aModelWithoutRoomWaitsForWhatIsUnderWay() async throws {
        let (endpoint, work) = (work[0].call.endpoint, [work[0]])
        var full = Governor(Endpoint.Limits(concurrency: 1), name: "one")
        guard case .go = full.admit(at: 0) else {
            Issue.record("no place at a model that nothing was asked")
            return
        }
        let model = full
        func waits(_ collector: isolated Collector) throws -> Bool {
            collector.governors[endpoint.limitedAs] = Governor(endpoint.limits)
            collector.models[ModelScope(work[0].call)] = model
            var lanes = collector.lanes(of: work)
            guard case .wait(nil) = try collector.step(endpoint, [:], &lanes) else { return false }
            return lanes.all.allSatisfy { !$0.isOver && $0.requests.isEmpty }
        }
        #expect(try await waits(collector()))
    }

    @Test func aModelThatWasGivenUpIsNotToldAsWaiting() async throws {
        let endpoint = work[0].call.endpoint
        let (tired, slow) = (
            try governor("one", refusals: Governor.mostRefusals, pause: 60_000_000),
            try governor("two", refusals: 1, pause: 60_000_000)
        )
        #expect(tired.givenUp == "8 refusals for its limits in a row" && slow.givenUp == nil)
        let scopes = work.map { ModelScope($0.call) }
        func waiting(_ collector: isolated Collector) -> [String] {
            (collector.models[scopes[0]], collector.models[scopes[1]]) = (tired, slow)
            collector.show(endpoint)
            return collector.tally.waiting.keys.sorted()
        }
        #expect(await waiting(try collector()) == ["two"])
    }

    @Test func aTryThatIsMadeAgainIsCountedOnce() async throws {
        let work = work
        func retried(_ collector: isolated Collector) -> [String: Int] {
            collector.unasked = [work[0].draft.key: "timeout", work[1].draft.key: "reset"]
            for _ in 1...3 { collector.noteAskedAgain(work[0]) }
            #expect(Array(collector.unasked.values) == ["reset"])
            return collector.tally.retried
        }
        #expect(await retried(try collector()) == ["timeout": 1])
    }

    /// What the study says of a server is not asked, whatever its answers look like.
    @Test(arguments: [nil, "vllm"]) func onlyAServerThatTheStudyDoesNotNameIsLookedInto(profile: String?) async throws {
        let work = try #require(Work.responses(of: Self.study(profile), imported: []).first)
        var exchange = Exchange()
        exchange.serverFigures["predicted_n"] = 5
        let collector = try collector()
        try await collector.notice(exchange, nil, of: work)
        #expect(await collector.servers["e"]?.isLlama == (profile == nil ? true : nil))
    }

    /// Samples that are the same text are as they should be; one prompt on which they differ is enough.
    @Test(arguments: [(["x", "x"], nil), (["x", "y"], "the samples of 1 prompt differ")])
    func aServerThatDoesNotRepeatItselfIsTold(texts: [String], words: String?) throws {
        var study = Self.study()
        (study.sampling.temperature, study.sampling.samples) = (0, 2)
        let store = try Store.inMemory()
        try store.sync(study)
        let responses = texts.enumerated().map {
            ImportedResponse(line: 1, prompt: "a", model: "my-one", sample: $0 + 1, text: $1)
        }
        _ = try store.importResponses(responses, study: "s", file: "f", at: 1)
        let notes = try store.modelNotes(of: study)
        #expect(notes.count == (words == nil ? 1 : 2) && notes[0].hasPrefix("several samples at temperature 0"))
        #expect(words == nil || notes.last?.hasPrefix(words ?? "") == true)
    }
}
