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

    @Test func itIsShort() { #expect(readme.split(separator: "\n", omittingEmptySubsequences: false).count <= 120) }

    @Test func itsQuickStartRunsAsPrinted() throws {
        let folder = try EmptyFolder()
        let blocks = readme.components(separatedBy: "```")
        try folder.write("answers.csv", String(try #require(blocks.first { $0.hasPrefix("csv\nprompt") }).dropFirst(4)))
        let commands = try #require(blocks.first { $0.hasPrefix("sh\nslam init") }).split(separator: "\n").dropFirst()
        #expect(commands.count == 4)
        for command in commands {
            let words = command.split(separator: "#")[0].split(separator: " ").dropFirst()
                .map { $0 == "answers.csv" ? folder.path + "/answers.csv" : String($0) }
            let run = try Program.run(
                words + ["--workspace", folder.path],
                input: String(repeating: "4\n", count: 6) + "q\n"
            )
            #expect(run.status == 0, "\(command): \(run.errors)")
        }
    }

    @Test func everyCommandInItIsOne() throws {
        let words = readme.matches(of: /slam ([a-z]+)/).map { String($0.1) }
        for word in Set(words) { #expect(CommandLineTests.commands.contains(word), "slam \(word)") }
    }

    @Test func itsTableHasTheLinesThatItShows() throws {
        let blocks = readme.components(separatedBy: "```")
        let table = try #require(blocks.first { $0.hasPrefix("csv\nitem") }?.dropFirst(4))
        let shown = try #require(blocks.first { $0.contains("alpha.ordinal") }).split(separator: "\n")
        let printed = try Program.run("agreement", "-", "--level", "ordinal", input: String(table)).output
        #expect(shown.count > 4)
        for line in shown { #expect(printed.contains("\(line)\n"), "\(line)") }
    }
}
