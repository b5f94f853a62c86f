import SafeText
package import Studies

/// Makes a response worse in a way that an attentive reader notices.
package enum Degradation {
    /// The worse text, or nil when this text cannot be made worse in that way.
    package static func text(_ text: String, _ harm: PlannedRow.Harm, other: String?, key: UInt64) -> String? {
        switch harm {
        case .cut: cut(text)
        case .shuffled: shuffled(text, key: key)
        case .otherPrompt: other == text ? nil : other
        }
    }

    /// The first third of the words.
    private static func cut(_ text: String) -> String? {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count >= 6, let last = words.prefix(words.count / 3).last else { return nil }
        return String(text[..<last.endIndex])
    }

    /// The sentences in another order, drawn from the key.
    private static func shuffled(_ text: String, key: UInt64) -> String? {
        var sentences: [Substring] = []
        var start = text.startIndex
        for index in text.indices where text[index].endsLine || ".!?".contains(text[index]) {
            let next = text.index(after: index)
            guard next == text.endIndex || text[next].isWhitespace || text[index].endsLine else { continue }
            sentences.append(text[start..<next])
            start = next
        }
        if start < text.endIndex { sentences.append(text[start...]) }
        let parts = sentences.map { $0.trimming(while: \.isWhitespace) }.filter { !$0.isEmpty }
        guard parts.count >= 3 else { return nil }
        let draw = Draw(seed: key)
        let order = parts.indices.sorted { draw(.order, UInt64($0)) < draw(.order, UInt64($1)) }
        guard order != Array(parts.indices) else { return parts.reversed().joined(separator: " ") }
        return order.map { parts[$0] }.joined(separator: " ")
    }
}

extension Substring {
    fileprivate func trimming(while matches: (Character) -> Bool) -> Substring {
        var rest = drop(while: matches)
        while let last = rest.last, matches(last) { rest.removeLast() }
        return rest
    }
}

extension Degradation {
    /// The worse copy of a text that a planned row asks for.
    package static func worsened(_ text: String, _ how: PlannedRow.Degraded, _ other: String?) -> String? {
        Self.text(text, how.harm, other: other, key: how.key)
    }
}
