extension ReasoningRule {
    /// Tags that close reasoning and tokens that change its channel, in small letters.
    private static let closing = [
        "</think>", "</thinking>", "</thought>", "</seed:think>", "[/think]", "◁/think▷", "<|end_of_thought|>",
        "<|end_thinking|>", "<|channel|>", "<channel|>",
    ]
    /// Tags that open reasoning.
    private static let opening = [
        "<think>", "<thinking>", "<thought>", "<seed:think>", "[think]", "◁think▷", "<|begin_of_thought|>",
        "<|start_thinking|>", "<|channel>",
    ]

    /// Whether a text may hold reasoning that this rule leaves in it: the end of reasoning anywhere, the beginning of it on a
    /// new line, or channels whose tokens were taken out. A tag that the text only speaks of is none.
    package func mayLeaveReasoning(in text: some StringProtocol) -> Bool {
        guard self == .auto else { return false }
        let small = text.lowercased()
        if small.hasPrefix("analysis"), small.contains("assistantfinal") { return true }
        // Looking for each tag would take longer than all else that is done with a text.
        guard ["think", "thought", "channel"].contains(where: { small.utf8.firstRange(of: $0.utf8) != nil }) else {
            return false
        }
        func stands(_ tag: String, _ isRight: (Character?, Character?) -> Bool) -> Bool {
            small.ranges(of: tag).contains { range in
                let (before, after) = (small[..<range.lowerBound].last, small[range.upperBound...].first)
                return !Self.isSpokenOf(before, after) && isRight(before, after)
            }
        }
        return Self.closing.contains { stands($0) { _, _ in true } }
            || Self.opening.contains { stands($0) { before, _ in before?.isNewline ?? true } }
    }

    /// Whether a tag between these is a word of a sentence: in quotation marks, code or brackets, or between blanks.
    private static func isSpokenOf(_ before: Character?, _ after: Character?) -> Bool {
        if let before, "\"'`“‘«(".contains(before) { return true }
        if let after, "\"'`”’»),.;:?!".contains(after) { return true }
        guard let before, let after else { return false }
        return before.isWhitespace && !before.isNewline && after.isWhitespace && !after.isNewline
    }

    /// The reasoning and the answer of a text that begins in OpenAI's channels, whose tokens a server left in it; the answer
    /// is empty where it was cut before the final channel.
    static func channels(_ text: Substring) -> (reasoning: String, answer: Substring)? {
        var text = text
        if text.hasPrefix("<|start|>assistant") { text = text.dropFirst("<|start|>assistant".count) }
        guard text.hasPrefix("<|channel|>") else { return nil }
        guard let last = text.firstRange(of: "<|channel|>final"),
            let begin = text[last.upperBound...].firstRange(of: "<|message|>")
        else { return (spoken(text), "") }
        let answer = text[begin.upperBound...]
        let end = ["<|return|>", "<|end|>"].compactMap { answer.firstRange(of: $0)?.lowerBound }.min()
        return (spoken(text[..<last.lowerBound]), answer[..<(end ?? answer.endIndex)])
    }

    /// What was said in channels, without their tokens.
    private static func spoken(_ text: Substring) -> String {
        var (rest, parts) = (text, [Substring]())
        while let begin = rest.firstRange(of: "<|message|>") {
            let message = rest[begin.upperBound...]
            let end = message.firstRange(of: "<|end|>")
            parts.append(message[..<(end?.lowerBound ?? message.endIndex)])
            rest = end.map { message[$0.upperBound...] } ?? ""
        }
        return parts.joined(separator: "\n")
    }
}
