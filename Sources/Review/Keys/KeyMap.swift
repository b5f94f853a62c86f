/// Which key gives which command.
package struct KeyMap: Sendable, Equatable {
    private var keys: [Command: [Key]]

    /// The usual keys.
    package init() { keys = Dictionary(uniqueKeysWithValues: Command.allCases.map { ($0, $0.usualKeys) }) }

    /// The keys of a command.
    package func keys(of command: Command) -> [Key] { keys[command] ?? [] }

    /// The command of a key.
    package func command(of key: Key) -> Command? {
        Command.allCases.first { keys[$0]?.contains(key) == true }
    }

    /// Gives `command` one other key; says why not where another command has that, or the pager.
    package mutating func set(_ key: Key, for command: Command) -> String? {
        switch key {
        case .enter, .escape, .backspace, .tab, .up, .down, .pageUp, .pageDown, .home, .end, .paste, .other:
            return "'\(key.name)' has a fixed meaning: take another key"
        case .character(let character) where character.isNumber:
            return "digits rate: take another key than '\(character)'"
        case .character, .left, .right: break
        }
        if let other = self.command(of: key), other != command {
            return "'\(key.name)' is '\(other.rawValue)' already: move that one first"
        }
        keys[command] = [key]
        return nil
    }

    /// Applies settings such as `flag: F`; gives every mistake in words.
    package mutating func apply(_ settings: [(command: String, key: String)]) -> [String] {
        settings.compactMap { name, key in
            guard let command = Command(rawValue: name) else {
                let names = Command.allCases.map(\.rawValue).joined(separator: ", ")
                return "no command '\(name)': the commands are \(names)"
            }
            guard let key = Key(named: key) else {
                return "'\(key)' is no key: write one character, or space, left, right"
            }
            return set(key, for: command)
        }
    }

    /// The commands that do not have their usual keys, by name.
    package var changes: [(command: String, key: String)] {
        Command.allCases.compactMap { command in
            let keys = keys(of: command)
            return keys == command.usualKeys ? nil : keys.first.map { (command.rawValue, $0.name) }
        }
    }

    /// The letters that give commands.
    var characters: Set<Character> {
        Set(
            keys.values.flatMap { $0 }.compactMap { key in
                if case .character(let character) = key { character } else { nil }
            }
        )
    }
}
