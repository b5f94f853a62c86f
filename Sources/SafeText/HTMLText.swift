/// Foreign text made safe for HTML, in content and in quoted attributes.
package enum HTMLText {
    /// `text` with markup as entities, and what could reorder it or hide in it visible, as on a terminal.
    package static func escaped(_ text: String) -> String {
        var out = ""
        for character in Neutralised(text).text.unicodeScalars {
            switch character {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            case "`": out += "&#96;"
            default: out.unicodeScalars.append(character)
            }
        }
        return out
    }
}
