/// What each key means: part of an answer or a command, never both.
package struct KeyMap: Sendable, Equatable {
    /// What a key is for.
    package enum Meaning: Sendable, Hashable {
        case answer(AnswerKey)
        case command(Command)

        /// The name in settings.
        package var name: String {
            switch self {
            case .answer(let answer): answer.name
            case .command(let command): command.rawValue
            }
        }

        /// The meaning of a name in settings.
        init?(named name: String) {
            if let answer = AnswerKey.allCases.first(where: { $0.name == name }) {
                self = .answer(answer)
            } else if let command = Command(named: name) {
                self = .command(command)
            } else {
                return nil
            }
        }
    }

    private var keys: [Meaning: [Key]]

    /// Every meaning in the order of the table.
    package static let meanings: [Meaning] =
        KeyTable.commands.map { .command($0.command) } + KeyTable.answers.map { .answer($0.answer) }

    /// The usual keys.
    package init() {
        let commands = KeyTable.commands.map { (Meaning.command($0.command), $0.keys) }
        let answers = KeyTable.answers.map { (Meaning.answer($0.answer), $0.keys) }
        keys = Dictionary(commands + answers) { first, _ in first }
    }

    /// The keys of a meaning.
    package func keys(of meaning: Meaning) -> [Key] { keys[meaning] ?? [] }
    package func keys(of command: Command) -> [Key] { keys(of: .command(command)) }

    /// What a key means.
    package func meaning(of key: Key) -> Meaning? { Self.meanings.first { keys[$0]?.contains(key) == true } }

    /// The command of a key.
    package func command(of key: Key) -> Command? {
        if case .command(let command)? = meaning(of: key) { command } else { nil }
    }

    /// The answer of a key.
    package func answer(of key: Key) -> AnswerKey? {
        if case .answer(let answer)? = meaning(of: key) { answer } else { nil }
    }

    /// The first key of a meaning, as it is shown.
    package func mark(of command: Command) -> String { keys(of: command).first?.mark ?? "" }
    package func mark(of answer: AnswerKey) -> String { keys(of: .answer(answer)).first?.mark ?? "" }

    /// Gives `meaning` one other key, or a digit one more; says why not where something else has that key.
    package mutating func set(_ key: Key, for meaning: Meaning) -> String? {
        guard !key.isFixed else { return "'\(key.name)' has a fixed meaning: take another key" }
        if let other = self.meaning(of: key), other != meaning {
            if case .answer(.digit) = other { return "digits answer: take another key than '\(key.name)'" }
            return "'\(key.name)' is '\(other.name)' already: move that one first"
        }
        if case .answer(.digit(let digit)) = meaning {
            // Where digits need Shift, the figure itself still is one.
            keys[meaning] = [key] + [.character(Character("\(digit)"))].filter { $0 != key }
        } else {
            keys[meaning] = [key]
        }
        return nil
    }

    /// Applies the keys of a study, by their names; gives every mistake in words.
    package mutating func apply(_ settings: [String: String]) -> [String] {
        apply(settings.sorted { $0.key < $1.key }.map { (name: $0.key, key: $0.value) })
    }

    /// Applies settings such as `flag: F` or `yes: д`, all at once, so that keys can be swapped; gives every mistake in words.
    package mutating func apply(_ settings: [(name: String, key: String)]) -> [String] {
        var mistakes: [String] = []
        var wanted: [(Meaning, Key)] = []
        for (name, key) in settings {
            guard let meaning = Meaning(named: name) else {
                let names = Self.meanings.map(\.name).joined(separator: ", ")
                mistakes.append("no command or answer '\(name)': there are \(names)")
                continue
            }
            guard let key = Key(named: key) else {
                mistakes.append("'\(key)' is no key: write one character")
                continue
            }
            wanted.append((meaning, key))
        }
        for (meaning, _) in wanted { keys[meaning] = [] }
        for (meaning, key) in wanted {
            guard let refusal = set(key, for: meaning) else { continue }
            mistakes.append(refusal)
            keys[meaning] = KeyMap().keys(of: meaning)
        }
        return mistakes
    }

    /// What does not have its usual keys, by name.
    package var changes: [(name: String, key: String)] {
        let usual = KeyMap()
        return Self.meanings.compactMap { meaning in
            let keys = keys(of: meaning)
            return keys == usual.keys(of: meaning) ? nil : keys.first.map { (meaning.name, $0.name) }
        }
    }

    package static func == (left: KeyMap, right: KeyMap) -> Bool { left.keys == right.keys }
}
