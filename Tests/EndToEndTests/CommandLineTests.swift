import Foundation
import Testing

/// What every subcommand owes its user: help with an example, a row in the README, and wrong usage told apart.
struct CommandLineTests {
    static let commands: [String] = {
        let help = (try? Program.run("--help").output) ?? ""
        return help.components(separatedBy: "\n\n").filter { $0.contains("SUBCOMMANDS:\n") }.flatMap { section in
            section.split(separator: "\n").compactMap { line in
                guard line.hasPrefix("  "), !line.hasPrefix("   ") else { return nil }
                return line.split(separator: " ").first.map(String.init)
            }
        }
    }()

    @Test func theProgramListsItsCommands() {
        #expect(Self.commands.count >= 28)
        for command in ["init", "collect", "import", "review", "judge", "similarity", "agreement", "export", "status"] {
            #expect(Self.commands.contains(command))
        }
    }

    /// What a newcomer reads first stands on lines of 80 columns.
    @Test func theFirstFourCommandsStandOnTheirLines() throws {
        let lines = try Program.run("--help").output.split(separator: "\n").prefix(8)
        for command in ["demo", "init NAME", "review", "agreement"] {
            #expect(lines.contains { $0.hasPrefix("  slam \(command)") && $0.count <= 80 }, "\(lines)")
        }
        #expect(lines.contains { $0.hasSuffix("on an example study, offline") }, "\(lines)")
    }

    @Test func theHelpNamesEveryExitCode() throws {
        let help = try Program.run("--help").output
        let codes = try #require(help.components(separatedBy: "Exit codes: ").dropFirst().first)
        for code in ["0 done", "1 failed", "2 a check", "3 a check", "64 wrong usage", "130 interrupted"] {
            #expect(codes.contains(code), "\(code)")
        }
    }

    @Test(arguments: commands)
    func helpHasAnExample(command: String) throws {
        let help = try Program.run(command, "--help")
        #expect(help.status == 0)
        #expect(help.output.contains("Example:\n"), "\(command)")
        #expect(help.output.contains("slam \(command)"), "\(command)")
        #expect(help.output.contains("USAGE: slam \(command)"), "\(command)")
    }

    @Test(arguments: commands)
    func theArticleHasARow(command: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let article = root.appending(path: "Sources/Commands/Commands.docc/Commands.md")
        #expect(try String(contentsOf: article, encoding: .utf8).contains("| `slam \(command)"), "\(command)")
    }

    @Test(arguments: commands)
    func anUnknownOptionIsWrongUsage(command: String) throws {
        let run = try Program.run(command, "--no-such-option")
        #expect(run.status == 64)
        #expect(run.errors.contains("Error: ") && run.errors.contains("--help"), "\(run.errors)")
    }

    /// An option that nothing would come of is refused, not passed over.
    @Test(arguments: [
        ("--load m --steps 1,2 --rates 1,2", "give one of the two"), ("--steps 1,2", "give --load MODEL"),
        ("--rates 1", "give --load MODEL"), ("--seconds 5", "give --load MODEL"), ("--load m --once", "leave --once"),
        ("--load m --models m", "leave --once"), ("--load m --steps 0", "numbers above 0"),
    ])
    func optionsOfAProbeThatDoNotGoTogetherAreWrongUsage(options: String, words: String) throws {
        let run = try Program.run(["probe"] + options.split(separator: " ").map(String.init), input: "")
        #expect(run.status == 64)
        let errors = run.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(errors.contains(words), "\(run.errors)")
    }

    @Test(arguments: ["status", "collect", "judge", "similarity", "agreement", "export"])
    func withoutAWorkspaceACommandSaysWhatToDo(command: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "slam-empty-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = try Program.run(command, "--workspace", folder.path)
        #expect(run.status == 1)
        #expect(run.errors.contains("Prompts"), "\(run.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
}
