import Fixtures
import Foundation

/// A workspace with a small study, removed with the value.
final class StudyFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "slam-study-\(UUID().uuidString)").path
        try write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:1/v1"}}
            models:
              planted-large: {endpoint: api, model: l, baseline: true}
              planted-small: {endpoint: api, model: s}
            criteria:
              overall: {question: "How good?", scale: {min: 1, max: 5, step: 1}}
              better: {question: "Which one?", pairwise: {tie: true}}
            reviewers: [ana, ben]
            """
        )
        try write(prompts: (1...6).map { "Ask \($0)" })
        let rows = (1...6).map { "p\($0),planted-large,Long answer \($0)\np\($0),planted-small,\u{1B}[2JShort \($0)\n" }
        try write("responses.csv", "prompt,model,response\n" + rows.joined())
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws { try TemporaryFolder.write(text.utf8, to: "\(path)/\(name)") }

    /// Writes the study's prompts, which are called p1, p2 and so on.
    func write(prompts: [String]) throws {
        let lines = prompts.enumerated().map { "{\"id\": \"p\($0 + 1)\", \"prompt\": \"\($1)\"}\n" }
        try write("Prompts/s/prompts.jsonl", lines.joined())
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }

    func slam(_ arguments: String..., input: String = "") throws -> Program.Outcome {
        try Program.run(arguments + ["--workspace", path], input: input)
    }
}
