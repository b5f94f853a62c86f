import Fixtures
import Inference
import Store
import Studies
import Synchronization
import Testing

@testable import Probing

/// What a probe keeps of what it took, and what a load test keeps of itself.
struct ProberTests {
    /// A server that answers each request with the next of these, and the last one from then on.
    private final class Server: Sendable {
        let listener: Listener
        private let replies: Mutex<[String]>

        init(_ replies: String...) throws {
            self.replies = Mutex(replies)
            listener = try Listener()
            listener.serve { [self] connection in
                guard connection.request() != nil else { return }
                connection.send(self.replies.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] })
            }
        }
    }

    private static func reply(_ status: String, _ body: String) -> String {
        "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\nConnection: close\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static let usage = "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}"
    private static let answer = reply(
        "200 OK",
        "{\"choices\":[{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],\(usage)}"
    )

    private func prober(_ store: Store, port: UInt16 = 1, budget: ProbeBudget? = nil) throws -> Prober {
        let study = Study(
            name: "s",
            endpoints: [Endpoint(name: "api", kind: .openai, url: "http://127.0.0.1:\(port)/v1")],
            models: [Model(name: "large", endpoint: "api", model: "l-1")],
            prompts: [Prompt(id: "p", messages: [Message(role: .user, content: "ask")])]
        )
        try store.sync(study)
        var prober = Prober(
            store: store,
            client: ModelClient(),
            text: ProbeText(study: study, maxTokens: 8),
            prices: ["large": Price(input: 1_000_000, output: 10_000_000)],
            now: { 2_000 }
        )
        prober.budget = budget
        return prober
    }

    private func send(_ prober: Prober, _ number: Int = 1, intendedAt: Int64 = 1_000, turn: Int64? = nil) async throws
        -> Bool?
    {
        try await prober.send(
            model: "large",
            prompt: "p",
            nonce: "n\(number)",
            slot: Attempt.Slot(schedule: "x", number: number),
            intendedAt: intendedAt,
            turn: turn
        )
    }

    /// A probe waits from when it should have been sent to its turn, and never less than not at all.
    @Test func aProbesWaitIsThatUpToItsTurn() async throws {
        let store = try Store.inMemory()
        let prober = try prober(store)
        let cases: [(intended: Int64, turn: Int64?)] = [(1_000, 1_250), (1_000, nil), (3_000, nil)]
        for (number, times) in cases.enumerated() {
            #expect(try await send(prober, number, intendedAt: times.intended, turn: times.turn) == false)
        }
        let attempts = try store.auditedAttempts(of: "s", purposes: [.probe])
        let wanted: [Duration?] = [250, 1_000, 0].map { Duration.milliseconds($0) }
        #expect(attempts.map(\.timing.waited) == wanted)
        #expect(attempts.allSatisfy { $0.outcome != .success && $0.nanoDollars == nil })
    }

    /// What was made before is another program's: it costs nothing here.
    @Test func whatWasRefusedOrIsAnotherProgramsCostsNothing() async throws {
        let server = try Server(Self.reply("429 Too Many Requests", "{\"error\":{\"message\":\"slow\"}}"), Self.answer)
        defer { server.listener.stop() }
        let store = try Store.inMemory()
        let budget = ProbeBudget(nanoDollars: 100_000, worst: 60_000)
        let prober = try prober(store, port: server.listener.port, budget: budget)
        #expect(budget.hold())
        #expect(try await send(prober, 1) == false)
        #expect(budget.hold())
        #expect(try await send(prober, 1) == nil)
        // All of it is left: ten tokens at a dollar and five at ten dollars a million.
        #expect(budget.hold())
        #expect(try await send(prober, 2) == true)
        #expect(!budget.hold() && budget.isSpent)
        let attempts = try store.auditedAttempts(of: "s", purposes: [.probe])
        #expect(attempts.map(\.nanoDollars).last == 60_000)
        #expect(attempts.map { $0.outcome == .success } == [false, true])
    }

    @Test func aServerSaysWhatItIsEveryTenMinutes() {
        let times = ReadingTimes()
        #expect(times.isDue("a", at: 0) && times.isDue("b", at: 5))
        #expect(!times.isDue("a", at: 599_999) && times.isDue("a", at: 600_000) && !times.isDue("a", at: 600_001))
    }

    /// What was counted before a connection broke is not all that is charged.
    @Test func theCostOfAnAnswerThatBrokeOffIsUnknown() async throws {
        let chunk = "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}],\(Self.usage)}\n\n"
        let server = try Server(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 9999\r\n\r\n\(chunk)"
        )
        defer { server.listener.stop() }
        let store = try Store.inMemory()
        #expect(try await send(try prober(store, port: server.listener.port)) == false)
        let attempts = try store.auditedAttempts(of: "s", purposes: [.probe])
        #expect(attempts.count == 1 && attempts[0].outcome != .success && attempts[0].nanoDollars == nil)
    }

    private func ramp(_ store: Store, port: UInt16, loads: [Attempt.Load]) throws -> LoadRamp {
        try prober(store, port: port).ramp("large", loads, prompts: ["p"], seconds: 20, requests: 2)
    }

    @Test func aLoadTestIsNoScheduleOfTheDayAndWholeWhenItTookItsSteps() async throws {
        let server = try Server(Self.answer)
        defer { server.listener.stop() }
        let store = try Store.inMemory()
        let ramp = try ramp(store, port: server.listener.port, loads: [.concurrency(1), .concurrency(2)])
        let told = Mutex(0)
        _ = try await ramp.run { _ in told.withLock { $0 += 1 } }
        #expect(told.withLock { $0 } == 2)
        #expect(try store.probeSchedules(of: "s").map(\.isLoad) == [true])
        #expect(try store.unfinishedLoads(of: "s").isEmpty)
    }

    @Test func aLoadTestThatWasStoppedIsNotWhole() async throws {
        let server = try Server(Self.answer)
        defer { server.listener.stop() }
        let store = try Store.inMemory()
        let ramp = try ramp(store, port: server.listener.port, loads: [.concurrency(1), .concurrency(2)])
        _ = try await ramp.run { _ in ramp.stop.set() }
        #expect(try store.unfinishedLoads(of: "s").count == 1)
        // The second step was not begun.
        #expect(try store.auditedAttempts(of: "s", purposes: [.probe]).count == 2)
    }

    /// Two steps that broke the service level end a test.
    @Test func moreLoadThanIsOfUseIsNotSent() async throws {
        let store = try Store.inMemory()
        let told = Mutex(0)
        let loads = (1...4).map { Attempt.Load.concurrency($0) }
        _ = try await ramp(store, port: 1, loads: loads).run { _ in told.withLock { $0 += 1 } }
        #expect(told.withLock { $0 } == 2)
        #expect(try store.auditedAttempts(of: "s", purposes: [.probe]).count == 4)
        #expect(try store.unfinishedLoads(of: "s").isEmpty)
    }
}
