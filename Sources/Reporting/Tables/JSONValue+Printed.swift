import Studies

extension JSONValue {
    /// One line of compact JSON that controls no terminal: what is no letter to be seen stands as an escape, which readers of
    /// JSON take for the same.
    var printed: String {
        let text = String(decoding: compactBytes, as: UTF8.self)
        guard !text.utf8.allSatisfy({ $0 < 0x7F }) else { return text + "\n" }
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\n"
    }
}
