/// What one line is by its beginning.
struct MarkdownLine {
    let indent: Int
    /// The line without its indentation.
    let rest: Substring

    init(_ line: Substring) {
        rest = line.drop { $0 == " " }
        indent = line.utf8.count - rest.utf8.count
    }

    var isBlank: Bool { rest.isEmpty }

    /// Whether the line ends a paragraph before it.
    var startsBlock: Bool {
        indent < 4 && (fence != nil || heading != nil || isRule || rest.first == ">" || marker != nil)
    }

    /// An opening fence and the language beside it.
    var fence: (mark: Substring, language: String)? {
        guard indent < 4, let first = rest.first, first == "`" || first == "~" else { return nil }
        let mark = rest.prefix { $0 == first }
        let language = rest.dropFirst(mark.count).trimmingSpaces
        guard mark.count >= 3, first == "~" || !language.contains("`") else { return nil }
        return (mark, String(language))
    }

    /// Whether the line closes a fence.
    func closes(_ fence: Substring) -> Bool {
        indent < 4 && rest.hasPrefix(fence) && rest.trimmingSpaces.allSatisfy { $0 == fence.first }
    }

    var heading: (level: Int, text: String)? {
        guard rest.first == "#" else { return nil }
        let level = rest.prefix { $0 == "#" }.count
        let text = rest.dropFirst(level)
        guard level <= 6, text.isEmpty || text.first == " " else { return nil }
        let trimmed = text.trimmingSpaces
        let body = String(trimmed.reversed().drop { $0 == "#" }.reversed())
        return (level, body.isEmpty || body.hasSuffix(" ") ? String(body[...].trimmingSpaces) : String(trimmed))
    }

    /// A thematic break.
    var isRule: Bool {
        guard indent < 4, let first = rest.first, "-*_".contains(first) else { return false }
        return rest.allSatisfy { $0 == first || $0 == " " } && rest.count { $0 == first } >= 3
    }

    /// The level of a heading that this line underlines.
    var underline: Int? {
        let trimmed = rest.trimmingSpaces
        guard indent < 4, trimmed.count >= 2, let first = trimmed.first, first == "=" || first == "-" else {
            return nil
        }
        return trimmed.allSatisfy { $0 == first } ? (first == "=" ? 1 : 2) : nil
    }

    /// A bullet or a number, and the columns to the content.
    var marker: (text: String, width: Int)? {
        guard indent < 4, let first = rest.first, first.isASCII else { return nil }
        let mark: Substring
        if "-*+".contains(first) {
            mark = rest.prefix(1)
        } else {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard (1...9).contains(digits.count), let end = rest.dropFirst(digits.count).first, end == "." || end == ")"
            else { return nil }
            mark = rest.prefix(digits.count + 1)
        }
        let after = rest.dropFirst(mark.count)
        guard after.isEmpty || after.first == " " else { return nil }
        let spaces = after.prefix { $0 == " " }.count
        let width = mark.count + (spaces > 4 || after.isEmpty ? 1 : spaces)
        return ("-*+".contains(first) ? "•" : String(mark), min(width, rest.count))
    }

    /// The cells of a row of a table.
    var cells: [String] {
        var cells: [String] = []
        var (cell, isEscaped) = ("", false)
        for character in rest.trimmingSpaces {
            if character == "|", !isEscaped {
                cells.append(cell)
                cell = ""
            } else {
                if character == "|", isEscaped { cell.removeLast() }
                cell.append(character)
            }
            isEscaped = character == "\\" && !isEscaped
        }
        cells.append(cell)
        var trimmed = cells.map { String($0[...].trimmingSpaces) }
        if trimmed.count > 1, trimmed.first == "" { trimmed.removeFirst() }
        if trimmed.count > 1, trimmed.last == "" { trimmed.removeLast() }
        return trimmed
    }

    /// The line without up to `count` of its leading spaces.
    static func dropping(_ count: Int, of line: Substring) -> Substring {
        line.dropFirst(line.prefix(count).prefix { $0 == " " }.count)
    }
}

extension Substring {
    var trimmingSpaces: Substring {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}
