import SafeText
import Studies

extension JSONValue {
    /// One line of compact JSON that controls no terminal: what is no letter to be seen stands as an escape, which readers of
    /// JSON take for the same. All JSON of this module that may reach a terminal is written by it.
    var printed: String {
        let text = String(decoding: compactBytes, as: UTF8.self)
        guard !text.utf8.allSatisfy({ $0 < 0x7F }) else { return text + "\n" }
        var out = ""
        for scalar in text.unicodeScalars {
            guard Self.hides(scalar) else {
                out.unicodeScalars.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return out + "\n"
    }

    /// Whether a scalar could control a terminal, or hide in a text; joiners stand between letters that need them, and not here.
    private static func hides(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: TerminalText.isUnsafe(scalar)
        }
    }
}
