import GRDB
import Studies
import Testing

@testable import Store

/// What is counted, listed and shown of responses and of the tries that brought them.
struct ResponseQueryTests {
    private static let owner = LeaseOwner(rawValue: "x:1:1")
    private let store: Store

    init() throws {
        store = try Store.inMemory()
        try store.sync(Example.study)
    }

    /// Stores texts by model and prompt, in a file.
    @discardableResult
    private func bring(
        _ texts: [(model: String, prompt: String, sample: Int, text: String)],
        replacing: Bool = false
    ) throws -> ImportReport {
        var rows = texts.map {
            ImportedResponse(line: 1, prompt: $0.prompt, model: $0.model, sample: $0.sample, text: $0.text)
        }.makeIterator()
        return try store.importResponses(study: "s", file: "f", at: 1, replacing: replacing) {
            rows.next().map { .success($0) }
        }
    }

    /// Asks for what the drafts want and records what each try came to.
    private func collect(
        _ drafts: [RequestDraft],
        _ outcome: (ClaimedRequest, inout AttemptDraft) -> AttemptResult
    ) throws {
        try store.enqueue(drafts, study: "s")
        _ = try store.want(drafts.map(\.key), lane: "l")
        let claim = try store.claim(lane: "l", limit: 99, owner: Self.owner, lease: .seconds(60), study: "s", at: 0)
        let tries = claim.requests.map { request in
            var attempt = AttemptDraft(startedAt: 1, failureClass: "ok", isStreamed: true)
            let result = outcome(request, &attempt)
            return FinishedTry(attempt, of: request, result: result)
        }
        _ = try store.record(tries, study: "s", owner: Self.owner)
    }

    private func drafts(_ names: [(model: String, prompt: String, sample: Int)]) -> [RequestDraft] {
        names.map {
            RequestDraft(
                key: "\($0.model) \($0.prompt) \($0.sample)",
                purpose: .response,
                asked: $0.model,
                prompt: $0.prompt,
                sample: $0.sample
            )
        }
    }

    @Test func aTextThatTwoModelsGaveIsOneText() throws {
        try bring([("large", "p1", 1, "same"), ("small", "p1", 1, "same"), ("small", "p2", 1, "other")])
        #expect(try store.responses(of: "s").count == 3 && store.itemCount(of: "s") == 2)
    }

    @Test func theAnswerBeforeThePresentOneIsTheNewestOfTheOldOnes() throws {
        try bring([("small", "p1", 1, "hers"), ("large", "p1", 2, "another sample")])
        for text in ["one", "two", "three"] { try bring([("large", "p1", 1, text)], replacing: true) }
        let present = ItemID(study: "s", prompt: "p1", text: "three")
        #expect(try store.earlierTexts(of: "s", to: ["p1", "p2"]) == [present: ["two"]])
        #expect(try store.earlierTexts(of: "s", to: ["p2"]).isEmpty)
        // What another sample said before is no earlier text of one that came later.
        try bring([("large", "p1", 3, "a later sample"), ("large", "p2", 1, "to another prompt")])
        #expect(try store.earlierTexts(of: "s", to: ["p1", "p2"]) == [present: ["two"]])
    }

    /// Of what is asked for the samples that are wanted count, of a table all that it has.
    @Test func responsesAreCountedByModelAsTheyAreWanted() throws {
        try bring([("large", "p1", 1, "a"), ("large", "p1", 2, "b"), ("small", "p1", 1, "c")])
        try bring([("small", "p1", 2, "d"), ("small", "p2", 1, "e")])
        func counts(_ study: Study, _ samples: [String: Int]) throws -> [String: Int] {
            try store.responseCounts(of: study, samples: samples, imported: ["large"])
        }
        #expect(try counts(Example.study, [:]) == ["large": 2, "small": 2])
        #expect(try counts(Example.study, ["large": 1, "small": 2]) == ["large": 2, "small": 3])
        var fewer = Example.study
        fewer.prompts.remove(at: 1)
        #expect(try counts(fewer, [:]) == ["large": 2, "small": 1])
    }

    /// Each part of what is asked leaves out what it does not name, and together they do.
    @Test func triesAreThoseThatAreAskedFor() throws {
        let responses = drafts([("large", "p1", 1), ("large", "p2", 1), ("small", "p1", 1)])
        let verdict = RequestDraft(key: "j p1", purpose: .judgement, asked: "j", prompt: "p1", sample: 1)
        try collect(responses + [verdict]) { request, attempt in
            switch request.key {
            case "large p2 1":
                attempt.failureClass = "timeout"
                return .failed
            case "small p1 1":
                attempt.failureClass = "rate_limited"
                return .failed
            case "j p1": return .reply(StoredText(text: "x"), records: [])
            default: return .response(text: request.key, reasoning: nil)
            }
        }
        try store.unblind("s", who: "lead", at: 1)
        func found(_ change: (inout AttemptFilter) -> Void, limit: Int = 50) throws -> [String] {
            var filter = AttemptFilter(limit: limit)
            change(&filter)
            return try store.attempts(of: "s", filter).map { "\($0.asked) \($0.prompt ?? "?") \($0.failureClass)" }
                .sorted()
        }
        let (one, late, busy, judged) = ("large p1 ok", "large p2 timeout", "small p1 rate_limited", "j p1 ok")
        #expect(try found { _ in } == [judged, one, late, busy])
        #expect(try found { $0.purpose = .judgement } == [judged])
        #expect(try found { $0.purpose = .response } == [one, late, busy])
        #expect(try found { $0.failureClass = "timeout" } == [late])
        #expect(try found { $0.failureClass = "ok" } == [judged, one])
        #expect(try found { $0.asked = "large" } == [one, late])
        #expect(try found { $0.prompt = "p1" } == [judged, one, busy])
        #expect(try found { $0.isFailed = true } == [late, busy])
        #expect(try found { ($0.isFailed, $0.asked) = (true, "small") } == [busy])
        #expect(try found { ($0.prompt, $0.asked) = ("p2", "small") }.isEmpty)
        // The newest first.
        let all = try store.attempts(of: "s", AttemptFilter(limit: 50)).compactMap(\.id)
        #expect(all == all.sorted(by: >) && all.count == 4)
        #expect(try store.attempts(of: "s", AttemptFilter(limit: 2)).compactMap(\.id) == Array(all.prefix(2)))
    }

    @Test func onlyWhatCameInAFileIsImported() throws {
        try collect(drafts([("large", "p1", 1), ("large", "p2", 1)])) { request, _ in
            .response(text: request.key, reasoning: nil)
        }
        try bring([("small", "p1", 1, "a"), ("small", "p2", 2, "b")])
        let names = try store.importedResponses(of: "s")
        let all = ["large", "small"].flatMap { model in
            ["p1", "p2"].flatMap { prompt in
                [1, 2].map { ResponseName(prompt: prompt, model: model, sample: $0) }
            }
        }
        #expect(
            all.filter(names.contains) == [
                ResponseName(prompt: "p1", model: "small", sample: 1),
                ResponseName(prompt: "p2", model: "small", sample: 2),
            ]
        )
    }

    @Test func whatImportsCameToIsSummedUp() throws {
        try bring([("large", "p1", 1, "a"), ("small", "p1", 1, "b")])
        try bring([("large", "p1", 1, "a"), ("small", "p1", 1, "another"), ("small", "p2", 1, "c")])
        let totals = try store.importTotals(of: "s")
        #expect(totals.new == 3 && totals.known == 1 && totals.other == 1)
    }

    @Test func promptsWhoseSamplesDifferAreCountedOnceAndOnlyOfTheNamedModels() throws {
        try bring([("large", "p1", 1, "a"), ("large", "p1", 2, "b"), ("small", "p1", 1, "c"), ("small", "p1", 2, "d")])
        try bring([("large", "p2", 1, "same"), ("large", "p2", 2, "same")])
        try bring([("small", "p3", 1, "e"), ("small", "p3", 2, "f"), ("large", "p3", 1, "g")])
        #expect(try store.differingSamples(of: "s", models: ["large"]) == 1)
        #expect(try store.differingSamples(of: "s", models: ["large", "small"]) == 2)
        #expect(try store.differingSamples(of: "s", models: []) == 0)
    }

    @Test func reasoningThatStoodInATextIsKeptBesideTheAnswerAndTheWholeAsItCame() throws {
        let whole = "<think>two and two</think>four"
        let other = "<think>told</think>no"
        try bring([("large", "p1", 1, whole), ("small", "p1", 1, "four, too"), ("large", "p2", 1, other)])
        func split() throws -> Int {
            try store.splitReasoning(of: "s") { model, text in
                model == "large" && text == whole ? ("two and two", "four") : nil
            }
        }
        #expect(try split() == 1)
        #expect(try Set(store.responses(of: "s").map(\.text)) == ["four", "four, too", other])
        let row = try store.read {
            try Row.fetchOne($0, sql: "SELECT reasoning, raw FROM response WHERE raw IS NOT NULL")
        }
        #expect(row?.text("reasoning") == "two and two" && row?.text("raw") == whole)
        // The whole stays as an earlier answer, which is split no more.
        #expect(try store.earlierTexts(of: "s", to: ["p1"]).values.first == [whole])
        #expect(try split() == 0)
    }

    @Test func theTextsOfEverySampleAreListedByModelAndPrompt() throws {
        try collect(drafts([("large", "p1", 1), ("large", "p1", 2), ("large", "p2", 1)])) { request, _ in
            .response(text: request.key, reasoning: nil)
        }
        try bring([("small", "p1", 1, "from a file")])
        let large = ModelTexts(
            model: "large",
            answers: [
                .init(prompt: "p1", texts: ["large p1 1", "large p1 2"]), .init(prompt: "p2", texts: ["large p2 1"]),
            ]
        )
        let small = ModelTexts(model: "small", answers: [.init(prompt: "p1", texts: ["from a file"])])
        #expect(try store.repeatedTexts(of: "s") == [large])
        #expect(try store.repeatedTexts(of: "s", withImported: true) == [large, small])
    }

    @Test func aRequestThatFailedIsToldByItsLastFailure() throws {
        let all = drafts([("large", "p1", 1), ("large", "p2", 1)])
        try collect(all) { request, attempt in
            if request.prompt == "p2" { return .response(text: "fine", reasoning: nil) }
            attempt.failureClass = "server_error"
            return .retry(notBefore: 0)
        }
        #expect(try store.failureClasses(of: "s", purpose: .response).isEmpty)
        try collect(all) { _, attempt in
            attempt.failureClass = "refused"
            return .failed
        }
        #expect(try store.failureClasses(of: "s", purpose: .response) == ["large p1 1": "refused"])
        #expect(try store.failureClasses(of: "s", purpose: .judgement).isEmpty)
    }

    @Test(arguments: ["model", "fingerprint", "digest"])
    func aServerThatRanAnotherModelIsToldByWhatItWas(what: String) throws {
        try collect(drafts([("large", "p1", 1), ("large", "p2", 1), ("small", "p1", 1), ("small", "p2", 1)])) {
            request,
            attempt in
            let part = request.asked == "large" ? request.prompt : "the same"
            attempt.serverModel = what == "model" ? part : "m"
            attempt.fingerprint = what == "fingerprint" ? part : "f"
            attempt.build = ModelBuild(digest: what == "digest" ? part : "d", quantization: nil)
            return .response(text: request.key, reasoning: nil)
        }
        let changed = try store.changedModels(of: "s")
        #expect(changed.map(\.name) == ["large"] && changed.map(\.what) == [what])
    }

    /// What all models together took before and after one of them was asked would be its own.
    @Test func untilUnblindingTimesAreThoseOfPromptsThatEveryModelAnswered() throws {
        try collect(drafts([("large", "p1", 1), ("small", "p1", 1), ("large", "p2", 1)])) { request, attempt in
            (attempt.total, attempt.outputTokens) = (7, 3)
            return .response(text: request.key, reasoning: nil)
        }
        func told() throws -> [String?] {
            try store.auditedAttempts(of: "s", purposes: [.response]).map(\.prompt)
        }
        #expect(try told() == ["p1", "p1"])
        try store.unblind("s", who: "lead", at: 5)
        #expect(try told() == ["p1", "p1", "p2"])
    }

    @Test func triesAreChosenByWhatTheyWereAndTheNewestStandFirst() throws {
        try collect(drafts([("large", "p1", 1), ("small", "p1", 1), ("small", "p2", 1)])) { request, attempt in
            if request.asked == "large" { return .response(text: "fine", reasoning: nil) }
            attempt.failureClass = request.prompt == "p1" ? "refused" : "server_error"
            return .failed
        }
        try store.unblind("s", who: "lead", at: 5)
        func found(_ filter: AttemptFilter, of study: String = "s") throws -> [String] {
            try store.attempts(of: study, filter).map { "\($0.asked) \($0.prompt ?? "")" }.sorted()
        }
        let all = ["large p1", "small p1", "small p2"]
        #expect(try found(.init(limit: 9)) == all && found(.init(purpose: .response, limit: 9)) == all)
        #expect(try found(.init(purpose: .judgement, limit: 9)).isEmpty)
        #expect(try found(.init(failureClass: "refused", limit: 9)) == ["small p1"])
        #expect(try found(.init(asked: "small", limit: 9)) == ["small p1", "small p2"])
        #expect(try found(.init(prompt: "p1", limit: 9)) == ["large p1", "small p1"])
        #expect(try found(.init(isFailed: true, limit: 9)) == ["small p1", "small p2"])
        let numbers = try store.attempts(of: "s", .init(limit: 2)).compactMap(\.id)
        #expect(numbers.count == 2 && numbers[0] > numbers[1] && numbers[0] == 3)
        // Another study's numbers are none of this one's.
        var other = Example.study
        other.name = "other"
        try store.sync(other)
        #expect(try found(.init(limit: 9), of: "other").isEmpty && store.attempt(numbers[0], of: "other") == nil)
        #expect(try store.attempt(numbers[0], of: "s")?.id == numbers[0])
    }

    /// A server's name and set-up are those of the answers that stand.
    @Test func whoServedAnAnswerThatWasReplacedIsNotTold() throws {
        try collect(drafts([("large", "p1", 1), ("large", "p2", 1)])) { request, attempt in
            (attempt.serverModel, attempt.fingerprint) = ("served-\(request.prompt)", request.prompt)
            return .response(text: request.key, reasoning: nil)
        }
        #expect(try store.servedNames(of: "s").map(\.served) == ["served-p1", "served-p2"])
        #expect(try store.changedModels(of: "s").map(\.what) == ["model, fingerprint"])
        try bring([("large", "p1", 1, "anew")], replacing: true)
        let served = try store.servedNames(of: "s")
        #expect(served.map(\.asked) == ["large"] && served.map(\.served) == ["served-p2"])
        #expect(try store.changedModels(of: "s").isEmpty)
    }

    /// What all took tells what one took where they are few of them: of a prompt that a file answered, or that one model
    /// answered oftener, nothing is told.
    @Test func ofAPromptThatOneModelAnsweredOtherwiseNoTimeIsTold() throws {
        try collect(drafts([("large", "p1", 1), ("large", "p2", 1), ("large", "p2", 2), ("small", "p2", 1)])) {
            request,
            attempt in
            (attempt.total, attempt.outputTokens) = (7, 3)
            return .response(text: request.key, reasoning: nil)
        }
        try bring([("small", "p1", 1, "from a file")])
        func told() throws -> [String?] {
            try store.auditedAttempts(of: "s", purposes: [.response]).map(\.prompt)
        }
        #expect(try told().isEmpty)
        try collect(drafts([("small", "p2", 2)])) { request, _ in .response(text: request.key, reasoning: nil) }
        #expect(try told() == ["p2", "p2", "p2", "p2"])
        try store.unblind("s", who: "lead", at: 5)
        #expect(try told().count == 5)
    }

    /// Failures are told, without what they took; of judges' calls all is.
    @Test func whatFailedIsToldWithoutWhatItTook() throws {
        try collect(drafts([("large", "p1", 1)])) { _, attempt in
            (attempt.failureClass, attempt.total, attempt.outputTokens, attempt.nanoDollars) = ("cut", 7, 3, 9)
            return .failed
        }
        let draft = RequestDraft(key: "j", purpose: .judgement, asked: "judge", prompt: "p1", sample: 1)
        try collect([draft]) { _, attempt in
            (attempt.total, attempt.outputTokens) = (8, 4)
            return .reply(StoredText(text: "4"), records: [])
        }
        func found() throws -> [Attempt] {
            try store.auditedAttempts(of: "s", purposes: [.response, .judgement])
        }
        let blind = try found()
        #expect(blind.map(\.purpose) == [.response, .judgement] && blind.map(\.model) == ["large", "judge"])
        #expect(blind.map(\.outcome) == [.failure("cut"), .success])
        #expect(blind.map(\.timing.total) == [nil, .nanoseconds(8)] && blind.map(\.usage.output) == [nil, 4])
        #expect(blind.allSatisfy { $0.price == nil })
        try store.unblind("s", who: "lead", at: 5)
        let open = try found()
        #expect(open.map(\.timing.total) == [.nanoseconds(7), .nanoseconds(8)] && open.map(\.usage.output) == [3, 4])
    }

    @Test func theTextsOfAModelAreThoseThatStandInTheOrderOfSamples() throws {
        try bring([("large", "p2", 2, "second"), ("large", "p2", 1, "first"), ("large", "p1", 1, "old")])
        try bring([("large", "p1", 1, "new")], replacing: true)
        let found = try store.repeatedTexts(of: "s", withImported: true)
        #expect(found.map(\.model) == ["large"] && found[0].answers.map(\.prompt) == ["p1", "p2"])
        #expect(found[0].answers.map(\.texts) == [["new"], ["first", "second"]])
    }

    @Test func aTryIsReadAsItWasMade() throws {
        let kinds: [(isStreamed: Bool, isBuffered: Bool, isBatch: Bool)] = [
            (true, false, false), (true, true, false), (false, false, false), (false, false, true),
        ]
        try collect(drafts((1...4).map { ("large", "p\($0)", 1) })) { request, attempt in
            let kind = kinds[(Int(request.prompt.dropFirst()) ?? 1) - 1]
            (attempt.isStreamed, attempt.isBuffered, attempt.isBatch) = kind
            (attempt.firstByte, attempt.firstToken, attempt.firstAnswerToken) = (1, 2, 3)
            (attempt.lastToken, attempt.total, attempt.load, attempt.queued) = (4, 5, 6, 7)
            (attempt.inputTokens, attempt.outputTokens, attempt.cachedTokens) = (11, 12, 13)
            (attempt.cacheWriteTokens, attempt.reasoningTokens, attempt.nanoDollars) = (14, 15, 16)
            (attempt.serverPrompt, attempt.serverDecode, attempt.underWay) = (17, 18, 19)
            attempt.price = Price(input: 21, output: 22, cachedInput: 23, cacheWrite: 24)
            attempt.finishReason = request.prompt == "p1" ? "length" : "stop"
            return .response(text: request.key, reasoning: nil)
        }
        try store.unblind("s", who: "lead", at: 5)
        let all = try store.auditedAttempts(of: "s", purposes: [.response])
        #expect(all.map(\.timing.delivery) == [.streamed, .buffered, .whole, .batch])
        #expect(all.map(\.isCut) == [true, false, false, false])
        let timing = try #require(all.first?.timing)
        let times = [
            timing.firstByte, timing.firstToken, timing.firstAnswerToken, timing.lastToken, timing.total, timing.load,
            timing.waited, timing.serverPrompt, timing.serverDecode,
        ]
        let wanted: [Duration?] = [1, 2, 3, 4, 5, 6, 7, 17, 18].map { Duration.nanoseconds($0) }
        #expect(times == wanted)
        let usage = try #require(all.first?.usage)
        #expect([usage.input, usage.output, usage.cached, usage.cacheWrite, usage.reasoning] == [11, 12, 13, 14, 15])
        #expect(all.first?.nanoDollars == 16 && all.first?.underWay == 19)
        #expect(all.first?.price == Price(input: 21, output: 22, cachedInput: 23, cacheWrite: 24))
    }

    /// Whether a text took another one's place would tell whether another model gave it.
    @Test func aTextOfAnotherModelReplacesNothingWhileTheStudyIsBlind() throws {
        try bring([("large", "p1", 1, "x"), ("small", "p1", 1, "y"), ("small", "p1", 2, "z")])
        let again = [(model: "small", prompt: "p1", sample: 1, text: "x")]
        let blind = try bring(again, replacing: true)
        #expect(blind.known == 1 && blind.replaced == 0)
        try store.unblind("s", who: "lead", at: 5)
        #expect(try bring(again, replacing: true).replaced == 1)
        // The other sample stays.
        #expect(try store.responses(of: "s").filter { $0.model == "small" }.map(\.text) == ["x", "z"])
    }
}
