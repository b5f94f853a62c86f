/// Breaks messages at spaces for a terminal; commands and paths stay whole, so that they can be copied.
package enum MessageWrapping {
    /// The text with line feeds where a line would be wider than `columns`; trailing spaces stay.
    package static func wrapped(_ text: String, columns: Int) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { isCommand($0) ? String($0) : wrapped(line: $0, columns) }.joined(separator: "\n")
    }

    private static let programs = ["slam ", "jq ", "rm "]
    private static let opening: Set<Character> = [" ", "(", "="]
    private static let ending: Set<Character> = [" ", ",", ".", ";", ":", ")", "?", "!"]

    /// Whether a line is a command to be copied.
    private static func isCommand(_ line: Substring) -> Bool {
        let words = line.drop { $0 == " " }
        return words.startIndex > line.startIndex && programs.contains(where: words.hasPrefix)
    }

    private static func wrapped(line: Substring, _ columns: Int) -> String {
        guard DisplayWidth.of(line) > columns else { return String(line) }
        let indent = min(line.prefix { $0 == " " }.count, columns / 2)
        var (out, width) = (String(repeating: " ", count: indent), indent)
        for (spaces, word) in units(line.drop { $0 == " " }, room: columns - indent) {
            let own = DisplayWidth.of(word)
            if width > indent, width + spaces + own > columns, !word.isEmpty {
                out += "\n" + String(repeating: " ", count: indent)
                width = indent
            } else {
                out += String(repeating: " ", count: spaces)
                width += spaces
            }
            out += word
            width += own
        }
        return out
    }

    /// What is never broken, each with the spaces before it; at the end spaces alone, where the line has some.
    private static func units(_ line: Substring, room: Int) -> [(spaces: Int, word: Substring)] {
        var units: [(spaces: Int, word: Substring)] = []
        var rest = line
        while !rest.isEmpty {
            let spaces = rest.prefix { $0 == " " }.count
            rest = rest.dropFirst(spaces)
            let end = self.end(of: rest, room: room)
            units.append((spaces, rest[..<end]))
            // What follows this is one command to the end of the line.
            let isNext = units.count == 1 && rest[..<end] == "next:"
            rest = rest[end...]
            if isNext, !rest.isEmpty {
                units.append((1, rest.dropFirst()))
                break
            }
        }
        return units
    }

    /// The end of the word that begins here, with what stands in quotes in it; of a command's name with what it takes.
    private static func end(of text: Substring, room: Int) -> Substring.Index {
        var place = text.hasPrefix("slam ") ? text.index(text.startIndex, offsetBy: 5) : text.startIndex
        if text.hasPrefix("jq "), let file = text.firstRange(of: " > table.jsonl") { place = file.upperBound }
        var before: Character = " "
        while place < text.endIndex, text[place] != " " {
            if text[place] == "'", opening.contains(before), let end = quoted(text[place...], room: room) {
                (place, before) = (end, "'")
                continue
            }
            before = text[place]
            place = text.index(after: place)
        }
        return place
    }

    /// The end of a command, a path, or whatever fits a line, in quotes; nil where nothing ends it, or it may be broken.
    private static func quoted(_ text: Substring, room: Int) -> Substring.Index? {
        var place = text.index(after: text.startIndex)
        while place < text.endIndex {
            let next = text.index(after: place)
            if text[place] == "'", next == text.endIndex || ending.contains(text[next]) {
                let inner = text[text.index(after: text.startIndex)..<place]
                let isCopied = programs.contains(where: inner.hasPrefix) || inner.contains("/") || inner.hasPrefix("{")
                return isCopied || DisplayWidth.of(text[..<next]) <= room ? next : nil
            }
            place = next
        }
        return nil
    }
}
