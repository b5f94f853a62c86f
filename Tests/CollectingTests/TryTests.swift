import Foundation
import Inference
import Store
import Studies
import Testing

@testable import Collecting

/// What one try at a request leads to: what goes on the account, whether it is tried again and when, what is learnt of the
/// server.
struct TryTests {
    private static let price = Price(input: 1_000_000, output: 10_000_000)
    private static let now: Int64 = 1_000_000

    private func study(_ server: ModelServer, _ model: String, attempts: Int = 2, price: Price? = nil) -> Study {
        var limits = Endpoint.Limits(concurrency: 64)
        limits.attempts = attempts
        limits.longestPause = .seconds(20)
        return Study(
            name: "s",
            endpoints: [
                Endpoint(name: "api", kind: .openai, url: "http://127.0.0.1:\(server.port)/v1", limits: limits)
            ],
            models: [Model(name: "mine", endpoint: "api", model: model, price: price)],
            sampling: Sampling(maxTokens: 10),
            prompts: [Prompt(id: "a", messages: [Message(role: .user, content: "ask")])]
        )
    }

    private func collector(_ study: Study) throws -> Collector {
        let store = try Store.inMemory()
        try store.sync(study)
        return Collector(quiet: store, now: { Self.now })
    }

    /// The first try of the only request, with the collector that made it.
    private func first(
        _ model: String,
        attempts: Int = 2,
        price: Price? = nil,
        triesBefore: Int = 0,
        prepare: @Sendable (isolated Collector, ModelScope) -> Void = { _, _ in }
    ) async throws -> (finished: FinishedTry, collector: Collector) {
        let server = try ModelServer()
        defer { server.stop() }
        let study = study(server, model, attempts: attempts, price: price)
        let collector = try collector(study)
        let work = try #require(Work.responses(of: study, imported: []).first)
        await prepare(collector, ModelScope(work.call))
        return (try await collector.tryOnce(work, triesBefore: triesBefore), collector)
    }

    private func pause(_ result: AttemptResult) -> Int64? {
        if case .retry(let time) = result { return time - Self.now }
        return nil
    }

    private func isFailed(_ result: AttemptResult) -> Bool { if case .failed = result { true } else { false } }

    @Test func whatIsNotToldIsChargedAtItsWorstAndCounted() async throws {
        let untold = try await first("untold", price: Self.price)
        #expect(untold.finished.request.reserved > 0 && untold.finished.charge == untold.finished.request.reserved)
        let tally = await untold.collector.tally
        #expect(tally.unknownCosts == 1 && tally.unpriced == 0)
        let unpriced = try await first("fine").collector.tally
        #expect(unpriced.unknownCosts == 0 && unpriced.unpriced == 1)
        // Ten tokens at a dollar and five at ten dollars a million.
        let told = try await first("fine", price: Self.price)
        #expect(told.finished.charge == 60_000 && told.finished.attempt.nanoDollars == 60_000)
    }

    @Test func aRefusalCostsNothingAndIsOfNoUnknownCost() async throws {
        let refused = try await first("limited", price: Self.price)
        let tally = await refused.collector.tally
        #expect(refused.finished.charge == 0 && tally.unknownCosts == 0 && tally.unpriced == 0)
    }

    @Test func whatAnotherRunHasRecordedIsNotDoneHere() async throws {
        let server = try ModelServer()
        defer { server.stop() }
        let study = study(server, "cached")
        let collector = try collector(study)
        let work = try #require(Work.responses(of: study, imported: []).first)
        let finished = try await collector.tryOnce(work)
        for _ in 0..<2 { try await collector.record(finished, at: work.call.endpoint, ModelScope(work.call)) }
        let tally = await collector.tally
        #expect(tally.done == 1 && tally.cachedTokens == 8 && tally.inputTokens == 20)
    }

    /// A day is kept up to twenty seconds, by the request and by the model.
    @Test func aRetryWaitsAsLongAsTheServerAskedAndNoLongerThanTheLimit() async throws {
        let later = try await first("later")
        let request = try #require(pause(later.finished.result))
        #expect((20_000...20_500).contains(request), "\(request)")
        let waits = try #require(await later.collector.modelPause)
        #expect((15_000...20_000).contains(waits), "\(waits)")
    }

    @Test func aLimitIsTriedFourTimesAsOftenAsAnError() async throws {
        for (model, tries) in [("broken", 2), ("limited", 8)] {
            let before = try await first(model, triesBefore: tries - 2).finished.result
            let last = try await first(model, triesBefore: tries - 1).finished.result
            #expect(pause(before) != nil && isFailed(last), "\(model)")
        }
    }

    /// Whether the breaker is open already or opens with this failure, the request waits for better times.
    @Test func anOutageFailsNoRequestForGood() async throws {
        let found = try await first("broken", attempts: 1) { collector, scope in
            collector.models[scope] = Governor(Endpoint.Limits(concurrency: 64)).after(Breaker.threshold, .unhealthy)
        }
        #expect(pause(found.finished.result) == 0)
        let alone = try await first("broken", attempts: 1).finished.result
        #expect(isFailed(alone))
    }

    @Test func anErrorOfAModelSaysThatItsServerIsWell() async throws {
        let found = try await first("broken")
        let concurrency = await found.collector.endpointConcurrency
        #expect(concurrency == 17)
    }

    @Test func anAnswerOfOtherWeightsIsKeptForNobody() async throws {
        let found = try await first("fine") { collector, scope in collector.closedModels[scope] = "other weights" }
        #expect(pause(found.finished.result) == 0)
    }

    @Test func aVectorOfAnotherSizeIsOfAnotherModel() async throws {
        let server = try ModelServer()
        defer { server.stop() }
        let study = study(server, "vector")
        for (size, isGood) in [(2, true), (3, false)] {
            let collector = try collector(study)
            let request = EmbeddingRequest(endpoint: study.endpoints[0], model: "vector", texts: ["ask"])
            let draft = RequestDraft(key: "k", purpose: .embedding, asked: "vector", prompt: "a", sample: 1)
            let work = Work(draft: draft, call: .embedding(request), price: nil)
            await collector.expect(size, of: ModelScope(work.call))
            let finished = try await collector.tryOnce(work)
            #expect((finished.attempt.failureClass == "ok") == isGood)
        }
    }

    /// Eight tokens of the prompt and a hundred of the answer, twice, are more than 150.
    @Test func aMinutesTokensAreThoseOfPromptAndAnswer() async throws {
        let server = try ModelServer()
        defer { server.stop() }
        var study = study(server, "fine")
        study.endpoints[0].limits.tokensPerMinute = 150
        study.sampling.maxTokens = 100
        study.prompts.append(Prompt(id: "b", messages: [Message(role: .user, content: "ask")]))
        let steps = try await collector(study).steps(2, of: Work.responses(of: study, imported: []))
        #expect(steps == ["make", "wait"])
    }

    /// Seven refusals before: the eighth gives the model up, and what is held for its other requests is free.
    @Test func aModelThatIsGivenUpIsAskedNoMoreAndHoldsNothing() async throws {
        let server = try ModelServer()
        defer { server.stop() }
        var study = study(server, "limited", price: Self.price)
        study.prompts += ["b", "c"].map { Prompt(id: $0, messages: [Message(role: .user, content: "ask")]) }
        let work = Work.responses(of: study, imported: [])
        let collector = try collector(study)
        let scope = try #require(work.first.map { ModelScope($0.call) })
        await collector.take(Governor(Endpoint.Limits(concurrency: 64)).after(7, .limited), of: scope)
        let tally = try await collector.run(work)
        #expect(server.requestCount == 1 && tally.givenUp["mine"] != nil && tally.failed.isEmpty)
        let own = await collector.own
        #expect(own == Spending(requests: 1))
        _ = try await collector.run(work)
        #expect(server.requestCount == 1)
    }

    /// Two names of one server with one key share the tighter limit.
    @Test func twoNamesOfAServerShareTheTighterLimit() async throws {
        let server = try ModelServer()
        defer { server.stop() }
        var study = study(server, "fine")
        study.endpoints.append(study.endpoints[0])
        (study.endpoints[1].name, study.endpoints[1].limits.concurrency) = ("other", 3)
        study.models.append(Model(name: "yours", endpoint: "other", model: "fine2"))
        let collector = try collector(study)
        let tally = try await collector.run(Work.responses(of: study, imported: []))
        let limits = await collector.governors.values.map(\.limits.concurrency)
        #expect(tally.done == 2 && limits == [3])
    }
}

extension Governor {
    /// After so many outcomes one after the other, long before the clock of any run began.
    fileprivate func after(_ count: Int, _ outcome: Outcome) -> Governor {
        var governor = self
        for place in 0..<count {
            let time = Int64(place - 1000) * 100_000
            guard case .go(let permit) = governor.admit(at: time) else { continue }
            governor.finish(permit, outcome, pause: 0, at: time)
            governor.recorded()
        }
        return governor
    }
}

extension Collector {
    fileprivate var modelPause: Int64? { models.values.first?.pause(at: monotonicNow) }

    fileprivate var endpointConcurrency: Int? { governors.values.first?.concurrency }

    fileprivate func expect(_ size: Int, of scope: ModelScope) { sizes[scope] = size }

    fileprivate func take(_ governor: Governor, of scope: ModelScope) { models[scope] = governor }

    private func govern(_ work: [Work]) throws {
        try store.enqueue(work.map(\.draft), study: study)
        for work in work {
            let (endpoint, scope) = (work.call.endpoint, ModelScope(work.call))
            governors[endpoint.limitedAs] = governors[endpoint.limitedAs] ?? Governor(endpoint.limits)
            models[scope] = models[scope] ?? Governor(endpoint.limits)
        }
    }

    /// Makes a request at the last free place of its server.
    fileprivate func tryOnce(_ work: Work, triesBefore: Int = 0) async throws -> FinishedTry {
        try govern([work])
        _ = try store.want([work.draft.key], lane: "try")
        let claim = try store.claim(
            lane: "try",
            limit: 1,
            owner: owner,
            lease: .seconds(60),
            allowance: allowance([work.draft.key: work]),
            study: study,
            at: now()
        )
        var claimed = try #require(claim.requests.first)
        claimed.attemptCount = triesBefore
        var places: [Governor.Permit] = []
        while case .go(let place)? = governors[work.call.endpoint.limitedAs]?.admit(at: 0) { places.append(place) }
        guard let permit = places.last, case .go(let own)? = models[ModelScope(work.call)]?.admit(at: 0) else {
            throw StoreError("no place")
        }
        let job = Job(
            claimed: claimed,
            scheduledAt: now(),
            claimedAt: .now,
            permit: permit,
            modelPermit: own,
            underWay: places.count
        )
        return try await make(work, job)
    }

    /// What the first steps of a run are.
    fileprivate func steps(_ count: Int, of work: [Work]) throws -> [String] {
        try govern(work)
        let endpoint = try #require(work.first).call.endpoint
        var lanes = lanes(of: work)
        for lane in lanes.all { _ = try store.want(work.map(\.draft.key), lane: lane.name) }
        let byKey = Dictionary(work.map { ($0.draft.key, $0) }) { one, _ in one }
        return try (0..<count).map { _ in
            switch try step(endpoint, byKey, &lanes) {
            case .make: "make"
            case .wait: "wait"
            case .over: "over"
            }
        }
    }
}
