/// Fields of comma-separated values that no spreadsheet runs as a formula.
package enum CSVText {
    /// One field: quoted where RFC 4180 asks, with an apostrophe before what a spreadsheet would take for a formula.
    package static func field(_ text: String) -> String {
        let defused = startsFormula(text) ? "'" + text : text
        let needsQuotes = defused.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        return needsQuotes
            ? "\"" + defused.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
            : defused
    }

    /// Spreadsheets skip spaces before a formula, and take the full-width signs for signs.
    private static func startsFormula(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first else { return false }
        if first == "\t" || first == "\r" || first == "\n" { return true }
        let start = text.unicodeScalars.first {
            !$0.properties.isWhitespace && !$0.properties.isDefaultIgnorableCodePoint
        }
        guard let start, "=+-@|%＝＋－＠".unicodeScalars.contains(start) else { return false }
        return Double(text) == nil
    }
}
