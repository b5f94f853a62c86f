import Store
import Studies
import Testing

@testable import Collecting
@testable import Inference

/// What one try says of its model and of its server, what it leads to and what is noted of it, without a server.
struct TryRuleTests {
    private static let now: Int64 = 1_000_000

    private static func study(_ limits: Endpoint.Limits, _ price: Price?) -> Study {
        Study(
            name: "s",
            endpoints: [Endpoint(name: "e", kind: .openai, url: "http://127.0.0.1:1/v1", limits: limits)],
            models: [Model(name: "mine", endpoint: "e", model: "m", price: price)],
            sampling: Sampling(maxTokens: 10),
            prompts: (1...9).map { Prompt(id: "p\($0)", messages: [Message(role: .user, content: "ask \($0)")]) }
        )
    }

    /// A collector that holds all of the study's requests, and what is asked of it.
    private struct Desk {
        let store: Store
        let collector: Collector
        let work: [Work]
        let claimed: [ClaimedRequest]

        var endpoint: Endpoint { work[0].call.endpoint }
        var scope: ModelScope { ModelScope(work[0].call) }

        init(_ limits: Endpoint.Limits = Endpoint.Limits(), price: Price? = nil) throws {
            let study = TryRuleTests.study(limits, price)
            store = try Store.inMemory()
            try store.sync(study)
            work = Work.responses(of: study, imported: [])
            collector = Collector(quiet: store, now: { TryRuleTests.now })
            try store.enqueue(work.map(\.draft), study: "s")
            _ = try store.want(work.map(\.draft.key), lane: "l")
            claimed = try store.claim(
                lane: "l",
                limit: 9,
                owner: .current,
                lease: .seconds(60),
                study: "s",
                at: TryRuleTests.now
            ).requests
        }

        /// Its request as one that was claimed so many nanoseconds ago, and is the third under way.
        func job(_ place: Int = 0, triesBefore: Int = 0, reserved: Int64 = 0, use: Int64? = nil) throws
            -> Collector.Job
        {
            var claimed = claimed[place]
            (claimed.attemptCount, claimed.reserved) = (triesBefore, reserved)
            var governor = Governor(Endpoint.Limits())
            guard case .go(let permit) = governor.admit(at: -10) else { throw StoreError("no place") }
            return Collector.Job(
                claimed: claimed,
                scheduledAt: 77,
                claimedAt: .now,
                permit: permit,
                modelPermit: permit,
                underWay: 3,
                use: use
            )
        }
    }

    private func failure(_ kind: Failure.Kind, cause: Failure.Kind? = nil, status: Int? = nil) -> Failure {
        var exchange = Exchange(httpStatus: status)
        exchange.timings.connecting = 1
        return Failure(kind, "why", cause: cause, exchange: exchange)
    }

    private func pause(_ result: AttemptResult) -> Int64? {
        if case .retry(let time) = result { return time - Self.now }
        return nil
    }

    /// Seven failures before: what counts as the eighth opens the breaker, of the model or of the endpoint.
    @Test(
        arguments: [
            (.serverError, nil, 500, "unhealthy", "fine"), (.overloaded, nil, 529, "unhealthy", "fine"),
            (.firstByteTimeout, nil, nil, "unhealthy", "neutral"), (.html, nil, 200, "unhealthy", "fine"),
            (.rateLimited, nil, 429, "limited", "fine"), (.errorInStream, .rateLimited, 200, "limited", "fine"),
            (.errorInStream, .overloaded, 200, "unhealthy", "fine"), (.idleTimeout, nil, 200, "neutral", "fine"),
            (.badRequest, nil, 400, "neutral", "fine"), (.connect, nil, nil, "neutral", "unhealthy"),
            (.tls, nil, nil, "neutral", "unhealthy"), (.connectTimeout, nil, nil, "neutral", "unhealthy"),
            (.reset, nil, nil, "neutral", "unhealthy"), (.reset, nil, 200, "neutral", "fine"),
            (.cancelled, nil, nil, "neutral", "neutral"), (.cut, nil, 200, "neutral", "fine"),
        ] as [(Failure.Kind, Failure.Kind?, Int?, String, String)]
    )
    func aFailureTellsOfItsModelOrOfItsServer(
        kind: Failure.Kind,
        cause: Failure.Kind?,
        status: Int?,
        model: String,
        endpoint: String
    ) async throws {
        let desk = try Desk()
        let job = try desk.job()
        let failure = failure(kind, cause: cause, status: status)
        func told(_ collector: isolated Collector) -> [String] {
            var worn = Governor(Endpoint.Limits())
            for _ in 0..<7 {
                guard case .go(let permit) = worn.admit(at: -10_000) else { continue }
                worn.finish(permit, .unhealthy, pause: nil, at: -10_000)
                worn.recorded()
            }
            for _ in 0..<2 { _ = worn.admit(at: -10) }
            (collector.governors[desk.endpoint.limitedAs], collector.models[desk.scope]) = (worn, worn)
            collector.finish(job, of: desk.work[0].call, failure.exchange, failure)
            return [collector.models[desk.scope], collector.governors[desk.endpoint.limitedAs]].map { governor in
                guard let governor else { return "?" }
                if governor.isOpen { return "unhealthy" }
                if governor.refusals > 0 { return "limited" }
                // Seven in a row are forgotten by an answer alone.
                var next = governor
                guard case .go(let permit) = next.admit(at: 1_000_000_000) else { return "full" }
                next.finish(permit, .unhealthy, pause: nil, at: 1_000_000_000)
                return next.isOpen ? "neutral" : "fine"
            }
        }
        #expect(await told(desk.collector) == [model, endpoint])
    }

    /// What the endpoint's user allows bounds what a server asks, and what it says of its limits counts where it is well.
    @Test(arguments: [(5, 5000), (20, 20_000), (86_400, 20_000)] as [(Int64, Int64)])
    func aModelWaitsAsLongAsItsServerAsksUpToTheLimit(asked: Int64, milliseconds: Int64) async throws {
        var limits = Endpoint.Limits()
        limits.longestPause = .seconds(20)
        let desk = try Desk(limits)
        let job = try desk.job()
        var failure = failure(.rateLimited, status: 429)
        failure.retryAfter = .seconds(asked)
        func waits(_ collector: isolated Collector) -> [Int64] {
            (collector.governors[desk.endpoint.limitedAs], collector.models[desk.scope]) = (
                Governor(limits), Governor(limits)
            )
            let before = collector.monotonicNow
            collector.finish(job, of: desk.work[0].call, failure.exchange, failure)
            let after = collector.monotonicNow
            let (model, endpoint) = (collector.models[desk.scope], collector.governors[desk.endpoint.limitedAs])
            return [model?.pause(at: before), model?.pause(at: after), endpoint?.pause(at: before)].map { $0 ?? -1 }
        }
        let found = await waits(desk.collector)
        // It was parked between two looks at the clock of the run; the endpoint itself is not.
        #expect(found[0] >= milliseconds && found[1] <= milliseconds && found[2] == 0, "\(found)")
    }

    @Test func whatATryLeadsToDependsOnItsFailureAndOnTheTriesBefore() async throws {
        var limits = Endpoint.Limits()
        limits.attempts = 3
        let desk = try Desk(limits)
        func outcome(_ failure: Failure, triesBefore: Int) async throws -> (FinishedTry, Tally, [String: String]) {
            let desk = try Desk(limits)
            let job = try desk.job(triesBefore: triesBefore)
            func run(_ collector: isolated Collector) -> (FinishedTry, Tally, [String: String]) {
                let made = collector.finished(.failure(failure), of: desk.work[0], job.claimed, job, queued: 9)
                return (made, collector.tally, collector.unasked)
            }
            return await run(desk.collector)
        }
        let key = desk.work[0].draft.key
        // Cancelled: wanted still, and of no note.
        let cancelled = try await outcome(failure(.cancelled), triesBefore: 9)
        #expect(pause(cancelled.0.result) == 0 && cancelled.1.isWhole && cancelled.2.isEmpty)
        #expect(cancelled.1.lastRetried == nil)
        // The last try but one, and the last.
        let again = try await outcome(failure(.idleTimeout), triesBefore: 1)
        #expect(try #require(pause(again.0.result)) >= 0 && again.2 == [key: "timeout_idle"])
        #expect(again.1.lastRetried == "why" && again.1.failed.isEmpty && again.1.retried.isEmpty)
        let last = try await outcome(failure(.idleTimeout), triesBefore: 2)
        #expect(pause(last.0.result) == nil && last.1.failed == ["timeout_idle": 1] && last.2.isEmpty)
        // Nobody there at the last try, and no safe connection at the first: the endpoint stops, and nothing has failed.
        for (kind, tries) in [(.connect, 2), (.tls, 0)] as [(Failure.Kind, Int)] {
            let nobody = try await outcome(failure(kind), triesBefore: tries)
            #expect(nobody.1.stopped["e"] == "why; \(kind.remedy)" && nobody.1.failed.isEmpty)
            #expect(pause(nobody.0.result) == 0 && nobody.2.isEmpty)
        }
        let first = try await outcome(failure(.connect), triesBefore: 1)
        #expect(first.1.stopped.isEmpty && first.2 == [key: "connect"])
        // What an error within a stream is caused by says whether it goes on, and what its user can do.
        let poor = try await outcome(failure(.errorInStream, cause: .quota, status: 200), triesBefore: 0)
        #expect(poor.1.stopped["e"] == "why; \(Failure.Kind.quota.remedy)" && poor.1.failed.isEmpty)
        let bad = try await outcome(failure(.errorInStream, cause: .badRequest, status: 200), triesBefore: 0)
        #expect(bad.1.failed == ["error_in_stream": 1] && pause(bad.0.result) == nil)
    }

    @Test func whatGaveUpIsNamedWithItsLastWords() async throws {
        let desk = try Desk()
        let job = try desk.job()
        let failure = failure(.rateLimited, status: 429)
        var tired = Governor(Endpoint.Limits())
        for number: Int64 in 1...8 {
            guard case .go(let permit) = tired.admit(at: 10 * number) else { continue }
            tired.finish(permit, .limited, pause: 1, at: 10 * number)
            tired.recorded()
        }
        let weary = tired
        func tally(_ model: Governor, _ endpoint: Governor) async throws -> Tally {
            let desk = try Desk()
            func run(_ collector: isolated Collector) -> Tally {
                (collector.governors[desk.endpoint.limitedAs], collector.models[desk.scope]) = (endpoint, model)
                _ = collector.finished(.failure(failure), of: desk.work[0], job.claimed, job, queued: 9)
                return collector.tally
            }
            return await run(desk.collector)
        }
        let words = "8 refusals for its limits in a row; the last one: why"
        let well = Governor(Endpoint.Limits())
        let (model, endpoint) = (try await tally(weary, well), try await tally(well, weary))
        #expect(model.givenUp == ["mine": words] && model.stopped.isEmpty && model.lastRetried == nil)
        #expect(endpoint.stopped == ["e": words] && endpoint.givenUp.isEmpty && endpoint.lastRetried == nil)
    }

    /// Half a second at most after the first try, twice as long after each, and a minute after the eighth; never less than the
    /// server asked.
    @Test(arguments: [(0, 500), (1, 1000), (3, 4000), (6, 32_000), (7, 60_000), (30, 60_000)] as [(Int, Int64)])
    func aRetryWaitsLongerAfterEach(tries: Int, longest: Int64) async throws {
        var limits = Endpoint.Limits()
        (limits.attempts, limits.longestPause) = (99, .seconds(20))
        let desk = try Desk(limits)
        let job = try desk.job(triesBefore: tries)
        for (asked, floor) in [(nil, 0), (.seconds(3), 3000), (.seconds(30), 20_000)] as [(Duration?, Int64)] {
            var failure = failure(.idleTimeout)
            failure.retryAfter = asked
            let told = failure
            func pauses(_ collector: isolated Collector) -> [Int64] {
                (0..<60).map { _ in
                    let made = collector.finished(.failure(told), of: desk.work[0], job.claimed, job, queued: 0)
                    return pause(made.result) ?? -1
                }
            }
            let found = await pauses(desk.collector)
            #expect(found.allSatisfy { (floor...floor + longest).contains($0) }, "\(found)")
            // That sixty draws all lie in the lowest third happens once in 10²⁸.
            #expect(found.max() ?? 0 > floor + longest / 3)
        }
    }

    @Test func aTryIsNotedWithItsTimesItsPriceAndItsCharge() async throws {
        let price = Price(input: 1_000_000, output: 10_000_000)
        var exchange = Exchange(httpStatus: 200, usage: Usage(input: 10, output: 5))
        (exchange.reportedNanoDollars, exchange.usage.doubt, exchange.timings.connecting) = (7, "two counts", 1)
        let answer = Call.Answer(
            exchange: exchange,
            finish: "length",
            logprobs: "[]",
            isSplitByDefault: true,
            mayHoldReasoning: true,
            result: .response(text: "Hi", reasoning: nil)
        )
        func made(_ answer: Result<Call.Answer, Failure>, _ price: Price?) async throws -> (FinishedTry, Tally) {
            let desk = try Desk(price: price)
            let job = try desk.job(reserved: 900_000)
            func run(_ collector: isolated Collector) -> (FinishedTry, Tally) {
                (collector.finished(answer, of: desk.work[0], job.claimed, job, queued: 9), collector.tally)
            }
            return await run(desk.collector)
        }
        let (priced, tally) = try await made(.success(answer), price)
        #expect(priced.attempt.nanoDollars == 60_000 && priced.charge == 60_000 && priced.attempt.price == price)
        #expect([priced.attempt.scheduledAt, priced.attempt.queued] == [77, 9] && priced.attempt.underWay == 3)
        #expect(priced.attempt.finishReason == "length" && priced.attempt.message == "two counts")
        #expect(priced.attempt.logprobs == "[]" && priced.attempt.failureClass == "ok")
        #expect([tally.untagged, tally.unopened, tally.unpriced, tally.unknownCosts] == [1, 1, 0, 0])
        // Without a price the server's own account counts, and is no missing price.
        let (unpriced, free) = try await made(.success(answer), nil)
        #expect(unpriced.attempt.nanoDollars == 7 && unpriced.charge == 7 && free.unpriced == 0)
        // A gateway that gave up says nothing of what the model behind it costs; a refusal costs nothing.
        for (status, kind, charge, unknown) in [(504, .serverError, 900_000, 1), (400, .badRequest, 0, 0)]
            as [(Int, Failure.Kind, Int64, Int)]
        {
            var told = exchange
            (told.httpStatus, told.usage) = (status, status == 504 ? told.usage : Usage())
            let (failed, tally) = try await made(.failure(Failure(kind, "why", exchange: told)), price)
            #expect(failed.charge == charge && failed.attempt.nanoDollars == nil)
            #expect(tally.unknownCosts == unknown && tally.unpriced == 0 && failed.attempt.message == "why")
        }
        let (_, gateway) = try await made(.failure(failure(.serverError, status: 504)), nil)
        #expect(gateway.unpriced == 1 && gateway.unknownCosts == 0)
    }

    /// Four of them are answers: one whole, two cut, one with a call, of which nobody counted the tokens.
    @Test func whatIsKeptIsOnTheAccountOnce() async throws {
        let desk = try Desk()
        let rows: [(result: String, finish: String?, counts: [Int]?, cost: Int64?)] = [
            ("ok", "stop", [10, 4, 5], 1000), ("ok", "length", [20, 3, 6], 200), ("ok", "tool", nil, nil),
            ("reset", "length", [30, 2, 7], 30), ("cut", nil, nil, nil), ("ok", "length", [1, 0, 1], 0),
        ]
        for (place, row) in rows.enumerated() {
            var attempt = AttemptDraft(startedAt: 1, failureClass: row.result, isStreamed: true)
            (attempt.finishReason, attempt.nanoDollars) = (row.finish, row.cost)
            (attempt.inputTokens, attempt.cachedTokens) = (row.counts?[0], row.counts?[1])
            attempt.outputTokens = row.counts?[2]
            var claimed = desk.claimed[place]
            claimed.reserved = 5000
            let result: AttemptResult = row.result == "ok" ? .response(text: "x", reasoning: nil) : .failed
            let made = FinishedTry(attempt, of: claimed, result: result, charge: Int64(place + 1))
            try await desk.collector.record(made, at: desk.endpoint, desk.scope)
        }
        let tally = await desk.collector.tally
        #expect(tally.done == 4 && tally.truncated == 2 && tally.calling == 1 && tally.uncounted == 1)
        #expect([tally.inputTokens, tally.cachedTokens, tally.outputTokens] == [61, 9, 19])
        #expect(tally.nanoDollars == 1230)
        #expect(await desk.collector.own == Spending(spent: 21, reserved: -30_000))
    }

    /// What a request really took stands in the place of what it might, where both counts are known.
    @Test(
        arguments: [(60, 30, 10, true), (60, 30, 11, false), (60, nil, 1, false), (nil, 30, 1, false)]
            as [(Int64?, Int64?, Int, Bool)]
    )
    func aMinuteHoldsWhatWasReallyTaken(input: Int64?, output: Int64?, next: Int, hasRoom: Bool) async throws {
        let limits = Endpoint.Limits(tokensPerMinute: 100)
        let desk = try Desk(limits)
        let minute = try #require(MinuteLimits(limits))
        guard case .taken(let use) = try desk.store.takeMinute(of: "x", tokens: 100, within: minute, at: { 5 }) else {
            Issue.record("no room in an empty minute")
            return
        }
        try await desk.collector.settle(use, Exchange(usage: Usage(input: input, output: output)), desk.endpoint)
        let answer = try desk.store.takeMinute(of: "x", tokens: next, within: minute, at: { 6 })
        let isTaken = if case .taken = answer { true } else { false }
        #expect(isTaken == hasRoom)
    }
}
