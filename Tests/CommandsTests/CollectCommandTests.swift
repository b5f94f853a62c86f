import Foundation
import Rehearsal
import Studies
import Testing

/// What `slam collect` and `slam batch` say and do of requests that are not done.
struct CollectCommandTests {
    /// A study of two models, each with its answers to two prompts.
    private static func workspace(port: UInt16 = 1, single isSingle: Bool = false) throws -> TemporaryWorkspace {
        let workspace = TemporaryWorkspace()
        let other = isSingle ? "" : "\n  large: {endpoint: api, model: l}"
        try workspace.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:\(port)/v1", limits: {concurrency: 1}}}
            models:
              small: {endpoint: api, model: m, baseline: true}\(other)
            sampling: {max_tokens: 40}
            criteria: {overall: {question: "How good?", scale: {min: 1, max: 5, step: 1}}}
            reviewers: [ana]
            """
        )
        try workspace.write(
            "Prompts/s/prompts.jsonl",
            #"{"id": "p1", "prompt": "ask one"}"# + "\n" + #"{"id": "p2", "prompt": "ask two"}"# + "\n"
        )
        return workspace
    }

    /// What came before a limit stopped the run is of whoever was asked first.
    @Test func aPartOfARunTellsNoTokensWhileBlind() async throws {
        let server = try RehearsalServer(script: .answers(of: ["m", "l"], to: ["ask one", "ask two"]))
        defer { server.stop() }
        let workspace = try Self.workspace(port: server.port)
        // Every model is to be asked every prompt: of the whole run they would be told.
        let part = await workspace.slam(["collect", "--max-requests", "1"])
        #expect(part.errors.contains("1 response collected of 4 wanted"), "\(part.errors)")
        #expect(part.errors.contains("Tokens, time, cost and what was cut are withheld"), "\(part.errors)")
        #expect(!part.errors.contains("50 out"), "\(part.errors)")
        let whole = try Self.workspace(port: server.port)
        let all = await whole.slam(["collect"])
        #expect(all.status == 0 && all.errors.contains("400 tokens in · 200 out"), "\(all.errors)")
    }

    /// Nobody refused the request: it is asked again with the next file.
    @Test func whatTheServiceCancelledIsWantedAgain() async throws {
        let workspace = try Self.workspace(single: true)
        try await workspace.done("batch", "write", "--output", "\(workspace.path)/out")
        let ids = try workspace.text("out/small-0001.jsonl").split(whereSeparator: \.isNewline).compactMap {
            try JSONValue(parsing: String($0))["custom_id"]?.string
        }
        try #require(ids.count == 2)
        try workspace.write(
            "results.jsonl",
            """
            {"custom_id":"\(ids[0])","result":{"type":"canceled"}}
            {"id":"e","custom_id":"\(ids[1])","response":null,"error":{"code":"batch_cancelled","message":"stopped"}}

            """
        )
        let read = await workspace.slam(["batch", "read", "\(workspace.path)/results.jsonl"])
        #expect(read.status == 1 && read.errors.contains("2 requests wanted again (2 cancelled)"), "\(read.errors)")
        let again = try await workspace.done("batch", "write", "--output", "\(workspace.path)/next")
        #expect(again.errors.contains("small-0001.jsonl: 2 requests"), "\(again.errors)")
    }
}
