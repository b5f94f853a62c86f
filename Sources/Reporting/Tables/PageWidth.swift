import Foundation
import SafeText

/// How many columns a table in text may take.
package enum PageWidth {
    /// Where nobody says: the width of what is piped.
    package static let piped = 100
    /// The width that is asked for, by `COLUMNS` or a terminal; nil where nobody asks.
    @TaskLocal package static var asked: Int?

    /// Whether an interval that a footnote doubts is dimmed.
    @TaskLocal package static var dims = false

    /// Whether a terminal shows the tables, and in colours.
    package static var isColoured: Bool {
        let environment = ProcessInfo.processInfo.environment
        let isPlain = environment["NO_COLOR"]?.isEmpty == false || environment["TERM"] == "dumb"
        return isatty(STDOUT_FILENO) == 1 && !isPlain
    }

    /// The width that tables take.
    package static var columns: Int { asked ?? piped }

    /// The width of the terminal that standard error is; nil where it is piped, or the terminal does not say.
    package static var ofErrors: Int? {
        var size = winsize()
        guard isatty(STDERR_FILENO) == 1, ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else {
            return nil
        }
        return Int(size.ws_col)
    }

    /// A sentence in lines of the width that is asked for; as it is where nobody asks for one.
    static func wrapped(_ sentence: String, indent: Int = 0) -> String {
        guard let asked else { return sentence }
        let margin = String(repeating: " ", count: indent)
        return Wrapping.lines(sentence, columns: max(8, asked - indent)).joined(
            separator: "\n" + margin
        )
    }

    /// Sentences whose words may be foreign, each on lines of its own.
    package static func lines(_ sentences: [String]) -> String {
        sentences.map { wrapped(TerminalText.line($0)) + "\n" }.joined()
    }
}
