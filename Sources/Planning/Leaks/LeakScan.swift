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
        "Orca", "Zephyr", "Falcon", "Gemma", "Yi", "Moonshot", "Kimi", "Chat GPT", "Chat-GPT", "Open AI", "Deep Seek",
        "Deep Mind", "GPT", "ChatGLM", "GLM", "Zhipu", "InternLM", "Baichuan", "Nemotron", "NVIDIA", "Jamba",
        "Hunyuan", "Doubao", "OLMo", "StableLM", "WizardLM", "通义千问", "阿里云", "文心一言", "豆包", "深度求索",
    ]
    private static let phrases = [
        "as an ai language model", "as a large language model", "as an ai assistant", "as a language model",
        "as an ai,",
        "as an ai model", "i am an ai language model", "i'm an ai language model", "i am a large language model",
        "i'm a large language model", "my knowledge cutoff", "my training data", "my last knowledge update",
        "as of my last update", "als ki-modell", "als sprachmodell", "en tant que modèle de langage",
        "como modelo de lenguaje", "作为一个人工智能", "作为人工智能", "作为一个语言模型",
    ].map { FoldedText($0).text.lowercased() }
    private static let formats = [
        "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|eot_id|>", "[INST]", "[/INST]", "<<SYS>>", "<think>",
        "</think>",
        "### Response:", "### Assistant:", "<start_of_turn>", "<end_of_turn>", "<|assistant|>", "<|user|>",
        "<|system|>",
        "<|start_header_id|>", "<|end_header_id|>", "<|begin_of_text|>", "<|end|>", "</s>",
    ]
    /// What makes a name in the same sentence the writer's own.
    private static let claims = [
        "i am ", "i'm ", "my name is", "i was ", "call me ", "made by", "trained by", "developed by",
        "created by",
        "built by", "powered by", "my creator", "my developer",
    ]
    /// The same in other languages, each with its first person; those that set no spaces between words begin with none.
    private static let claimsElsewhere = [
        " ich bin ", " ich heiße ", " mein name ist ", " wurde ich von ", " je suis ", " je m'appelle ",
        " mon nom est ",
        " j'ai été ", " soy ", " me llamo ", " mi nombre es ", " fui ", " sono ", " mi chiamo ", " il mio nome è ",
        " sou ", " chamo-me ", " me chamo ", " meu nome é ", " ik ben ", " ik heet ", " mijn naam is ", " jag är ",
        " jestem ", " nazywam się ", " меня зовут ", " я — ", " я - ", " я был ", " мене звати ", "我是", "我叫", "我的名字",
        "我由", "私は", "わたしは", "저는", "나는",
    ].map { FoldedText($0).text.lowercased() }
    private static let firstPerson = ["i ", "i'm", "me ", "my "]
    /// Words behind a name that say which of a family it is.
    private static let tiers: Set<String> = [
        "opus", "sonnet", "haiku", "mini", "nano", "micro", "turbo", "pro", "flash", "ultra", "lite", "instruct",
        "chat",
        "large", "medium", "small", "tiny", "base", "preview", "plus", "max", "coder", "vision", "thinking",
    ]

    /// As they are looked for, the longest first.
    private let names: [String]
    /// Those that the study's files have.
    private let own: Set<String>

    /// `models` are the study's own names: of models, of what servers call them, of families.
    package init(models: [String]) {
        // What a hub calls a model has its owner before a slash.
        let parts = models + models.compactMap { $0.split(separator: "/").last.map(String.init) }
        own = Set(parts.map { FoldedText($0).text })
        names = Set(Self.vendors).union(own).filter { $0.count > 1 }.sorted { ($1.count, $0) < ($0.count, $1) }
    }

    /// Every leak of the text in its order; names that the prompt itself brings up are none. Letters that look like others,
    /// and what is not seen between letters, hide none.
    package func leaks(in source: String, prompt: String) -> [Leak] {
        let (folded, prompt) = (FoldedText(source), FoldedText(prompt).text)
        let text = folded.text
        var leaks: [(kind: Leak.Kind, range: Range<String.Index>)] = []
        func add(_ kind: Leak.Kind, _ range: Range<String.Index>) {
            if !leaks.contains(where: { $0.range.overlaps(range) }) { leaks.append((kind, range)) }
        }
        for format in Self.formats { for range in text.ranges(of: format) { add(.format, range) } }
        for phrase in Self.phrases { for range in Self.ranges(of: phrase, in: text) { add(.phrase, range) } }
        for name in names where !Self.isNamed(name, in: prompt) {
            for found in Self.ranges(of: name, in: text) where Self.isWhole(found, in: text) {
                let range = Self.withVersion(found, in: text)
                let sentence = Self.sentence(around: range, in: text).lowercased()
                if Self.isOfItself(sentence, text[range].lowercased()) { add(.selfIdentification, range) }
                // An answer about a vendor may begin with its name.
                let isLabel = own.contains(name) && Self.isLabel(range, in: text)
                if isLabel || Self.isSignature(range, in: text) { add(.name, range) }
            }
        }
        var found: [Leak] = []
        for leak in leaks.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            let range = folded.range(of: leak.range)
            // One sign may stand for several letters, of two leaks.
            if let last = found.last, last.range.upperBound > range.lowerBound {
                found[found.count - 1].range = last.range.lowerBound..<max(last.range.upperBound, range.upperBound)
            } else {
                found.append(Leak(kind: leak.kind, range: range))
            }
        }
        return found
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
        if padded.contains(" as \(name), i ") || claimsElsewhere.contains(where: padded.contains) { return true }
        if isPresented(padded + " ", name) || phrases.contains(where: padded.contains) { return true }
        guard firstPerson.contains(where: { padded.contains(" " + $0) }) else { return false }
        return claims.contains { padded.contains(" " + $0) }
    }

    /// Whether the writer presents itself without saying that it is that: "as NAME, a model by …, I", "NAME here".
    private static func isPresented(_ padded: String, _ name: String) -> Bool {
        let inPlace = [" as \(name) i ", " being \(name), i ", " i, \(name), "]
        let made = makings.flatMap { [" \(name) \($0) me ", " \(name) \($0) me,"] }
        if (inPlace + made).contains(where: padded.contains) { return true }
        var opening = padded.drop { !$0.isLetter && !$0.isNumber }
        if opening.hasPrefix("as "), let end = opening.range(of: ", i ") {
            let before = String(opening[..<end.lowerBound])
            let stands = ["as a ", "as an ", "as your "].contains(where: before.hasPrefix)
            let isBeside = before.contains(", a ") || before.contains(", an ")
            if stands || isBeside, before.contains(name), roles.contains(where: before.contains) { return true }
        }
        if opening.hasPrefix("this is \(name),") { return opening.contains(" help") || opening.contains(" your ") }
        for greeting in ["hi", "hello", "hey"] where [" ", ", "].contains(where: { opening.hasPrefix(greeting + $0) }) {
            opening = opening.dropFirst(greeting.count).drop { !$0.isLetter && !$0.isNumber }
        }
        return opening.hasPrefix("\(name) here,") || opening == "\(name) here "
    }

    /// What a name did to the writer.
    private static let makings = ["made", "trained", "created", "built", "developed", "designed"]
    /// What a writer that is no person calls itself.
    private static let roles = [" model", " assistant", " ai ", " chatbot"]

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

    /// Whether a character is of a word that spaces set off; where no spaces are set, a name may stand beside any.
    private static func isWord(_ character: Character?) -> Bool {
        guard let character, let first = character.unicodeScalars.first else { return false }
        let isUnspaced = first.properties.isIdeographic || unspaced.contains { $0.contains(first.value) }
        return !isUnspaced && (character.isLetter || character.isNumber)
    }

    /// Hiragana and Katakana; Hangul, whose particles follow a name at once, as it stands and in parts.
    private static let unspaced: [ClosedRange<UInt32>] = [0x3040...0x30FF, 0xAC00...0xD7A3, 0x1100...0x11FF]

    /// A number may follow a name at once, as in "Qwen2.5".
    private static func isWhole(_ range: Range<String.Index>, in text: String) -> Bool {
        let after = text[range.upperBound...].first
        let isNumbered = after?.isNumber == true && text[range].last?.isLetter == true
        return !isWord(text[..<range.lowerBound].last) && (!isWord(after) || isNumbered)
    }

    /// With what says which of its family it is, which would tell as much as the name: "-4o-mini", " 3.5 Sonnet".
    private static func withVersion(_ range: Range<String.Index>, in text: String) -> Range<String.Index> {
        var end = range.upperBound
        while let next = text[end...].first {
            let isSpace = next == " "
            let start = isWord(next) ? end : text.index(after: end)
            guard isWord(next) || isSpace || "-_.:/@+".contains(next) else { break }
            let word = text[start...].prefix { isWord($0) }
            let isOfIt =
                !" .:".contains(next) || word.contains(where: \.isNumber)
                || isSpace && tiers.contains(word.lowercased())
            guard !word.isEmpty, isOfIt else { break }
            end = word.endIndex
        }
        return range.lowerBound..<end
    }

    private static func sentence(around range: Range<String.Index>, in text: String) -> Substring {
        let ends: (Character) -> Bool = { $0.isNewline || ".!?。".contains($0) }
        let start = text[..<range.lowerBound].lastIndex(where: ends).map { text.index(after: $0) } ?? text.startIndex
        let end = text[range.upperBound...].firstIndex(where: ends) ?? text.endIndex
        return text[start..<end]
    }
}
