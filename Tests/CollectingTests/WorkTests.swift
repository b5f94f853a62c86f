import Foundation
import Inference
import Studies
import Testing

@testable import Collecting
@testable import Store

/// What is asked, what it may cost, and what is kept of an exchange.
struct WorkTests {
    private static let price = Price(input: 1_000_000, output: 10_000_000)

    private func study(kind: Endpoint.Kind = .openai, price: Price? = nil, profile: String? = nil) -> Study {
        var endpoint = Endpoint(name: "api", kind: kind, url: "http://127.0.0.1:1/v1")
        endpoint.profile = profile
        var model = Model(name: "mine", endpoint: "api", model: "m", price: price)
        model.sampling.samples = 2
        return Study(
            name: "s",
            endpoints: [endpoint],
            models: [model, Model(name: "other", endpoint: "api", model: "o", price: price)],
            sampling: Sampling(maxTokens: 100, seed: 7),
            prompts: [Prompt(id: "p", messages: [Message(role: .user, content: "ask")])]
        )
    }

    @Test func everySampleHasItsOwnSeedAndWhatIsImportedIsNotAsked() throws {
        let work = Work.responses(of: study(), imported: [])
        let seeds = work.map { work -> [String] in
            guard case .chat(let request, _) = work.call else { return [] }
            return [work.draft.asked, "\(work.draft.sample)", "\(request.seed ?? -1)"]
        }
        #expect(seeds == [["mine", "1", "7"], ["other", "1", "7"], ["mine", "2", "8"]])
        let imported = ResponseName(prompt: "p", model: "mine", sample: 1)
        let left = Work.responses(of: study(), imported: [imported])
        #expect(left.map(\.draft.asked) == ["other", "mine"] && left.map(\.draft.sample) == [1, 2])
    }

    @Test func aResponseIsKnownByItsPromptItsModelAndItsSampleTogether() {
        func name(_ prompt: String, _ model: String, _ sample: Int) -> ResponseName {
            ResponseName(prompt: prompt, model: model, sample: sample)
        }
        let names: ResponseNames = [name("p", "m", 1), name("q", "n", 2), name("p", "n", 1)]
        #expect(names.contains(name("p", "m", 1)) && names.contains(name("q", "n", 2)))
        for other in [name("q", "m", 1), name("q", "n", 1), name("p", "m", 2), name("r", "m", 1), name("p", "o", 1)] {
            #expect(!names.contains(other))
        }
    }

    /// A token is no shorter than a byte; an answer of a vector has none.
    @Test func theTokensOfTextsToEmbedAreEstimatedAndHeldToTheirBytes() {
        let endpoint = Endpoint(name: "api", kind: .openai, url: "http://127.0.0.1:1/v1")
        let call = Call.embedding(EmbeddingRequest(endpoint: endpoint, model: "m", texts: ["abcdefgh", "\u{E9}"]))
        #expect(call.largestInputTokens == 16 + 8 + 2 && call.estimatedInputTokens == 3 + 1)
        #expect(call.largestOutputTokens == 0 && call.model == "m" && call.endpoint == endpoint)
    }

    @Test func whatIsAskedAgainIsPendingAndItsGenerationNew() throws {
        let (store, study) = (try Store.inMemory(), study())
        try store.sync(study)
        let work = Work.responses(of: study, imported: [])
        try store.enqueue(work.map(\.draft), study: "s")
        _ = try store.want([work[0].draft.key], lane: "l")
        let owner = LeaseOwner(rawValue: "x:1:1")
        let claim = try store.claim(lane: "l", limit: 9, owner: owner, lease: .seconds(60), study: "s", at: 0)
        let attempt = AttemptDraft(startedAt: 1, failureClass: "refused", isStreamed: true)
        let tries = claim.requests.map { FinishedTry(attempt, of: $0, result: .failed) }
        #expect(try store.record(tries, study: "s", owner: owner) == [true])
        let key = work[0].draft.key
        let kept = try store.states(of: work, retrying: [], .response, of: "s")
        #expect(kept.states[key] == .failed && kept.again.isEmpty && kept.states.count == 3)
        let again = try store.states(of: work, retrying: [.failed], .response, of: "s")
        #expect(again.states[key] == .pending && again.again == [key])
        try store.askAgain(again.again, among: work)
        #expect(try store.states(of: [key], purpose: .response, study: "s") == [key: .pending])
    }

    @Test func promptsOfAnswersThatAreLeftOutAreNamedOnce() throws {
        func words(_ prompts: String...) -> String? {
            prompts.map { EarlierAnswer(prompt: $0, model: "m", isCurrent: true) }.words
        }
        #expect(words() == nil)
        let one = try #require(words("p1"))
        #expect(one.hasPrefix("1 imported response to 'p1' answers an earlier wording and is left out"))
        let several = try #require(words("p1", "p1", "p2"))
        #expect(several.hasPrefix("3 imported responses to 'p1', 'p2' answer an earlier wording and are left out"))
    }

    @Test func countsThatCannotBeGiveNoPrice() {
        #expect(Money.nanoDollars(Usage(input: 3, output: 1, cached: 5), price: Self.price) == nil)
        #expect(Money.nanoDollars(Usage(input: 3, output: 1, reasoning: 2), price: Self.price) == nil)
    }

    @Test func theWorstCaseHoldsThePriceOfReasoning() throws {
        var dear = Self.price
        dear.reasoning = 30_000_000
        let plain = try #require(Work.responses(of: study(price: Self.price), imported: []).first)
        let worst = try #require(Work.responses(of: study(price: dear), imported: []).first?.worstNanoDollars)
        #expect(try worst - #require(plain.worstNanoDollars) == 100 * 20_000)
    }

    /// What is not known counts at its worst; what was never sent counts nothing.
    @Test func aFailureIsChargedAtItsWorstWhereNobodyKnows() {
        var exchange = Exchange()
        #expect(Failure(misfit: "other", exchange: exchange).charge(known: nil, worst: 9) == 0)
        exchange.timings.connecting = 1
        #expect(Failure(misfit: "other", exchange: exchange).charge(known: nil, worst: 9) == 9)
        #expect(Failure(misfit: "other", exchange: exchange).charge(known: 4, worst: 9) == 4)
    }

    @Test func anImportedPriceStandsInForAMissingOneAlone() throws {
        let store = try Store.inMemory()
        _ = try store.importPrices(
            [("m", Price(input: 5, output: 6)), ("azure/m", Price(input: 7, output: 8))],
            sha256: "x",
            datedAt: 1,
            at: 1
        )
        func prices(_ study: Study) throws -> [Int64?] {
            try Work.responses(of: study, imported: []).priced(from: store).map { $0.price?.input }
        }
        #expect(try prices(study()) == [5, nil, 5])
        #expect(try prices(study(profile: "azure")) == [7, nil, 7])
        #expect(try prices(study(price: Self.price)) == [1_000_000, 1_000_000, 1_000_000])
        // A server of one's own runs on a machine of one's own, whatever others ask.
        #expect(try prices(study(kind: .ollama)) == [nil, nil, nil])
    }

    @Test func tokenTimesThatAProxyHeldBackAreLeftOut() {
        var exchange = Exchange(timings: Timings(startedAt: 1, isStreamed: true))
        (exchange.timings.firstToken, exchange.timings.done) = (5, 9)
        #expect(AttemptDraft(batched: exchange, failureClass: "ok").firstToken == 5)
        exchange.timings.isBuffered = true
        let draft = AttemptDraft(probe: exchange, failureClass: "ok")
        #expect(draft.firstToken == nil && draft.total == 9)
    }

    /// Each figure of an exchange is kept under its own name, whichever the server calls it by.
    @Test func everyFigureOfAnExchangeHasItsPlace() throws {
        var exchange = Exchange(httpStatus: 200, timings: Timings(startedAt: 1, isStreamed: true))
        exchange.timings.connecting = 2
        exchange.timings.isNewConnection = true
        (exchange.timings.firstByte, exchange.timings.firstToken) = (3, 5)
        (exchange.timings.firstAnswerToken, exchange.timings.lastToken, exchange.timings.done) = (6, 8, 9)
        exchange.timings.chunks = 4
        (exchange.usage.input, exchange.usage.output, exchange.usage.cached) = (100, 40, 30)
        (exchange.usage.cacheWrite, exchange.usage.reasoning, exchange.usage.source) = (20, 10, .serverTimings)
        (exchange.serverModel, exchange.fingerprint, exchange.requestID) = ("ran", "print", "id")
        (exchange.provider, exchange.reportedNanoDollars) = ("behind", 77)
        exchange.serverFigures = ["load_duration": 11, "prompt_ns": 12, "predicted_ns": 13, "prompt_n": 14]
        let draft = AttemptDraft(batched: exchange, failureClass: "ok")
        #expect(draft.startedAt == 1 && draft.httpStatus == 200 && draft.failureClass == "ok" && draft.isBatch)
        #expect(draft.connecting == 2 && draft.isNewConnection == true && draft.firstByte == 3 && draft.chunks == 4)
        #expect(draft.firstToken == 5 && draft.firstAnswerToken == 6 && draft.lastToken == 8 && draft.total == 9)
        #expect(draft.inputTokens == 100 && draft.outputTokens == 40 && draft.cachedTokens == 30)
        #expect(draft.cacheWriteTokens == 20 && draft.reasoningTokens == 10 && draft.tokenSource == "server_timings")
        #expect(draft.serverModel == "ran" && draft.fingerprint == "print" && draft.requestID == "id")
        #expect(draft.provider == "behind" && draft.reportedNanoDollars == 77 && draft.load == 11)
        #expect(draft.serverPrompt == 12 && draft.serverDecode == 13 && draft.serverPromptTokens == 14)
        exchange.serverFigures = ["prompt_eval_duration": 22, "eval_duration": 23]
        (exchange.timings.isStreamed, exchange.usage) = (false, Usage())
        let other = AttemptDraft(probe: exchange, failureClass: "ok")
        #expect(other.serverPrompt == 22 && other.serverDecode == 23 && other.serverPromptTokens == nil)
        #expect(other.chunks == nil && other.inputTokens == nil && other.tokenSource == nil && !other.isBatch)
    }

    /// Two keys of one server have limits of their own, two names of one key share them.
    @Test func aLimitIsThatOfAServerAndAKey() {
        var one = Endpoint(name: "a", kind: .openai, url: "http://127.0.0.1:1/v1")
        var other = Endpoint(name: "b", kind: .openai, url: "http://127.0.0.1:1/v1")
        #expect(one.limitedAs == other.limitedAs)
        (one.keyVariable, other.keyVariable) = ("ONE", "TWO")
        #expect(one.limitedAs != other.limitedAs)
    }
}
