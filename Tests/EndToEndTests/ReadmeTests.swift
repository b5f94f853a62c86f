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

    @Test func itsWholeStudyRunsAsPrinted() throws {
        let folder = try EmptyFolder()
        let block = try #require(readme.components(separatedBy: "```").first { $0.hasPrefix("sh\nslam demo") })
        let lines = block.split(separator: "\n").dropFirst().map { $0.split(separator: "#")[0] }
        let commands = lines.joined(separator: "&&").components(separatedBy: "&&").map {
            $0.split(separator: " ").map(String.init)
        }
        var server: Process?
        // Killed, not asked: a child inherits that its parent ignores signals, as a command run in-process beside may just do.
        defer { server.map { _ = kill($0.processIdentifier, SIGKILL) } }
        #expect(commands.count == 10)
        for words in commands where words != ["slam", "demo"] {
            if words.last == "&" {
                server = try started(Array(words[1..<(words.count - 1)]), in: folder)
                continue
            }
            let keys = String(repeating: "4\na\n", count: 12) + "q\n"
            let run = try Program.run(Array(words[1...]) + ["--workspace", folder.path], input: keys)
            #expect(run.status == 0, "\(words): \(run.errors)\(run.output)")
            if words[1] == "collect" { #expect(run.errors.contains("6 responses collected of 6 wanted")) }
            if words[1] == "rank" { #expect(run.output.contains("of 2 players")) }
        }
    }

    /// The rehearsal of the printed line, on a free port in the place of the printed one, which another test may have.
    private func started(_ words: [String], in folder: EmptyFolder) throws -> Process {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: Program.path)
        let port = try #require(words.last)
        process.arguments = words.dropLast() + ["0"]
        process.currentDirectoryURL = URL(filePath: folder.path)
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        let free = try #require(line.firstMatch(of: /127\.0\.0\.1:([0-9]+)/)).1
        let yaml = try folder.text("Prompts/support/study.yaml")
        #expect(yaml.contains(":\(port)/"), "the printed port is the study's")
        try folder.write("Prompts/support/study.yaml", yaml.replacing(":\(port)/", with: ":\(free)/"))
        return process
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
