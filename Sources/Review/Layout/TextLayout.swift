package import SafeText

/// How a text is looked at.
package enum TextView: Sendable, Equatable, CaseIterable {
    /// As Markdown.
    case rendered
    /// As it was written, every control shown.
    case raw
    /// As its bytes.
    case hex

    /// The view after this one.
    package var next: TextView {
        switch self {
        case .rendered: .raw
        case .raw: .hex
        case .hex: .rendered
        }
    }
}

/// One foreign text as lines of a screen, each behind a gutter that only we draw.
///
/// No line of a text begins in the first column, so that none can pass for a heading or a message of ours.
package struct TextLayout: Sendable, Equatable {
    /// The columns that the gutter takes.
    package static let gutterWidth = 2
    /// The gutter of a text, and that of the right one of a pair.
    package static let (gutter, rightGutter) = ("┃ ", "║ ")

    /// At most `columns` wide each.
    package let lines: [StyledLine]
    /// What was neutralised, in words.
    package let warning: String?

    /// Lays out `text` for a view; `asWritten` keeps the signs of headings and the line feeds of paragraphs, as of a foreign
    /// text every character stays.
    package init(
        _ text: String,
        columns: Int,
        view: TextView = .rendered,
        gutter: String = TextLayout.gutter,
        asWritten: Bool = true
    ) {
        let inner = max(8, columns - Self.gutterWidth)
        let safe = Neutralised(text, showsReturns: view != .rendered)
        warning = safe.summary
        let body =
            switch view {
            case .rendered:
                MarkdownLayout(columns: inner, marksHeadings: asWritten)
                    .lines(MarkdownReader.blocks(Self.untabbed(safe.text), asWritten: asWritten))
            case .raw: Self.raw(safe.text, inner)
            case .hex: HexDump.lines(Array(text.utf8), columns: inner)
            }
        let mark = StyledLine([StyledRun(gutter, .frame)])
        lines = body.map { $0.prefixed(by: mark) }
    }

    /// Lays out runs of safe text, such as one side of a difference.
    package init(runs: [StyledRun], columns: Int, warning: String? = nil, gutter: String = TextLayout.gutter) {
        let inner = max(8, columns - Self.gutterWidth)
        self.warning = warning
        lines = MarkdownLayout.paragraphs(runs).map(Self.untabbed).flatMap { Wrapping.lines($0, columns: inner) }
            .map { $0.prefixed(by: StyledLine([StyledRun(gutter, .frame)])) }
    }

    private static func untabbed(_ runs: [StyledRun]) -> [StyledRun] {
        runs.map { StyledRun(Wrapping.expandingTabs($0.text[...]), $0.style) }
    }

    private static func untabbed(_ text: String) -> String {
        guard text.utf8.contains(0x09) else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { Wrapping.expandingTabs($0) }.joined(separator: "\n")
    }

    private static func raw(_ text: String, _ columns: Int) -> [StyledLine] {
        text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
            Wrapping.lines([StyledRun(Wrapping.expandingTabs(line))], columns: columns)
        }
    }
}
