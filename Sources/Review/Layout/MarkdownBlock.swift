/// A part of a text in Markdown.
indirect enum MarkdownBlock: Sendable, Equatable {
    case heading(level: Int, String)
    /// Its lines as they were written: a line feed of a letter, a poem or plain JSON stays.
    case paragraph(String)
    case code(language: String, [String])
    case quote([MarkdownBlock])
    /// An entry of a list: its bullet or number, and what is in it.
    case entry(marker: String, [MarkdownBlock])
    /// The first row is the header.
    case table([[String]])
    case rule
    case blank
}

/// Reads lines of safe text as Markdown; whatever is no markup is a paragraph.
struct MarkdownReader {
    /// Quotes and lists nested deeper are read as paragraphs.
    private static let deepest = 12

    private let lines: [Substring]
    private let depth: Int
    private let asWritten: Bool
    private var index = 0
    private var blocks: [MarkdownBlock] = []

    /// The blocks of a text; where it is not `asWritten`, the lines of a paragraph flow on, as Markdown has it.
    static func blocks(_ text: String, asWritten: Bool = true) -> [MarkdownBlock] {
        blocks(text.split(separator: "\n", omittingEmptySubsequences: false), depth: 0, asWritten)
    }

    private static func blocks(_ lines: [Substring], depth: Int, _ asWritten: Bool) -> [MarkdownBlock] {
        var reader = MarkdownReader(lines: lines, depth: depth, asWritten)
        while reader.index < lines.count { reader.readBlock() }
        return reader.blocks
    }

    private init(lines: [Substring], depth: Int, _ asWritten: Bool) {
        self.lines = lines
        self.depth = depth
        self.asWritten = asWritten
    }

    private mutating func readBlock() {
        let line = MarkdownLine(lines[index])
        if line.isBlank {
            if blocks.last != .blank, !blocks.isEmpty { blocks.append(.blank) }
            index += 1
        } else if let fence = line.fence {
            readFence(fence, indent: line.indent)
        } else if line.indent >= 4 {
            readIndentedCode()
        } else if let heading = line.heading {
            blocks.append(.heading(level: heading.level, heading.text))
            index += 1
        } else if line.isRule {
            blocks.append(.rule)
            index += 1
        } else if depth < Self.deepest, line.rest.first == ">" {
            readQuote()
        } else if depth < Self.deepest, let marker = line.marker {
            readEntry(marker)
        } else if isTable {
            readTable()
        } else {
            readParagraph()
        }
    }

    private mutating func readFence(_ fence: (mark: Substring, language: String), indent: Int) {
        var code: [String] = []
        index += 1
        while index < lines.count {
            let line = MarkdownLine(lines[index])
            index += 1
            if line.closes(fence.mark) { break }
            code.append(String(MarkdownLine.dropping(indent, of: lines[index - 1])))
        }
        blocks.append(.code(language: fence.language, code))
    }

    private mutating func readIndentedCode() {
        var code: [String] = []
        while index < lines.count {
            let line = MarkdownLine(lines[index])
            guard line.indent >= 4 || line.isBlank else { break }
            code.append(String(MarkdownLine.dropping(4, of: lines[index])))
            index += 1
        }
        while code.last?.allSatisfy({ $0 == " " }) == true {
            code.removeLast()
            index -= 1
        }
        blocks.append(.code(language: "", code))
    }

    private mutating func readQuote() {
        var inner: [Substring] = []
        while index < lines.count {
            let line = MarkdownLine(lines[index])
            guard line.indent < 4, line.rest.first == ">" else { break }
            let rest = line.rest.dropFirst()
            inner.append(rest.first == " " ? rest.dropFirst() : rest)
            index += 1
        }
        blocks.append(.quote(Self.blocks(inner, depth: depth + 1, asWritten)))
    }

    private mutating func readEntry(_ marker: (text: String, width: Int)) {
        let first = MarkdownLine(lines[index])
        let indent = first.indent + marker.width
        var inner = [first.rest.dropFirst(marker.width)]
        index += 1
        while index < lines.count {
            let line = MarkdownLine(lines[index])
            if line.isBlank {
                guard index + 1 < lines.count, MarkdownLine(lines[index + 1]).indent >= indent,
                    !MarkdownLine(lines[index + 1]).isBlank
                else { break }
            } else if line.indent < indent {
                let isLazy = !line.startsBlock && inner.last?.allSatisfy { $0 == " " } == false
                guard isLazy, !isTable else { break }
            }
            inner.append(MarkdownLine.dropping(indent, of: lines[index]))
            index += 1
        }
        blocks.append(.entry(marker: marker.text, Self.blocks(inner, depth: depth + 1, asWritten)))
    }

    private var isTable: Bool {
        guard index + 1 < lines.count, lines[index].utf8.contains(UInt8(ascii: "|")) else { return false }
        let cells = MarkdownLine(lines[index + 1]).cells
        return lines[index + 1].utf8.contains(UInt8(ascii: "-"))
            && cells.count == MarkdownLine(lines[index]).cells.count
            && cells.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0 == "-" || $0 == ":" } && $0.contains("-") }
    }

    private mutating func readTable() {
        var rows = [MarkdownLine(lines[index]).cells]
        index += 2
        while index < lines.count {
            let line = MarkdownLine(lines[index])
            guard !line.isBlank, !line.startsBlock, lines[index].utf8.contains(UInt8(ascii: "|")) else { break }
            rows.append(line.cells)
            index += 1
        }
        blocks.append(.table(rows))
    }

    private mutating func readParagraph() {
        var text = ""
        let start = index
        while index < lines.count {
            let line = MarkdownLine(lines[index])
            if index > start {
                if let level = line.underline, depth < Self.deepest {
                    index += 1
                    return blocks.append(.heading(level: level, text))
                }
                guard !line.isBlank, !line.startsBlock, !isTable else { break }
            }
            text += index > start ? String(lines[index].prefix { $0 == " " }) + line.rest : String(line.rest)
            index += 1
            endLine(&text)
        }
        while text.last == " " || text.last == "\n" { text.removeLast() }
        blocks.append(.paragraph(text))
    }

    /// A backslash at the end is the mark of a break, not text, and so are two spaces.
    private func endLine(_ text: inout String) {
        var breaks = asWritten || text.hasSuffix("  ")
        if text.hasSuffix("\\"), index < lines.count {
            text.removeLast()
            breaks = true
        }
        while text.last == " " { text.removeLast() }
        text += breaks ? "\n" : " "
    }
}
