/// Breaks safe text into lines that fit a terminal.
package enum Wrapping {
    /// The lines of `block`, each at most `columns` wide, broken at spaces where there are any.
    ///
    /// No character is split; one that is wider than the line stands alone.
    package static func lines(_ block: String, columns: Int) -> [String] {
        block.split(separator: "\n", omittingEmptySubsequences: false).flatMap { wrap($0, max(1, columns)) }
    }

    private static func wrap(_ line: Substring, _ columns: Int) -> [String] {
        var lines: [String] = []
        var current = ""
        var width = 0
        for word in line.split(separator: " ", omittingEmptySubsequences: false) {
            let wordWidth = DisplayWidth.of(String(word))
            if !current.isEmpty, width + 1 + wordWidth > columns {
                lines.append(current)
                (current, width) = ("", 0)
            } else if !current.isEmpty || (lines.isEmpty && width > 0) {
                current += " "
                width += 1
            }
            if wordWidth <= columns {
                current += word
                width += wordWidth
                continue
            }
            for character in word {
                let characterWidth = DisplayWidth.of(character)
                if width + characterWidth > columns, !current.isEmpty {
                    lines.append(current)
                    (current, width) = ("", 0)
                }
                current.append(character)
                width += characterWidth
            }
        }
        return lines + [current]
    }
}
