import Foundation
import Rehearsal
import Testing

/// Eight hundred verdicts, killed ten times: each is there once, and the cost shown is the sum of the calls.
struct KilledJudgeTests {
    private static let promptCount = 200
    private let server: RehearsalServer
    private let folder: StudyFolder

    init() throws {
        let lines = ["j", "k"].map { model in
            Script.Line(
                model: model,
                prompt: nil,
                matches: ["How good?"],
                response: "{\"reason\": \"fine\", \"score\": 4}",
                inputTokens: 100,
                outputTokens: 10
            )
        }
        server = try RehearsalServer(script: Script(lines: lines))
        folder = try StudyFolder()
        let numbers = 1...Self.promptCount
        try folder.write(
            "Prompts/s/prompts.jsonl",
            numbers.map { "{\"id\": \"p\($0)\", \"prompt\": \"Ask \($0)\"}\n" }.joined()
        )
        try folder.write("Prompts/s/judge.mustache", JudgedStudy.template)
        let rows = numbers.map { "p\($0),planted-large,Long \($0)\np\($0),planted-small,Short \($0)\n" }
        try folder.write("responses.csv", "prompt,model,response\n" + rows.joined())
        let judges = ["j", "k"].map {
            "  judge-\($0): {endpoint: api, model: \($0), criteria: [overall], template: judge.mustache, price: {input: 1, output: 10}}\n"
        }
        let yaml = try folder.text("Prompts/s/study.yaml").replacing(
            "url: \"http://127.0.0.1:1/v1\"",
            with: "url: \"http://127.0.0.1:\(server.port)/v1\", limits: {concurrency: 8}"
        )
        try folder.write("Prompts/s/study.yaml", yaml + "\njudges:\n" + judges.joined())
    }

    @Test func tenKillsLoseNothingDoubleNothingAndTheCostIsTheSumOfTheCalls() throws {
        defer { server.stop() }
        #expect(try folder.slam("import", "\(folder.path)/responses.csv").status == 0)
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<10 {
            let process = try start()
            let goal = server.requestCount + Int.random(in: 1...72, using: &generator)
            while server.requestCount < goal, process.isRunning { sched_yield() }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        let last = try folder.slam("judge")
        #expect(last.status == 0, "\(last.errors)")
        let wanted = 4 * Self.promptCount
        #expect(server.requestCount >= wanted && server.requestCount <= wanted + 10 * 8)
        let exported = try folder.slam("judge", "export").output.split(separator: "\n")
        #expect(exported.count == wanted && Set(exported).count == wanted)
        let again = try folder.slam("judge")
        #expect(again.errors.contains("0 verdicts collected of 0 wanted"))
        // A call is 100 tokens at $1 and 10 at $10 per million: $0.0002.
        for judge in ["judge-j", "judge-k"] {
            #expect(again.errors.contains("'\(judge)' so far: 400 calls, $0.08."), "\(again.errors)")
        }
    }

    private func start() throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: Program.path)
        process.arguments = ["judge", "--workspace", folder.path]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }
}
