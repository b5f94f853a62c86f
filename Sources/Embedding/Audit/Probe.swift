import Studies

/// A sentence of the study beside one that a single change turns against it.
package struct Probe: Sendable, Equatable {
    /// What was changed.
    package enum Rule: String, Sendable, CaseIterable {
        /// A verb denied, or its denial taken away.
        case negation
        /// Another number.
        case number
        /// Only marks of punctuation, so that nothing else is meant.
        case punctuation
    }

    package var rule: Rule
    package var prompt: String
    package var sentence: String
    package var changed: String

    /// The probes of some texts, each sentence once a rule, at most `limit` for a prompt and rule.
    package static func make(of texts: [(prompt: String, text: String)], limit: Int = 3) -> [Probe] {
        var probes: [Probe] = []
        var counts: [String: Int] = [:]
        var seen: Set<String> = []
        for (prompt, text) in texts {
            for sentence in sentences(of: text) where seen.insert("\(prompt)\n\(sentence)").inserted {
                for rule in Rule.allCases {
                    guard counts["\(rule) \(prompt)", default: 0] < limit, let changed = rule.change(sentence) else {
                        continue
                    }
                    counts["\(rule) \(prompt)", default: 0] += 1
                    probes.append(Probe(rule: rule, prompt: prompt, sentence: sentence, changed: changed))
                }
            }
        }
        return probes
    }

    /// Pieces of 4 to 60 words between ends of sentences.
    static func sentences(of text: String) -> [String] {
        var sentences: [String] = []
        var words: [Substring] = []
        for line in text.split(whereSeparator: \.isNewline) {
            for word in line.split(whereSeparator: \.isWhitespace) {
                words.append(word)
                guard let last = word.last, ".!?".contains(last) else { continue }
                sentences.append(words.joined(separator: " "))
                words.removeAll()
            }
            if !words.isEmpty { sentences.append(words.joined(separator: " ")) }
            words.removeAll()
        }
        return sentences.filter { (4...60).contains($0.split(separator: " ").count) }
    }
}

extension Probe.Rule {
    private static let verbs: Set<String> = [
        "is", "are", "was", "were", "will", "would", "should", "must", "may", "might", "could", "has", "have", "had",
        "does",
        "do", "did",
    ]

    func change(_ sentence: String) -> String? {
        let words = sentence.split(separator: " ").map(String.init)
        switch self {
        case .negation: return Self.denied(words)
        case .number: return Self.renumbered(words)
        case .punctuation:
            let bare = sentence.filter { !",;:".contains($0) }
            guard let last = bare.last else { return nil }
            let changed = ".!?".contains(last) ? String(bare.dropLast()) : bare + "."
            return changed == sentence ? nil : changed
        }
    }

    private static func denied(_ words: [String]) -> String? {
        var words = words
        for (place, word) in words.enumerated() {
            let lower = word.lowercased()
            let next = place + 1 < words.count ? words[place + 1].lowercased() : ""
            if lower == "cannot" || lower == "can't" {
                words[place] = "can"
            } else if lower == "can" || Self.verbs.contains(lower) {
                if next == "not" { words.remove(at: place + 1) } else { words.insert("not", at: place + 1) }
            } else {
                continue
            }
            return words.joined(separator: " ")
        }
        return nil
    }

    /// The first digit of the first number made another one, never a leading nought.
    private static func renumbered(_ words: [String]) -> String? {
        var words = words
        guard let place = words.firstIndex(where: { $0.contains { "0123456789".contains($0) } }),
            let digit = words[place].firstIndex(where: { "0123456789".contains($0) }),
            let value = words[place][digit].wholeNumberValue
        else { return nil }
        words[place].replaceSubrange(digit...digit, with: String(value % 9 + 1))
        return words.joined(separator: " ")
    }
}
