import Foundation
import Rehearsal
import Synchronization
import Testing

/// What a process does at a signal is one thing for all tests that run in it, and for the programs that they start.
struct SignalTests {
    /// What the process does at Ctrl-C.
    private static var disposition: Int {
        var action = sigaction()
        sigaction(SIGINT, nil, &action)
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    }

    @Test func aCommandWithinATestLeavesSignalsAsTheyAre() async throws {
        let workspace = TemporaryWorkspace()
        let lines = [Script.Line(model: "m", prompt: "ask", matches: [], response: "one")]
        let server = try RehearsalServer(script: Script(lines: lines))
        defer { server.stop() }
        try workspace.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:\(server.port)/v1"}}
            models: {small: {endpoint: api, model: m}}
            criteria: {overall: {question: "How good?", scale: {min: 1, max: 5, step: 1}}}
            reviewers: [ana]
            """
        )
        try workspace.write("Prompts/s/prompts.jsonl", #"{"id": "p1", "prompt": "ask"}"# + "\n")
        let before = Self.disposition
        let seen = Mutex<[Int]>([])
        let run = await InProcess.slam(["collect", "--workspace", workspace.path]) {
            seen.withLock { $0.append(Self.disposition) }
        }
        #expect(run.status == 0 && run.errors.contains("1 response collected"), "\(run.errors)")
        let during = seen.withLock { $0 }
        #expect(!during.isEmpty && during.allSatisfy { $0 == before } && Self.disposition == before)
    }
}
