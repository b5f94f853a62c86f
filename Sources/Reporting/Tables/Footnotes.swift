import SafeText

/// Remarks that stand on many rows of a table's notes, said once below it.
struct Footnotes {
    private static let marks = ["*", "†", "‡", "§", "¶"]
    /// What is shorter says no more than its mark would.
    private static let shortest = 16

    /// Columns whose cells take the marks, before the remarks' own.
    private static let marked = ["interval", "holds"]

    /// Whether a cell is an interval with a mark behind it.
    static func doubts(_ cell: String) -> Bool { cell.hasPrefix("[") && !cell.hasSuffix("]") }

    /// The rows with marks behind their intervals, or what they hold, in the place of those remarks.
    private(set) var rows: [[String]]
    /// Each with its mark.
    private(set) var notes: [String] = []

    /// Remarks that stand on as many rows as that; on a single row only where few are different, or with `least` 0.
    init(_ table: Table, columns: [Table.Column], least: Int = 2) {
        let rows = table.rows.map { $0.map { TerminalText.line($0.text) } }
        self.rows = rows
        guard let note = columns.firstIndex(where: { $0.key == "note" }), rows.count > 1 else { return }
        let target = columns.firstIndex { Self.marked.contains($0.key) } ?? note
        let parts = table.rows.map { row in
            (row[note].remarks ?? [row[note].text]).map { TerminalText.line($0) }.filter { !$0.isEmpty }
        }
        let counts = Dictionary(parts.flatMap { Set($0) }.map { ($0, 1) }, uniquingKeysWith: +)
        let isOfMany = counts.keys.count { $0.count >= Self.shortest } > Self.marks.count
        let fewest = least > 0 && isOfMany ? 2 : least
        var marks: [String: String] = [:]
        for part in parts.joined()
        where marks[part] == nil && part.count >= Self.shortest && (counts[part] ?? 0) >= fewest {
            let mark = notes.count < Self.marks.count ? Self.marks[notes.count] : "(\(notes.count + 1))"
            marks[part] = mark
            notes.append("\(mark) \(part)")
        }
        for (row, own) in parts.enumerated() where own.contains(where: { marks[$0] != nil }) {
            let found = own.compactMap { marks[$0] }.joined()
            self.rows[row][note] = own.filter { marks[$0] == nil }.joined(separator: "; ")
            let text = self.rows[row][target]
            self.rows[row][target] = text.isEmpty ? found : "\(text) \(found)"
        }
    }
}
