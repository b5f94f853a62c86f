import Foundation
import Inference
import Store
import Studies
import Synchronization
import Testing

@testable import Collecting

/// A run of the queue against a loopback server that answers by the model's name.
struct CollectorTests {
    private static let prompts = ["a", "b", "c"]

    private func study(_ server: ModelServer, models: [String], attempts: Int = 2, price: Price? = nil) -> Study {
        study(port: server.port, models: models, attempts: attempts, price: price)
    }

    private func study(port: UInt16, models: [String], attempts: Int = 2, price: Price? = nil) -> Study {
        var limits = Endpoint.Limits(concurrency: 4)
        limits.attempts = attempts
        return Study(
            name: "s",
            endpoints: [
                Endpoint(name: "api", kind: .openai, url: "http://127.0.0.1:\(port)/v1", limits: limits)
            ],
            models: models.map { Model(name: "my-\($0)", endpoint: "api", model: $0, price: price) },
            sampling: Sampling(maxTokens: 10),
            prompts: Self.prompts.map { Prompt(id: $0, messages: [Message(role: .user, content: "ask \($0)")]) }
        )
    }

    /// Asks for every response of the study that the store lacks.
    static func run(
        _ study: Study,
        in store: Store,
        limit: SpendingLimit = SpendingLimit()
    ) async throws -> Tally {
        try store.sync(study)
        let collector = Collector(quiet: store, limit: limit, now: { Int64(Date().timeIntervalSince1970 * 1000) })
        return try await collector.run(Work.responses(of: study, imported: []))
    }

    private func states(_ study: Study, _ store: Store) throws -> [RequestState: Int] {
        let keys = Set(Work.responses(of: study, imported: []).map(\.draft.key))
        let states = try store.states(of: keys, purpose: .response, study: "s")
        return Dictionary(states.values.map { ($0, 1) }, uniquingKeysWith: +)
    }

    @Test func everyResponseIsCollectedWithItsAccount() async throws {
        let server = try ModelServer()
        defer { server.stop() }
        let store = try Store.inMemory()
        let study = study(server, models: ["fine", "long"], price: Price(input: 1_000_000, output: 10_000_000))
        let tally = try await Self.run(study, in: store)
        #expect(tally.isWhole && tally.done == 6 && tally.wanted == 6 && tally.truncated == 3)
        #expect(tally.inputTokens == 60 && tally.outputTokens == 30 && tally.nanoDollars == 360_000)
        #expect(try await Self.run(study, in: store).wanted == 0)
        #expect(server.requestCount == 6)
        let attempts = try store.attempts(of: "s", AttemptFilter(limit: 50))
        #expect(attempts.count == 6 && attempts.allSatisfy { $0.failureClass == "ok" })
    }

    /// A model that answers 429 always, or 500, or not the protocol: the others are done first and fast.
    @Test(arguments: ["limited", "broken"])
    func aBadModelSlowsNoNeighbour(bad: String) async throws {
        let server = try ModelServer()
        defer { server.stop() }
        let store = try Store.inMemory()
        let study = study(server, models: [bad, "fine", "fine2"], attempts: 1)
        let isOver = Mutex(false)
        let done = Task {
            defer { isOver.withLock { $0 = true } }
            return try await Self.run(study, in: store)
        }
        while server.count(of: "fine") + server.count(of: "fine2") < 6, !isOver.withLock({ $0 }) {
            await Task.yield()
        }
        // The run goes on with the bad model alone.
        #expect(!isOver.withLock { $0 })
        #expect(server.count(of: "fine") == 3 && server.count(of: "fine2") == 3)
        done.cancel()
        _ = try? await done.value
    }

    @Test func requestsOfAServerThatIsNotThereStayWanted() async throws {
        // A port that a stopped server had may be another test's by now.
        let study = study(port: 1, models: ["fine"], attempts: 1)
        let store = try Store.inMemory()
        let tally = try await Self.run(study, in: store)
        #expect(!tally.isWhole && tally.stopped["api"] != nil && tally.failed.isEmpty)
        #expect(try states(study, store) == [.pending: 3])
    }

    @Test func whatCostsNothingMoreToAskIsNotAskedTwice() async throws {
        let server = try ModelServer()
        defer { server.stop() }
        let store = try Store.inMemory()
        let study = study(server, models: ["tool", "filtered", "paid"], attempts: 5)
        let tally = try await Self.run(study, in: store)
        #expect(tally.failed == ["tool_call": 3, "content_filter": 3, "empty": 3] && tally.retries == 0)
        #expect(server.requestCount == 9)
    }

    @Test func anAccountWithoutMoneyStopsTheEndpointAndFailsNothing() async throws {
        let server = try ModelServer()
        defer { server.stop() }
        let store = try Store.inMemory()
        let study = study(server, models: ["poor"])
        let tally = try await Self.run(study, in: store)
        #expect(tally.failed.isEmpty && tally.stopped["api"]?.contains("credit balance") == true)
        #expect(tally.stopped["api"]?.hasSuffix("; top up the account, then run again") == true)
        #expect(try states(study, store) == [.pending: 3])
    }

    @Test func whatTheServerSaidStandsWithTheAttemptMadeHarmless() async throws {
        let server = try ModelServer()
        defer { server.stop() }
        let store = try Store.inMemory()
        _ = try await Self.run(study(server, models: ["rude"]), in: store)
        let attempt = try #require(try store.attempts(of: "s", AttemptFilter(isFailed: true, limit: 1)).first)
        let said = try #require(attempt.said)
        #expect(said.contains("body.n: no") || said.contains("\"msg\":\"no"))
        #expect(!said.unicodeScalars.contains("\u{1B}"))
        #expect(try store.attempt(try #require(attempt.id), of: "s")?.said == said)
        #expect(try store.attempt(1000, of: "s") == nil)
    }

    /// The second run's limit is its own, whatever the first spent.
    @Test func aSecondRunMaySpendItsOwnMaxCost() async throws {
        let server = try ModelServer()
        defer { server.stop() }
        let store = try Store.inMemory()
        let price = Price(input: 1_000_000, output: 10_000_000)
        let worst = try #require(
            Work.responses(of: study(server, models: ["fine"], price: price), imported: []).first?.worstNanoDollars
        )
        let limit = SpendingLimit(nanoDollars: worst)
        let study = study(server, models: ["fine"], price: price)
        let first = try await Self.run(study, in: store, limit: limit)
        #expect(first.done >= 1 && first.done < 3 && first.limit != nil)
        let second = try await Self.run(study, in: store, limit: limit)
        #expect(second.done >= 1)
    }

    @Test func aSecondRunMayMakeItsOwnMaxRequests() async throws {
        let server = try ModelServer()
        defer { server.stop() }
        let store = try Store.inMemory()
        let study = study(server, models: ["fine"])
        for done in 1...3 {
            #expect(try await Self.run(study, in: store, limit: SpendingLimit(requests: 1)).done == 1)
            #expect(server.requestCount == done)
        }
    }

    /// What is under way is held at its worst, and costs less: the next request waits for the difference.
    @Test func aRunWaitsForWhatItsRequestsGiveBack() async throws {
        let server = try ModelServer()
        defer { server.stop() }
        let study = study(server, models: ["fine"], price: Price(input: 1_000_000, output: 10_000_000))
        let worst = try #require(Work.responses(of: study, imported: []).first?.worstNanoDollars)
        // Each of the three costs 60,000.
        let limit = SpendingLimit(nanoDollars: worst + 130_000)
        let tally = try await Self.run(study, in: Store.inMemory(), limit: limit)
        #expect(worst > 130_000 && tally.done == 3 && tally.limit == nil, "\(worst) \(tally)")
    }

    @Test func onlyWhatFailedForGoodIsShortAndWhatWasAskedOtherwiseIsSetAside() async throws {
        let server = try ModelServer()
        defer { server.stop() }
        let store = try Store.inMemory()
        var study = study(server, models: ["fine", "tool"])
        _ = try await Self.run(study, in: store)
        let short = try store.shortfall(of: study)
        #expect(short.failed == ["my-tool": 3] && short.outdated.isEmpty)
        study.prompts[0].messages[0].content = "ask otherwise"
        #expect(try store.shortfall(of: study).outdated == ["my-fine": 1])
        try store.adopt(study)
        #expect(try store.responses(of: "s").map(\.prompt) == ["b", "c"])
    }

    @Test func whatHadFailedBeforeIsToldAndNotAskedAgain() async throws {
        let server = try ModelServer()
        defer { server.stop() }
        let store = try Store.inMemory()
        let study = study(server, models: ["fine", "tool"])
        #expect(try await Self.run(study, in: store).failedBefore == 0)
        let again = try await Self.run(study, in: store)
        #expect(again.failedBefore == 3 && again.wanted == 0 && server.requestCount == 6)
        #expect(again.summary("response").contains("3 requests failed before: --retry failed asks again."))
    }

    @Test func whatAServerTellsOfItsModelsIsSaidWhereItMatters() async throws {
        let server = try ModelServer()
        defer { server.stop() }
        let store = try Store.inMemory()
        var study = study(server, models: ["fine", "alias"])
        study.sampling.temperature = 0
        _ = try await Self.run(study, in: store)
        let notes = try store.modelNotes(of: study)
        #expect(notes.count == 1 && notes.first?.contains("ran 'another' and not 'alias'") == true, "\(notes)")
        study.sampling.samples = 2
        #expect(try store.modelNotes(of: study).contains { $0.contains("several samples at temperature 0") })
    }

    @Test func aSummaryTellsWhatIsUnknownAndWhatWasCut() {
        var tally = Tally(wanted: 20, done: 20)
        (tally.isPriced, tally.truncated, tally.unknownCosts) = (true, 2, 0)
        #expect(!tally.summary("response").contains("unknown cost"))
        #expect(!tally.summary("response").contains("warning"))
        (tally.truncated, tally.unknownCosts) = (3, 4)
        #expect(tally.summary("response").contains("4 attempts of unknown cost"))
        #expect(tally.summary("response").contains("warning: 3 of 20 responses were cut at max_tokens"))
    }

    /// While a study is blind the line of progress is told without what one response after the other took.
    @Test func aLineWithoutItsAccountHasNeitherTokensNorDollars() {
        var tally = Tally(wanted: 2, done: 1)
        (tally.outputTokens, tally.nanoDollars, tally.isPriced) = (1815, 3_635_000, true)
        let line = tally.line(after: .seconds(1))
        #expect(line.contains("1815 tokens/s") && line.contains("$0.00363"), "\(line)")
        let without = tally.withoutAccount.line(after: .seconds(1))
        #expect(!without.contains("tokens") && !without.contains("$") && without.contains("1 of 2 done"), "\(without)")
        #expect(!tally.isSettled && Tally(wanted: 2, done: 2).isSettled)
        tally.failed["quota"] = 1
        #expect(tally.isSettled)
    }

    @Test func aResponseThatMayHoldReasoningIsTold() {
        var tally = Tally(wanted: 2, done: 2)
        tally.unopened = 1
        let words = "1 response holds a tag of reasoning that stays in the text: 'reasoning: think'"
        #expect(tally.summary("response").contains(words))
        #expect(!tally.summary("response", hidesAccount: true).contains("tag of reasoning"))
    }

    /// What every prompt is told, tells of none; what one alone was told may hold its text.
    @Test func whatAllFailuresSayIsSaid() async throws {
        let server = try ModelServer()
        defer { server.stop() }
        let study = study(server, models: ["strict"])
        let tally = try await Self.run(study, in: try Store.inMemory())
        #expect(tally.failed["bad_request"] == 3)
        let summary = tally.summary("response")
        #expect(summary.contains("; all say: endpoint 'api' answered 422: body.n: no"), "\(summary)")
        var alone = study
        alone.prompts.removeLast(2)
        let one = try await Self.run(alone, in: try Store.inMemory()).summary("response")
        #expect(one.contains("failed: 1 bad_request") && !one.contains("all say"), "\(one)")
    }

    @Test func aDryRunCountsWhatIsLeft() throws {
        let server = try ModelServer()
        defer { server.stop() }
        let work = Work.responses(of: study(server, models: ["fine"]), imported: [])
        let keys = work.map(\.draft.key)
        #expect(work.estimate([keys[0]: .done, keys[1]: .failed]).requests == 1)
        #expect(work.estimate([keys[0]: .pending]).words.hasPrefix("3 requests,"))
    }

    @Test func theWorstCaseHoldsThePriceOfCacheWrites() throws {
        let server = try ModelServer()
        defer { server.stop() }
        let plain = study(server, models: ["fine"], price: Price(input: 1_000_000, output: 10_000_000))
        let written = study(
            server,
            models: ["fine"],
            price: Price(input: 1_000_000, output: 10_000_000, cacheWrite: 2_000_000)
        )
        func worst(_ study: Study) throws -> Int64 {
            try #require(Work.responses(of: study, imported: []).first?.worstNanoDollars)
        }
        let input = try #require(Work.responses(of: plain, imported: []).first?.call.largestInputTokens)
        #expect(try worst(written) - worst(plain) == Int64(input) * 1000)
    }

    @Test func aModelsOwnSystemTextIsAnotherRequest() throws {
        let server = try ModelServer()
        defer { server.stop() }
        var study = study(server, models: ["fine", "fine"])
        study.models[1].name = "my-terse"
        let before = Work.responses(of: study, imported: [])
        study.models[1].system = "Be terse."
        study.models[1].sampling.samples = 2
        let after = Work.responses(of: study, imported: [])
        #expect(before.count == 6 && after.count == 9)
        let keys = Set(before.map(\.draft.key))
        #expect(after.filter { $0.draft.asked == "my-fine" }.allSatisfy { keys.contains($0.draft.key) })
        #expect(after.filter { $0.draft.asked == "my-terse" }.allSatisfy { !keys.contains($0.draft.key) })
        guard case .chat(let request, _) = try #require(after.first { $0.draft.asked == "my-terse" }).call else {
            Issue.record("a response is no conversation")
            return
        }
        #expect(request.messages.map(\.content) == ["Be terse.", "ask a"])
    }
}
