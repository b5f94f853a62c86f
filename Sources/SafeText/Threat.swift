/// A class of characters that could control a terminal, reorder a text, or hide in it.
package enum Threat: Int, Sendable, CaseIterable {
    case escapeSequence, control, bidi, invisible, tag, variation, lineSeparator, privateUse, unassigned, markFlood

    /// The class of a scalar that never stands alone as it is; nil for what is harmless by itself.
    static func of(_ scalar: Unicode.Scalar) -> Threat? {
        let value = scalar.value
        if value < 0x7F { return value == 0x1B ? .escapeSequence : value < 0x20 ? .control : nil }
        if value < 0xA0 { return [0x90, 0x98, 0x9B, 0x9D, 0x9E, 0x9F].contains(value) ? .escapeSequence : .control }
        switch value {
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: return .bidi
        case 0x2028, 0x2029: return .lineSeparator
        case 0xFE00...0xFE0F, 0xE0100...0xE01EF, 0x180B...0x180D, 0x180F: return .variation
        case 0xE0000...0xE007F: return .tag
        default: break
        }
        if scalar.properties.isDefaultIgnorableCodePoint { return .invisible }
        switch scalar.properties.generalCategory {
        case .format, .surrogate, .control: return .invisible
        case .privateUse: return .privateUse
        case .unassigned: return .unassigned
        default: return nil
        }
    }

    /// The class in words, for `count` of them.
    func words(_ count: Int) -> String {
        let (one, many) = names
        return "\(count) \(count == 1 ? one : many)"
    }

    private var names: (String, String) {
        switch self {
        case .escapeSequence: ("escape sequence", "escape sequences")
        case .control: ("control character", "control characters")
        case .bidi: ("bidi control", "bidi controls")
        case .invisible: ("invisible character", "invisible characters")
        case .tag: ("tag character", "tag characters")
        case .variation: ("stray variation selector", "stray variation selectors")
        case .lineSeparator: ("line separator", "line separators")
        case .privateUse: ("private-use character", "private-use characters")
        case .unassigned: ("unassigned character", "unassigned characters")
        case .markFlood: ("pile of combining marks", "piles of combining marks")
        }
    }
}
