import Store
import Studies
import Testing

/// What requests may cost is held back in the database with their claims, for all runs on it.
struct SpendingTests {
    private let drafts = (1...8).map {
        RequestDraft(key: "key \($0)", purpose: .response, asked: "small", prompt: "p\(($0 - 1) % 4 + 1)", sample: $0)
    }

    private func store() throws -> Store {
        let store = try Store.inMemory()
        try store.sync(Example.study)
        try store.enqueue(drafts, study: "s")
        return store
    }

    private func claim(_ store: Store, _ owner: LeaseOwner, _ allowance: Allowance, at time: Int64 = 0) throws -> Claim
    {
        _ = try store.want(drafts.map(\.key), lane: owner.rawValue)
        return try store.claim(
            lane: owner.rawValue,
            limit: 3,
            owner: owner,
            lease: .seconds(60),
            allowance: allowance,
            study: "s",
            at: time
        )
    }

    private func finish(_ store: Store, _ request: ClaimedRequest, _ owner: LeaseOwner, cost: Int64?, status: Int = 200)
        throws
    {
        var attempt = Attempt(startedAt: 1, failureClass: status == 200 ? "ok" : "server_error", isStreamed: true)
        attempt.httpStatus = status
        attempt.nanoDollars = cost
        let result: AttemptResult =
            status == 200 ? .response(text: "\(request.id)", reasoning: nil) : .retry(notBefore: 0)
        _ = try store.record([FinishedTry(attempt, of: request, result: result)], study: "s", owner: owner)
    }

    private let one = LeaseOwner(rawValue: "x:1:1")
    private let other = LeaseOwner(rawValue: "x:2:2")

    @Test func twoRunsShareOneAllowance() throws {
        let store = try store()
        let dollars = Allowance(nanoDollars: 45) { _ in 10 }
        #expect(try claim(store, one, dollars).requests.count == 3)
        let second = try claim(store, other, dollars)
        #expect(second.requests.count == 1 && second.refusal == "the next request could pass --max-cost")
        #expect(second.mayRecover)
        #expect(try store.spending(of: "s") == Spending(reserved: 40, requests: 4))
    }

    @Test func aRequestIsSettledByItsUsage() throws {
        let store = try store()
        let requests = try claim(store, one, Allowance(nanoDollars: 30) { _ in 10 }).requests
        try finish(store, requests[0], one, cost: 4)
        try finish(store, requests[1], one, cost: nil)
        // What a server refused costs nothing.
        try finish(store, requests[2], one, cost: nil, status: 500)
        #expect(try store.spending(of: "s") == Spending(spent: 14, reserved: 0, requests: 3))
        #expect(try claim(store, one, Allowance(nanoDollars: 30) { _ in 10 }).requests.count == 1)
    }

    @Test func whatIsGivenBackIsFreeAndWhatIsTakenFromTheDeadIsSpent() throws {
        let store = try store()
        #expect(try claim(store, one, Allowance { _ in 10 }).requests.count == 3)
        try store.releaseRequests(of: one)
        #expect(try store.spending(of: "s") == Spending())
        #expect(try claim(store, one, Allowance { _ in 10 }).requests.count == 3)
        // After the lease nobody knows whether they were sent.
        #expect(try claim(store, other, Allowance(nanoDollars: 35) { _ in 10 }, at: 61_000).requests.isEmpty)
        #expect(try store.spending(of: "s") == Spending(spent: 30, reserved: 0, requests: 3))
    }

    @Test func aNumberOfRequestsIsKeptAndAnUnknownPriceRefused() throws {
        let store = try store()
        let five = Allowance(requests: 5) { _ in nil }
        #expect(try claim(store, one, five).requests.count == 3)
        let second = try claim(store, other, five)
        #expect(second.requests.count == 2 && second.refusal == "--max-requests is reached" && !second.mayRecover)
        #expect(try claim(store, other, Allowance(nanoDollars: 1) { _ in nil }).refusal?.contains("not known") == true)
    }
}
