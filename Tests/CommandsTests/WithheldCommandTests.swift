import Foundation
import Studies
import Testing

/// What a blind study's commands keep back, and what one that fails leaves behind.
struct WithheldCommandTests {
    @Test func howManyTextsWereCutIsToldOnceEveryModelHasAnswered() async throws {
        let workspace = TemporaryWorkspace()
        try workspace.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:9/v1"}}
            models: {large: {endpoint: api, model: l}, small: {endpoint: api, model: m}}
            criteria: {overall: {question: "How good?", scale: {min: 1, max: 5, step: 1}}}
            reviewers: [ana]
            similarity: {lex: {embedder: lexical, reference: true}}
            """
        )
        let prompts = (1...2).map { #"{"id": "p\#($0)", "prompt": "ask \#($0)", "reference": "answer \#($0)"}"# }
        try workspace.write("Prompts/s/prompts.jsonl", prompts.joined(separator: "\n") + "\n")
        func row(after responses: String) async throws -> JSONValue? {
            try workspace.write("responses.csv", "prompt,model,response\n\(responses)")
            try await workspace.done("import", "\(workspace.path)/responses.csv")
            let run = try await workspace.done("similarity", "--format", "json")
            return try JSONValue(parsing: run.output)["rows"]?.array?.first
        }
        let partial = try await row(after: "p1,large,one\np1,small,two\np2,large,a two\n")
        #expect(partial?["scored"]?.integer == 3 && partial?["truncated"] == .null, "\(String(describing: partial))")
        let whole = try await row(after: "p2,small,three\n")
        #expect(whole?["scored"]?.integer == 4 && whole?["truncated"]?.integer == 0, "\(String(describing: whole))")
    }

    @Test func madeUpRatingsKnowNoGoldWhileBlind() async throws {
        let workspace = try await ExampleWorkspace.make()
        func values() async throws -> [Double] {
            let run = try await workspace.done("simulate", "--judge", "spy:noise=0")
            let records = try run.output.split(whereSeparator: \.isNewline).map { try JSONValue(parsing: String($0)) }
            return records.filter { $0["rater"]?.string == "spy" && $0["criterion"]?.string == "overall" }
                .compactMap { $0["value"]?.number }
        }
        let before = try await values()
        #expect(before.count == 95 && Set(before).count == 5)
        // A known answer on every text.
        try workspace.execute(
            """
            INSERT INTO answer (study, item, criterion, value, phase)
            SELECT s.id, i.id, 'overall', 1, 'gold' FROM study s, item i
            """
        )
        #expect(try await values() == before)
        try await workspace.done("unblind", "--who", "test", "--yes")
        #expect(try await values() == Array(repeating: 1, count: 95))
    }

    @Test func aTableThatIsNoStudyInTheEndLeavesNoDatabase() async throws {
        let workspace = TemporaryWorkspace()
        try workspace.write("table.csv", "prompt,model,response\nask,large,one\nask,small,two\n")
        // The study's folder cannot be made where a link leads nowhere.
        let link = "\(workspace.path)/Prompts"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "nowhere/at-all")
        let made = await workspace.slam(["init", "s", "--from", "\(workspace.path)/table.csv"])
        #expect(made.status == 1 && made.errors.contains("1 prompt, 2 models, 2 responses"), "\(made.errors)")
        let left = try FileManager.default.contentsOfDirectory(atPath: workspace.path)
        #expect(Set(left) == ["Prompts", "table.csv"])
        try FileManager.default.removeItem(atPath: link)
        try await workspace.done("init", "s", "--from", "\(workspace.path)/table.csv")
        #expect(FileManager.default.fileExists(atPath: "\(workspace.path)/slam.sqlite"))
    }
}
