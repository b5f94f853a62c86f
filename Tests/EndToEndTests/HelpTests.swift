import Foundation
import Testing

/// What the help of every command says.
struct HelpTests {
    /// Every command and subcommand, with its help.
    static let pages: [(command: String, text: String)] = CommandLineTests.commands.flatMap {
        command -> [(String, String)] in
        let own = (try? Program.run("help", command).output) ?? ""
        let children = own.components(separatedBy: "\n\n").filter { $0.contains("SUBCOMMANDS:\n") }.flatMap { section in
            section.split(separator: "\n").compactMap { line in
                line.hasPrefix("  ") && !line.hasPrefix("   ") ? line.split(separator: " ").first.map(String.init) : nil
            }
        }
        return [(command, own)]
            + children.map { ("\(command) \($0)", (try? Program.run("help", command, $0).output) ?? "") }
    }

    @Test func everyOptionSaysItsDefault() {
        #expect(Self.pages.count > 40)
        for (command, text) in Self.pages {
            for option in Self.options(text) where !Self.isNeeded(option, text) {
                #expect(option.lowercased().contains("default"), "\(command): \(option)")
            }
        }
    }

    /// A line that is broken at 80 columns is no command any more.
    @Test func everyExampleStandsOnALine() {
        for (command, text) in Self.pages {
            guard let part = text.components(separatedBy: "Example:\n").dropFirst().first else { continue }
            let lines = part.components(separatedBy: "\n\n")[0].split(separator: "\n")
            #expect(!lines.isEmpty && lines.allSatisfy { $0.hasPrefix("  ") && $0.count <= 80 }, "\(command): \(lines)")
        }
    }

    /// The options with a value, each with its words on one line.
    private static func options(_ text: String) -> [String] {
        var options: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("  -") {
                options.append(String(line))
            } else if line.hasPrefix("      "), !options.isEmpty {
                options[options.count - 1] += " " + line.drop { $0 == " " }
            } else {
                if !line.isEmpty { options.append("") }
            }
        }
        return options.filter { $0.hasPrefix("  -") && $0.contains("<") }
    }

    /// Whether the usage has it without brackets.
    private static func isNeeded(_ option: String, _ text: String) -> Bool {
        let usage = text.components(separatedBy: "\n\n").first { $0.hasPrefix("USAGE:") } ?? text
        let name = option.split(separator: " ").first { $0.hasPrefix("--") } ?? ""
        return usage.contains(" \(name) <") && !usage.contains("[\(name) <")
    }
}
