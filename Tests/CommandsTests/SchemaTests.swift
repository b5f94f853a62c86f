import ArgumentParser
import Foundation
import Studies
import Testing

@testable import Commands

/// Every JSON document says what it is.
struct SchemaTests {
    /// What a command needs besides the study.
    private static let arguments: [String: [String]] = [
        "agreement figures": ["--resamples", "20"],
        "agreement compare": ["judge-a", "judge-b", "--criterion", "overall"],
        "rank": ["--resamples", "20"], "judge verdicts": ["--resamples", "20"], "judge audit": ["--resamples", "20"],
        "judge diff": ["judge-a", "judge-b", "--resamples", "20"], "adjudicate": ["--list"], "review": ["--list"],
        "screen": ["--keep", "1"], "calibrate": ["--resamples", "20"], "models": ["--resamples", "20"],
    ]

    /// Every command that reports, by its words.
    private static func reporting(_ command: any ParsableCommand.Type, _ words: [String]) -> [[String]] {
        let own = command.configuration.subcommands.flatMap {
            reporting($0, words + [$0.configuration.commandName ?? $0._commandName])
        }
        guard own.isEmpty, SLaMCommand.helpMessage(for: command).contains("--format") else { return own }
        return [words]
    }

    /// A program looks an item up by its id: what a reader sees of it is its beginning.
    @Test func anIdIsWholeInADocument() async throws {
        let workspace = try await ExampleWorkspace.make()
        let run = await workspace.slam(["adjudicate", "--list", "--format", "json"])
        let items = (try JSONValue(parsing: run.output)["rows"]?.array ?? []).compactMap { $0["item"]?.string }
        #expect(!items.isEmpty && items.allSatisfy { $0.utf8.count >= 64 }, "\(items.prefix(1))")
    }

    @Test func everyDocumentBearsTheNameOfItsSchema() async throws {
        var study = RandomWorkspace(seed: 5)
        let workspace = try await study.make()
        var schemas: [String: String] = [:]
        for words in Self.reporting(SLaMCommand.self, []) where words.first != "probe" {
            let command = words + (Self.arguments[words.joined(separator: " ")] ?? [])
            let run = await workspace.slam(command + ["--format", "json"])
            guard !run.output.isEmpty else { continue }
            let document = try JSONValue(parsing: run.output)
            let schema = document["schema"]?.string
            #expect(document["notes"]?.array != nil && !run.output.contains("\"–\""), "\(words)")
            #expect(schema?.wholeMatch(of: #/slam(\.[a-z]+)+\.v[0-9]+/#) != nil, "\(words)")
            schemas[words.joined(separator: " ")] = schema
            for format in ["table", "csv", "markdown"] {
                let other = await workspace.slam(command + ["--format", format])
                #expect(other.status == run.status, "\(words) as \(format)")
                // A log that holds leaves no table.
                #expect(words == ["verify"] && format == "table" || !other.output.isEmpty, "\(words) as \(format)")
            }
        }
        // Two documents of different commands bear different names.
        #expect(Set(schemas.values).count == schemas.count)
        let asked = [
            "status", "doctor", "verify", "quality", "leaks", "agreement compare", "judge verdicts", "adjudicate",
        ]
        #expect(asked.allSatisfy { schemas[$0] != nil }, "\(schemas)")
    }

    /// What was asked of servers, and what would be: no study of files alone has these.
    @Test func whatIsAskedIsWrittenForPrograms() async throws {
        let workspace = try await ExampleWorkspace.make()
        func written(_ command: [String], _ format: String) async -> String {
            let run = await workspace.slam(command + ["--format", format])
            #expect(run.status == 0 && !run.output.isEmpty, "\(command) as \(format): \(run.errors)")
            return run.output
        }
        let verdict = await written(["attempts", "--purpose", "judgement", "--limit", "1"], "json")
        let id = try #require(try JSONValue(parsing: verdict)["rows"]?.array?.first?["id"]?.integer)
        let commands = [
            ["attempts"], ["attempts", "--show", "\(id)"], ["similarity"], ["similarity", "audit"],
            ["similarity", "--dry-run"], ["judge", "audit", "--ask", "again", "--dry-run"], ["latency"],
        ]
        for command in commands {
            let json = await written(command, "json")
            let document = try JSONValue(parsing: json)
            #expect(document["schema"]?.string?.wholeMatch(of: #/slam(\.[a-z]+)+\.v[0-9]+/#) != nil, "\(command)")
            #expect(document["notes"]?.array != nil && !json.contains("\"–\""), "\(command)")
            let csv = await written(command, "csv")
            #expect(csv.split(whereSeparator: \.isNewline).first?.contains(",") == true, "\(command): \(csv)")
        }
    }
}
