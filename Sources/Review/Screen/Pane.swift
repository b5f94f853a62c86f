import SafeText

/// A window on lines of text that move together.
struct Pane: Sendable {
    /// What stands above the lines; nil for none.
    var title: StyledLine?
    var lines: [StyledLine] = []
    /// The places of the texts in it, each with its lines.
    var spans: [(text: Int, lines: Range<Int>)] = []
    /// What each stretch of lines is, in words, where several stand in one pane.
    var names: [(lines: Range<Int>, name: String)] = []
    /// Lines at which a part begins.
    var parts: [Int] = []
    /// The mark of the row that says how much is hidden.
    var gutter = TextLayout.gutter
    var top = 0
    /// Rows for the lines and the row that says what is hidden below.
    var rows = 1

    private var lowest: Int { max(0, lines.count - rows) }

    /// Whether its rows are so few that all are text: what is hidden, and the key that goes on, stand beside the title.
    private var isTight: Bool { rows == 1 || rows <= 3 && title != nil }

    /// The lines on the screen.
    var visible: Range<Int> {
        let count = top < lowest && !isTight ? max(1, rows - 1) : rows
        return top..<min(lines.count, top + count)
    }

    /// Whether all of it is on the screen.
    var isWhole: Bool { lines.count <= rows }

    var isAtEnd: Bool { visible.upperBound >= lines.count }

    /// Keeps the window within the text.
    mutating func settle() { top = min(max(0, top), lowest) }

    mutating func move(_ step: Int) {
        top += step
        settle()
    }

    /// A page down or up, with one line of the last page.
    mutating func page(_ direction: Int) { move(direction * max(1, isTight ? rows - 1 : rows - 2)) }

    /// The rows: title, lines, and how many are hidden below.
    func drawn(_ columns: Int, hint: String) -> [StyledLine] {
        var rows: [StyledLine] = []
        if let title { rows.append(titled(title, columns, hint)) }
        rows += lines[visible]
        guard !isAtEnd, !isTight else { return rows }
        let count = lines.count - visible.upperBound
        // The name above may have gone out of sight.
        let within = names.first { $0.lines.contains(visible.upperBound - 1) }.map { " · in \($0.name)" } ?? ""
        let more = "▼ \(count) more \(count == 1 ? "line" : "lines")"
        let taken = DisplayWidth.of(gutter) + DisplayWidth.of(more + within) + StyledLine(Row.keyed(hint)).width + 2
        let words = taken > columns ? more : more + within
        rows.append(Row.spread([StyledRun(gutter, .frame), StyledRun(words, .strong)], Row.keyed(hint), columns))
        return rows
    }

    private func titled(_ title: StyledLine, _ columns: Int, _ hint: String) -> StyledLine {
        guard lines.count > rows else { return title }
        if isTight, !isAtEnd {
            // Where both keys have no room the one that goes on stands.
            let hasRoom = title.width + 2 + DisplayWidth.of(hint) <= columns
            let first = hint.split(separator: "   ").first.map(String.init) ?? hint
            return Row.spread(title.runs, Row.keyed(hasRoom ? hint : first), columns)
        }
        let range = "lines \(top + 1)–\(visible.upperBound)"
        return Row.spread(title.runs, [StyledRun(range, .frame)], columns)
    }
}

/// Rows of the screen that are ours.
enum Row {
    /// Something on the left and something at the right end; the right gives way.
    static func spread(_ left: [StyledRun], _ right: [StyledRun], _ columns: Int) -> StyledLine {
        let start = StyledLine(left)
        let end = StyledLine(right)
        let gap = columns - start.width - end.width
        guard gap >= 2, !right.isEmpty else { return clipped(left, columns) }
        return StyledLine(left + [StyledRun(String(repeating: " ", count: gap))] + right)
    }

    /// Keys with their labels in at most so many rows: where these do not take all labels, long ones are cut, then only the
    /// first and the last stand; every key does.
    static func choices(_ keys: [(mark: String, label: String)], _ columns: Int, most: Int, end: String = "")
        -> [StyledLine]
    {
        func rows(_ label: (Int) -> String) -> [StyledLine] {
            let words = keys.indices.map { place -> String in
                let text = label(place)
                return text.isEmpty || text == keys[place].mark
                    ? "[\(keys[place].mark)]" : "[\(keys[place].mark)] \(text)"
            }
            let parts = words + (end.isEmpty ? [] : [end])
            let packed = packed(parts, columns, indent: 2)
            return packed.count > most ? wrapped(parts.joined(separator: "   "), columns, indent: 2) : packed
        }
        func cut(_ text: String, _ width: Int) -> String {
            DisplayWidth.of(text) > width ? clipped([StyledRun(text)], width).text : text
        }
        var best = rows { keys[$0].label }
        for width in [16, 10, 6] where best.count > most { best = rows { cut(keys[$0].label, width) } }
        if best.count > most { best = rows { $0 == 0 || $0 == keys.count - 1 ? cut(keys[$0].label, 6) : "" } }
        return best.count > most ? rows { _ in "" } : best
    }

    /// Parts that stay whole, so that no key is torn from its label: as many in a row as have room.
    private static func packed(_ parts: [String], _ columns: Int, indent: Int) -> [StyledLine] {
        var rows: [String] = []
        for part in parts {
            if let last = rows.last, DisplayWidth.of(last) + 3 + DisplayWidth.of(part) <= columns - indent {
                rows[rows.count - 1] = last + "   " + part
            } else {
                rows.append(part)
            }
        }
        return rows.flatMap { wrapped($0, columns, indent: indent) }
    }

    /// Runs in at most so many rows, the last one cut where there is more.
    static func few(_ runs: [StyledRun], _ columns: Int, most: Int) -> [StyledLine] {
        let lines = Wrapping.lines(runs, columns: columns)
        guard lines.count > most, most > 0 else { return lines }
        let rest = lines[(most - 1)...].flatMap { $0.runs + [StyledRun(" ")] }
        return Array(lines.prefix(most - 1)) + [clipped(rest, columns)]
    }

    /// One row, cut at the end where it is too long.
    static func clipped(_ runs: [StyledRun], _ columns: Int) -> StyledLine {
        let line = StyledLine(runs)
        guard line.width > columns else { return line }
        var (kept, width) = ([StyledRun](), 0)
        for run in runs {
            var text = ""
            for character in run.text {
                let next = DisplayWidth.of(character)
                guard width + next < columns else {
                    return StyledLine(kept + [StyledRun(text, run.style), StyledRun("…", run.style)])
                }
                text.append(character)
                width += next
            }
            kept.append(StyledRun(text, run.style))
        }
        return StyledLine(kept)
    }

    /// Text in which what stands in brackets is a key: `[u]ndo`.
    static func keyed(_ text: String) -> [StyledRun] {
        var runs: [StyledRun] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "["),
            let close = rest[open...].dropFirst(2).firstIndex(of: "]")
        {
            if open > rest.startIndex { runs.append(StyledRun(String(rest[..<open]))) }
            runs.append(StyledRun(String(rest[open...close]), .key))
            rest = rest[rest.index(after: close)...]
        }
        return rest.isEmpty ? runs : runs + [StyledRun(String(rest))]
    }

    /// Words of ours, wrapped, keys as keys.
    static func wrapped(_ text: String, _ columns: Int, indent: Int = 0) -> [StyledLine] {
        let margin = StyledLine([StyledRun(String(repeating: " ", count: indent))])
        return Wrapping.lines(keyed(text), columns: max(8, columns - indent)).map {
            indent == 0 ? $0 : $0.prefixed(by: margin)
        }
    }
}
