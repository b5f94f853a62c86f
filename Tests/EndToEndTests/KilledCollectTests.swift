import Foundation
import Rehearsal
import Testing

/// `kill -9` in the middle of collecting loses nothing and doubles nothing.
struct KilledCollectTests {
    private static let promptCount = 150
    private let server: RehearsalServer
    private let folder: StudyFolder

    init() throws {
        let models = ["l", "s"]
        let lines = (1...Self.promptCount).flatMap { prompt in
            models.map { model in
                Script.Line(
                    model: model,
                    prompt: "Ask \(prompt)",
                    matches: [],
                    response: "The answer of \(model) to number \(prompt).",
                    tokenMilliseconds: 1
                )
            }
        }
        server = try RehearsalServer(script: Script(lines: lines))
        folder = try StudyFolder()
        let prompts = (1...Self.promptCount).map { "{\"id\": \"p\($0)\", \"prompt\": \"Ask \($0)\"}\n" }
        try folder.write("Prompts/s/prompts.jsonl", prompts.joined())
        let yaml = try folder.text("Prompts/s/study.yaml")
        try folder.write(
            "Prompts/s/study.yaml",
            yaml.replacing(
                "url: \"http://127.0.0.1:1/v1\"",
                with: "url: \"http://127.0.0.1:\(server.port)/v1\", limits: {concurrency: 8}"
            )
        )
    }

    @Test(arguments: [1, 2])
    func tenKillsLoseNothingAndDoubleNothing(processes: Int) throws {
        defer { server.stop() }
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<10 {
            let running = try (0..<processes).map { _ in try start() }
            // The kill comes after a random number of requests, so at a random moment of the work.
            let goal = server.requestCount + Int.random(in: 1...25, using: &generator)
            while server.requestCount < goal, running.contains(where: \.isRunning) { sched_yield() }
            for process in running {
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
            }
        }
        let last = try folder.slam("collect")
        #expect(last.status == 0, "\(last.errors)")
        let total = 2 * Self.promptCount
        #expect(server.requestCount <= total + 10 * processes * 8)
        let again = try folder.slam("collect")
        #expect(again.errors.contains("0 responses collected of 0 wanted"))
        let status = try folder.slam("status", "--format", "csv").output
        #expect(status.contains("responses of,planted-large,\(Self.promptCount),0"), "\(status)")
        #expect(status.contains("responses of,planted-small,\(Self.promptCount),0"), "\(status)")
    }

    private func start() throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: Program.path)
        process.arguments = ["collect", "--workspace", folder.path]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }
}
