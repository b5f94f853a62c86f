import Inference
import Store
import Studies
import Synchronization
import Testing

@testable import Probing

/// What a step of a load test sends; nobody listens where it is sent to.
struct LoadTestTests {
    /// A clock that goes on by so many milliseconds whenever it is read.
    private final class Clock: Sendable {
        private let time = Mutex<Int64>(0)
        private let tick: Int64

        init(tick: Int64) { self.tick = tick }

        func next() -> Int64 {
            time.withLock { time in
                time += tick
                return time
            }
        }
    }

    private static let study = Study(
        name: "s",
        endpoints: [Endpoint(name: "api", kind: .openai, url: "http://127.0.0.1:1/v1")],
        models: [Model(name: "large", endpoint: "api", model: "l-1")],
        prompts: ["p", "q"].map { Prompt(id: $0, messages: [Message(role: .user, content: $0)]) }
    )

    /// How many were sent, whether the budget ended it, and what the store has of them.
    private func run(_ load: Attempt.Load, most: Int, seconds: Int = 20, tick: Int64 = 100, budget: ProbeBudget? = nil)
        async throws -> (sent: Int, isStopped: Bool, attempts: [Attempt])
    {
        let (store, clock, stop) = (try Store.inMemory(), Clock(tick: tick), StopSign())
        try store.sync(Self.study)
        let text = ProbeText(study: Self.study, maxTokens: 8)
        var prober = Prober(store: store, client: ModelClient(), text: text, prices: [:], now: clock.next)
        prober.budget = budget
        let test = LoadTest(
            model: "large",
            prompts: ["p", "q"],
            definition: .null,
            startedAt: 0,
            seconds: seconds,
            requests: most
        )
        let sent = try await test.run(load, first: 5, with: prober, stop)
        return (sent, stop.isSet, try store.auditedAttempts(of: "s", purposes: [.probe]))
    }

    @Test(arguments: [Attempt.Load.concurrency(2), .concurrency(9), .rate(1000)])
    func noStepSendsMoreThanItsRequests(load: Attempt.Load) async throws {
        let (sent, isStopped, attempts) = try await run(load, most: 4)
        #expect(sent == 4 && !isStopped)
        #expect(attempts.compactMap(\.slot?.number).sorted() == [5, 6, 7, 8])
        #expect(attempts.map(\.prompt).sorted { ($0 ?? "") < ($1 ?? "") } == ["p", "p", "q", "q"])
        #expect(attempts.allSatisfy { $0.outcome != .success && $0.slot?.load == load })
    }

    @Test func aStepEndsWithItsTime() async throws {
        // At ten a second two seconds have twenty turns, whatever the server does.
        #expect(try await run(.rate(10), most: 100, seconds: 2, tick: 50_000).sent == 20)
        // Both senders began; the time was over when they came back.
        #expect(try await run(.concurrency(2), most: 100, seconds: 2, tick: 5_000).sent == 2)
    }

    @Test(arguments: [Attempt.Load.concurrency(2), .rate(1000)])
    func aStepEndsWhereTheNextCouldCostTooMuch(load: Attempt.Load) async throws {
        let found = try await run(load, most: 4, budget: ProbeBudget(nanoDollars: 9, worst: 10))
        #expect(found.sent == 0 && found.isStopped && found.attempts.isEmpty)
    }

    /// What was never heard costs nothing: the one that follows may be sent.
    @Test func whatWasHeldBackComesBack() async throws {
        let found = try await run(.concurrency(1), most: 4, budget: ProbeBudget(nanoDollars: 10, worst: 10))
        #expect(found.sent == 4 && !found.isStopped)
    }
}
