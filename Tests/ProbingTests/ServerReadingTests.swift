import Collecting
import Fixtures
import Foundation
import Inference
import Probing
import Store
import Studies
import Synchronization
import Testing

/// What servers say of themselves is asked of all of them at once.
struct ServerReadingTests {
    /// Two servers behind one port that answer nothing of themselves before all of it was asked for.
    private final class Servers: Sendable {
        let listener: Listener
        private let awaited = Mutex(Set(["/a/props", "/a/metrics", "/b/props", "/b/metrics"]))
        private let all = DispatchSemaphore(value: 0)

        init() throws {
            listener = try Listener()
            listener.serve { [self] in answer($0) }
        }

        private func answer(_ connection: Connection) {
            guard let bytes = connection.request() else { return }
            let words = String(decoding: bytes, as: UTF8.self).split(separator: " ")
            let path = words.count > 1 ? String(words[1]) : ""
            let isLast = awaited.withLock { $0.remove(path) != nil && $0.isEmpty }
            if isLast { all.signal() }
            if path.hasSuffix("props") || path.hasSuffix("metrics") {
                _ = all.wait(timeout: .now() + 20)
                all.signal()
            }
            let body =
                path.hasSuffix("metrics")
                ? "llamacpp:tokens_predicted_total 7\n" : "{\"build_info\": \"b1\", \"total_slots\": 2, \"data\": []}"
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)")
        }
    }

    private func prober(_ store: Store, port: UInt16) throws -> Prober {
        let endpoints = ["a", "b"].map {
            Endpoint(name: $0, kind: .openai, url: "http://127.0.0.1:\(port)/\($0)/v1", profile: "llamacpp")
        }
        let models = endpoints.map { Model(name: "m-\($0.name)", endpoint: $0.name, model: "m") }
        let study = Study(
            name: "s",
            endpoints: endpoints,
            models: models,
            prompts: [Prompt(id: "p", messages: [Message(role: .user, content: "ask")], system: nil)]
        )
        try store.adopt(study)
        return Prober(
            store: store,
            client: ModelClient(),
            text: ProbeText(study: study, maxTokens: 8),
            prices: [:],
            now: { 1_000_000 }
        )
    }

    @Test func allServersAreAskedAtOnceForAllThatTheyTell() async throws {
        let servers = try Servers()
        defer { servers.listener.stop() }
        let store = try Store.inMemory()
        try await prober(store, port: servers.listener.port).readServers(of: ["m-a", "m-b"])
        let readings = try store.lastReadings(of: "s")
        #expect(readings.map(\.endpoint).sorted() == ["a", "b"])
        for reading in readings {
            let figures = try JSONValue(parsing: reading.figures)
            #expect(figures["build"]?.string == "b1" && figures["slots"]?.number == 2)
            #expect(figures["llamacpp:tokens_predicted_total"]?.number == 7)
        }
    }

    /// One that accepts and answers nobody until the end holds nobody up for ever.
    @Test(.timeLimit(.minutes(10))) func whoSaysNothingIsNotWaitedForLonger() async throws {
        let listener = try Listener()
        let end = DispatchSemaphore(value: 0)
        listener.serve { connection in
            _ = connection.request()
            end.wait()
            end.signal()
        }
        defer {
            end.signal()
            listener.stop()
        }
        let store = try Store.inMemory()
        try await prober(store, port: listener.port).readServers(of: ["m-a", "m-b"], within: .milliseconds(50))
        #expect(try store.lastReadings(of: "s").isEmpty)
    }
}
