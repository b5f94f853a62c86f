import Foundation

/// A text as names are looked for in it: without what is not seen, and with letters that look alike as the same one.
struct FoldedText {
    let source: String
    private(set) var text = ""
    /// By scalar of `text` where it stands in the source.
    private var origins: [Range<String.Index>] = []

    init(_ source: String) {
        self.source = source
        var folded = String.UnicodeScalarView()
        let scalars = source.unicodeScalars
        var place = scalars.startIndex
        while place < scalars.endIndex {
            var (scalar, next) = (scalars[place], scalars.index(after: place))
            if scalar == "&", let entity = Self.entity(scalars[next...]) { (scalar, next) = entity }
            if Self.isPlain(scalar) {
                folded.append(scalar)
                origins.append(place..<next)
                place = next
                continue
            }
            let own = Self.folded(scalar)
            if own.isEmpty, Self.isUnseen(scalar), let last = origins.indices.last {
                // It goes with the letter that it follows.
                origins[last] = origins[last].lowerBound..<next
            }
            for letter in own {
                folded.append(letter)
                origins.append(place..<next)
            }
            place = next
        }
        text = String(folded)
    }

    /// What HTML calls a sign, behind its "&", and where it ends.
    private static func entity(_ rest: Substring.UnicodeScalarView) -> (Unicode.Scalar, String.Index)? {
        guard let end = rest.prefix(18).firstIndex(of: ";") else { return nil }
        let name = String(rest[..<end])
        var value = named[name]
        if name.hasPrefix("#") {
            let digits = name.dropFirst()
            let isHexadecimal = digits.first == "x" || digits.first == "X"
            value = UInt32(isHexadecimal ? digits.dropFirst() : digits, radix: isHexadecimal ? 16 : 10)
        }
        return value.flatMap(Unicode.Scalar.init).map { ($0, rest.index(after: end)) }
    }

    private static let named: [String: UInt32] = [
        "shy": 0xAD, "nbsp": 0xA0, "ZeroWidthSpace": 0x200B, "zwnj": 0x200C, "zwj": 0x200D, "lrm": 0x200E,
        "rlm": 0x200F,
        "NoBreak": 0x2060, "hyphen": 0x2010, "dash": 0x2010, "ndash": 0x2013, "mdash": 0x2014, "minus": 0x2212,
    ]

    /// Where in the source a part of the folded text stands.
    func range(of part: Range<String.Index>) -> Range<String.Index> {
        let scalars = text.unicodeScalars
        let first = scalars.distance(from: scalars.startIndex, to: part.lowerBound)
        let count = scalars.distance(from: part.lowerBound, to: part.upperBound)
        guard count > 0 else { return source.startIndex..<source.startIndex }
        return origins[first].lowerBound..<origins[first + count - 1].upperBound
    }

    /// Whether it is looked for as it is. Markdown shows "Cl**au**de" and "GPT\-4" as names.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        (0x20..<0x7F).contains(scalar.value) && scalar != "*" && scalar != "\\"
    }

    /// What a scalar is looked for as; nothing where it is not seen, or is Markdown's.
    private static func folded(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        if scalar == "*" || scalar == "\\" || isUnseen(scalar) { return [] }
        if let letter = letter(scalar) { return [letter] }
        return String(scalar).decomposedStringWithCompatibilityMapping.unicodeScalars.compactMap { part in
            isUnseen(part) ? nil : letter(part) ?? part
        }
    }

    /// Marks that join, break or decorate letters, and controls other than ends of lines.
    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        if properties.isDefaultIgnorableCodePoint { return true }
        switch properties.generalCategory {
        case .control: return !["\t", "\n", "\r", "\u{0B}", "\u{0C}", "\u{85}"].contains(scalar)
        case .format, .nonspacingMark, .enclosingMark: return true
        default: return false
        }
    }

    /// The Latin letter or sign that it looks like.
    private static func letter(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        if let letter = alike[scalar] { return letter }
        // Flags, and white letters in black circles and squares.
        for first: UInt32 in [0x1F1E6, 0x1F150, 0x1F170] where (first..<first + 26).contains(scalar.value) {
            return Unicode.Scalar(scalar.value - first + 0x61)
        }
        switch scalar.properties.generalCategory {
        case .dashPunctuation: return "-"
        case .spaceSeparator: return " "
        default: return nil
        }
    }

    private static let alike: [Unicode.Scalar: Unicode.Scalar] = {
        let rows: [(Unicode.Scalar, String)] = [
            ("a", "\u{430}\u{410}\u{3B1}\u{391}\u{251}\u{1D00}"), ("b", "\u{432}\u{412}\u{3B2}\u{392}\u{299}"),
            ("c", "\u{441}\u{421}\u{3F2}\u{3F9}\u{1D04}"), ("d", "\u{501}\u{1D05}"),
            ("e", "\u{435}\u{415}\u{3B5}\u{395}\u{1D07}"), ("g", "\u{50D}\u{50C}\u{261}\u{262}"),
            ("h", "\u{4BB}\u{43D}\u{41D}\u{397}\u{29C}"), ("i", "\u{456}\u{406}\u{3B9}\u{399}\u{131}\u{269}\u{26A}"),
            ("j", "\u{458}\u{408}\u{3F3}\u{237}\u{1D0A}"), ("k", "\u{43A}\u{41A}\u{3BA}\u{39A}\u{1D0B}"),
            ("l", "\u{4CF}\u{4C0}\u{29F}"), ("m", "\u{43C}\u{41C}\u{39C}\u{1D0D}"), ("n", "\u{39D}\u{274}"),
            ("o", "\u{43E}\u{41E}\u{3BF}\u{39F}\u{1D0F}"), ("p", "\u{440}\u{420}\u{3C1}\u{3A1}\u{1D18}"),
            ("q", "\u{51B}\u{51A}"), ("r", "\u{280}"), ("s", "\u{455}\u{405}\u{A731}"),
            ("t", "\u{442}\u{422}\u{3C4}\u{3A4}\u{1D1B}"), ("u", "\u{3C5}\u{1D1C}"), ("v", "\u{3BD}\u{1D20}"),
            ("w", "\u{51D}\u{51C}\u{1D21}"), ("x", "\u{445}\u{425}\u{3C7}\u{3A7}"),
            ("y", "\u{443}\u{423}\u{3A5}\u{28F}"),
            ("z", "\u{396}\u{1D22}"), ("'", "\u{2019}\u{2018}\u{2BC}\u{2032}\u{FF07}"), ("-", "\u{2212}"),
        ]
        var alike: [Unicode.Scalar: Unicode.Scalar] = [:]
        for (letter, others) in rows { for other in others.unicodeScalars { alike[other] = letter } }
        return alike
    }()
}
