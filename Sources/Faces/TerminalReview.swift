import Foundation
package import Review
package import Reviewing
package import SafeText

/// The session on a terminal: one key an act, a frame after each.
package final class TerminalReview {
    /// A lone Escape is told from a sequence by this silence, in milliseconds.
    private static let escapeSilence: Int32 = 50
    /// A terminal that does not say where its cursor is has painted by then, in milliseconds.
    private static let longestReport = 250

    private let terminal: Terminal
    private let coordinator: ReviewCoordinator
    private let palette: Palette
    private let began = ContinuousClock.now
    private var screen: ReviewScreen
    private var keys = KeyDecoder()
    /// Until when the terminal's answer is waited for, and for which showing.
    private var report: (deadline: Int, number: Int)?

    package init(terminal: Terminal, coordinator: ReviewCoordinator, briefing: Briefing, palette: Palette) {
        (self.terminal, self.coordinator, self.palette) = (terminal, coordinator, palette)
        screen = ReviewScreen(briefing, listsChanges: palette.depth == .none)
    }

    private var session: Session { coordinator.session }
    private var now: Int { Int(began.duration(to: .now) / .milliseconds(1)) }

    /// Runs to the end; throws `Interruption` when a signal ended it.
    package func run() throws {
        coordinator.start()
        while session.state != .ended {
            // What is on the screen is stored: a frame shows what is begun only when that is kept.
            if !terminal.hasInput {
                coordinator.idle()
                paint()
            }
            switch terminal.next(within: patience) {
            case .byte(let byte): if let key = keys.take(byte) { press(key) }
            case .quiet: if let key = keys.lapse() { press(key) }
            case .signal(let number): try obey(number)
            case .ended: return coordinator.end()
            }
            if let report, now >= report.deadline { confirm() }
            if coordinator.lapse == 0 { coordinator.handle(.lapsed) }
        }
        coordinator.end()
    }

    private var patience: Int32? {
        var waits: [Int] = []
        if keys.isUndecided { waits.append(Int(Self.escapeSilence)) }
        if let report { waits.append(max(1, report.deadline - now)) }
        if let lapse = coordinator.lapse { waits.append(max(1, lapse)) }
        if coordinator.hasUnpublished { waits.append(500) }
        return waits.min().map(Int32.init)
    }

    private func press(_ key: Key) {
        if key == .cursorReport { return confirm() }
        if screen.move(key, session) {
            coordinator.scrolled(to: screen.top, line: screen.topLine)
        } else if isLegible || session.isQuit(key) {
            coordinator.stands(at: screen.topLine)
            coordinator.handle(.key(key))
        }
    }

    private var isLegible: Bool {
        let size = terminal.size
        return size.columns >= ReviewScreen.smallest.columns && size.rows >= ReviewScreen.smallest.rows
    }

    private func obey(_ signal: Int32) throws {
        switch signal {
        case SIGWINCH: terminal.forget()
        case SIGTSTP:
            coordinator.idle()
            terminal.suspend()
        default:
            coordinator.end()
            throw Interruption(signal: signal)
        }
    }

    private func paint() {
        let size = terminal.size
        let frame = screen.frame(session, columns: size.columns, rows: size.rows)
        terminal.paint(frame.lines.map(palette.escaped), cursor: frame.cursor)
        guard isLegible, session.showing != nil else { return }
        if session.isUp {
            tellEnds()
        } else if report?.number != session.showingNumber {
            report = (now + Self.longestReport, session.showingNumber)
            terminal.askForCursor()
        }
    }

    /// The terminal has drawn what it was sent.
    private func confirm() {
        guard let waited = report else { return }
        report = nil
        guard waited.number == session.showingNumber, !session.isUp else { return }
        coordinator.handle(.painted(screen.endsOnScreen))
    }

    /// What came into view by moving the text.
    private func tellEnds() {
        let ends = screen.endsOnScreen
        guard !ends.allSatisfy(session.draft.read.contains) else { return }
        coordinator.handle(.painted(ends))
        coordinator.idle()
        guard session.held != nil else { return }
        paint()
    }
}
