import Foundation
import Testing

/// Limits of a run: kept to the last request, and never the reason why a run hangs.
struct SpendingTests {
    let server: LoopbackServer
    let folder: StudyFolder

    init() throws {
        server = try LoopbackServer()
        folder = try StudyFolder()
        try folder.write(prompts: Array(repeating: "a", count: 10))
    }

    /// Two endpoints; a request costs 20 micro-dollars at most: 20 tokens of output, and an input that costs nothing.
    private func use(_ one: String, _ other: String) throws {
        let rest = ":\(server.port)/v1\", limits: {attempts: 2, concurrency: 1}"
        let price = "price: {input: 0, output: 1}"
        try folder.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints:
              one: {kind: openai, url: "http://127.0.0.1\(rest)}
              other: {kind: openai, url: "http://localhost\(rest)}
            sampling: {max_tokens: 20}
            models:
              a: {endpoint: one, model: \(one), \(price)}
              b: {endpoint: other, model: \(other), \(price)}
            criteria: {overall: {question: "?", scale: {min: 1, max: 5}}}
            reviewers: [ana]
            """
        )
    }

    @Test(arguments: [["--max-cost", "0.0002"], ["--max-requests", "11"]])
    func anEndpointThatStopsGivesBackWhatItHeld(limit: [String]) throws {
        defer { server.stop() }
        try use("denied", "fine")
        let run = try folder.slam("collect", limit[0], limit[1])
        #expect(run.errors.contains("10 responses collected"), "\(run.errors)")
        #expect(server.count(of: "denied") == 1)
    }

    @Test func whatBrokeOffCountsAtItsWorst() throws {
        defer { server.stop() }
        try use("cut", "cut")
        // Room for three; each may have cost all that it could.
        let run = try folder.slam("collect", "--max-cost", "0.000065")
        #expect(run.errors.contains("could pass --max-cost"), "\(run.errors)")
        #expect(server.count(of: "cut") == 3)
    }
}
