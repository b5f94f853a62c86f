/// The turns of a conversation in a cell of JSON: `role` and `content`, or `from` and `value`.
struct ChatTurns {
    let all: [Message]

    /// Nil where the list holds anything else.
    init?(_ list: [JSONValue]) {
        let found = list.compactMap(Self.turn)
        guard found.count == list.count, found.contains(where: { $0.role == .user }) else { return nil }
        all = found
    }

    /// What was asked: every turn but an answer at the end.
    var asked: [Message] { answer == nil ? all : all.dropLast() }

    /// The last turn's text, where the model has it.
    var answer: String? { all.last?.role == .assistant ? all.last?.content : nil }

    /// Folded names of columns that hold a whole conversation.
    static let columns: Set<String> = ["messages", "conversations", "conversation"]

    private static let prefix = "last turn of "

    /// The name of the column with the answers of a column of conversations.
    static func answers(of column: String) -> String { prefix + column }

    /// Whether a column is one with answers.
    static func holdsAnswers(_ column: String) -> Bool { column.hasPrefix(prefix) }

    private static let roles: [String: Message.Role] = [
        "system": .system, "developer": .system, "user": .user, "human": .user, "assistant": .assistant,
        "gpt": .assistant, "chatgpt": .assistant, "model": .assistant, "bot": .assistant, "ai": .assistant,
    ]

    /// One turn, with its text.
    static func turn(_ turn: JSONValue) -> Message? {
        guard let role = (turn["role"] ?? turn["from"] ?? turn["type"])?.string.flatMap({ roles[$0.lowercased()] }),
            let text = (turn["content"] ?? turn["value"]).flatMap(text)
        else { return nil }
        return Message(role: role, content: text)
    }

    /// A text, or parts that are all texts.
    private static func text(of content: JSONValue) -> String? {
        if let text = content.string { return text }
        guard let parts = content.array, !parts.isEmpty else { return nil }
        let texts = parts.compactMap { $0["text"]?.string }
        return texts.count == parts.count ? texts.joined(separator: "\n\n") : nil
    }
}
