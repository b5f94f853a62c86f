import SafeText

/// Markdown of the study's own as lines to be read aloud: no signs of markup, a row of a table on one line.
enum MarkdownSpeech {
    /// The lines of a text.
    static func text(_ text: String) -> String {
        lines(MarkdownReader.blocks(Neutralised(text).text)).map { TerminalText.line($0) }.joined(separator: "\n")
    }

    private static func lines(_ blocks: [MarkdownBlock]) -> [String] { blocks.flatMap(lines) }

    private static func lines(_ block: MarkdownBlock) -> [String] {
        switch block {
        case .heading(_, let text): [plain(text)]
        case .paragraph(let text):
            plain(text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        case .code(_, let code): code
        case .quote(let blocks): lines(blocks)
        case .entry(let marker, let blocks):
            lines(blocks).enumerated().map { $0 == 0 ? "\(marker) \($1)" : $1 }
        case .table(let rows): rows.map { $0.map(plain).joined(separator: "; ") }
        case .rule: []
        case .blank: [""]
        }
    }

    private static func plain(_ text: String) -> String { MarkdownInline.runs(text).map(\.text).joined() }
}
