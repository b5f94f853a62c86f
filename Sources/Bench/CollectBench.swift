import Foundation
import Rehearsal

/// Processor time of collecting: streams of 34 events, 64 at a time, every response durable before it counts.
enum CollectBench {
    private static let count = 2000

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
        let folder = try workspace(port: server.port, concurrency: 64)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let idle = try Child.run(Child.slam, ["collect", "--dry-run", "--workspace", folder])
        let run = try Child.run(Child.slam, ["collect", "--workspace", folder])
        guard run.status == 0 else { throw CocoaError(.executableRuntimeMismatch) }
        let own = run.processor / Double(count)
        for (name, seconds) in try peers(port: server.port, concurrency: 64) {
            report(
                "processor time of a streamed response",
                seconds: own,
                against: "\(name), not stored",
                limit: seconds
            )
        }
        report("processor time of a streamed response", seconds: own, against: "aim", limit: 0.000_28)
        print(
            "    of it \(Int(idle.processor / Double(count) * 1e6)) µs to read and queue; \(Int(run.megabytes)) MB at most"
        )
        try sweep(port: server.port)
    }

    /// The same with other numbers at a time: the cost of a response must not depend on it.
    private static func sweep(port: UInt16) throws {
        for concurrency in [1, 16, 256] {
            let folder = try workspace(port: port, concurrency: concurrency)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let run = try Child.run(Child.slam, ["collect", "--workspace", folder])
            let microseconds = Int(run.processor / Double(count) * 1e6)
            let others = try peers(port: port, concurrency: concurrency).map {
                "\($0.name) \(Int($0.seconds * 1e6)) µs"
            }
            let words = ["\(Int(run.megabytes)) MB at most"] + others
            print("    \(concurrency) at a time: \(microseconds) µs, " + words.joined(separator: ", "))
        }
    }

    /// The clients that only receive, as far as this machine has them: processor seconds of a response.
    private static func peers(port: UInt16, concurrency: Int) throws -> [(name: String, seconds: Double)] {
        let environment = ProcessInfo.processInfo.environment
        let rest = ["http://127.0.0.1:\(port)/v1/chat/completions", "\(count)", "\(concurrency)"]
        var commands: [(name: String, words: [String])] = []
        if let client = environment["SLAM_BENCH_LIBCURL"] { commands.append(("libcurl alone", [client])) }
        if let python = environment["SLAM_BENCH_PYTHON"], let folder = environment["SLAM_BENCH_PEERS"] {
            commands.append(("aiohttp", [python, "\(folder)/aiohttp_client.py"]))
        }
        return try commands.compactMap { name, words in
            let text = try Child.run(words[0], words.dropFirst() + rest).output
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
