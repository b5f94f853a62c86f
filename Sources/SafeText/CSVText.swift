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

    private static func startsFormula(_ text: String) -> Bool {
        guard let first = text.utf8.first, [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D].contains(first) else { return false }
        return Double(text) == nil
    }
}
