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

    /// Pieces of 4 to 60 words between ends of sentences, without the numbers of a list's points.
    static func sentences(of text: String) -> [String] {
        var sentences: [String] = []
        var words: [Substring] = []
        func end() {
            if !words.isEmpty { sentences.append(words.joined(separator: " ")) }
            words.removeAll()
        }
        for line in text.split(whereSeparator: \.isNewline) {
            for word in line.split(whereSeparator: \.isWhitespace) {
                if isPoint(word), words.last.map({ $0.hasSuffix(":") }) ?? true {
                    end()
                    continue
                }
                words.append(word)
                if isEnd(word) { end() }
            }
            end()
        }
        return sentences.filter { (4...60).contains($0.split(separator: " ").count) }
    }

    /// `2.` or `(2)` where a sentence begins.
    private static func isPoint(_ word: Substring) -> Bool {
        guard let last = word.last, ".)".contains(last) else { return false }
        let digits = word.dropLast().drop { $0 == "(" }
        return (1...2).contains(digits.count) && digits.allSatisfy { ("0"..."9").contains($0) }
    }

    /// Whether a sentence ends with that word, inside marks of quotation or brackets too.
    static func isEnd(_ word: some StringProtocol) -> Bool {
        word.last { !"\"'”’)]".contains($0) }.map { ".!?".contains($0) } ?? false
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

    /// The first verb that can be denied made its opposite; nil for a question, which says neither.
    private static func denied(_ words: [String]) -> String? {
        guard words.last.map({ $0.contains("?") }) != true else { return nil }
        var words = words
        for (place, word) in words.enumerated() {
            let lower = word.lowercased().replacing("’", with: "'")
            let next = place + 1 < words.count ? words[place + 1].lowercased() : ""
            if let verb = affirmed(lower) {
                words[place] = word.first?.isUppercase == true ? verb.prefix(1).uppercased() + verb.dropFirst() : verb
            } else if lower == "can" || Self.verbs.contains(lower) {
                switch next {
                case "not", "never": words.remove(at: place + 1)
                case "no" where place + 2 < words.count && words[place + 2].lowercased() == "longer":
                    words.replaceSubrange(place + 1...place + 2, with: ["still"])
                case "no": words.remove(at: place + 1)
                default: words.insert("not", at: place + 1)
                }
            } else {
                continue
            }
            return words.joined(separator: " ")
        }
        return nil
    }

    /// The verb of a denial in one word, such as `is` of `isn't`.
    private static func affirmed(_ word: String) -> String? {
        switch word {
        case "cannot", "can't": return "can"
        case "won't": return "will"
        default:
            let verb = String(word.dropLast(3))
            return word.hasSuffix("n't") && verbs.contains(verb) ? verb : nil
        }
    }

    /// Whether a digit in that word says something: not where it numbers what follows, nor in an address.
    private static func isNumber(_ word: String) -> Bool {
        word.contains { "0123456789".contains($0) } && !word.hasSuffix(":") && !word.contains("://")
    }

    /// The first digit of the first number made another one, never a leading nought.
    private static func renumbered(_ words: [String]) -> String? {
        var words = words
        guard let place = words.firstIndex(where: isNumber),
            let digit = words[place].firstIndex(where: { "0123456789".contains($0) }),
            let value = words[place][digit].wholeNumberValue
        else { return nil }
        words[place].replaceSubrange(digit...digit, with: String(value % 9 + 1))
        return words.joined(separator: " ")
    }
}
