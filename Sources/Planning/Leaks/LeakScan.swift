import Foundation

/// One place where a text gives away who wrote it.
package struct Leak: Sendable, Equatable {
    /// What gives it away.
    package enum Kind: String, Sendable {
        case selfIdentification = "self-identification"
        case name, phrase, format
    }

    package var kind: Kind
    package var range: Range<String.Index>
}

/// Looks for what gives a response's writer away; an answer about a vendor is no leak.
package struct LeakScan: Sendable {
    private static let vendors = [
        "OpenAI", "ChatGPT", "GPT-3", "GPT-3.5", "GPT-4", "GPT-4o", "GPT-5", "Anthropic", "Claude", "Google DeepMind",
        "DeepMind", "Google", "Gemini", "Bard", "Meta AI", "Meta", "Llama", "Mistral AI", "Mistral", "Mixtral", "Qwen",
        "Alibaba Cloud", "Alibaba", "DeepSeek", "Cohere", "xAI", "Grok", "Microsoft", "Copilot", "Phi-3", "Vicuna",
        "Orca", "Zephyr", "Falcon", "Gemma", "Yi", "Moonshot", "Kimi",
    ]
    private static let phrases = [
        "as an ai language model", "as a large language model", "as an ai assistant", "as a language model",
        "as an ai,",
        "as an ai model", "i am an ai language model", "i'm an ai language model", "i am a large language model",
        "i'm a large language model", "my knowledge cutoff", "my training data", "my last knowledge update",
    ]
    private static let formats = [
        "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|eot_id|>", "[INST]", "[/INST]", "<<SYS>>", "<think>",
        "</think>",
        "### Response:", "### Assistant:", "<start_of_turn>", "<end_of_turn>", "<|assistant|>", "<|user|>",
        "<|system|>",
        "<|start_header_id|>", "<|end_header_id|>", "<|begin_of_text|>", "<|end|>", "</s>",
    ]
    /// What makes a name in the same sentence the writer's own.
    private static let claims = [
        "i am ", "i'm ", "i’m ", "my name is", "i was ", "call me ", "made by", "trained by", "developed by",
        "created by",
        "built by", "powered by", "my creator", "my developer",
    ]
    private static let firstPerson = ["i ", "i'm", "i’m", "me ", "my "]

    private let names: [String]
    /// Those that the study's files have.
    private let own: Set<String>

    /// `models` are the study's own names: of models, of what servers call them, of families.
    package init(models: [String]) {
        own = Set(models)
        names = (Self.vendors + models).filter { $0.count > 1 }.sorted { $0.count > $1.count }
    }

    /// Every leak of the text in its order; names that the prompt itself brings up are none.
    package func leaks(in text: String, prompt: String) -> [Leak] {
        var leaks: [Leak] = []
        func add(_ kind: Leak.Kind, _ range: Range<String.Index>) {
            if !leaks.contains(where: { $0.range.overlaps(range) }) { leaks.append(Leak(kind: kind, range: range)) }
        }
        for format in Self.formats { for range in text.ranges(of: format) { add(.format, range) } }
        for phrase in Self.phrases { for range in Self.ranges(of: phrase, in: text) { add(.phrase, range) } }
        for name in names where !Self.isNamed(name, in: prompt) {
            for range in Self.ranges(of: name, in: text) where Self.isWhole(range, in: text) {
                let sentence = Self.sentence(around: range, in: text).lowercased()
                if Self.isOfItself(sentence, name.lowercased()) { add(.selfIdentification, range) }
                // An answer about a vendor may begin with its name.
                let isLabel = own.contains(name) && Self.isLabel(range, in: text)
                if isLabel || Self.isSignature(range, in: text) { add(.name, range) }
            }
        }
        return leaks.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    /// The text with every leak replaced by the same mark.
    package func masked(_ text: String, _ leaks: [Leak]) -> String {
        var masked = text
        for leak in leaks.reversed() { masked.replaceSubrange(leak.range, with: "[…]") }
        return masked
    }

    /// Whether the sentence says of its writer what it is or who made it; `name` is in lower case.
    private static func isOfItself(_ sentence: String, _ name: String) -> Bool {
        let padded = " " + sentence
        if padded.contains(" as \(name), i ") { return true }
        guard firstPerson.contains(where: { padded.contains(" " + $0) }) else { return false }
        return claims.contains { padded.contains(" " + $0) }
    }

    /// A name alone on the last line.
    private static func isSignature(_ range: Range<String.Index>, in text: String) -> Bool {
        let before = text[..<range.lowerBound].last { $0.isNewline || $0.isLetter || $0.isNumber }
        let after = text[range.upperBound...].first { $0.isLetter || $0.isNumber }
        return after == nil && before?.isNewline == true
    }

    /// A name before a colon at the beginning of the text, as a transcript has it.
    private static func isLabel(_ range: Range<String.Index>, in text: String) -> Bool {
        let before = text[..<range.lowerBound].contains { $0.isLetter || $0.isNumber }
        let after = text[range.upperBound...].first { !$0.isWhitespace && !"*_`]".contains($0) }
        return !before && after == ":"
    }

    private static func isNamed(_ name: String, in prompt: String) -> Bool {
        prompt.range(of: name, options: .caseInsensitive) != nil
    }

    private static func ranges(of words: String, in text: String) -> [Range<String.Index>] {
        var ranges: [Range<String.Index>] = []
        var rest = text.startIndex..<text.endIndex
        while let range = text.range(of: words, options: .caseInsensitive, range: rest) {
            ranges.append(range)
            rest = range.upperBound..<text.endIndex
        }
        return ranges
    }

    private static func isWhole(_ range: Range<String.Index>, in text: String) -> Bool {
        let before = text[..<range.lowerBound].last
        let after = text[range.upperBound...].first
        func isWord(_ character: Character?) -> Bool { character.map { $0.isLetter || $0.isNumber } ?? false }
        return !isWord(before) && !isWord(after)
    }

    private static func sentence(around range: Range<String.Index>, in text: String) -> Substring {
        let ends: (Character) -> Bool = { $0.isNewline || ".!?".contains($0) }
        let start = text[..<range.lowerBound].lastIndex(where: ends).map { text.index(after: $0) } ?? text.startIndex
        let end = text[range.upperBound...].firstIndex(where: ends) ?? text.endIndex
        return text[start..<end]
    }
}
