import Studies
import Testing

/// Files that are handed to others and come back: batches and bundles.
struct HandoverCommandTests {
    /// Two prompts for a model of each kind of batch, and one reviewer.
    private static func study() throws -> TemporaryWorkspace {
        let workspace = TemporaryWorkspace()
        try workspace.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints:
              whole: {kind: anthropic, url: "http://127.0.0.1:1/v1"}
              lines: {kind: openai, url: "http://127.0.0.1:1/v1"}
            models:
              large: {endpoint: whole, model: l, baseline: true}
              small: {endpoint: lines, model: m}
            sampling: {max_tokens: 40}
            criteria: {overall: {question: "How good?", scale: {min: 1, max: 5, step: 1}}}
            reviewers: [ana]
            """
        )
        let prompts = (1...2).map { #"{"id": "p\#($0)", "prompt": "ask \#($0)"}"# + "\n" }
        try workspace.write("Prompts/s/prompts.jsonl", prompts.joined())
        return workspace
    }

    private static func result(of id: String) -> String {
        #"{"id":"b","custom_id":"\#(id)","response":{"status_code":200,"request_id":"r","body":{"id":"c","object":"#
            + #""chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"x"},"#
            + #""finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2}}},"error":null}"# + "\n"
    }

    @Test func aBatchIsOneObjectOrALineARequest() async throws {
        let workspace = try Self.study()
        try await workspace.done("batch", "write", "--output", "\(workspace.path)/out")
        let whole = try JSONValue(parsing: try workspace.text("out/large-0001.json"))["requests"]?.array ?? []
        let lines = try workspace.text("out/small-0001.jsonl").split(separator: "\n")
            .map { try JSONValue(parsing: String($0)) }
        #expect(whole.count == 2 && lines.count == 2)
        let ids = (whole + lines).compactMap { $0["custom_id"]?.string }
        #expect(Set(ids).count == 4, "\(ids)")
    }

    /// Nothing else is wrong with the file.
    @Test func resultsOfOtherRequestsAloneFail() async throws {
        let workspace = try Self.study()
        try await workspace.done("batch", "write", "--output", "\(workspace.path)/out")
        let line = try #require(try workspace.text("out/small-0001.jsonl").split(separator: "\n").first)
        let own = try #require(try JSONValue(parsing: String(line))["custom_id"]?.string)
        func read(_ id: String) async throws -> InProcess.Outcome {
            try workspace.write("results.jsonl", Self.result(of: id))
            return await workspace.slam(["batch", "read", "\(workspace.path)/results.jsonl"])
        }
        let known = try await read(own)
        #expect(known.status == 0 && known.errors.contains("1 response read, 0 known before.\n"), "\(known.errors)")
        let foreign = try await read(String(repeating: "0", count: 64))
        let words = "0 responses read, 0 known before, 1 of no request of this study.\n"
        #expect(foreign.status == 1 && foreign.errors.contains(words), "\(foreign.errors)")
    }

    @Test func aBundleThatWasTakenBackIsNotReviewedOn() async throws {
        let workspace = try Self.study()
        try workspace.write("responses.csv", "prompt,model,response\np1,large,one\np1,small,two\n")
        try await workspace.done("import", "\(workspace.path)/responses.csv")
        try await workspace.done("plan")
        let bundle = "\(workspace.path)/ana.slam"
        try await workspace.done("bundle", "ana", "--output", bundle)
        let away = try await workspace.done("merge", bundle).errors
        #expect(away.contains("Next: slam review \(bundle), which has 2 items left, then slam merge"), "\(away)")
        try await workspace.done("bundle", "ana", "--revoke")
        let revoked = try await workspace.done("merge", bundle).errors
        #expect(revoked.contains("ana: 0 of 2 items rated or skipped.\n"), "\(revoked)")
        #expect(revoked.contains("Next: slam status says who has items left"), "\(revoked)")
    }
}
