/// One row of a Markdown table: cells between bars, in which `\|` is a bar.
enum MarkdownRow {
    static let bar = UInt8(ascii: "|")
    private static let backslash = UInt8(ascii: "\\")
    /// What stands for a sign that Markdown would read as its own; an ampersand comes last, since the others begin with one.
    private static let entities = [("&lt;", "<"), ("&gt;", ">"), ("&#40;", "("), ("&amp;", "&")].map {
        (name: Array($0.utf8), sign: Array($1.utf8)[0])
    }

    /// The cells without the blanks around them; a bar at either end of the line opens or closes the row.
    static func cells(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var rest = trimmed(line)
        if rest.first == bar { rest.removeFirst() }
        var cells: [ArraySlice<UInt8>] = []
        var (start, index) = (rest.startIndex, rest.startIndex)
        while index < rest.endIndex {
            if rest[index] == backslash, index + 1 < rest.endIndex, [bar, backslash].contains(rest[index + 1]) {
                index += 2
                continue
            }
            if rest[index] == bar {
                cells.append(plain(trimmed(rest[start..<index])))
                start = index + 1
            }
            index += 1
        }
        if start < rest.endIndex || cells.isEmpty { cells.append(plain(trimmed(rest[start...]))) }
        return cells
    }

    /// Whether it is the row of dashes below the header.
    static func isRule(_ cells: [ArraySlice<UInt8>]) -> Bool {
        let filled = cells.filter { !$0.isEmpty }
        return !filled.isEmpty
            && filled.allSatisfy { cell in
                let dashes = cell.drop { $0 == UInt8(ascii: ":") }.prefix { $0 == UInt8(ascii: "-") }
                return !dashes.isEmpty && cell.allSatisfy { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":") }
            }
    }

    /// Without the blanks around it.
    static func trimmed(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let rest = field.drop(while: isBlank)
        return rest.lastIndex { !isBlank($0) }.map { rest[...$0] } ?? rest
    }

    /// What a cell says: its escaped bars, backslashes and entities as the signs that they stand for.
    private static func plain(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard cell.contains(where: { $0 == backslash || $0 == UInt8(ascii: "&") }) else { return cell }
        var (text, index): ([UInt8], Int) = ([], cell.startIndex)
        while index < cell.endIndex {
            if cell[index] == backslash, index + 1 < cell.endIndex, [bar, backslash].contains(cell[index + 1]) {
                text.append(cell[index + 1])
                index += 2
            } else if let entity = entities.first(where: { cell[index...].starts(with: $0.name) }) {
                text.append(entity.sign)
                index += entity.name.count
            } else {
                text.append(cell[index])
                index += 1
            }
        }
        return text[...]
    }
}
