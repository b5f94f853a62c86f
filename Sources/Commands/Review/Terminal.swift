import Foundation
import Synchronization

/// The controlling terminal in raw mode; its old mode comes back on every way out, signals included.
final class Terminal: Sendable {
    /// The mode to come back to, for the signal handlers.
    private static let saved = Mutex<termios?>(nil)

    /// Nil unless both standard input and standard output are a terminal that can move its cursor.
    init?() {
        let name = ProcessInfo.processInfo.environment["TERM"] ?? "dumb"
        guard isatty(0) == 1, isatty(1) == 1, name != "dumb" else { return nil }
        var mode = termios()
        guard tcgetattr(0, &mode) == 0 else { return nil }
        Self.saved.withLock { $0 = mode }
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] {
            Foundation.signal(signal) { number in
                Terminal.restore()
                _exit(128 + number)
            }
        }
        enterRaw()
    }

    /// Reads keys without echo or line editing, on the alternate screen; signals keep working.
    func enterRaw() {
        guard var mode = Self.saved.withLock({ $0 }) else { return }
        mode.c_lflag &= ~tcflag_t(ICANON | ECHO)
        tcsetattr(0, TCSAFLUSH, &mode)
        // With bracketed paste a paste is told from keys, so that it rates nothing.
        Self.send("\u{1B}[?1049h\u{1B}[?25l\u{1B}[?2004h")
    }

    /// Brings the terminal's old mode and screen back.
    static func restore() {
        let mode = saved.withLockIfAvailable { $0 }
        guard var mode = mode ?? nil else { return }
        send("\u{1B}[?2004l\u{1B}[?25h\u{1B}[?1049l")
        tcsetattr(0, TCSAFLUSH, &mode)
    }

    /// Columns and rows; 80 × 24 where the terminal does not say.
    var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Paints a whole frame.
    func paint(_ lines: [String]) {
        Self.send("\u{1B}[H" + lines.map { $0 + "\u{1B}[K" }.joined(separator: "\r\n") + "\u{1B}[J")
    }

    /// The next byte typed, or nil at the end.
    func readByte() -> UInt8? {
        var byte: UInt8 = 0
        while true {
            let count = read(0, &byte, 1)
            if count == 1 { return byte }
            guard count < 0, errno == EINTR else { return nil }
        }
    }

    private static func send(_ text: String) {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return }
            sent += max(0, count)
        }
    }
}
