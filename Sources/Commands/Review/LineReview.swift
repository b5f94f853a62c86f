import Review
import SafeText

/// The session for pipes and screen readers: lines in, lines out.
///
/// A line is a command's name, or keys; where a line of text is being written it is that text. An empty line is Enter.
final class LineReview {
    private static let columns = 100

    private let desk: ReviewDesk
    private var screen: ReviewScreen
    private let context = Context.current

    init(desk: ReviewDesk, briefing: Briefing) {
        self.desk = desk
        screen = ReviewScreen(briefing)
    }

    func run() {
        desk.start()
        tell(screen.text(desk.session, columns: Self.columns))
        while desk.session.state != .ended, let line = readLine() {
            let before = desk.session
            take(line)
            desk.flush()
            guard desk.session.state != .ended else { return }
            if screen.isStale(desk.session, after: before) {
                tell(screen.text(desk.session, columns: Self.columns))
            } else {
                tell(screen.footer(desk.session, columns: Self.columns))
            }
        }
        desk.flush()
    }

    private func take(_ line: String) {
        if case .writing = desk.session.state { return write(line[...]) }
        guard !line.isEmpty else { return press(.enter) }
        if let command = Command(rawValue: line), let key = desk.session.preferences.keys.keys(of: command).last {
            return press(key)
        }
        let (number, done) = (desk.session.showingNumber, desk.session.doneCount)
        var rest = line[...]
        // A line is about the item that was told: what is behind its last key rates nothing that nobody was shown.
        while let character = rest.first, desk.session.state != .ended, desk.session.showingNumber == number,
            desk.session.doneCount == done
        {
            rest.removeFirst()
            press(.character(character))
            if case .writing(let kind) = desk.session.state, !rest.isEmpty || kind.isNumber { return write(rest) }
        }
        guard !rest.isEmpty, desk.session.state != .ended else { return }
        desk.handle(.told("'\(rest)' was not used: the item before it was done"))
    }

    private func write(_ text: Substring) {
        for character in text { press(.character(character)) }
        press(.enter)
    }

    private func press(_ key: Key) { desk.handle(.key(key)) }

    private func tell(_ lines: [StyledLine]) { try? context.write(lines.map(\.text).joined(separator: "\n") + "\n") }
}

extension Session.Line {
    fileprivate var isNumber: Bool {
        if case .number = self { true } else { false }
    }
}
