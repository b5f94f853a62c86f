import SafeText
import Studies

/// A table in text that fits a width: pictures go first, then titles take several lines, columns that say less go, remarks wrap,
/// intervals lose a decimal, and names take several lines; where that is not enough, rows that share their first names stand in a table of
/// their own below these, and else each row becomes a block of lines.
struct TableLayout {
    private enum Kind { case figure, picture, interval, words, name }

    private static let narrowWords = 24
    private static let narrowName = 12
    private static let longestMark = 3

    private var columns: [Table.Column]
    private var titles: [String]
    /// What each column is called away from its neighbours: an interval's title alone does not say of what it is.
    private var labels: [String]
    private var rows: [[String]]
    private var kinds: [Kind]
    private var widths: [Int] = []
    /// Whether titles of several words may stand on several lines.
    private var wrapsTitles = false
    private let limit: Int
    private var leftOut: [String] = []
    private var notes: [String]

    init(_ table: Table, limit: Int) {
        self.limit = max(20, limit)
        columns = table.columns
        titles = columns.map { TerminalText.line($0.title) }
        (rows, notes, kinds, labels) = ([], [], [], [])
        lay(out: Footnotes(table, columns: columns))
        // A remark that would cost the names their width stands below, also where it is one row's; where the table does not fit
        // at all, every remark does.
        for least in [1, 0] {
            var trial = self
            guard least == 1 ? excess > 0 : !trial.fit() else { break }
            (columns, titles) = (table.columns, table.columns.map { TerminalText.line($0.title) })
            lay(out: Footnotes(table, columns: columns, least: least))
        }
    }

    private static func labels(_ titles: [String]) -> [String] {
        titles.indices.map { place in
            guard isBareInterval(titles[place]), let of = titles[..<place].last(where: { !isBareInterval($0) }) else {
                return titles[place]
            }
            return "\(of)'s \(titles[place])"
        }
    }

    /// Whether a title says no more than that an interval stands below it: `95 %`, `interval`.
    private static func isBareInterval(_ title: String) -> Bool {
        title == "interval" || title.hasSuffix(" %") && title.dropLast(2).allSatisfy { $0.isNumber || $0 == "." }
    }

    private mutating func lay(out footnotes: Footnotes) {
        (rows, notes) = (footnotes.rows, footnotes.notes)
        kinds = columns.indices.map(kind)
        labels = Self.labels(titles)
        widths = []
        drop { column, layout in layout.columns[column].key == "note" && layout.rows.allSatisfy { $0[column].isEmpty } }
        widths = columns.indices.map(neededWidth)
    }

    /// The lines of the table, and of what is said below it.
    var text: String {
        var layout = self
        if layout.fit() { return layout.aligned(rows.indices) + layout.below }
        for count in 1..<max(1, columns.count - 1) {
            if let sections = sections(below: count) { return sections }
        }
        // A block of lines has room for every column.
        layout = self
        layout.drop { column, layout in layout.kinds[column] == .picture }
        return layout.blocks + layout.below
    }

    /// A table for each run of rows that share their first names, which stand above it; nil where that many names do not make it
    /// fit, or where most rows would stand alone.
    private func sections(below count: Int) -> String? {
        guard kinds[..<count].allSatisfy({ $0 == .name }) else { return nil }
        let names = rows.map { $0[..<count] }
        let starts = rows.indices.filter { $0 == 0 || names[$0] != names[$0 - 1] }
        guard !rows.isEmpty, starts.count * 2 <= rows.count else { return nil }
        var layout = self
        layout.drop { column, _ in column < count }
        guard layout.fit() else { return nil }
        let ends = starts.dropFirst() + [rows.count]
        let tables = zip(starts, ends).map { start, end in
            let above = zip(labels, names[start]).map { "\($0): \($1)" }.joined(separator: ", ")
            return Wrapping.lines(above, columns: limit).map { $0 + "\n" }.joined() + layout.aligned(start..<end)
        }
        return tables.joined(separator: "\n") + layout.below
    }

    /// What is said below the table.
    private var below: String {
        let dropped =
            leftOut.isEmpty
            ? [] : ["Left out at \(limit) columns: \(leftOut.joined(separator: ", ")); JSON and CSV have them."]
        return (notes + dropped).flatMap { Wrapping.lines($0, columns: limit) }.map { $0 + "\n" }.joined()
    }

    private func kind(_ column: Int) -> Kind {
        let cells = rows.map { $0[column] }
        if columns[column].key == "bar" { return .picture }
        if columns[column].alignment == .right { return .figure }
        let isInterval = cells.allSatisfy { $0.isEmpty || $0.hasPrefix("–") || $0.hasPrefix("[") && $0.contains(", ") }
        if isInterval, !cells.isEmpty { return .interval }
        let isLong = cells.contains { $0.count > Self.narrowWords && $0.count { $0 == " " } > 2 }
        return isLong || columns[column].key == "note" ? .words : .name
    }

    /// How wide a column must be for what stands in it.
    private func neededWidth(of column: Int) -> Int {
        let parts = wrapsTitles ? titles[column].split(separator: " ") : [titles[column][...]]
        return rows.reduce(parts.map { DisplayWidth.of($0) }.max() ?? 0) { max($0, DisplayWidth.of($1[column])) }
    }

    private var excess: Int { widths.reduce(0, +) + 2 * max(0, widths.count - 1) - limit }

    /// Whether the columns fit, after they have given way in their order.
    private mutating func fit() -> Bool {
        guard excess > 0 else { return true }
        drop { column, layout in layout.kinds[column] == .picture }
        if excess > 0 {
            // What stands in an interval of values that nobody knows, such as why, is named below.
            let bare = columns.indices.filter { $0 > 0 && Self.isBareInterval(titles[$0]) && isUnknown($0 - 1) }
            leftOut += bare.filter { !isUnknown($0) }.flatMap { [labels[$0 - 1], labels[$0]] }
            drop { column, layout in layout.isUnknown(column) || bare.contains(column) }
        }
        let spare = columns.indices.map { kinds[$0] == .words ? max(0, widths[$0] - Self.narrowWords) : 0 }
        if excess > spare.reduce(0, +) {
            wrapsTitles = true
            widths = columns.indices.map(neededWidth)
        }
        while excess > 0, let column = columns.lastIndex(where: \.isLesser) {
            // A value and its interval go together: neither says anything alone.
            let isOfValue = Self.isBareInterval(titles[column]) && column > 0 && columns[column - 1].isLesser
            let first = isOfValue ? column - 1 : column
            leftOut.insert(contentsOf: labels[first...column], at: 0)
            drop { place, _ in (first...column).contains(place) }
        }
        shrink(.words, to: Self.narrowWords)
        if excess > 0 { shortenIntervals() }
        shrink(.words, to: Self.narrowName)
        shrink(.name, to: Self.narrowName)
        if excess > 0 { foldMarks() }
        if wrapsTitles { widenTitles() }
        return excess <= 0
    }

    /// Puts the marks of footnotes behind the column before theirs, where the notes hold nothing else.
    private mutating func foldMarks() {
        guard let note = columns.firstIndex(where: { $0.key == "note" }), note > 0,
            rows.allSatisfy({ $0[note].count <= Self.longestMark && !$0[note].contains(" ") })
        else { return }
        for row in rows.indices where !rows[row][note].isEmpty {
            rows[row][note - 1] += rows[row][note - 1].isEmpty ? rows[row][note] : " " + rows[row][note]
        }
        drop { column, _ in column == note }
        widths[note - 1] = max(widths[note - 1], neededWidth(of: note - 1))
    }

    /// Whether no row has anything in that column.
    private func isUnknown(_ column: Int) -> Bool {
        !rows.isEmpty && rows.allSatisfy { ["", "–"].contains($0[column]) }
    }

    private mutating func drop(_ isDropped: (Int, TableLayout) -> Bool) {
        let kept = columns.indices.filter { !isDropped($0, self) }
        guard kept.count < columns.count else { return }
        (columns, titles, kinds) = (kept.map { columns[$0] }, kept.map { titles[$0] }, kept.map { kinds[$0] })
        labels = kept.map { labels[$0] }
        rows = rows.map { row in kept.map { row[$0] } }
        if !widths.isEmpty { widths = kept.map { widths[$0] } }
    }

    /// Takes from the widest column of a kind until the table fits, or all are as narrow as that.
    private mutating func shrink(_ kind: Kind, to least: Int) {
        while excess > 0 {
            let own = columns.indices.filter { kinds[$0] == kind && widths[$0] > least }
            guard let widest = own.max(by: { (widths[$0], -$0) < (widths[$1], -$1) }) else { return }
            let next = own.filter { $0 != widest }.map { widths[$0] }.max() ?? least
            widths[widest] -= min(excess, max(1, widths[widest] - max(next, least)))
        }
    }

    /// Intervals with two decimals where they have three or more, and no fewer than two digits of what is small.
    private mutating func shortenIntervals() {
        for column in columns.indices where kinds[column] == .interval {
            for row in rows.indices {
                rows[row][column] = rows[row][column].replacing(/(-?[0-9]+)\.([0-9]{3,})/) { match in
                    // Three decimals are a share or a score; more are an amount whose digits begin that late.
                    let isSmall = match.2.count > 3 && match.1.allSatisfy { "-0".contains($0) }
                    let zeros = isSmall ? match.2.prefix { $0 == "0" }.count : 0
                    return Double(match.0).map { Figures.fixed($0, decimals: zeros + 2) } ?? String(match.0)
                }
            }
        }
        for column in columns.indices where kinds[column] == .interval { widths[column] = neededWidth(of: column) }
    }

    /// Gives what is left to titles that stand on several lines: first where the fewest columns make a line less.
    private mutating func widenTitles() {
        while true {
            let gains = columns.indices.compactMap { column -> (column: Int, width: Int)? in
                let height = titleHeight(of: column, within: widths[column])
                guard height > 1, excess < 0 else { return nil }
                let more = (1...(-excess)).first { titleHeight(of: column, within: widths[column] + $0) < height }
                return more.map { (column, $0) }
            }
            guard let least = gains.min(by: { $0.width < $1.width }) else { return }
            widths[least.column] += least.width
        }
    }

    private func titleHeight(of column: Int, within width: Int) -> Int {
        Wrapping.lines(titles[column], columns: width).count
    }

    private func aligned(_ rows: Range<Int>) -> String {
        let rule = widths.map { String(repeating: "─", count: $0) }
        return head + lines(rule) + self.rows[rows].map(lines).joined()
    }

    /// The titles, the last line of each next to the rule.
    private var head: String {
        let parts = titles.indices.map { Wrapping.lines(titles[$0], columns: max(1, widths[$0])) }
        let height = parts.map(\.count).max() ?? 1
        return (0..<height).map { line in
            joined(
                parts.indices.map { column in
                    let own = line - (height - parts[column].count)
                    return own < 0 ? "" : Self.cut(parts[column][own], to: widths[column])
                }
            )
        }.joined()
    }

    /// One row, on as many lines as its longest remark takes.
    private func lines(_ cells: [String]) -> String {
        let parts = cells.indices.map { column -> [String] in
            let width = widths[column]
            if kinds[column] == .words { return CellLines.ofWords(cells[column], within: width) }
            if kinds[column] == .name, let lines = CellLines.ofName(cells[column], within: width) { return lines }
            return [Self.cut(cells[column], to: width)]
        }
        let height = parts.map(\.count).max() ?? 1
        return (0..<height).map { line in
            joined(parts.indices.map { column in line < parts[column].count ? parts[column][line] : "" })
        }.joined()
    }

    /// One line of the cells, each as wide as its column.
    private func joined(_ cells: [String]) -> String {
        var text = cells.indices.map { padded(cells[$0], $0) }.joined(separator: "  ")
        while text.last == " " { text.removeLast() }
        return text + "\n"
    }

    private func padded(_ cell: String, _ column: Int) -> String {
        let padding = String(repeating: " ", count: max(0, widths[column] - DisplayWidth.of(cell)))
        if PageWidth.dims, kinds[column] == .interval, Footnotes.doubts(cell) {
            return "\u{1B}[2m\(cell)\u{1B}[22m\(padding)"
        }
        return columns[column].alignment == .left ? cell + padding : padding + cell
    }

    private static func cut(_ text: String, to width: Int) -> String {
        guard DisplayWidth.of(text) > width else { return text }
        var (cut, used) = ("", 1)
        for character in text {
            used += DisplayWidth.of(character)
            if used > width { break }
            cut.append(character)
        }
        return cut + "…"
    }

    /// Every row as lines of its own, a title before each cell.
    private var blocks: String {
        rows.map { row in
            zip(labels, row).filter { !$1.isEmpty }.flatMap { title, cell in
                Wrapping.lines("\(title): \(cell)", columns: limit)
            }.map { $0 + "\n" }.joined()
        }.joined(separator: "\n")
    }
}
