import Store
import Studies
import Testing

struct RequestTests {
    private let drafts = (1...6).map {
        RequestDraft(key: "key \($0)", purpose: .response, asked: "small", prompt: "p\(($0 - 1) % 4 + 1)", sample: $0)
    }
    private var keys: Set<String> { Set(drafts.map(\.key)) }

    private func store() throws -> Store {
        let store = try Store.inMemory()
        try store.sync(Example.study)
        return store
    }

    private func claim(_ store: Store, _ limit: Int, owner: String, at time: Int64 = 0) throws -> [ClaimedRequest] {
        _ = try store.want(drafts.map(\.key), lane: owner)
        return try store.claim(
            lane: owner,
            limit: limit,
            owner: LeaseOwner(rawValue: owner),
            lease: .seconds(60),
            study: "s",
            at: time
        ).requests
    }

    private func record(_ store: Store, _ attempt: AttemptDraft, _ request: ClaimedRequest, _ result: AttemptResult)
        throws
        -> Bool?
    {
        let owner = LeaseOwner(rawValue: "x:1:1")
        return try store.record([FinishedTry(attempt, of: request, result: result)], study: "s", owner: owner).first
    }

    private let ok = AttemptDraft(startedAt: 1, failureClass: "ok", isStreamed: true)

    @Test func aRequestIsQueuedOnceAndHeldByOne() throws {
        let store = try store()
        #expect(try store.enqueue(drafts, study: "s") == 6)
        #expect(try store.enqueue(drafts, study: "s") == 0)
        let first = try claim(store, 4, owner: "x:1:1")
        let second = try claim(store, 4, owner: "x:2:2")
        #expect(first.count == 4 && second.count == 2)
        #expect(Set((first + second).map(\.id)).count == 6)
        // After the leases have run out, everything is free again.
        #expect(try claim(store, 9, owner: "x:3:3", at: 61_000).count == 6)
    }

    /// Whose process has ended holds nothing until its lease runs out.
    @Test func whatADeadOwnerHeldIsFreeAtOnce() throws {
        let store = try store()
        try store.enqueue(drafts, study: "s")
        let this = LeaseOwner.current.rawValue
        // This process's number on this boot, started at another time.
        #expect(try claim(store, 4, owner: "\(this)0").count == 4)
        #expect(try claim(store, 9, owner: this).count == 6)
        #expect(try claim(store, 9, owner: "x:2:2").isEmpty)
    }

    /// A batch file may take what a run wants and has not claimed: the run ends without it.
    @Test func whatABatchTakesIsNotWaitedFor() throws {
        let store = try store()
        try store.enqueue(drafts, study: "s")
        let owner = LeaseOwner(rawValue: "x:1:1")
        #expect(try store.want(drafts.map(\.key), lane: "lane") == 6)
        func claim(_ limit: Int) throws -> [ClaimedRequest] {
            try store.claim(lane: "lane", limit: limit, owner: owner, lease: .seconds(60), study: "s", at: 0).requests
        }
        let held = try claim(2)
        #expect(held.count == 2)
        #expect(try store.holdForBatch(drafts.map(\.key), again: false, lease: .seconds(60), at: 0).count == 4)
        for request in held { #expect(try record(store, ok, request, .failed) == true) }
        #expect(try claim(9).isEmpty)
        #expect(try store.nextDue(lane: "lane", at: 0) == nil)
    }

    /// A run waits neither for what stands in a batch file nor for what failed for good.
    @Test func onlyWhatCanStillBeMadeHereIsWanted() throws {
        let store = try store()
        try store.enqueue(drafts, study: "s")
        let failing = try #require(try claim(store, 1, owner: "x:1:1").first)
        let refused = AttemptDraft(startedAt: 1, failureClass: "refused", isStreamed: true)
        #expect(try record(store, refused, failing, .failed) == true)
        let held: Set = ["key 2", "key 3"]
        #expect(try store.holdForBatch(held.sorted(), again: false, lease: .seconds(60), at: 0) == held)
        #expect(try store.want(drafts.map(\.key), lane: "lane") == 3)
        let states = try store.states(of: keys, purpose: .response, study: "s")
        #expect(failing.key == "key 1" && states["key 1"] == .failed && states["key 4"] == .pending)
        #expect(held.allSatisfy { states[$0] == .batched })
    }

    /// What is asked comes in the order in which a run wants it, and a run knows when it may go on.
    @Test func requestsAreClaimedInTheOrderWantedAndTheNextTimeIsKnown() throws {
        let store = try store()
        try store.enqueue(drafts, study: "s")
        let owner = LeaseOwner(rawValue: "x:1:1")
        #expect(try store.want(["key 5", "key 2", "key 6"], lane: "lane") == 3)
        func claim(_ limit: Int, at time: Int64) throws -> [ClaimedRequest] {
            try store.claim(lane: "lane", limit: limit, owner: owner, lease: .seconds(60), study: "s", at: time)
                .requests
        }
        #expect(try store.nextDue(lane: "lane", at: 1000) == 0)
        let claimed = try claim(2, at: 1000)
        #expect(claimed.map(\.key) == ["key 5", "key 2"] && claimed.map(\.prompt) == ["p1", "p2"])
        let last = try #require(try claim(9, at: 1000).first)
        #expect(last.key == "key 6")
        // What somebody holds is looked at again in a moment.
        #expect(try store.nextDue(lane: "lane", at: 1000) == 1200)
        let failed = AttemptDraft(startedAt: 1, failureClass: "rateLimited", isStreamed: true)
        #expect(try record(store, failed, last, .retry(notBefore: 1100)) == true)
        #expect(try store.nextDue(lane: "lane", at: 1000) == 1100 && store.nextDue(lane: "other", at: 1000) == nil)
        #expect(try claim(9, at: 1099).isEmpty)
        let again = try claim(9, at: 1100)
        #expect(again.map(\.key) == ["key 6"])
        for request in claimed + again {
            #expect(try record(store, ok, request, .response(text: "hi", reasoning: nil)) == true)
        }
        #expect(try store.nextDue(lane: "lane", at: 2000) == nil)
    }

    @Test func aResponseAndItsAttemptAreStoredTogetherAndOnce() throws {
        let store = try store()
        try store.enqueue(drafts, study: "s")
        let request = try #require(try claim(store, 1, owner: "x:1:1").first)
        #expect(try record(store, ok, request, .response(text: "hi", reasoning: nil)) == true)
        // A second answer to the same request finds its claim gone.
        #expect(try record(store, ok, request, .response(text: "ho", reasoning: nil)) == false)
        #expect(try store.responses(of: "s").map(\.text) == ["hi"])
        #expect(try store.states(of: keys, purpose: .response, study: "s")["key 1"] == .done)
    }

    @Test func aRetryWaitsForItsTimeAndAFailureIsNotTriedAgain() throws {
        let store = try store()
        try store.enqueue(Array(drafts.prefix(1)), study: "s")
        var request = try #require(try claim(store, 1, owner: "x:1:1").first)
        let failed = AttemptDraft(startedAt: 1, failureClass: "rateLimited", isStreamed: true)
        _ = try record(store, failed, request, .retry(notBefore: 500))
        #expect(try claim(store, 1, owner: "x:1:1", at: 499).isEmpty)
        request = try #require(try claim(store, 1, owner: "x:1:1", at: 500).first)
        #expect(request.attemptCount == 1)
        _ = try record(store, failed, request, .failed)
        #expect(try claim(store, 1, owner: "x:1:1", at: 9999).isEmpty)
        #expect(try store.responses(of: "s").isEmpty)
    }
}
