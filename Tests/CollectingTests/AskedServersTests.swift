import Dispatch
import Fixtures
import Foundation
import Inference
import Store
import Studies
import Synchronization
import Testing

@testable import Collecting

/// What comes before the first request, and what a run that was stopped leaves unasked.
struct AskedServersTests {
    private func study(_ ports: [UInt16], model: String, limits: Endpoint.Limits = Endpoint.Limits()) -> Study {
        let names = ports.indices.map { "e\($0)" }
        return Study(
            name: "s",
            endpoints: zip(names, ports).map { name, port in
                Endpoint(name: name, kind: .openai, url: "http://127.0.0.1:\(port)/v1", limits: limits)
            },
            models: names.map { Model(name: "m-\($0)", endpoint: $0, model: model) },
            sampling: Sampling(maxTokens: 10),
            prompts: ["a", "b"].map { Prompt(id: $0, messages: [Message(role: .user, content: "ask \($0)")]) }
        )
    }

    private func run(_ study: Study, limit: SpendingLimit = SpendingLimit()) async throws -> Tally {
        try await CollectorTests.run(study, in: Store.inMemory(), limit: limit)
    }

    /// Each server answers what it is once the other has been asked too: one after the other neither would.
    @Test func serversAreAskedAtOnceWhoTheyAre() async throws {
        let listeners = [try Listener(), try Listener()]
        let arrivals = [DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)]
        let met = Mutex<[Bool]>([])
        for (place, listener) in listeners.enumerated() {
            listener.serve { connection in
                guard let request = connection.request() else { return }
                guard request.starts(with: "GET".utf8) else {
                    let choice = "{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}"
                    let body = "{\"choices\":[\(choice)]}"
                    return connection.send(
                        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
                    )
                }
                arrivals[1 - place].signal()
                let isMet = arrivals[place].wait(timeout: .now() + 9) == .success
                met.withLock { $0.append(isMet) }
                connection.send("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            }
        }
        defer { for listener in listeners { listener.stop() } }
        let tally = try await run(study(listeners.map(\.port), model: "m"))
        #expect(tally.done == 4 && !tally.isIdentifying)
        #expect(met.withLock { $0 } == [true, true])
    }

    /// Whoever answers after a connection was lost may be another one.
    @Test(
        arguments: [(.connect, true), (.reset, true), (.cut, true), (.serverError, false), (.rateLimited, false)]
            as [(Failure.Kind, Bool)]
    )
    func aLostConnectionIsNoted(kind: Failure.Kind, isLost: Bool) async throws {
        let work = try #require(Work.responses(of: study([1], model: "m"), imported: []).first)
        let collector = Collector(quiet: try Store.inMemory())
        func know(_ collector: isolated Collector) { collector.servers["e0"] = AskedServer(askedAt: 0) }
        await know(collector)
        var failure = Failure(misfit: "?", exchange: Exchange())
        failure.kind = kind
        try await collector.notice(failure.exchange, failure, of: work)
        let server = try #require(await collector.servers["e0"])
        #expect(server.isLost == isLost)
    }

    /// A failure that the run did not ask again is no retry.
    @Test func whatALimitStoppedIsNotCalledRetried() async throws {
        let server = try ModelServer()
        defer { server.stop() }
        let tally = try await run(study([server.port], model: "broken"), limit: SpendingLimit(requests: 1))
        #expect(server.count(of: "broken") == 1 && tally.retries == 0 && tally.limit != nil)
        #expect(tally.unretried == ["server_error": 1])
        let summary = tally.summary("response")
        #expect(
            summary.contains("0 retried")
                && summary.contains("1 request failed and was not asked again (1 server_error)")
        )
    }

    @Test func whatCameBeforeTheFirstRequestIsInNoRate() {
        var tally = Tally(wanted: 20, done: 10)
        tally.identified = .seconds(5)
        #expect(tally.line(after: .seconds(10)).contains(" 2.0/s"), "\(tally.line(after: .seconds(10)))")
        tally.isIdentifying = true
        #expect(tally.line(after: .seconds(1)).contains("asks the servers what they run"))
        tally.silent = ["slow"]
        #expect(tally.summary("response").contains("the server of 'slow' did not say in time what it runs"))
    }

    /// What no server counted is unknown, and no 0.
    @Test func tokensThatNobodyCountedAreNoZero() async throws {
        let server = try ModelServer()
        defer { server.stop() }
        let untold = try await run(study([server.port], model: "untold"))
        #expect(untold.uncounted == 2 && untold.summary("response").contains(" · tokens not counted · "))
        var tally = try await run(study([server.port], model: "cached"))
        #expect(tally.summary("response").contains(" · 20 tokens in (8 cached) · 10 out · "))
        tally.uncounted = 1
        #expect(tally.summary("response").contains(" · 20 tokens in (8 cached, 1 attempt not counted) · 10 out · "))
    }

    @Test func aCallBesideATextIsToldAtTheEnd() {
        var tally = Tally(wanted: 3, done: 3)
        tally.calling = 2
        #expect(tally.summary("response").contains("2 responses call a tool beside the text"))
        #expect(!tally.summary("response", hidesAccount: true).contains("tool"))
    }
}
