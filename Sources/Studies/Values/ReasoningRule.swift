/// Where a model's reasoning stands when it stands in its text.
package enum ReasoningRule: Sendable, Equatable {
    /// A pair of well-known tags at the start of a text is told from the answer.
    case auto
    /// The text stays as it is.
    case none
    /// Between these tags; where only the closing one stands, all before it, since templates write the opening one.
    case tags(start: String, end: String)

    /// What templates of open models write, in letters of any case, with attributes.
    private static let known = ["think", "thinking", "thought", "seed:think"]

    /// What others write.
    private static let bracketed = [
        ("[THINK]", "[/THINK]"), ("◁think▷", "◁/think▷"), ("<|channel>thought", "<channel|>"),
        ("<|START_THINKING|>", "<|END_THINKING|>"), ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ]

    /// What some of them put around the answer behind it.
    private static let wrappers = [
        ("<|START_RESPONSE|>", "<|END_RESPONSE|>"), ("<|begin_of_solution|>", "<|end_of_solution|>"),
    ]

    /// The answer without the tokens around it.
    private static func unwrapped(_ answer: Substring) -> Substring {
        for (start, end) in wrappers where answer.hasPrefix(start) {
            let rest = answer.dropFirst(start.count).drop(while: \.isWhitespace)
            return rest[..<(rest.firstRange(of: end)?.lowerBound ?? rest.endIndex)]
        }
        return answer
    }

    /// Blanks, and the mark that some put before a text's first character.
    private static func isBlank(_ character: Character) -> Bool { character.isWhitespace || character == "\u{FEFF}" }

    /// The well-known tag that opens a text, and the one that closes it.
    private static func opening(of text: Substring) -> (start: String, end: String)? {
        let text = text.drop(while: isBlank)
        for (start, end) in bracketed where text.hasPrefix(start) { return (start, end) }
        guard text.first == "<" else { return nil }
        for name in known where text.dropFirst().prefix(name.count).lowercased() == name {
            let rest = text.dropFirst(1 + name.count)
            let attributes = rest.prefix { $0 != ">" && !$0.isNewline }
            let end = attributes.endIndex
            guard attributes.isEmpty || attributes.first?.isWhitespace == true, attributes.count < 80,
                end < rest.endIndex, rest[end] == ">"
            else { continue }
            return (String(text[...end]), "</\(text.dropFirst().prefix(name.count))>")
        }
        return nil
    }

    /// The reasoning and the answer of a text; nil where no reasoning stands in it. The answer is empty where the text was
    /// cut within the reasoning.
    package func split(_ text: String) -> (reasoning: String, answer: Substring)? {
        switch self {
        case .none: return nil
        case .auto:
            if let answer = Self.behindClosing(text[...]) { return ("", Self.unwrapped(answer)) }
            if let found = Self.channels(text.drop(while: Self.isBlank)) { return found }
            guard let (start, end) = Self.opening(of: text[...]) else { return nil }
            return Self.split(text[...], start, end, isClosingEnough: false).map {
                ($0.reasoning, Self.unwrapped($0.answer))
            }
        case .tags(let start, let end): return Self.split(text[...], start, end, isClosingEnough: true)
        }
    }

    /// What follows a closing tag that begins a text, as where a server took the reasoning out and left the tag.
    private static func behindClosing(_ text: Substring) -> Substring? {
        let text = text.drop(while: isBlank)
        let tags = known.map { "</\($0)>" } + bracketed.map(\.1)
        return tags.first(where: text.hasPrefix).map { text.dropFirst($0.count).drop(while: \.isWhitespace) }
    }

    /// What follows a closing tag that stands on a line of its own with no opening one before it, since the template wrote
    /// that; nil where there is none.
    package static func behindLoneClosing(of text: String) -> Substring? {
        guard text.utf8.firstRange(of: "</th".utf8) != nil else { return nil }
        for name in known {
            guard let close = text.firstRange(of: "</\(name)>") else { continue }
            let (before, after) = (text[..<close.lowerBound], text[close.upperBound...])
            if before.last?.isNewline == true, after.first?.isNewline != false, !before.contains("<\(name)") {
                return after.drop(while: \.isWhitespace)
            }
        }
        return nil
    }

    private static func split(_ text: Substring, _ start: String, _ end: String, isClosingEnough: Bool)
        -> (reasoning: String, answer: Substring)?
    {
        let trimmed = text.drop(while: isBlank)
        let opens = trimmed.hasPrefix(start)
        guard opens || isClosingEnough else { return nil }
        let rest = opens ? trimmed.dropFirst(start.count) : trimmed
        let within = opens ? balancedEnd(of: rest, start, end) : nil
        guard let close = within ?? Self.close(in: rest, end) ?? rest.firstRange(of: end) else {
            return opens ? (String(rest), "") : nil
        }
        let answer = rest[close.upperBound...].drop(while: \.isWhitespace)
        let thought = String(rest[..<close.lowerBound])
        // Some models think more than once before they answer.
        guard let more = split(answer, start, end, isClosingEnough: false) else { return (thought, answer) }
        return (thought + "\n" + more.reasoning, more.answer)
    }

    /// The closing tag of reasoning that opens more within itself; nil where not each of those is closed, as where a thought
    /// only speaks of the tag.
    private static func balancedEnd(of text: Substring, _ start: String, _ end: String) -> Range<Substring.Index>? {
        var rest = text
        var depth = 1
        while let close = close(in: rest, end) {
            depth += rest[..<close.lowerBound].ranges(of: start).count - 1
            if depth == 0 { return close }
            rest = rest[close.upperBound...]
        }
        return nil
    }

    /// The first closing tag that does not stand between quotation marks, as where a thought speaks of it.
    private static func close(in text: Substring, _ end: String) -> Range<Substring.Index>? {
        var rest = text
        while let close = rest.firstRange(of: end) {
            let (before, after) = (rest[..<close.lowerBound].last, rest[close.upperBound...].first)
            guard let before, let after, "\"'`“‘«".contains(before), "\"'`”’»".contains(after) else { return close }
            rest = rest[close.upperBound...]
        }
        return nil
    }
}
