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

    private func finish(_ store: Store, _ request: ClaimedRequest, _ owner: LeaseOwner, charge: Int64) throws {
        let attempt = AttemptDraft(startedAt: 1, failureClass: "ok", isStreamed: true)
        let result = AttemptResult.response(text: "\(request.id)", reasoning: nil)
        let finished = FinishedTry(attempt, of: request, result: result, charge: charge)
        _ = try store.record([finished], study: "s", owner: owner)
    }

    private let one = LeaseOwner(rawValue: "x:1:1")
    private let other = LeaseOwner(rawValue: "x:2:2")

    @Test func twoRunsShareOneAllowance() throws {
        let store = try store()
        let dollars = Allowance(SpendingLimit(nanoDollars: 45)) { _ in 10 }
        #expect(try claim(store, one, dollars).requests.count == 3)
        let second = try claim(store, other, dollars)
        #expect(second.requests.count == 1 && second.refusal == nil)
        let third = try claim(store, other, dollars)
        #expect(third.refusal?.words == "the next request could pass --max-cost")
        #expect(third.refusal?.mayRecover == true)
        #expect(try store.spending(of: "s") == Spending(reserved: 40, requests: 4))
    }

    @Test func whatOthersGiveBackIsNotThisRunsToSpend() throws {
        let store = try store()
        #expect(try claim(store, other, Allowance { _ in 10 }).requests.count == 3)
        // 30 are held back by the other run when this one begins with 20 of its own.
        var allowance = Allowance(SpendingLimit(nanoDollars: 50, requests: 9)) { _ in 10 }
        allowance.own = SpendingLimit(nanoDollars: 20, requests: 5)
        try store.releaseRequests(of: other)
        #expect(try claim(store, one, allowance).requests.count == 2)
        allowance.spentByRun = Spending(spent: 20, requests: 2)
        #expect(try claim(store, one, allowance).refusal?.words == "the next request could pass --max-cost")
        allowance.spentByRun = Spending(spent: 0, requests: 5)
        #expect(try claim(store, one, allowance).refusal?.words == "--max-requests is reached")
    }

    @Test func someOfWhatARunHoldsCanBeGivenBack() throws {
        let store = try store()
        let requests = try claim(store, one, Allowance { _ in 10 }).requests
        #expect(requests.map(\.reserved) == [10, 10, 10])
        try store.release(Array(requests.dropFirst()), owner: one)
        #expect(try store.spending(of: "s") == Spending(reserved: 10, requests: 1))
        // What is no longer this run's is not given back twice.
        try store.release(requests, owner: other)
        #expect(try store.spending(of: "s") == Spending(reserved: 10, requests: 1))
    }

    @Test func aRequestIsSettledByItsUsage() throws {
        let store = try store()
        let requests = try claim(store, one, Allowance(SpendingLimit(nanoDollars: 30)) { _ in 10 }).requests
        try finish(store, requests[0], one, charge: 4)
        try finish(store, requests[1], one, charge: 10)
        try finish(store, requests[2], one, charge: 0)
        #expect(try store.spending(of: "s") == Spending(spent: 14, reserved: 0, requests: 3))
        #expect(try claim(store, one, Allowance(SpendingLimit(nanoDollars: 30)) { _ in 10 }).requests.count == 1)
    }

    @Test func whatIsGivenBackIsFreeAndWhatIsTakenFromTheDeadIsSpent() throws {
        let store = try store()
        #expect(try claim(store, one, Allowance { _ in 10 }).requests.count == 3)
        try store.releaseRequests(of: one)
        #expect(try store.spending(of: "s") == Spending())
        #expect(try claim(store, one, Allowance { _ in 10 }).requests.count == 3)
        // After the lease nobody knows whether they were sent.
        #expect(
            try claim(store, other, Allowance(SpendingLimit(nanoDollars: 35)) { _ in 10 }, at: 61_000).requests.isEmpty
        )
        #expect(try store.spending(of: "s") == Spending(spent: 30, reserved: 0, requests: 3))
    }

    @Test func aNumberOfRequestsIsKeptAndAnUnknownPriceRefused() throws {
        let store = try store()
        let five = Allowance(SpendingLimit(requests: 5)) { _ in nil }
        #expect(try claim(store, one, five).requests.count == 3)
        let second = try claim(store, other, five)
        #expect(second.requests.count == 2)
        let third = try claim(store, other, five).refusal
        #expect(third?.words == "--max-requests is reached" && third?.mayRecover == false)
        let unknown = try claim(store, other, Allowance(SpendingLimit(nanoDollars: 1)) { _ in nil })
        #expect(unknown.refusal?.words.contains("not known") == true)
    }
}
