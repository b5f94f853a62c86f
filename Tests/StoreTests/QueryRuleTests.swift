import GRDB
import Studies
import Testing

@testable import Store

/// What queries count and choose, each where a small fault in one would go unnoticed elsewhere.
struct QueryRuleTests {
    private static let owner = LeaseOwner(rawValue: "x:1:1")
    private static let ok = AttemptDraft(startedAt: 1, failureClass: "ok", isStreamed: true)
    private static let refusal = AttemptDraft(startedAt: 1, failureClass: "refused", isStreamed: true)

    private func store(_ study: Study = Example.study) throws -> Store {
        let store = try Store.inMemory()
        try store.sync(study)
        return store
    }

    private static func drafts(_ count: Int, _ name: String = "key") -> [RequestDraft] {
        (1...count).map {
            RequestDraft(key: "\(name) \($0)", purpose: .response, asked: "small", prompt: "p\($0)", sample: 1)
        }
    }

    /// Claims all that can be claimed, in the order of their prompts.
    private func claim(_ store: Store, _ keys: [String], study: String = "s") throws -> [ClaimedRequest] {
        _ = try store.want(keys, lane: study)
        return try store.claim(
            lane: study,
            limit: 9,
            owner: Self.owner,
            lease: .seconds(60),
            study: study,
            at: 0
        ).requests.sorted { $0.prompt < $1.prompt }
    }

    private func finish(_ store: Store, _ request: ClaimedRequest, _ result: AttemptResult, study: String = "s") throws
    {
        let attempt = if case .response = result { Self.ok } else { Self.refusal }
        let isStored = try store.record(
            [FinishedTry(attempt, of: request, result: result)],
            study: study,
            owner: Self.owner
        )
        #expect(isStored == [true])
    }

    @Test func onlyWhatFailedIsAskedAgainAndAsAnotherGeneration() throws {
        let store = try store()
        try store.enqueue(Self.drafts(3), study: "s")
        let claimed = try claim(store, ["key 1", "key 2"])
        try finish(store, claimed[0], .response(text: "fine", reasoning: nil))
        try finish(store, claimed[1], .failed)
        let all: Set = ["key 1", "key 2", "key 3"]
        func askable(_ reasons: Set<Again>) throws -> Set<String> {
            try store.askable(reasons, keys: all, purpose: .response, study: "s")
        }
        #expect(try askable([.failed]) == ["key 2"] && askable([]).isEmpty && askable([.refused, .truncated]).isEmpty)
        try store.askAgain(["key 2", "key 3"])
        let again = try claim(store, ["key 1", "key 2", "key 3"])
        #expect(again.map(\.key) == ["key 2", "key 3"])
        // What was never answered stays the first generation.
        #expect(again.map(\.generation) == [claimed[1].generation + 1, claimed[0].generation])
        #expect(again.map(\.attemptCount) == [0, 0])
    }

    @Test func anAnswerToAnOtherWordingIsSetAsideAndComesBack() throws {
        let store = try store()
        var other = Example.study
        other.name = "t"
        try store.sync(other)
        for study in ["s", "t"] {
            let drafts = Self.drafts(1, study)
            try store.enqueue(drafts, study: study)
            let request = try #require(try claim(store, drafts.map(\.key), study: study).first)
            try finish(store, request, .response(text: "answer of \(study)", reasoning: nil), study: study)
        }
        let name = ResponseName(prompt: "p1", model: "small", sample: 1)
        #expect(try store.outdated("s", wanted: [name: "s 1"]).isEmpty)
        #expect(try store.outdated("s", wanted: [name: "new wording"]) == ["small": 1])
        try store.makeCurrent(study: "s") { [name: "new wording"] }
        #expect(try store.responses(of: "s").isEmpty && store.responses(of: "t").count == 1)
        try store.makeCurrent(study: "s") { [name: "s 1"] }
        #expect(try store.responses(of: "s").map(\.text) == ["answer of s"])
    }

    @Test func aBatchThatWasLostIsAskedAgainAndAResultIsReadOnce() throws {
        let store = try store()
        try store.enqueue(Self.drafts(2), study: "s")
        func hold(_ time: Int64) throws -> Int {
            try store.holdForBatch(["key 1", "key 2"], again: false, lease: .seconds(60), at: time).count
        }
        #expect(try hold(0) == 2 && hold(59_999) == 0 && store.heldByBatches("s", at: 60_000) == 2)
        #expect(try hold(60_001) == 2)
        var failure = Self.refusal
        failure.isBatch = true
        let tries = [
            BatchedTry(key: "key 1", attempt: Self.ok, result: .response(text: "one", reasoning: nil)),
            BatchedTry(key: "key 2", attempt: failure, result: .retry(notBefore: 0)),
        ]
        #expect(try store.record(batch: tries, study: "s") == [.done, .wanted])
        #expect(try store.record(batch: tries, study: "s") == [.known, .known])
        // What is answered stays so, whatever another batch says of it.
        let late = [BatchedTry(key: "key 1", attempt: failure, result: .failed)]
        #expect(try store.record(batch: late, study: "s") == [.known])
        #expect(try store.states(of: ["key 1"], purpose: .response, study: "s") == ["key 1": .done])
        #expect(try store.responses(of: "s").map(\.text) == ["one"])
        #expect(try store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM attempt") } == 2)
    }

    @Test func aJudgementThatWasAskedAgainIsReadFromItsNewestReply() throws {
        let store = try store()
        let draft = RequestDraft(key: "j", purpose: .judgement, asked: "judge", prompt: "p1", sample: 1)
        try store.enqueue([draft], study: "s")
        for text in ["one", "two"] {
            let request = try #require(try claim(store, ["j"]).first)
            let result = AttemptResult.reply(StoredText(text: text), records: [])
            let finished = [FinishedTry(Self.ok, of: request, result: result)]
            #expect(try store.record(finished, study: "s", owner: Self.owner) == [true])
            try store.askAgain(["j"])
        }
        #expect(try store.replies(of: "s").map(\.text) == ["two"])
    }

    @Test func theTableOfPricesThatWasImportedLastCounts() throws {
        let store = try store()
        func put(_ name: String, _ input: Int64, _ output: Int64, dated: Int64, at time: Int64) throws -> Bool {
            try store.importPrices(
                [("m", Price(input: input, output: output))],
                sha256: name,
                datedAt: dated,
                at: time
            )
        }
        #expect(try put("one", 1, 2, dated: 9, at: 1) && put("two", 3, 4, dated: 5, at: 2))
        var price = try #require(try store.listPrice(of: ["none", "m"]))
        #expect(price.input == 3 && price.output == 4)
        // The same bytes again are the newest.
        #expect(try !put("one", 1, 2, dated: 9, at: 3))
        price = try #require(try store.listPrice(of: ["m"]))
        #expect(price.input == 1 && price.output == 2)
        #expect(try store.priceTables().map(\.sha256) == ["one", "two"] && store.listPrice(of: ["none"]) == nil)
    }

    private func score(_ rater: String, _ kind: RaterKind, _ value: Double = 4, flags: [String] = []) -> RatingRecord {
        var record = RatingRecord(
            study: "s",
            subject: .item(ItemID(study: "s", prompt: "p1", text: Example.responses[0].text)),
            prompt: "p1",
            criterion: "overall",
            value: value,
            rater: rater,
            kind: kind,
            version: kind == .human ? nil : "v"
        )
        record.flags = flags
        return record
    }

    private func rate(_ store: Store, _ records: [RatingRecord]) throws {
        _ = try store.importRatings(records.map { .init(line: 1, record: $0) }, study: "s", file: "f")
    }

    @Test func aMarginIsAsLateAsThePeopleWhoRatedBeforeIt() throws {
        var study = Example.study
        let store = try store(study)
        _ = try store.importResponses(Example.responses, study: "s", file: "f", at: 1)
        func declare(_ margin: Double) throws -> [DeclaredMargin] {
            study.calibration.margins = ["overall": margin]
            try store.sync(study)
            return try store.copy(of: "s").declared
        }
        #expect(try declare(0.5).map(\.ratingsBefore) == [0])
        try rate(store, [score("robot", .judge)])
        #expect(try declare(0.6).map(\.ratingsBefore) == [0, 0])
        try rate(store, [score("ana", .human)])
        #expect(try declare(0.6).map(\.ratingsBefore) == [0, 0])
        #expect(try declare(0.7).map(\.ratingsBefore) == [0, 0, 1])
        // One that is taken up again is as late as the last.
        #expect(try declare(0.5).map(\.ratingsBefore) == [0, 0, 1, 1])
    }

    @Test func onlyMetricsCountAsMetrics() throws {
        let store = try store()
        _ = try store.importResponses(Example.responses, study: "s", file: "f", at: 1)
        try rate(store, [score("robot", .judge), score("ana", .human)])
        #expect(try store.scoreCounts(of: "s").isEmpty)
        let metric = MetricVersion(study: "s", name: "f1", version: "v")
        let item = ItemID(study: "s", prompt: "p1", text: Example.responses[0].text)
        let scores = [MetricScore(item: item, prompt: "p1", value: 0.5, inputs: [1])]
        #expect(try store.save(scores, withdrawing: [], of: metric, at: 1) == 1)
        #expect(try store.scoreCounts(of: "s") == ["f1": 1])
    }

    /// Beside what people rated; of what came in files nobody knows.
    @Test func whatPeopleWereGivenIsCountedOfPeopleAlone() throws {
        let store = try Example.store()
        try rate(store, [score("robot", .judge), score("ben", .human)])
        #expect(try store.accessCounts(of: "s") == AccessCounts(unknown: 1))
        #expect(try !store.mayKnowAccess())
        let ana = Sitter(store)
        try ana.rate(try #require(try ana.next()))
        #expect(try store.accessCounts(of: "s") == AccessCounts(database: 1, unknown: 1))
        #expect(try store.mayKnowAccess())
    }

    @Test func whoWroteATextIsToldAfterUnblinding() throws {
        let store = try Example.store()
        #expect(throws: StoreError.self) { try store.writers(of: "s") }
        try store.unblind("s", who: "lead", at: 5)
        let item = ItemID(study: "s", prompt: "p1", text: Example.responses[0].text)
        let writers = try store.writers(of: "s")
        #expect(writers.count == 8 && writers[item] == ["large"])
    }

    @Test func onlyPeopleWhoRateAfterUnblindingAreUnblinded() throws {
        let store = try store()
        _ = try store.importResponses(Example.responses, study: "s", file: "f", at: 1)
        try store.unblind("s", who: "lead", at: 5)
        try store.unblind("s", who: "another", at: 9)
        #expect(try store.unblinding(of: "s") == Unblinding(who: "lead", at: 5))
        let rows = [score("robot", .judge), score("ana", .human)].map {
            ImportedRating(line: 1, record: $0, isPhaseStated: false)
        }
        #expect(try store.importRatings(rows, study: "s", file: "f").unblinded == 1)
        let phases = try store.records(of: "s").map { [$0.rater, $0.phase.rawValue] }
        #expect(phases == [["ana", "unblinded"], ["robot", "blind"]])
    }

    @Test(arguments: [(0.9, false), (1, true), (4.5, true), (5, true), (5.1, false)])
    func aWeightedScoreLiesOnTheScale(value: Double, isOnIt: Bool) {
        let criterion = Example.study.criteria[0]
        #expect(score("robot", .judge, value, flags: ["weighted"]).isWeighted(on: criterion) == isOnIt)
        #expect(!score("robot", .judge, value).isWeighted(on: criterion))
        #expect(!score("ana", .human, value, flags: ["weighted"]).isWeighted(on: criterion))
    }
}
