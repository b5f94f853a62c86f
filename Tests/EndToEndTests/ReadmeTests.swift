import Foundation
import Testing

/// Keeps the README true.
struct ReadmeTests {
    let readme: String

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    }

    @Test func everyCommandStandsInTheTable() throws {
        let help = try Program.run("--help").output
        let list = try #require(help.components(separatedBy: "SUBCOMMANDS:").dropFirst().first)
        let commands = list.components(separatedBy: "\n\n")[0].split(separator: "\n")
            .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
            .compactMap { $0.split(separator: " ").first }
        #expect(!commands.isEmpty)
        for command in commands { #expect(readme.contains("| `slam \(command)"), "\(command)") }
    }

    @Test func itsSessionPrintsWhatItSays() throws {
        let blocks = readme.components(separatedBy: "```")
        let table = try #require(blocks.first { $0.hasPrefix("csv\n") }?.dropFirst(4))
        let session = try #require(blocks.first { $0.contains("$ slam agreement") })
        let output = try #require(session.components(separatedBy: "--level ordinal\n").last)
        #expect(try Program.run("agreement", "-", "--level", "ordinal", input: String(table)).output == output)
    }
}
