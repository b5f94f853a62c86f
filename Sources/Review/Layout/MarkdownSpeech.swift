import SafeText

/// Markdown as lines to be read aloud: no signs of markup, a row of a table on one line.
struct MarkdownSpeech {
    /// Whether what a screen shows by its form, such as a heading or code, is named: whoever rates a text judges that too.
    private let namesForms: Bool

    /// The lines of a text of the study's own.
    static func text(_ text: String) -> String { MarkdownSpeech(namesForms: false).spoken(text) }

    /// The lines of a text that is rated.
    static func rated(_ text: String) -> String { MarkdownSpeech(namesForms: true).spoken(text) }

    private func spoken(_ text: String) -> String {
        let lines = Neutralised(text).text.split(separator: "\n", omittingEmptySubsequences: false)
        let blocks = MarkdownReader.blocks(lines.map { Wrapping.expandingTabs($0) }.joined(separator: "\n"))
        return self.lines(blocks).map { TerminalText.line($0) }.joined(separator: "\n")
    }

    private func lines(_ blocks: [MarkdownBlock]) -> [String] { blocks.flatMap(lines) }

    private func lines(_ block: MarkdownBlock) -> [String] {
        switch block {
        case .heading(let level, let text): [(namesForms ? "Heading \(level): " : "") + plain(text)]
        case .paragraph(let text):
            plain(text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        case .code(let language, let code):
            named("Code" + (language.isEmpty ? "" : ", \(language)"), code)
        case .quote(let blocks): named("Quote", lines(blocks))
        case .entry(let marker, let blocks):
            lines(blocks).enumerated().map { $0 == 0 ? "\(marker) \($1)" : $1 }
        case .table(let rows): named("Table", rows.map { $0.map(plain).joined(separator: "; ") })
        case .rule: namesForms ? ["A rule."] : []
        case .blank: [""]
        }
    }

    /// Lines between what they are and where they end.
    private func named(_ name: String, _ lines: [String]) -> [String] {
        let kind = name.prefix { $0 != "," }.lowercased()
        return namesForms ? ["\(name):"] + lines + ["End of the \(kind)."] : lines
    }

    private func plain(_ text: String) -> String { MarkdownInline.runs(text).map(\.text).joined() }
}
