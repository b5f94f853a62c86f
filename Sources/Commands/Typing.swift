import ArgumentParser
import Foundation
import Studies

/// Slips of the hand on the command line: what was meant, where it can be told.
struct Typing {
    let root: any ParsableCommand.Type

    /// The arguments with a negative number joined to its option, which would else be read as an option itself.
    static func joiningNegatives(_ arguments: [String]) -> [String] {
        var joined: [String] = []
        for argument in arguments {
            let isNumber = argument.wholeMatch(of: /-[0-9]+(\.[0-9]+)?/) != nil
            if isNumber, let option = joined.last, option.hasPrefix("--"), option.count > 2, !option.contains("=") {
                joined[joined.count - 1] = "\(option)=\(argument)"
            } else {
                joined.append(argument)
            }
        }
        return joined
    }

    /// Names the nearest command where a word that must be one is none.
    func refuseUnknown(_ arguments: [String]) throws {
        let isHelp = arguments.first == "help"
        let words = isHelp ? Array(arguments.dropFirst()) : arguments
        if words.first == "completion" || isHelp && words.first == "files" { return }
        try check(words, of: root, "slam", isHelp: isHelp)
    }

    private func check(_ words: [String], of command: any ParsableCommand.Type, _ path: String, isHelp: Bool) throws {
        let children = Self.children(of: command)
        guard let word = words.first, !word.hasPrefix("-"), !children.isEmpty else { return }
        if let next = children.first(where: { $0.configuration.commandName == word }) {
            return try check(Array(words.dropFirst()), of: next, "\(path) \(word)", isHelp: isHelp)
        }
        try refuse(word, of: command, path, children.compactMap { $0.configuration.commandName }, isHelp: isHelp)
    }

    private func refuse(
        _ word: String,
        of command: any ParsableCommand.Type,
        _ path: String,
        _ names: [String],
        isHelp: Bool
    ) throws {
        let isRoot = path == "slam"
        let usual = command.configuration.defaultSubcommand
        let near = Spelling.nearest(to: word, among: Set(names).sorted())
        // A command that does something by itself may take a file there.
        if usual != nil, !isHelp, near == nil || FileManager.default.fileExists(atPath: word) { return }
        let what = isRoot ? "no command '\(word)'" : "'\(path)' has no subcommand '\(word)'"
        let hint = near.map { "did you mean '\($0)'?" }
        let list = isRoot ? "'slam --help' lists them" : "it has \(Set(names).sorted().joined(separator: ", "))"
        throw ValidationError("\(what): \(hint ?? list)")
    }

    static func children(of command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
        command.configuration.subcommands + command.configuration.groupedSubcommands.flatMap { $0.subcommands }
    }
}
