/// The stem of an English word (Porter 1980) with the extensions of NLTK, which rouge-score uses.
enum PorterStemmer {
    typealias Word = [UInt8]

    /// The stem of a word of a–z and 0–9.
    static func stem(_ word: Word) -> Word {
        if let irregular = irregularForms[word] { return irregular }
        guard word.count > 2 else { return word }
        return [plural, past, finalY, doubleSuffix, fullSuffix, lastSuffix, finalE, doubleL]
            .reduce(word) { $1($0) }
    }

    private static let irregularForms: [Word: Word] = {
        let forms = [
            ("sky", "sky"), ("skies", "sky"), ("dying", "die"), ("lying", "lie"), ("tying", "tie"), ("news", "news"),
            ("innings", "inning"), ("inning", "inning"), ("outings", "outing"), ("outing", "outing"),
            ("cannings", "canning"), ("canning", "canning"), ("howe", "howe"), ("proceed", "proceed"),
            ("exceed", "exceed"), ("succeed", "succeed"),
        ]
        return Dictionary(uniqueKeysWithValues: forms.map { (Word($0.0.utf8), Word($0.1.utf8)) })
    }()

    /// One suffix, what takes its place, and what the stem before it must be.
    private struct Rule {
        let suffix: Word
        let replacement: Word
        let isMet: @Sendable (Word) -> Bool

        init(_ suffix: String, _ replacement: String, _ isMet: @escaping @Sendable (Word) -> Bool = { _ in true }) {
            self.suffix = Word(suffix.utf8)
            self.replacement = Word(replacement.utf8)
            self.isMet = isMet
        }
    }

    /// Applies the first rule whose suffix the word has.
    private static func apply(_ rules: [Rule], to word: Word) -> Word {
        guard let rule = rules.first(where: { word.ends(with: $0.suffix) }) else { return word }
        let stem = Word(word.dropLast(rule.suffix.count))
        return rule.isMet(stem) ? stem + rule.replacement : word
    }

    private static func plural(_ word: Word) -> Word {
        if word.count == 4, word.ends(with: "ies") { return word.dropLast() }
        return apply(plurals, to: word)
    }

    private static let plurals = [Rule("sses", "ss"), Rule("ies", "i"), Rule("ss", "ss"), Rule("s", "")]

    private static func past(_ word: Word) -> Word {
        if word.ends(with: "ied") { return word.dropLast(word.count == 4 ? 1 : 2) }
        if word.ends(with: "eed") { return measure(word.dropLast(3)) > 0 ? word.dropLast() : word }
        let stems = ["ed", "ing"].filter { word.ends(with: $0) }.map { Word(word.dropLast($0.utf8.count)) }
        guard let stem = stems.first(where: hasVowel), let last = stem.last else { return word }
        if stem.ends(with: "at") || stem.ends(with: "bl") || stem.ends(with: "iz") { return stem + Word("e".utf8) }
        if endsInDoubleConsonant(stem) { return "lsz".utf8.contains(last) ? stem : stem.dropLast() }
        return measure(stem) == 1 && endsShort(stem) ? stem + Word("e".utf8) : stem
    }

    private static func finalY(_ word: Word) -> Word {
        guard word.last == UInt8(ascii: "y"), word.count > 2, consonants(word)[word.count - 2] else { return word }
        return word.dropLast() + Word("i".utf8)
    }

    private static func doubleSuffix(_ word: Word) -> Word {
        if word.ends(with: "alli"), measure(word.dropLast(4)) > 0 { return doubleSuffix(word.dropLast(2)) }
        if word.ends(with: "logi") { return measure(word.dropLast(3)) > 0 ? word.dropLast() : word }
        return apply(doubleSuffixes, to: word)
    }

    private static let doubleSuffixes = [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"),
        ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"),
        ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"),
        ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"), ("fulli", "ful"),
    ].map { Rule($0.0, $0.1) { measure($0) > 0 } }

    private static func fullSuffix(_ word: Word) -> Word { apply(fullSuffixes, to: word) }

    private static let fullSuffixes = [
        ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
    ].map { Rule($0.0, $0.1) { measure($0) > 0 } }

    private static func lastSuffix(_ word: Word) -> Word { apply(lastSuffixes, to: word) }

    private static let lastSuffixes = [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate",
        "iti", "ous", "ive", "ize",
    ].map { suffix in
        Rule(suffix, "") { measure($0) > 1 && (suffix != "ion" || $0.last.map("st".utf8.contains) == true) }
    }

    private static func finalE(_ word: Word) -> Word {
        guard word.last == UInt8(ascii: "e") else { return word }
        let stem = Word(word.dropLast())
        let measure = measure(stem)
        return measure > 1 || (measure == 1 && !endsShort(stem)) ? stem : word
    }

    private static func doubleL(_ word: Word) -> Word {
        word.ends(with: "ll") && measure(word.dropLast()) > 1 ? word.dropLast() : word
    }
}

extension PorterStemmer {
    /// For each letter, whether it is a consonant; y is one at the start and after a vowel.
    private static func consonants(_ word: Word) -> [Bool] {
        var flags: [Bool] = []
        for letter in word {
            switch letter {
            case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"):
                flags.append(false)
            case UInt8(ascii: "y"): flags.append(flags.last.map { !$0 } ?? true)
            default: flags.append(true)
            }
        }
        return flags
    }

    /// How often a consonant follows a vowel.
    private static func measure(_ stem: Word) -> Int {
        let flags = consonants(stem)
        return zip(flags, flags.dropFirst()).count { !$0 && $1 }
    }

    private static func hasVowel(_ stem: Word) -> Bool { consonants(stem).contains(false) }

    private static func endsInDoubleConsonant(_ word: Word) -> Bool {
        guard word.count >= 2, word[word.count - 1] == word[word.count - 2] else { return false }
        return consonants(word).last == true
    }

    /// Consonant, vowel, consonant other than w, x and y; or, of two letters, vowel and consonant.
    private static func endsShort(_ word: Word) -> Bool {
        let flags = consonants(word)
        if flags.count == 2 { return !flags[0] && flags[1] }
        guard flags.count >= 3, let last = word.last else { return false }
        return flags.suffix(3).elementsEqual([true, false, true]) && !"wxy".utf8.contains(last)
    }
}

extension [UInt8] {
    fileprivate func ends(with suffix: String) -> Bool { self.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) }

    fileprivate func ends(with suffix: [UInt8]) -> Bool { self.suffix(suffix.count).elementsEqual(suffix) }
}
