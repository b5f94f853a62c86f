import Fixtures
import Foundation

/// The review of a large study in a real pseudo-terminal, held against the limits of a person's patience and against
/// sqlite3's own durable insert.
enum ReviewBench {
    private static let (prompts, models, rated) = (20_000, 5, 150_000)

    static func run() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "slam-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try makeStudy(in: folder)
        // The first opening plans the rows of all; it is not timed.
        try end(open(folder).terminal)
        let opened = try (0..<5).map { _ in
            let (terminal, seconds) = try open(folder)
            try end(terminal)
            return seconds
        }
        report("open \(prompts * models) responses, \(rated) ratings", opened, limit: 0.3)
        let (terminal, _) = try open(folder)
        // Keys are taken once the program knows that its item is painted.
        guard terminal.waitUp(for: "How good?") else { throw CocoaError(.executableRuntimeMismatch) }
        var frames: [Double] = []
        for _ in 0..<200 {
            for view in ["raw", "hex", "rendered"] { frames.append(try time(terminal, "v", until: "view: \(view)")) }
        }
        report("key to painted frame", frames, limit: 0.016)
        // A new reviewer's first item waits for Enter.
        _ = try time(terminal, "1", until: "[Enter] saves")
        _ = try rate(terminal, "\r", last: 1)
        let ratings = try (2...301).map { try rate(terminal, "\($0 % 5 + 1)", last: $0) }
        report("key to durable row and the next item", ratings, limit: 0.015)
        try end(terminal)
        let insert = try durableInsertSeconds(in: folder)
        Bench.report(
            "rating, median",
            seconds: median(ratings),
            against: "one durable insert of sqlite3",
            limit: insert
        )
    }

    private static func report(_ name: String, _ seconds: [Double], limit: Double) {
        let sorted = seconds.sorted()
        let last = sorted[Int((Double(sorted.count - 1) * 0.99).rounded())]
        Bench.report("\(name), median", seconds: median(seconds), against: "limit", limit: limit)
        Bench.report("\(name), p99 of \(sorted.count)", seconds: last, against: "limit", limit: limit)
    }

    private static func median(_ seconds: [Double]) -> Double { seconds.sorted()[seconds.count / 2] }

    private static func open(_ folder: URL) throws -> (terminal: PseudoTerminal, seconds: Double) {
        let clock = ContinuousClock()
        let start = clock.now
        let terminal = try PseudoTerminal(
            Child.slam,
            ["review", "--reviewer", "bench", "--no-warm-up", "--workspace", folder.path]
        )
        guard terminal.wait(for: "How good?") else { throw CocoaError(.executableRuntimeMismatch) }
        return (terminal, (clock.now - start) / .seconds(1))
    }

    private static func end(_ terminal: PseudoTerminal) throws {
        terminal.type("q")
        guard terminal.wait() == 0 else { throw CocoaError(.executableRuntimeMismatch) }
    }

    private static func time(_ terminal: PseudoTerminal, _ key: String, until words: String) throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        guard terminal.type(key, until: words) else { throw CocoaError(.executableRuntimeMismatch) }
        return (clock.now - start) / .seconds(1)
    }

    /// Seconds from a key that saves to the next item on screen; afterwards that item takes keys.
    private static func rate(_ terminal: PseudoTerminal, _ key: String, last: Int) throws -> Double {
        let asked = terminal.screen.questions
        let seconds = try time(terminal, key, until: " \(last) of \(prompts * models)")
        guard terminal.wait({ $0.questions > asked }) else { throw CocoaError(.executableRuntimeMismatch) }
        return seconds
    }

    private static func makeStudy(in folder: URL) throws {
        let study = folder.appending(path: "Prompts/bench")
        try FileManager.default.createDirectory(at: study, withIntermediateDirectories: true)
        let names = (0..<models).map { "m\($0)" }
        let yaml = """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:1/v1"}}
            models: {\(names.map { "\($0): {endpoint: api, model: \($0)}" }.joined(separator: ", "))}
            criteria: {overall: {question: "How good?", scale: {min: 1, max: 5}}}
            reviewers: [bench, r0, r1]
            """
        try write(study.appending(path: "study.yaml"), [yaml])
        try write(
            study.appending(path: "prompts.jsonl"),
            (0..<prompts).map { "{\"id\": \"p\($0)\", \"prompt\": \"Ask \($0)\"}\n" }
        )
        let items = (0..<prompts).flatMap { prompt in names.map { "p\(prompt),\($0)" } }
        let files = [folder.appending(path: "responses.csv"), folder.appending(path: "ratings.csv")]
        let prose = String(repeating: "Plain words in a **short** answer. ", count: 12)
        try write(files[0], ["prompt,model,response\n"] + items.enumerated().map { "\($1),\(prose)\($0)\n" })
        try write(
            files[1],
            ["prompt,model,rater,criterion,score\n"]
                + (0..<rated).map { "\(items[$0 % items.count]),r\($0 / items.count),overall,\($0 % 5 + 1)\n" }
        )
        for file in files {
            guard try Child.run(Child.slam, ["import", file.path, "--workspace", folder.path]).status == 0 else {
                throw CocoaError(.executableRuntimeMismatch)
            }
        }
    }

    private static func write(_ file: URL, _ lines: [String]) throws { try Data(lines.joined().utf8).write(to: file) }

    /// What the shell `sqlite3` takes for a row in a transaction of its own, synced as ours are.
    private static func durableInsertSeconds(in folder: URL) throws -> Double {
        let rows = 500
        let script = folder.appending(path: "inserts.sql")
        let insert = "INSERT INTO rating (item, score) VALUES (1, 4);\n"
        try write(
            script,
            [
                "PRAGMA journal_mode = WAL;\nPRAGMA synchronous = FULL;\nCREATE TABLE rating (item INTEGER, score REAL);\n",
                String(repeating: insert, count: rows),
            ]
        )
        return try Child.run("sqlite3", [folder.appending(path: "own.sqlite").path, ".read \(script.path)"]).wall
            / Double(rows)
    }
}
