/// The one table of keys: the help page, the bottom line and the decoder are made from it.
package enum KeyTable {
    /// One command: its usual key, a short word for the bottom line, and what it does.
    struct CommandRow: Sendable {
        var command: Command
        var keys: [Key]
        var short: String
        var words: String
    }

    /// One answer: its usual keys and what it answers.
    struct AnswerRow: Sendable {
        var answer: AnswerKey
        var keys: [Key]
    }

    /// Keys that mean the same for everybody.
    static let fixed: [(keys: String, words: String)] = [
        ("Enter", "ends a number, takes what is held, saves what is complete"),
        ("Backspace", "the last digit, or the last place of a ranking"),
        ("Esc", "drops what is typed or held, closes a page; stores nothing"),
        ("Tab →", "the next question of this item"),
        ("Shift-Tab ←", "the question before it"),
        ("Space PgDn PgUp", "turn the text; Space stops at its end"),
        ("↑ ↓ Home End", "move the text"),
    ]

    static let commands: [CommandRow] = [
        row(.undo, "u", "undo", "reopen the last item with its answers"),
        row(.skip, "s", "skip", "skip this item, with a reason"),
        row(.later, "w", "later", "put this item off: it comes back at the end"),
        row(.comment, "c", "comment", "write a comment on this item"),
        row(.lastComment, "C", "comment on the last", "write a comment on the item before"),
        row(.quote, "\"", "quote", "quote the top line into the comment"),
        row(.flag, "f", "flag", "flag this item, or take the flag off"),
        row(.open, "o", "open", "unfold prompt and reference, or fold them"),
        row(.part, "r", "next part", "go to the next part: prompt, A, B"),
        row(.search, "/", "search", "search in the text; Enter goes to the next match"),
        row(.view, "v", "view", "turn the view: rendered, raw, bytes"),
        row(.difference, "d", "diff", "mark what differs in a pair"),
        row(.guidelines, "g", "guidelines", "show the guidelines"),
        row(.list, "l", "list", "list my items and jump to one"),
        row(.back, "<", "last item", "the item before this one"),
        row(.forward, ">", "next item", "the item after it, back to the open one"),
        row(.pause, "p", "pause", "pause: the clock stops"),
        row(.keys, "K", "keys", "try and change keys"),
        row(.breaks, "B", "breaks", "turn the break reminder off or on"),
        row(.help, "?", "help", "show this help"),
        row(.quit, "q", "quit", "end; what is saved stays saved"),
    ]

    /// Those that go back to an item or put it off, which the cases of a session of settling do not allow.
    static let ofPast: Set<Command> = [.undo, .list, .lastComment, .back, .forward, .later]

    static let answers: [AnswerRow] =
        (0...9).map { AnswerRow(answer: .digit($0), keys: [.character(Character("\($0)"))]) } + [
            AnswerRow(answer: .sign, keys: [.character("-")]),
            AnswerRow(answer: .point, keys: [.character("."), .character(",")]),
            AnswerRow(answer: .yes, keys: [.character("y")]),
            AnswerRow(answer: .no, keys: [.character("n")]),
            AnswerRow(answer: .left, keys: [.character("a")]),
            AnswerRow(answer: .right, keys: [.character("b")]),
            AnswerRow(answer: .tie, keys: [.character("t"), .character("=")]),
            AnswerRow(answer: .bothBad, keys: [.character("x")]),
        ]

    private static func row(_ command: Command, _ key: Character, _ short: String, _ words: String) -> CommandRow {
        CommandRow(command: command, keys: [.character(key)], short: short, words: words)
    }

    static func row(of command: Command) -> CommandRow {
        commands.first { $0.command == command }
            ?? CommandRow(command: command, keys: [], short: command.rawValue, words: command.rawValue)
    }
}
