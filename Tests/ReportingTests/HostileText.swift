import SafeText
import Studies

@testable import Reporting

/// A text that would move a terminal's cursor, turn its letters round, begin a formula, and break a cell of Markdown.
enum HostileText {
    static let text = "=1\u{1B}[2J\u{202E}|<i>"

    /// Whether a document in that format holds the text and lets none of it act.
    static func isHarmless(_ written: String, _ format: Format) throws -> Bool {
        let isQuiet = written.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\r" || !TerminalText.isUnsafe($0) }
        guard isQuiet else { return false }
        switch format {
        // Whoever reads the JSON gets the same text.
        case .json: return try JSONValue(parsing: written).canonicalText.contains(JSONValue.string(text).canonicalText)
        case .csv: return written.contains("'=1") && !written.contains(",=1")
        case .markdown: return written.contains("\\|&lt;i>")
        case .table: return written.contains("=1")
        }
    }
}
