/// A foreign text in which nothing is obeyed by a terminal and nothing hides, with what was done to it.
package struct Neutralised: Sendable, Equatable {
    /// The text; of the controls only line feeds and tabs are left.
    package let text: String
    /// How many of each class were made visible, by `Threat`'s raw value.
    private let counts: [Int]

    /// Neutralises `source`; `showsReturns` also shows the carriage return of a CRLF, which is else dropped.
    package init(_ source: String, showsReturns: Bool = false) {
        let isPlain = source.utf8.allSatisfy { ($0 >= 0x20 && $0 < 0x7F) || $0 == 0x0A || $0 == 0x09 }
        guard !isPlain else {
            (text, counts) = (source, [])
            return
        }
        var neutraliser = Neutraliser(showsReturns: showsReturns)
        for scalar in source.unicodeScalars { neutraliser.take(scalar) }
        neutraliser.end()
        (text, counts) = (String(neutraliser.out), neutraliser.counts)
    }

    /// How many of a class were made visible.
    package func count(of threat: Threat) -> Int { counts.isEmpty ? 0 : counts[threat.rawValue] }

    /// What was neutralised, as `3 escape sequences, 1 bidi control neutralised`; nil where nothing was.
    package var summary: String? {
        let words = Threat.allCases.compactMap { count(of: $0) > 0 ? $0.words(count(of: $0)) : nil }
        return words.isEmpty ? nil : words.joined(separator: ", ") + " neutralised"
    }
}

/// One pass over a text's scalars.
struct Neutraliser {
    /// More marks than any living script puts on one letter.
    private static let mostMarks = 6
    private static let longestChain = 4

    let showsReturns: Bool
    private(set) var out = String.UnicodeScalarView()
    private(set) var counts = [Int](repeating: 0, count: Threat.allCases.count)
    private var last: Unicode.Scalar = "\n"
    private var held: Unicode.Scalar?
    private var marks = 0
    private var chain = 0
    private var joined = 0

    init(showsReturns: Bool) { self.showsReturns = showsReturns }

    mutating func take(_ scalar: Unicode.Scalar) {
        if let waiting = held {
            held = nil
            release(waiting, before: scalar)
        }
        if scalar.value >= 0x300, isMark(scalar), Threat.of(scalar) == nil { return takeMark(scalar) }
        endMarks()
        endChain(before: scalar)
        switch scalar.value {
        case 0x0A, 0x09: keep(scalar)
        case 0x20..<0x7F: keep(scalar)
        case 0x0D, 0x200C, 0x200D: held = scalar
        case 0xFE0E, 0xFE0F: last.properties.isEmoji ? keep(scalar) : show(scalar, .variation)
        default: if let threat = Threat.of(scalar) { show(scalar, threat) } else { keep(scalar) }
        }
    }

    private mutating func takeMark(_ scalar: Unicode.Scalar) {
        // A mark without a letter would be drawn over our own frame.
        if last == "\n" || last == "\t" { keep("◌") }
        if scalar.properties.canonicalCombiningClass == .virama { chain += 1 }
        marks += 1
        if chain > Self.longestChain {
            show(scalar, .markFlood)
            (chain, marks) = (0, 0)
        } else if marks <= Self.mostMarks {
            keep(scalar)
        }
    }

    /// Letters that join into one drawn character are bounded too: leading jamo, and consonants with viramas between.
    private mutating func endChain(before scalar: Unicode.Scalar) {
        if isLeadingJamo(scalar), isLeadingJamo(last) {
            chain += 1
            guard chain > Self.longestChain else { return }
            counts[Threat.markFlood.rawValue] += 1
            out.append(contentsOf: "<+>".unicodeScalars)
            chain = 0
        } else if last.properties.canonicalCombiningClass != .virama {
            chain = 0
        }
    }

    mutating func end() {
        if let waiting = held { release(waiting, before: "\0") }
        held = nil
        endMarks()
    }

    /// Decides about a scalar whose harm depends on the next one: a return, or a joiner.
    private mutating func release(_ scalar: Unicode.Scalar, before next: Unicode.Scalar) {
        if scalar == "\r" {
            if next != "\n" || showsReturns { show(scalar, next == "\n" ? nil : .control) }
            return
        }
        let emoji = scalar.value == 0x200D && isPictorial(last) && isPictorial(next) && joined < 9
        let script = isJoiningLetter(last) && isJoiningLetter(next)
        guard emoji || script else { return show(scalar, .invisible) }
        let count = emoji ? joined + 1 : 0
        keep(scalar)
        joined = count
    }

    private mutating func keep(_ scalar: Unicode.Scalar) {
        if scalar.value < 0x2000 { joined = 0 }
        out.append(scalar)
        last = scalar
    }

    private mutating func show(_ scalar: Unicode.Scalar, _ threat: Threat?) {
        if let threat { counts[threat.rawValue] += 1 }
        out.append(contentsOf: TerminalText.picture(scalar).unicodeScalars)
        (last, joined) = (">", 0)
    }

    private mutating func endMarks() {
        if marks > Self.mostMarks {
            counts[Threat.markFlood.rawValue] += 1
            last = ">"
            out.append(contentsOf: "<+\(marks - Self.mostMarks) marks>".unicodeScalars)
        }
        marks = 0
    }

    private func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark: true
        default: scalar.properties.isGraphemeExtend || scalar.properties.isEmojiModifier
        }
    }

    private func isLeadingJamo(_ scalar: Unicode.Scalar) -> Bool {
        (0x1100...0x115F).contains(scalar.value) || (0xA960...0xA97C).contains(scalar.value)
    }

    private func isPictorial(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value == 0xFE0F || (scalar.value > 0xFF && scalar.properties.isEmoji)
    }

    /// Letters and marks of the scripts from Hebrew to Mongolian, whose spelling needs the joiners.
    private func isJoiningLetter(_ scalar: Unicode.Scalar) -> Bool {
        (0x0590..<0x1900).contains(scalar.value) && scalar.properties.generalCategory != .decimalNumber
    }
}
