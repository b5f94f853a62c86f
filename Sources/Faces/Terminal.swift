import Foundation
import SafeText

/// The controlling terminal in raw mode; its old mode comes back on every way out.
package final class Terminal {
    /// What a wait ended with.
    enum Input {
        case byte(UInt8)
        case signal(Int32)
        /// Nothing came for as long as was to be waited.
        case quiet
        /// The terminal is gone.
        case ended
    }

    private var usual: termios
    private var isRestored = false
    private let signals = SignalPipe([SIGWINCH, SIGTSTP, SIGINT, SIGTERM, SIGHUP, SIGQUIT])
    private var bytes: ArraySlice<UInt8> = []
    private var painted: [String] = []
    private var rested = (row: -1, column: -1)

    /// Nil unless both standard input and standard output are a terminal that can move its cursor.
    package init?() {
        let name = ProcessInfo.processInfo.environment["TERM"] ?? "dumb"
        var mode = termios()
        guard isatty(0) == 1, isatty(1) == 1, name != "dumb", name != "", tcgetattr(0, &mode) == 0 else { return nil }
        usual = mode
        enter()
    }

    /// Reads keys without echo or line editing, on the alternate screen; a paste comes between marks.
    private func enter() {
        isRestored = false
        var mode = usual
        mode.c_lflag &= ~tcflag_t(ICANON | ECHO | IEXTEN)
        mode.c_iflag &= ~tcflag_t(IXON)
        tcsetattr(0, TCSADRAIN, &mode)
        painted = []
        Self.send("\u{1B}[?1049h\u{1B}[?2004h\u{1B}[2J")
    }

    /// Brings the terminal's old mode and screen back.
    package func restore() {
        guard !isRestored else { return }
        isRestored = true
        Self.send("\u{1B}[?2004l\u{1B}[?25h\u{1B}[?1049l")
        tcsetattr(0, TCSADRAIN, &usual)
    }

    /// Stops the program as Ctrl-Z does, and comes back when it is continued; nothing happens where no shell could do so.
    func suspend() {
        let parent = getppid()
        guard getsid(parent) == getsid(0), getpgid(parent) != getpgrp() else { return }
        restore()
        // Threads of the runtime hold back SIGTSTP; this one nobody can.
        raise(SIGSTOP)
        var mode = termios()
        if tcgetattr(0, &mode) == 0 { usual = mode }
        enter()
    }

    /// Columns and rows; 80 × 24 where the terminal does not say.
    var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Forgets what is painted, so that the next frame is painted whole.
    func forget() {
        painted = []
        Self.send("\u{1B}[2J")
    }

    /// Paints a frame: only the rows that changed, in one write; the cursor rests where reading goes on.
    func paint(_ rows: [String], cursor: (row: Int, column: Int)) {
        var out = ""
        for (index, row) in rows.enumerated() where index >= painted.count || painted[index] != row {
            out += "\u{1B}[\(index + 1);1H\(row)\u{1B}[K"
        }
        if rows.count < painted.count { out += "\u{1B}[\(rows.count + 1);1H\u{1B}[J" }
        painted = rows
        guard !out.isEmpty || cursor != rested else { return }
        rested = cursor
        let end = "\u{1B}[\(cursor.row + 1);\(cursor.column + 1)H"
        Self.send(out.isEmpty ? end : "\u{1B}[?25l" + out + end + "\u{1B}[?25h")
    }

    /// Asks where the cursor is: the answer comes when all that was sent is drawn.
    func askForCursor() { Self.send("\u{1B}[6n") }

    /// Says in the last row that an act waits for the database; the next frame paints over it.
    package static func tellWait() {
        send("\u{1B}7\u{1B}[999;1HWaiting for another program that holds the database\u{1B}[K\u{1B}8")
    }

    /// Whether a key waits already.
    var hasInput: Bool { !bytes.isEmpty || signals.poll(with: StandardInput.descriptor, milliseconds: 0) != .quiet }

    /// The next byte or signal; `quiet` after so many milliseconds, where they are given.
    func next(within milliseconds: Int32? = nil) -> Input {
        // A signal does not wait behind keys.
        if let signal = signals.pending() { return .signal(signal) }
        if let byte = bytes.popFirst() { return .byte(byte) }
        switch signals.poll(with: StandardInput.descriptor, milliseconds: milliseconds ?? -1) {
        case .quiet: return .quiet
        case .signal(let number): return .signal(number)
        case .input:
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = read(StandardInput.descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR || errno == EAGAIN { return .quiet }
            guard count > 0 else { return .ended }
            bytes = buffer[..<count]
            return next()
        case .broken: return .ended
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
