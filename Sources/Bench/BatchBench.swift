import Foundation

/// A million results of a batch, in any order, against the pace at which sqlite3 itself inserts as many rows.
enum BatchBench {
    private static let count = 1_000_000

    static func run() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "slam-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try makeStudy(in: folder)
        let output = folder.appending(path: "out")
        let place = ["--workspace", folder.path]
        let write = try Child.run(Child.slam, ["batch", "write", "--output", output.path] + place)
        guard write.status == 0 else { throw CocoaError(.executableRuntimeMismatch) }
        let results = folder.appending(path: "results.jsonl")
        let lines = try answer(filesIn: output, into: results)
        let read = try Child.run(Child.slam, ["batch", "read", results.path] + place)
        guard read.status == 0, lines == count else { throw CocoaError(.executableRuntimeMismatch) }
        let own = try sqliteSeconds(lines: results, in: folder)
        report("\(count) results of a batch read in", seconds: read.wall, against: "sqlite3's own insert", limit: own)
        print("    \(Int(Double(count) / read.wall)) a second; \(Int(read.megabytes)) MB at most")
    }

    private static func makeStudy(in folder: URL) throws {
        let study = folder.appending(path: "Prompts/bench")
        try FileManager.default.createDirectory(at: study, withIntermediateDirectories: true)
        let yaml = """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:1/v1"}}
            models: {m: {endpoint: api, model: m}}
            criteria: {overall: {question: "How good?", scale: {min: 1, max: 5}}}
            reviewers: [ana]
            """
        try Data(yaml.utf8).write(to: study.appending(path: "study.yaml"))
        var prompts = ""
        for number in 0..<count { prompts += "{\"id\": \"p\(number)\", \"prompt\": \"Ask \(number)\"}\n" }
        try Data(prompts.utf8).write(to: study.appending(path: "prompts.jsonl"))
    }

    /// Writes an answer to every request, the last file and line first; returns how many.
    private static func answer(filesIn folder: URL, into results: URL) throws -> Int {
        try Data().write(to: results)
        let handle = try FileHandle(forWritingTo: results)
        var lines = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().reversed() {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            var answers = ""
            for line in text.utf8.split(separator: 0x0A).reversed() {
                let id = String(decoding: line.dropFirst(14).prefix(64), as: UTF8.self)
                answers +=
                    "{\"id\":\"b\(lines)\",\"custom_id\":\"\(id)\",\"response\":{\"status_code\":200,\"request_id\":\"r\(lines)\",\"body\":{\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"The answer is \(lines).\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":32}}},\"error\":null}\n"
                lines += 1
            }
            try handle.write(contentsOf: Data(answers.utf8))
        }
        try handle.close()
        return lines
    }

    /// The same lines as rows of one text column, in one transaction of the shell `sqlite3`.
    private static func sqliteSeconds(lines: URL, in folder: URL) throws -> Double {
        let commands = [
            "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "CREATE TABLE line (text TEXT)",
            ".mode ascii", ".separator \"\\037\" \"\\n\"", ".import \(lines.path) line",
        ]
        return try Child.run("sqlite3", [folder.appending(path: "own.sqlite").path] + commands).wall
    }
}
