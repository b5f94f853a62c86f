import Foundation
import Review
import SafeText

/// The session on a terminal: one key an act, a frame after each.
struct TerminalReview {
    let terminal: Terminal
    let desk: ReviewDesk
    private let usesStyles = (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty

    init(terminal: Terminal, desk: ReviewDesk) {
        self.terminal = terminal
        self.desk = desk
    }

    func run() {
        desk.start()
        var top = 0
        while desk.session.state != .ended {
            let rows = paint(from: &top)
            guard let key = readKey() else { return }
            let showing = desk.session.showing
            switch key {
            case .character(let character):
                if let question = desk.handle(.key(character)) { desk.handle(.line(ask(question))) }
            case .page(let direction): top += direction * max(1, rows - 1)
            case .other: break
            }
            if desk.session.showing != showing { top = 0 }
        }
    }

    private enum Key {
        case character(Character)
        /// A page down (1) or up (−1).
        case page(Int)
        case other
    }

    /// Paints the frame and returns how many rows the text has.
    private func paint(from top: inout Int) -> Int {
        let size = terminal.size
        let text = SessionText(desk.session, columns: size.columns)
        let (body, footer) = (text.body, text.footer)
        let rows = max(1, size.rows - footer.count - 1)
        top = min(max(0, top), max(0, body.count - rows))
        let shown = body.dropFirst(top).prefix(rows)
        let last = top + shown.count
        let mark = body.count > rows ? "── lines \(top + 1)–\(last) of \(body.count), PgDn and PgUp turn " : ""
        let rule = mark + String(repeating: "─", count: max(0, size.columns - mark.count))
        let blank = [String](repeating: "", count: rows - shown.count)
        terminal.paint(shown.map(draw) + blank + [rule] + footer)
        return rows
    }

    private func draw(_ line: StyledLine) -> String { usesStyles ? line.escaped : line.text }

    private func readKey() -> Key? {
        guard let byte = terminal.readByte() else { return nil }
        guard byte == 0x1B else { return character(startingWith: byte) }
        guard terminal.readByte() == UInt8(ascii: "[") else { return .other }
        var sequence: [UInt8] = []
        while let byte = terminal.readByte() {
            sequence.append(byte)
            if (0x40...0x7E).contains(byte) { break }
        }
        switch String(decoding: sequence, as: UTF8.self) {
        case "5~", "A": return .page(-1)
        case "6~", "B": return .page(1)
        case "200~":
            swallowPaste()
            return .other
        default: return .other
        }
    }

    private func character(startingWith byte: UInt8) -> Key {
        var bytes = [byte]
        let more = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : byte >= 0xC0 ? 1 : 0
        for _ in 0..<more { if let next = terminal.readByte() { bytes.append(next) } }
        guard let text = String(validating: bytes, as: UTF8.self), let character = text.first else { return .other }
        return .character(character)
    }

    private func swallowPaste() {
        let end = Array("\u{1B}[201~".utf8)
        var tail: [UInt8] = []
        while let byte = terminal.readByte() {
            tail = (tail + [byte]).suffix(end.count)
            if tail == end { return }
        }
    }

    /// Reads a line on the last row; Backspace takes the last character, Escape gives an empty line.
    private func ask(_ question: String) -> String {
        var text = ""
        while true {
            let size = terminal.size
            let body = SessionText(desk.session, columns: size.columns).body.prefix(size.rows - 2)
            terminal.paint(
                body.map(draw) + [
                    String(repeating: "─", count: size.columns), question + String(text.suffix(size.columns / 2)),
                ]
            )
            guard let byte = terminal.readByte() else { return text }
            switch byte {
            case 0x0A, 0x0D: return text
            case 0x1B: return ""
            case 0x7F, 0x08: if !text.isEmpty { text.removeLast() }
            case 0..<0x20: break
            default: if case .character(let character) = character(startingWith: byte) { text.append(character) }
            }
        }
    }
}
