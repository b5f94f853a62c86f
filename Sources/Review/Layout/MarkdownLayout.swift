import SafeText

/// Lays out blocks of Markdown as lines of at most `columns`.
struct MarkdownLayout {
    let columns: Int
    /// Whether headings keep their signs.
    var marksHeadings = true

    func lines(_ blocks: [MarkdownBlock]) -> [StyledLine] {
        var lines: [StyledLine] = []
        for block in blocks { lines += self.lines(block) }
        while lines.last?.width == 0 { lines.removeLast() }
        return lines
    }

    private func lines(_ block: MarkdownBlock) -> [StyledLine] {
        switch block {
        case .blank: [StyledLine()]
        case .rule: [StyledLine([StyledRun(String(repeating: "─", count: max(1, columns / 2)), .frame)])]
        case .heading(let level, let text):
            wrapped(
                (marksHeadings ? [StyledRun(String(repeating: "#", count: level) + " ", .heading)] : [])
                    + MarkdownInline.runs(text, .heading)
            )
        case .paragraph(let text): wrapped(MarkdownInline.runs(text))
        case .code(let language, let code): self.code(language, code)
        case .quote(let blocks): nested(blocks, StyledRun("▌ ", .frame), StyledRun("▌ ", .frame))
        case .entry(let marker, let blocks):
            nested(
                blocks,
                StyledRun(marker + " ", .frame),
                StyledRun(String(repeating: " ", count: DisplayWidth.of(marker) + 1), .frame)
            )
        case .table(let rows): MarkdownTable(rows: rows).lines(columns: columns)
        }
    }

    private func wrapped(_ runs: [StyledRun]) -> [StyledLine] {
        Self.paragraphs(runs).flatMap { Wrapping.lines($0, columns: columns) }
    }

    private func code(_ language: String, _ code: [String]) -> [StyledLine] {
        let gutter = StyledLine([StyledRun("┊ ", .frame)])
        let inner = columns > 10 ? columns - 2 : columns
        let head = language.isEmpty ? [] : Wrapping.lines([StyledRun(language, .frame)], columns: inner)
        let body = code.flatMap { line in
            Wrapping.lines([StyledRun(Wrapping.expandingTabs(line[...]), .code)], columns: inner)
        }
        return inner < columns ? (head + body).map { $0.prefixed(by: gutter) } : head + body
    }

    /// Blocks behind a mark of ours; where too little room is left, the mark stands on a line of its own.
    private func nested(_ blocks: [MarkdownBlock], _ first: StyledRun, _ rest: StyledRun) -> [StyledLine] {
        let (head, gutter) = (StyledLine([first]), StyledLine([rest]))
        guard columns - head.width >= 8 else { return Wrapping.lines([first], columns: columns) + lines(blocks) }
        let inner = MarkdownLayout(columns: columns - head.width, marksHeadings: marksHeadings).lines(blocks)
        guard let start = inner.first else { return [head] }
        return [start.prefixed(by: head)] + inner.dropFirst().map { $0.prefixed(by: gutter) }
    }

    /// Runs parted at their line feeds.
    static func paragraphs(_ runs: [StyledRun]) -> [[StyledRun]] {
        guard runs.contains(where: { $0.text.utf8.contains(0x0A) }) else { return [runs] }
        var paragraphs: [[StyledRun]] = [[]]
        for run in runs {
            for (index, part) in run.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if index > 0 { paragraphs.append([]) }
                if !part.isEmpty { paragraphs[paragraphs.count - 1].append(StyledRun(String(part), run.style)) }
            }
        }
        return paragraphs
    }
}
