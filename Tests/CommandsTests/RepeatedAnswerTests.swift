import Foundation
import Rehearsal
import Studies
import Testing

/// What asking again at temperature 0 gives, by bytes and by a judge.
struct RepeatedAnswerTests {
    /// Asks a server that gives those answers for what is not there yet.
    private static func collect(_ workspace: TemporaryWorkspace, samples: Int, _ answers: [String: String]) async throws
    {
        let lines = answers.sorted { $0.key < $1.key }.map {
            Script.Line(model: "m", prompt: $0.key, matches: [], response: $0.value)
        }
        let server = try RehearsalServer(script: Script(lines: lines))
        defer { server.stop() }
        try workspace.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:\(server.port)/v1"}}
            models: {small: {endpoint: api, model: m, baseline: true}}
            sampling: {temperature: 0, samples: \(samples), seed: 7}
            criteria: {overall: {question: "How good?", scale: {min: 1, max: 5, step: 1}}}
            reviewers: [ana]
            """
        )
        try workspace.write(
            "Prompts/s/prompts.jsonl",
            #"{"id": "p1", "prompt": "ask one"}"# + "\n" + #"{"id": "p2", "prompt": "ask two"}"# + "\n"
        )
        try await workspace.done("collect")
    }

    @Test func answersThatAJudgeScoredAreComparedByItsScores() async throws {
        let workspace = TemporaryWorkspace()
        // One prompt is answered alike again, the other in other words.
        try await Self.collect(workspace, samples: 1, ["ask one": "one", "ask two": "two"])
        try await Self.collect(workspace, samples: 2, ["ask one": "one", "ask two": "another two"])
        func item(_ prompt: String, _ text: String) -> String {
            SHA256.hex(of: JSONValue.array([.string("s"), .string(prompt), .string(text)]).canonicalBytes)
        }
        try workspace.write(
            "scores.csv",
            """
            rater,kind,version,criterion,score,item
            gpt,judge,v1,overall,4,\(item("p1", "one"))
            gpt,judge,v1,overall,5,\(item("p2", "two"))
            gpt,judge,v1,overall,2,\(item("p2", "another two"))

            """
        )
        try await workspace.done("import", "\(workspace.path)/scores.csv", "--new-raters")
        let blind = try await workspace.done("latency", "--format", "json", "--purpose", "response").output
        let hidden = try JSONValue(parsing: blind)
        #expect(hidden["blind"]?.bool == true && hidden["repeatability"] == .array([]), "\(blind)")
        #expect(hidden["judged_repeatability"] == .array([]))
        try await workspace.done("unblind", "--who", "test", "--yes")
        let output = try await workspace.done("latency", "--format", "json", "--purpose", "response").output
        let json = try JSONValue(parsing: Array(output.utf8))
        #expect(json["repeatability"]?.array?.first?["identical"]?.number == 0.5)
        let judged = try #require(json["judged_repeatability"]?.array?.first)
        #expect(judged["judge"]?.string == "gpt" && judged["criterion"]?.string == "overall")
        // 0 between two texts that are one, 3 between the others: 1.5 over the prompts.
        #expect(judged["difference"]?.number == 1.5 && judged["prompts"]?.number == 2, "\(output)")
        let text = try await workspace.done("latency", "--purpose", "response").output
        #expect(text.contains("How far judges' scores of such answers lie apart"))
    }
}
