import SafeText

/// A window on the lines of a text.
struct Pager: Sendable {
    private(set) var lines: [StyledLine] = []
    private var matches: [Int] = []
    private var needle = ""
    private var match = 0
    var top = 0
    var rows = 1

    /// The lines in the window.
    var shown: ArraySlice<StyledLine> { lines.dropFirst(top).prefix(rows) }

    /// Takes other lines.
    mutating func show(_ lines: [StyledLine], from top: Int) {
        self.lines = lines
        self.top = top
        matches = []
        needle = ""
    }

    /// Keeps the window within the text.
    mutating func settle() { top = min(max(0, top), max(0, lines.count - rows)) }

    /// Marks what is sought and goes to the first match from the top on.
    mutating func seek(_ needle: String, in plain: [StyledLine]) {
        let search = TextSearch(needle, in: plain)
        lines = search.lines
        matches = search.matches
        self.needle = needle
        match = matches.firstIndex { $0 >= top } ?? 0
        if !matches.isEmpty { top = matches[match] }
    }

    /// Goes to the next match, from the last one to the first.
    mutating func goToNextMatch() {
        guard !matches.isEmpty else { return }
        match = (match + 1) % matches.count
        top = matches[match]
    }

    /// The rule below the text, with the position and what was found.
    func rule(_ columns: Int) -> StyledLine {
        let last = min(lines.count, top + rows)
        var marks: [String] = []
        if lines.count > rows { marks.append("lines \(top + 1)–\(last) of \(lines.count), PgDn PgUp") }
        if !needle.isEmpty {
            let count = matches.count == 1 ? "1 line" : "\(matches.count) lines"
            marks.append(
                matches.isEmpty ? "'\(TerminalText.line(needle))' is not in the text" : "found in \(count), Tab goes on"
            )
        }
        let text = marks.isEmpty ? "" : "── " + marks.joined(separator: " · ") + " "
        let room = max(0, columns - DisplayWidth.of(text))
        let rule = StyledLine([StyledRun(text + String(repeating: "─", count: room), .frame)])
        return rule.width <= columns ? rule : Wrapping.lines(rule.runs, columns: columns).first ?? StyledLine()
    }
}
