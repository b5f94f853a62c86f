import SafeText

/// A terminal's screen that knows the sequences that our program writes, and holds every other one against it.
package struct ScreenModel {
    package private(set) var columns: Int
    package private(set) var rows: Int
    /// What was sent that we do not write.
    package private(set) var mistakes: [String] = []
    package private(set) var usesOtherScreen = false
    /// How often the program asked where the cursor is.
    package private(set) var questions = 0
    private var lines: [String]
    private var row = 0
    private var column = 0
    private var state = State.text
    private var pending: [UInt8] = []

    private enum State {
        case text, escape
        case sequence([UInt8])
    }

    package init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        lines = [String](repeating: "", count: rows)
    }

    /// Takes another size and forgets what it showed.
    package mutating func resize(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        lines = [String](repeating: "", count: rows)
    }

    /// The rows, joined by line feeds.
    package var text: String { lines.joined(separator: "\n") }
    /// The last row with something on it.
    package var lastRow: String { lines.last { !$0.isEmpty } ?? "" }

    package mutating func take(_ bytes: some Sequence<UInt8>) { for byte in bytes { take(byte) } }

    private mutating func take(_ byte: UInt8) {
        switch state {
        case .text: text(byte)
        case .escape:
            switch byte {
            case UInt8(ascii: "["): state = .sequence([])
            // Saving and restoring the cursor, around the word about a locked database.
            case UInt8(ascii: "7"), UInt8(ascii: "8"): state = .text
            default: refuse("ESC \(byte)")
            }
        case .sequence(let bytes):
            if (0x40...0x7E).contains(byte) {
                state = .text
                obey(String(decoding: bytes, as: UTF8.self), Character(Unicode.Scalar(byte)))
            } else {
                state = .sequence(bytes + [byte])
            }
        }
    }

    private mutating func refuse(_ words: String) {
        mistakes.append(words)
        state = .text
    }

    private mutating func text(_ byte: UInt8) {
        switch byte {
        case 0x1B:
            flush()
            state = .escape
        case 0x0D: column = 0
        case 0x0A: flush()
        case 0..<0x20, 0x7F: refuse("control byte \(byte)")
        default: pending.append(byte)
        }
    }

    /// Puts the text that came since the last sequence on the row of the cursor.
    private mutating func flush() {
        guard !pending.isEmpty else { return }
        guard let text = String(validating: pending, as: UTF8.self) else {
            refuse("bytes that are no UTF-8")
            pending = []
            return
        }
        pending = []
        guard usesOtherScreen, row < rows else { return }
        for scalar in text.unicodeScalars where (0x80..<0xA0).contains(scalar.value) { refuse("C1 \(scalar.value)") }
        lines[row] = (column == 0 ? "" : lines[row]) + text
        column = DisplayWidth.of(lines[row])
        if column > columns { refuse("row \(row + 1) is \(column) columns wide: \(lines[row])") }
    }

    private mutating func obey(_ parameters: String, _ final: Character) {
        let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
        switch (final, parameters) {
        case ("H", _) where numbers.count == 2:
            row = min(rows, numbers[0] ?? 1) - 1
            column = (numbers[1] ?? 1) - 1
        case ("K", ""): if column == 0 { lines[row] = "" }
        case ("J", ""): for later in row..<rows { lines[later] = "" }
        case ("J", "2"): lines = [String](repeating: "", count: rows)
        // With NO_COLOR only bold, faint, italic, underlined, reverse and struck are ours.
        case ("m", _) where numbers.allSatisfy { [0, 1, 2, 3, 4, 7, 9].contains($0) }: break
        case ("h", "?1049"): usesOtherScreen = true
        case ("l", "?1049"): usesOtherScreen = false
        case ("n", "6"): questions += 1
        case ("h", "?25"), ("l", "?25"), ("h", "?2004"), ("l", "?2004"): break
        default: refuse("ESC [ \(parameters) \(final)")
        }
    }
}
