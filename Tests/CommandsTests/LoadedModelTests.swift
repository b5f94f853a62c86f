import Rehearsal
import Studies
import Testing

/// Load tests stand with the model that they are of.
struct LoadedModelTests {
    @Test func oneModelsLatencyHasItsLoadTestAlone() async throws {
        let workspace = TemporaryWorkspace()
        let lines = ["l", "m"].map { Script.Line(model: $0, prompt: nil, matches: ["ask"], response: "an answer") }
        let server = try RehearsalServer(script: Script(lines: lines))
        defer { server.stop() }
        try workspace.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:\(server.port)/v1"}}
            models: {large: {endpoint: api, model: l, baseline: true}, small: {endpoint: api, model: m}}
            criteria: {overall: {question: "How good?", scale: {min: 1, max: 5, step: 1}}}
            reviewers: [ana]
            """
        )
        try workspace.write("Prompts/s/prompts.jsonl", #"{"id": "p1", "prompt": "ask one"}"# + "\n")
        for model in ["large", "small"] {
            try await workspace.done("probe", "--load", model, "--steps", "1", "--seconds", "1", "--requests", "3")
        }
        func models(_ more: String...) async throws -> [String] {
            let outcome = await workspace.slam(["latency", "--resamples", "20", "--format", "json"] + more)
            let json = try JSONValue(parsing: outcome.output)
            return json["load_tests"]?.array?.compactMap { $0["model"]?.string } ?? []
        }
        #expect(try await models() == ["large", "small"])
        #expect(try await models("--model", "small") == ["small"])
    }
}
