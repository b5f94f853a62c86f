import Inference
import Store
import Studies
import Testing

@testable import Collecting

/// How many requests a run holds at once, which texts it asks for together, and what it lets go of, without a server.
struct ClaimRuleTests {
    private static func endpoint(_ limits: Endpoint.Limits, _ name: String = "e") -> Endpoint {
        Endpoint(name: name, kind: .openai, url: "http://127.0.0.1:1/v1", limits: limits)
    }

    private static func study(_ prompts: Int, _ limits: Endpoint.Limits) -> Study {
        Study(
            name: "s",
            endpoints: [endpoint(limits)],
            models: [Model(name: "mine", endpoint: "e", model: "m", price: Price(input: 1_000_000, output: 1_000_000))],
            sampling: Sampling(maxTokens: 10),
            prompts: (1...prompts).map {
                Prompt(id: "p\($0)", messages: [Message(role: .user, content: "ask \($0 + 100)")])
            }
        )
    }

    private func collector(
        _ study: Study,
        _ purpose: Purpose = .response,
        limit: SpendingLimit = SpendingLimit(),
        now: Int64 = 1000
    ) throws -> Collector {
        let store = try Store.inMemory()
        try store.sync(study)
        return Collector(quiet: store, purpose, limit: limit, now: { now })
    }

    /// Eight at least, so that not each claim waits for the disk alone; what is held is on the account until it is let go of.
    @Test(arguments: [(2, 20, 8), (12, 20, 12), (12, 5, 5), (20, 20, 16)])
    func asManyAreClaimedAsAreMadeAtOnce(concurrency: Int, prompts: Int, claimed: Int) async throws {
        let study = Self.study(prompts, Endpoint.Limits(concurrency: concurrency))
        let work = Work.responses(of: study, imported: [])
        let worst = try #require(work[0].worstNanoDollars)
        func run(_ collector: isolated Collector) throws -> [Int64] {
            try collector.hold(work)
            var lanes = collector.lanes(of: work)
            let byKey = Dictionary(work.map { ($0.draft.key, $0) }) { one, _ in one }
            guard case .make(let made, let job) = try collector.step(work[0].call.endpoint, byKey, &lanes) else {
                return []
            }
            #expect(made.draft.prompt == "p1" && job.underWay == 1 && job.scheduledAt == 1000 && job.others.isEmpty)
            let held = [Int64(collector.unmade), collector.own.reserved, Int64(collector.own.requests)]
            collector.drain()
            guard case .over = try collector.step(work[0].call.endpoint, byKey, &lanes) else { return [] }
            #expect(collector.unmade == 0 && collector.own == Spending(reserved: worst, requests: 1))
            // All but the one that is made may be another program's now.
            let others = try collector.store.claim(
                lane: collector.lane("e", "m"),
                limit: 99,
                owner: LeaseOwner(rawValue: "x:1:1"),
                lease: .seconds(60),
                study: "s",
                at: 1000
            )
            #expect(others.requests.count == prompts - 1)
            return held
        }
        let held = try await run(collector(study))
        #expect(held == [Int64(claimed) - 1, Int64(claimed) * worst, Int64(claimed)])
    }

    /// What is to be tried again is looked for when it is due, and no sooner.
    @Test func aRetryIsLookedForWhenItIsDue() async throws {
        let study = Self.study(1, Endpoint.Limits())
        let work = Work.responses(of: study, imported: [])
        let endpoint = work[0].call.endpoint
        func run(_ collector: isolated Collector) throws -> [Int64?] {
            try collector.hold(work)
            var lanes = collector.lanes(of: work)
            let byKey = [work[0].draft.key: work[0]]
            guard case .make(_, let job) = try collector.step(endpoint, byKey, &lanes) else { return [] }
            let attempt = AttemptDraft(startedAt: 1, failureClass: "reset", isStreamed: true)
            let made = FinishedTry(attempt, of: job.claimed, result: .retry(notBefore: 6000))
            #expect(try collector.store.record([made], study: "s", owner: collector.owner) == [true])
            var pauses: [Int64?] = []
            for _ in 0..<2 {
                guard case .wait(let pause) = try collector.step(endpoint, byKey, &lanes) else { continue }
                pauses.append(pause)
            }
            #expect(collector.looksAt == ["response e m": 6000])
            // What was due in the meantime is looked for at once.
            collector.looksAt = ["response e m": 1000]
            guard case .wait(let pause) = try collector.step(endpoint, byKey, &lanes) else { return pauses }
            return pauses + [pause]
        }
        #expect(try await run(collector(study)) == [5000, 5000, 5000])
    }

    /// The limit of a run's user holds for it alone and, with what had been spent before, for all runs together.
    @Test func whatARunMaySpendIsItsLimitAndWhatItHasSpent() async throws {
        let limit = SpendingLimit(nanoDollars: 900, requests: 7)
        let study = Self.study(1, Endpoint.Limits())
        let work = Work.responses(of: study, imported: [])
        func run(_ collector: isolated Collector) -> Allowance {
            collector.own = Spending(spent: 5, reserved: 6, requests: 2)
            return collector.allowance([work[0].draft.key: work[0]])
        }
        let allowance = await run(try collector(study, limit: limit))
        #expect(allowance.own == limit && allowance.all == limit)
        #expect(allowance.spentByRun == Spending(spent: 5, reserved: 6, requests: 2))
        #expect(allowance.worst(work[0].draft.key) == work[0].worstNanoDollars && allowance.worst("x") == nil)
        let free = await run(try collector(study))
        #expect(free.all == SpendingLimit() && free.own == SpendingLimit())
    }

    private static func texts(_ sizes: [Int], _ limits: Endpoint.Limits) -> [Work] {
        sizes.enumerated().map { number, size in
            Work(
                draft: RequestDraft(key: "k\(number)", purpose: .embedding, asked: "m", prompt: "p1", sample: 1),
                call: .embedding(
                    EmbeddingRequest(
                        endpoint: endpoint(limits),
                        model: "m",
                        texts: [String(repeating: "x", count: size)]
                    )
                ),
                price: nil
            )
        }
    }

    private struct Row: Sendable {
        var sizes: [Int]
        var tokensPerMinute: Int?
        var tries: [Int: Int] = [:]
        var alone: Set<String> = []
        var limited: Set<String> = []
        var most: Int?
        var purpose = Purpose.embedding
        let count: Int
    }

    private static let rows: [Row] = [
        Row(sizes: Array(repeating: 4, count: 40), count: 32),
        Row(sizes: Array(repeating: 4, count: 5), count: 5),
        Row(sizes: Array(repeating: 4, count: 5), purpose: .response, count: 1),
        // No text is longer than its bytes and 16: exactly 100,000 are a list, one more is none.
        Row(sizes: [49_984, 49_984], count: 2),
        Row(sizes: [49_984, 49_985], count: 1),
        // An eighth of a minute's tokens: ten, and texts of five and of six.
        Row(sizes: [16, 16, 4], tokensPerMinute: 80, count: 2),
        Row(sizes: [16, 20], tokensPerMinute: 80, count: 1),
        Row(sizes: [16, 20], tokensPerMinute: 88, count: 2),
        // What has failed is asked for alone; what a limit refused in lists of half the length each time.
        Row(sizes: Array(repeating: 4, count: 40), alone: ["k0"], count: 1),
        Row(sizes: Array(repeating: 4, count: 40), tries: [0: 1], count: 1),
        Row(sizes: Array(repeating: 4, count: 40), tries: [0: 1], limited: ["k0"], count: 16),
        Row(sizes: Array(repeating: 4, count: 40), tries: [0: 3], limited: ["k0"], count: 4),
        Row(sizes: Array(repeating: 4, count: 40), tries: [0: 9], limited: ["k0"], count: 1),
        // One that may not stand in a long list ends it before itself.
        Row(sizes: Array(repeating: 4, count: 40), alone: ["k3"], count: 3),
        Row(sizes: Array(repeating: 4, count: 40), tries: [3: 3], limited: ["k3"], count: 4),
        Row(sizes: Array(repeating: 4, count: 40), tries: [9: 3], limited: ["k9"], count: 9),
        // A server that takes fewer.
        Row(sizes: Array(repeating: 4, count: 40), most: 6, count: 6),
        Row(sizes: Array(repeating: 4, count: 40), most: 1, count: 1),
        Row(sizes: Array(repeating: 4, count: 40), most: 2, count: 2),
    ]

    @Test(arguments: rows.indices) func textsAreAskedForTogetherAsFarAsAllOfThemBear(place: Int) async throws {
        let row = Self.rows[place]
        let limits = Endpoint.Limits(tokensPerMinute: row.tokensPerMinute)
        let work = Self.texts(row.sizes, limits)
        func run(_ collector: isolated Collector) throws -> [String] {
            try collector.store.enqueue(work.map(\.draft), study: "s")
            _ = try collector.store.want(work.map(\.draft.key), lane: "l")
            var claimed = try collector.store.claim(
                lane: "l",
                limit: 99,
                owner: collector.owner,
                lease: .seconds(60),
                study: "s",
                at: 1
            ).requests
            for (place, count) in row.tries { claimed[place].attemptCount = count }
            (collector.alone, collector.limited) = (row.alone, row.limited)
            let scope = ModelScope(work[0].call)
            collector.lists[scope] = row.most
            let byKey = Dictionary(work.map { ($0.draft.key, $0) }) { one, _ in one }
            var lane = Collector.Lane(name: "l", scope: scope, requests: claimed.dropFirst().reversed())
            let found = collector.companions(of: work[0], claimed[0], byKey, &lane)
            #expect(lane.requests.count == work.count - 1 - found.count)
            return [claimed[0].key] + found.map(\.claimed.key)
        }
        let together = try await run(collector(Self.study(1, limits), row.purpose))
        #expect(together == (0..<row.count).map { "k\($0)" }, "\(row)")
    }

    /// One byte and three: a quarter and the rest of each count.
    @Test func everyCountOfAListIsShared() {
        var whole = Exchange(httpStatus: 200)
        whole.usage = Usage(input: 8, output: 12, cached: 4, cacheWrite: 16, reasoning: 20)
        let parts = whole.shared(by: [1, 3])
        #expect(parts[0].usage == Usage(input: 2, output: 3, cached: 1, cacheWrite: 4, reasoning: 5))
        #expect(parts[1].usage == Usage(input: 6, output: 9, cached: 3, cacheWrite: 12, reasoning: 15))
        #expect(parts.allSatisfy { $0.reportedNanoDollars == nil && $0.httpStatus == 200 })
        #expect(whole.shared(by: [0, 0]).map(\.usage.input) == [0, 0])
    }
}

extension Collector {
    /// Wants the requests of one model, at a server that nothing is asked of.
    fileprivate func hold(_ work: [Work]) throws {
        try store.enqueue(work.map(\.draft), study: study)
        for work in work {
            let (endpoint, scope) = (work.call.endpoint, ModelScope(work.call))
            governors[endpoint.limitedAs] = governors[endpoint.limitedAs] ?? Governor(endpoint.limits)
            models[scope] = models[scope] ?? Governor(endpoint.limits)
        }
        guard let call = work.first?.call else { return }
        _ = try store.want(work.map(\.draft.key), lane: lane(call.endpoint.name, call.model))
    }
}
