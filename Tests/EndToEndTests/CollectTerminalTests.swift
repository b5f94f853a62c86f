import Fixtures
import Foundation
import Testing

/// Collecting at a real pseudo-terminal: what is told of a run while it goes on, and how it is stopped.
struct CollectTerminalTests {
    let server: LoopbackServer
    let folder: StudyFolder

    /// A server that one request a minute is allowed of, and two to make.
    init() throws {
        server = try LoopbackServer()
        folder = try StudyFolder()
        try folder.write(prompts: ["a", "b"])
        try folder.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints:
              api: {kind: openai, url: "http://127.0.0.1:\(server.port)/v1", limits: {requests_per_minute: 1}}
            models: {m: {endpoint: api, model: fine}}
            criteria: {overall: {question: "?", scale: {min: 1, max: 5}}}
            reviewers: [ana]
            """
        )
    }

    private func collect() throws -> PseudoTerminal {
        try PseudoTerminal(Program.path, ["collect", "--workspace", folder.path], columns: 100)
    }

    @Test func theLineTellsWhatIsDoneAndHowLongItWaits() throws {
        defer { server.stop() }
        let terminal = try collect()
        #expect(terminal.wait(forBytes: "1 of 2 done") && terminal.wait(forBytes: "waits"))
        terminal.type("\u{3}")
        #expect(terminal.wait() == 130)
        #expect(terminal.wait(forBytes: "1 response collected of 2 wanted"))
        #expect(server.count(of: "fine") == 1)
        // The next run has the same minute.
        let next = try collect()
        #expect(next.wait(forBytes: "0 of 1 done") && next.wait(forBytes: "waits"))
        #expect(server.count(of: "fine") == 1)
    }

    @Test(arguments: [SIGHUP, SIGTERM])
    func anEndFromOutsideDrains(signal: Int32) throws {
        defer { server.stop() }
        let terminal = try collect()
        #expect(terminal.wait(forBytes: "waits"))
        kill(terminal.process, signal)
        #expect(terminal.wait() == 130)
        #expect(try folder.currentResponses().count == 1)
    }
}
