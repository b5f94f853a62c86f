/// Foreign text made safe for a terminal: what could control it is shown, not obeyed.
package enum TerminalText {
    /// `text` with every control, format, bidi and tag character made visible; line feeds stay, tabs become spaces.
    package static func block(_ text: String) -> String {
        let safe = Neutralised(text, showsReturns: true).text
        return safe.utf8.contains(0x09) ? replaced(safe, ["\t": "    "]) : safe
    }

    /// `text` as one line: line feeds and tabs are made visible too.
    package static func line(_ text: String) -> String {
        replaced(Neutralised(text, showsReturns: true).text, ["\n": "␊", "\t": "␉"])
    }

    /// Whether a scalar could move the cursor, change the order of text, or hide in it.
    ///
    /// The joiners U+200C and U+200D and the emoji selectors stay where a script or an emoji needs them.
    package static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200C, 0x200D, 0xFE0E, 0xFE0F: false
        default: Threat.of(scalar) != nil
        }
    }

    /// A visible stand-in: Unicode's control pictures for ASCII, the code point for the rest.
    static func picture(_ scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value).map { String(Character($0)) } ?? "?"
        case 0x7F: "␡"
        default: "<U+\(padded(String(scalar.value, radix: 16, uppercase: true), to: 4))>"
        }
    }

    private static func padded(_ digits: String, to count: Int) -> String {
        String(repeating: "0", count: max(0, count - digits.count)) + digits
    }

    private static func replaced(_ text: String, _ pictures: [Unicode.Scalar: String]) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.value < 0x20, let picture = pictures[scalar] {
                out.append(contentsOf: picture.unicodeScalars)
            } else {
                out.append(scalar)
            }
        }
        return String(out)
    }
}
