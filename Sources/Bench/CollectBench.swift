import Foundation
import Rehearsal

/// Processor time of collecting: streams of 34 events, every response durable before it counts, the client on one core and
/// the server on another.
enum CollectBench {
    private static let count = 2000
    private static let rounds = 3

    /// What one response costs a client at one number at a time: medians over the rounds, which go through the clients in
    /// turn, since a machine's pace wanders.
    private struct Cost {
        var concurrency: Int
        /// Seconds of processor time by client; slam's own is the first.
        var seconds: [(name: String, seconds: Double)]
        var megabytes: Double

        var own: Double { seconds[0].seconds }
    }

    static func run() throws {
        let words = (1...31).map { "word\($0)" }.joined(separator: " ")
        let lines = (0..<count).map {
            Script.Line(
                model: "m",
                prompt: "Ask \($0)",
                matches: [],
                response: words,
                inputTokens: 12,
                outputTokens: 32
            )
        }
        let server = try RehearsalServer(script: Script(lines: lines))
        defer { server.stop() }
        Core.keep(to: .server)
        defer { Core.keep(to: .all) }
        let costs = try [1, 16, 64, 256].map { try cost(port: server.port, concurrency: $0) }
        for cost in costs {
            for (name, seconds) in cost.seconds.dropFirst() {
                report(
                    "processor time of a streamed response, \(cost.concurrency) at a time",
                    seconds: cost.own,
                    against: "\(name), not stored",
                    limit: seconds
                )
            }
            print("    \(Int(cost.megabytes)) MB at most")
        }
        for cost in costs where cost.concurrency == 64 {
            report("processor time of a streamed response", seconds: cost.own, against: "aim", limit: 0.000_28)
        }
        let own = costs.map(\.own)
        guard let least = own.min(), let most = own.max() else { return }
        report(
            "the dearest number at a time",
            seconds: most,
            against: "the cheapest and a quarter",
            limit: least * 1.25
        )
    }

    private static func cost(port: UInt16, concurrency: Int) throws -> Cost {
        var samples: [String: [Double]] = [:]
        var names: [String] = []
        var megabytes = 0.0
        for _ in 0..<rounds {
            let folder = try workspace(port: port, concurrency: concurrency)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let run = try Child.run(Child.slam, ["collect", "--workspace", folder], on: .client)
            guard run.status == 0 else { throw CocoaError(.executableRuntimeMismatch) }
            megabytes = max(megabytes, run.megabytes)
            let all = [("slam", run.processor / Double(count))] + (try peers(port: port, concurrency: concurrency))
            names = all.map(\.0)
            for (name, seconds) in all { samples[name, default: []].append(seconds) }
        }
        let medians = names.map { name in (name, (samples[name] ?? []).sorted()[rounds / 2]) }
        return Cost(concurrency: concurrency, seconds: medians, megabytes: megabytes)
    }

    /// The clients that only receive, as far as this machine has them: processor seconds of a response.
    private static func peers(port: UInt16, concurrency: Int) throws -> [(String, Double)] {
        let environment = ProcessInfo.processInfo.environment
        let rest = ["http://127.0.0.1:\(port)/v1/chat/completions", "\(count)", "\(concurrency)"]
        var commands: [(name: String, words: [String])] = []
        if let client = environment["SLAM_BENCH_LIBCURL"] { commands.append(("libcurl alone", [client])) }
        if let python = environment["SLAM_BENCH_PYTHON"], let folder = environment["SLAM_BENCH_PEERS"] {
            commands.append(("aiohttp", [python, "\(folder)/aiohttp_client.py"]))
        }
        return try commands.compactMap { name, words in
            let text = try Child.run(words[0], words.dropFirst() + rest, on: .client).output
            return Double(text.trimmingCharacters(in: .whitespacesAndNewlines)).map { (name, $0) }
        }
    }

    private static func workspace(port: UInt16, concurrency: Int) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "slam-bench-\(UUID().uuidString)")
        let study = folder.appending(path: "Prompts/bench")
        try FileManager.default.createDirectory(at: study, withIntermediateDirectories: true)
        let yaml = """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:\(port)/v1", limits: {concurrency: \(concurrency)}}}
            models: {m: {endpoint: api, model: m, price: {input: 1, output: 2}}}
            criteria: {overall: {question: "How good?", scale: {min: 1, max: 5}}}
            reviewers: [ana]
            """
        try Data(yaml.utf8).write(to: study.appending(path: "study.yaml"))
        let prompts = (0..<count).map { "{\"id\": \"p\($0)\", \"prompt\": \"Ask \($0)\"}\n" }.joined()
        try Data(prompts.utf8).write(to: study.appending(path: "prompts.jsonl"))
        return folder.path
    }
}
