import Store
import Studies
import Testing

@testable import Collecting
@testable import Inference

/// What is asked of each model, what stays of an exchange, and what is said of all of it afterwards.
struct KeptRuleTests {
    private static let owner = LeaseOwner(rawValue: "x:1:1")

    private func study(_ models: [String], prompts: Int = 1, samples: Int = 1) -> Study {
        Study(
            name: "s",
            endpoints: [Endpoint(name: "e", kind: .openai, url: "http://127.0.0.1:1/v1")],
            models: models.enumerated().map { Model(name: "my\($0)", endpoint: "e", model: $1) },
            sampling: Sampling(maxTokens: 10, samples: samples),
            prompts: (1...prompts).map { Prompt(id: "p\($0)", messages: [Message(role: .user, content: "ask \($0)")]) }
        )
    }

    /// Each of an exchange's figures goes to the column of its name.
    @Test func eachFigureOfAnExchangeIsKeptUnderItsName() {
        var timings = Timings(startedAt: 1, isStreamed: true)
        (timings.connecting, timings.isNewConnection, timings.firstByte) = (2, true, 3)
        (timings.firstToken, timings.firstAnswerToken, timings.lastToken, timings.done) = (4, 5, 6, 7)
        (timings.chunks, timings.gaps) = (8, Timings.Gaps([9, 10, 11]))
        var exchange = Exchange(
            httpStatus: 200,
            timings: timings,
            usage: Usage(input: 12, output: 13, cached: 14, cacheWrite: 15, reasoning: 16, source: .serverTimings),
            serverModel: "m",
            fingerprint: "f",
            requestID: "r",
            serverFigures: ["load_duration": 17, "prompt_ns": 18, "predicted_ns": 19, "prompt_n": 20]
        )
        (exchange.reportedNanoDollars, exchange.provider) = (21, "p")
        var wanted = AttemptDraft(startedAt: 1, failureClass: "cut", isStreamed: true)
        (wanted.httpStatus, wanted.connecting, wanted.isNewConnection, wanted.firstByte) = (200, 2, true, 3)
        (wanted.firstToken, wanted.firstAnswerToken, wanted.lastToken, wanted.total) = (4, 5, 6, 7)
        (wanted.chunks, wanted.gapMedian, wanted.gapP95, wanted.gapLargest) = (8, 10, 11, 11)
        (wanted.inputTokens, wanted.outputTokens, wanted.cachedTokens) = (12, 13, 14)
        (wanted.cacheWriteTokens, wanted.reasoningTokens, wanted.tokenSource) = (15, 16, "server_timings")
        (wanted.serverModel, wanted.fingerprint, wanted.requestID) = ("m", "f", "r")
        (wanted.load, wanted.serverPrompt, wanted.serverDecode, wanted.serverPromptTokens) = (17, 18, 19, 20)
        (wanted.reportedNanoDollars, wanted.provider) = (21, "p")
        #expect(AttemptDraft(probe: exchange, failureClass: "cut") == wanted)
        wanted.isBatch = true
        #expect(AttemptDraft(batched: exchange, failureClass: "cut") == wanted)
        // What was not streamed came in no pieces; Ollama has other names for the same.
        exchange.timings.isStreamed = false
        exchange.serverFigures = ["prompt_eval_duration": 22, "eval_duration": 23]
        let whole = AttemptDraft(probe: exchange, failureClass: "ok")
        #expect(whole.chunks == nil && whole.serverPromptTokens == nil && whole.load == nil)
        #expect([whole.serverPrompt, whole.serverDecode] == [22, 23])
        // A proxy that holds a stream back makes all gaps its own.
        exchange.timings.isBuffered = true
        let held = AttemptDraft(probe: exchange, failureClass: "ok")
        #expect(
            [held.firstToken, held.firstAnswerToken, held.gapMedian, held.gapP95, held.gapLargest]
                == Array(
                    repeating: nil,
                    count: 5
                )
        )
        #expect(held.isBuffered && held.lastToken == 6 && held.firstByte == 3)
    }

    @Test func aModelsOwnSettingsStandBeforeItsEndpointsAndItsStudys() throws {
        var study = study(["a", "b", "c"], samples: 2)
        study.sampling.temperature = 0.7
        study.endpoints[0].reasoning = .tags(start: "<r>", end: "</r>")
        study.models[1].reasoning = ReasoningRule.none
        study.models[1].extra = ["stream": .bool(false)]
        (study.models[1].sampling.temperature, study.models[1].sampling.seed) = (0.1, 40)
        study.models[2].sampling.samples = 1
        let found = Work.responses(of: study, imported: []).map { work -> [String] in
            guard case .chat(let request, _) = work.call else { return [] }
            let sampling = request.sampling
            return [
                work.draft.asked, "\(work.draft.sample)", "\(request.reasoning)", "\(request.isStreamed)",
                "\(sampling.temperature ?? -1)", "\(request.seed ?? -1)", "\(sampling.maxTokens ?? -1)",
            ]
        }
        let tags = "\(study.endpoints[0].reasoning)"
        #expect(
            found == [
                ["my0", "1", tags, "true", "0.7", "-1", "10"], ["my1", "1", "none", "false", "0.1", "40", "10"],
                ["my2", "1", tags, "true", "0.7", "-1", "10"], ["my0", "2", tags, "true", "0.7", "-1", "10"],
                ["my1", "2", "none", "false", "0.1", "41", "10"],
            ]
        )
    }

    /// What is left, how much it is about and what it costs at most: two of one price, one without, one done.
    @Test func whatIsLeftIsEstimatedWithoutWhatHasNoPrice() throws {
        var study = study(["a", "b"], prompts: 2)
        study.models[0].price = Price(input: 1_000_000, output: 10_000_000)
        let work = Work.responses(of: study, imported: [])
        let worst = try #require(work[0].worstNanoDollars)
        // Bytes of the request and ten tokens of an answer, in nano-dollars.
        #expect(worst == Int64(work[0].call.largestInputTokens) * 1000 + 10 * 10_000)
        let priced = work.filter { $0.price != nil }
        let all = work.estimate([:])
        #expect(all.requests == 4 && all.mostNanoDollars == 2 * worst && all.unpriced == 2)
        #expect(all.inputTokens == work.reduce(0) { $0 + $1.call.estimatedInputTokens })
        let left = work.estimate([priced[0].draft.key: .done, priced[1].draft.key: .batched])
        #expect(left.requests == 2 && left.mostNanoDollars == nil && left.unpriced == 2)
        #expect(work.estimate([priced[0].draft.key: .leased]).requests == 4)
        // Without a bound on the answer there is none on its cost.
        study.sampling.maxTokens = nil
        #expect(Work.responses(of: study, imported: []).allSatisfy { $0.worstNanoDollars == nil })
    }

    /// Answers to all that the study asks, each from a server that calls its model so.
    private func answer(_ study: Study, in store: Store, as served: [String?]) throws {
        try store.sync(study)
        let work = Work.responses(of: study, imported: [])
        try store.enqueue(work.map(\.draft), study: "s")
        _ = try store.want(work.map(\.draft.key), lane: "l")
        let claim = try store.claim(lane: "l", limit: 99, owner: Self.owner, lease: .seconds(60), study: "s", at: 0)
        let tries = zip(claim.requests, served).map { request, name in
            var attempt = AttemptDraft(startedAt: 1, failureClass: "ok", isStreamed: true)
            attempt.serverModel = name
            return FinishedTry(attempt, of: request, result: .response(text: request.asked, reasoning: nil))
        }
        #expect(try store.record(tries, study: "s", owner: Self.owner).allSatisfy(\.self))
    }

    /// A date, a tag, a path, an ending and letters of another case are no other model.
    @Test func onlyAnotherNameIsToldAsAnotherModel() throws {
        let names: [(wanted: String, served: String, isSame: Bool)] = [
            ("m", "m", true), ("m", "M", true), ("org/M", "m", true), ("m", "/models/m.gguf", true),
            ("m", "m:latest", true), ("m:latest", "m", true), ("m", "m:7b", true), ("m", "m@2024", true),
            ("m", "m-2024-05-13", true), ("m-2024-05-13", "m", true), ("m", "m2", false), ("m", "n", false),
            ("m:7b", "m", false), ("m@2024", "m", false), ("m", "my-m", false),
        ]
        let (store, study) = (try Store.inMemory(), study(names.map(\.wanted)))
        try answer(study, in: store, as: names.map(\.served))
        let apart = try store.namesApart(in: study)
        let wanted = names.enumerated().filter { !$1.isSame }.map { "my\($0) \($1.wanted) \($1.served)" }
        #expect(apart.map { "\($0.asked) \($0.wanted) \($0.served)" }.sorted() == wanted.sorted())
        #expect(try store.modelNotes(of: study).count == wanted.count)
    }

    /// Of a cold model alone, and where it was asked more than once.
    @Test(arguments: [(0, 2, true), (0, 1, false), (0.1, 2, false), (nil, 2, false)] as [(Double?, Int, Bool)])
    func severalSamplesAreToldWhereTheyAreToBeTheSame(temperature: Double?, samples: Int, isTold: Bool) throws {
        var study = study(["a"], samples: samples)
        study.sampling.temperature = temperature
        let store = try Store.inMemory()
        try answer(study, in: store, as: Array(repeating: nil, count: samples))
        let notes = try store.modelNotes(of: study)
        #expect(notes.contains { $0.hasPrefix("several samples at temperature 0") } == isTold && notes.count <= 1)
    }

    /// Of two wanted of a model one failed: one is there, none is left.
    @Test func whatFailedIsNeitherThereNorLeft() throws {
        let (store, study) = (try Store.inMemory(), study(["a"], prompts: 3))
        try store.sync(study)
        let work = Work.responses(of: study, imported: [])
        try store.enqueue(work.map(\.draft), study: "s")
        _ = try store.want(work.map(\.draft.key), lane: "l")
        let claim = try store.claim(lane: "l", limit: 2, owner: Self.owner, lease: .seconds(60), study: "s", at: 0)
        let tries = claim.requests.enumerated().map { place, request in
            FinishedTry(
                AttemptDraft(startedAt: 1, failureClass: place == 0 ? "ok" : "refused", isStreamed: true),
                of: request,
                result: place == 0 ? .response(text: "x", reasoning: nil) : .failed
            )
        }
        #expect(try store.record(tries, study: "s", owner: Self.owner) == [true, true])
        #expect(
            try store.collected(of: study, earlier: []) == [
                CollectedResponses("my0", done: 1, left: 1, failed: 1)
            ]
        )
        let short = try store.shortfall(of: study)
        #expect(short.failed == ["my0": 1] && short.outdated.isEmpty)
    }

    /// The tighter limit of each kind holds for two names of one server, and one that only one of them has.
    @Test func whatOnlyOneNameOfAServerIsLimitedByHoldsForBoth() async throws {
        var study = study(["a", "b", "c"])
        let limits: [(Int, Int?, Int?)] = [(5, nil, 900), (3, 20, nil), (7, 30, 800)]
        study.endpoints = limits.enumerated().map { place, limit in
            var endpoint = study.endpoints[0]
            endpoint.name = "e\(place)"
            endpoint.limits = Endpoint.Limits(
                concurrency: limit.0,
                requestsPerMinute: limit.1,
                tokensPerMinute: limit.2,
                attempts: 1
            )
            return endpoint
        }
        for place in 0..<3 { study.models[place].endpoint = "e\(place)" }
        let store = try Store.inMemory()
        try answer(study, in: store, as: [nil, nil, nil])
        let collector = Collector(quiet: store)
        // Everything is there: nothing is asked.
        let tally = try await collector.run(Work.responses(of: study, imported: []))
        #expect(tally.wanted == 0 && tally.done == 0 && tally.failedBefore == 0)
        let found = await collector.governors.values.map(\.limits)
        #expect(found.count == 1 && found.first?.concurrency == 3)
        #expect(found.first?.requestsPerMinute == 20 && found.first?.tokensPerMinute == 800)
        #expect(await collector.models.values.map(\.name).sorted() == ["my0", "my1", "my2"])
    }

    /// A server whose context shifts answers the end of a prompt that is longer.
    @Test(arguments: [(nil, true), (64, false), (200, true)] as [(Int?, Bool)])
    func anAnswerToAPartOfAPromptIsNone(context: Int?, isWhole: Bool) async throws {
        var study = study(["a"])
        study.prompts[0].messages[0].content = String(repeating: "x", count: 600)
        let work = try #require(Work.responses(of: study, imported: []).first)
        let store = try Store.inMemory()
        try store.sync(study)
        let collector = Collector(quiet: store)
        var members: [(String, JSONValue)] = [("kind", .string("llamacpp"))]
        if let context { members.append(("n_ctx", .integer(context))) }
        let row = try store.keepServer(.object(members), at: study.endpoints[0], of: "s", asked: 5)
        let answer = Result<Call.Answer, Failure>.success(
            .init(
                exchange: Exchange(httpStatus: 200, usage: Usage(input: 50, output: 5)),
                finish: "stop",
                result: .response(text: "the end", reasoning: nil)
            )
        )
        func run(_ collector: isolated Collector) -> (Failure?, AttemptDraft) {
            collector.servers["e"] = AskedServer(row: row, askedAt: 0)
            var attempt = AttemptDraft(startedAt: 1, failureClass: "ok", isStreamed: true)
            collector.identify(&attempt, of: work.call)
            return (collector.ofWholePrompt(answer, work).failure, attempt)
        }
        let (failure, attempt) = await run(collector)
        #expect((failure == nil) == isWhole && attempt.server == row.id && attempt.build == nil)
        #expect(isWhole || failure?.kind == .promptCut && failure?.partialText == "the end")
        #expect(
            isWhole
                || failure?.message.hasPrefix("endpoint 'e' read 50 tokens of a longer prompt, as its context is 64:")
                    == true
        )
    }
}
