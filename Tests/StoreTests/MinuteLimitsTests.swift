import Fixtures
import Store
import Studies
import Synchronization
import Testing

/// Limits of a minute, kept in the database by all who share it.
struct MinuteLimitsTests {
    private let store: Store

    init() throws { store = try Store.inMemory() }

    private func take(_ limits: Endpoint.Limits, tokens: Int, at now: Int64) throws -> MinuteAnswer {
        let minute = try #require(MinuteLimits(limits))
        return try store.takeMinute(of: "server", tokens: tokens, within: minute) { now }
    }

    @Test func noMinuteHoldsMoreThanAllowed() throws {
        let limits = Endpoint.Limits(concurrency: 100, requestsPerMinute: 3, tokensPerMinute: 1000)
        var made: [Int64] = []
        for time in stride(from: Int64(0), to: 300_000, by: 500) {
            guard case .taken = try take(limits, tokens: 200, at: time) else { continue }
            made.append(time)
        }
        #expect(made.count == 15)
        for start in made { #expect(made.count { $0 >= start && $0 < start + 60_000 } <= 3) }
    }

    @Test func whatWasReallyTakenReplacesWhatWasExpected() throws {
        let limits = Endpoint.Limits(concurrency: 100, tokensPerMinute: 1000)
        guard case .taken(let first) = try take(limits, tokens: 900, at: 10) else {
            Issue.record("an empty minute had no room")
            return
        }
        #expect(try take(limits, tokens: 200, at: 11) == .wait(60_010 - 11))
        try store.settleMinute(first, tokens: 100)
        #expect(try take(limits, tokens: 200, at: 12) != .wait(60_010 - 12))
        // More than a whole minute's waits until nothing else is left.
        guard case .wait = try take(limits, tokens: 5000, at: 13),
            case .taken = try take(limits, tokens: 5000, at: 60_012)
        else {
            Issue.record("a large request is made alone")
            return
        }
    }

    /// Each reads the clock when nobody else can write: none takes another's newest use for one of the future.
    @Test func programsTogetherTakeNoMoreThanOne() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/slam.sqlite"
        let minute = try #require(MinuteLimits(.init(concurrency: 1, requestsPerMinute: 10)))
        // Every look is a millisecond later, so that all are within one minute however busy the machine is.
        let looks = Mutex<Int64>(1_000_000)
        let clock = { @Sendable () -> Int64 in
            looks.withLock { time in
                time += 1
                return time
            }
        }
        _ = try Store.open(path: path, mode: .create)
        let taken = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 1...4 {
                group.addTask {
                    let store = try Store.open(path: path, mode: .existing)
                    return try (1...40).count { _ in
                        if case .taken = try store.takeMinute(of: "s", tokens: 0, within: minute, at: clock) {
                            return true
                        }
                        return false
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(taken == 10)
    }

    @Test func anotherServersUsesTakeNoRoom() throws {
        let minute = try #require(MinuteLimits(.init(concurrency: 1, requestsPerMinute: 1)))
        func take(_ scope: String, at now: Int64) throws -> MinuteAnswer {
            try store.takeMinute(of: scope, tokens: 0, within: minute) { now }
        }
        for (place, scope) in ["one", "two"].enumerated() {
            guard case .taken = try take(scope, at: Int64(10 + place)) else {
                Issue.record("'\(scope)' had to wait for another server")
                return
            }
        }
        #expect(try take("one", at: 20) == .wait(60_010 - 20))
        #expect(try take("two", at: 20) == .wait(60_011 - 20))
    }

    @Test func whatTheMachineNotedBeforeItsStartIsForgotten() throws {
        let limits = Endpoint.Limits(concurrency: 1, requestsPerMinute: 1)
        guard case .taken = try take(limits, tokens: 0, at: 900_000) else {
            Issue.record("the first use of a minute has to wait")
            return
        }
        guard case .taken = try take(limits, tokens: 0, at: 20) else {
            Issue.record("a use of the future held a request back")
            return
        }
    }
}
