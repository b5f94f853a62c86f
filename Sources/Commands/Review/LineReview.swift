import Review
import SafeText

/// The session for pipes and screen readers: lines in, lines out.
struct LineReview {
    let desk: ReviewDesk
    private let context = Context.current

    init(desk: ReviewDesk) { self.desk = desk }

    func run() {
        desk.start()
        tellItem()
        while desk.session.state != .ended, let line = readLine() {
            if desk.session.state == .noting {
                desk.handle(.line(line))
            } else {
                type(line)
            }
        }
    }

    private func type(_ line: String) {
        let done = desk.session.doneCount
        let showing = desk.session.showing
        let keys: [Character] = line == "skip" ? [" "] : Array(line)
        var used = 0
        // A line is about the item that was told: what is behind its last key rates nothing that nobody was shown.
        while used < keys.count, desk.session.state != .ended, desk.session.doneCount == done,
            desk.session.showing == showing
        {
            desk.handle(.key(keys[used]))
            used += 1
        }
        guard desk.session.state != .ended else { return }
        if used < keys.count {
            tell(["'\(TerminalText.line(String(keys[used...])))' was not used: the item before it was done."])
        }
        if desk.session.doneCount != done || desk.session.showing != showing {
            tellItem()
        } else {
            tell(SessionText(desk.session, columns: 100).footer)
        }
    }

    private func tellItem() {
        let text = SessionText(desk.session, columns: 100)
        tell(text.body.map(\.text) + text.footer)
    }

    private func tell(_ lines: [String]) { try? context.write(lines.joined(separator: "\n") + "\n") }
}
