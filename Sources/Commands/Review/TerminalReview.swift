import ArgumentParser
import Foundation
import Review
import SafeText

/// The session on a terminal: one key an act, a frame after each.
final class TerminalReview {
    /// A lone Escape is told from a sequence by this silence, in milliseconds.
    private static let escapeSilence: Int32 = 50

    private let terminal: Terminal
    private let desk: ReviewDesk
    private let palette: Palette
    private var screen: ReviewScreen
    private var keys = KeyDecoder()

    init(terminal: Terminal, desk: ReviewDesk, briefing: Briefing, palette: Palette) {
        self.terminal = terminal
        self.desk = desk
        self.palette = palette
        screen = ReviewScreen(briefing)
    }

    /// Runs to the end; throws the exit code of a signal that ended it.
    func run() throws {
        desk.start()
        while desk.session.state != .ended {
            // What is on the screen is on disk: a frame shows what is begun only when that is kept.
            if !terminal.hasInput {
                desk.flush()
                paint()
            }
            switch terminal.next(within: keys.isUndecided ? Self.escapeSilence : nil) {
            case .byte(let byte): if let key = keys.take(byte) { press(key) }
            case .quiet: if let key = keys.lapse() { press(key) }
            case .signal(let number): try obey(number)
            case .ended:
                desk.flush()
                return
            }
        }
    }

    private func press(_ key: Key) {
        if screen.isReading(desk.session), screen.move(key) {
            desk.scrolled(to: screen.top)
        } else if isLegible || key == desk.session.preferences.keys.keys(of: .quit).first {
            desk.handle(.key(key))
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
            desk.flush()
            terminal.suspend()
        default:
            desk.flush()
            throw ExitCode(128 + signal)
        }
    }

    private func paint() {
        let size = terminal.size
        let frame = screen.frame(desk.session, columns: size.columns, rows: size.rows)
        terminal.paint(frame.map(palette.escaped))
    }
}
