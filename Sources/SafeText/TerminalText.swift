/// Foreign text made safe for a terminal: what could control it is shown, not obeyed.
package enum TerminalText {
    /// `text` with every control, format, bidi and tag character made visible; line feeds stay, tabs become spaces.
    package static func block(_ text: String) -> String { safe(text, keepsLineFeeds: true) }

    /// `text` as one line: line feeds are made visible too.
    package static func line(_ text: String) -> String { safe(text, keepsLineFeeds: false) }

    private static func safe(_ text: String, keepsLineFeeds: Bool) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        var safe = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where keepsLineFeeds: safe.append(scalar)
            case "\t" where keepsLineFeeds: safe.append(contentsOf: "    ".unicodeScalars)
            case _ where isUnsafe(scalar): safe.append(contentsOf: picture(scalar).unicodeScalars)
            default: safe.append(scalar)
            }
        }
        return String(safe)
    }

    /// Whether a scalar could move the cursor, change the order of text, or hide in it.
    ///
    /// The joiners U+200C and U+200D stay: scripts and emoji need them.
    package static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200C, 0x200D: false
        case 0x2028, 0x2029: true
        default:
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned: true
            default: false
            }
        }
    }

    /// A visible stand-in: Unicode's control pictures for ASCII, the code point for the rest.
    private static func picture(_ scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value).map(String.init) ?? "?"
        case 0x7F: "␡"
        default: "<U+\(padded(String(scalar.value, radix: 16, uppercase: true)))>"
        }
    }

    private static func padded(_ digits: String) -> String {
        String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
