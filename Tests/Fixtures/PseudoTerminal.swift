package import Foundation

/// A program in a real pseudo-terminal, which is its controlling one.
package final class PseudoTerminal {
    /// What the program sent, byte for byte.
    package private(set) var bytes: [UInt8] = []
    /// What a terminal shows of it.
    package private(set) var screen: ScreenModel
    package let process: pid_t
    private let master: Int32
    package private(set) var status: Int32?
    private var answered = 0

    /// What reading for a while came to.
    private enum Received {
        case bytes, silence
        /// Nothing comes any more.
        case end
    }

    package init(
        _ program: String,
        _ arguments: [String],
        columns: Int = 80,
        rows: Int = 24,
        environment: [String: String] = [:]
    ) throws {
        screen = ScreenModel(columns: columns, rows: rows)
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        // TIOCSPTLCK and TIOCGPTN of Linux's ioctl_tty(2): what unlockpt and ptsname do, which Glibc's module lacks.
        var (lock, number): (CInt, CUnsignedInt) = (0, 0)
        guard master >= 0, ioctl(master, 0x4004_5431, &lock) == 0, ioctl(master, 0x8004_5430, &number) == 0 else {
            throw POSIXError(.ENXIO)
        }
        process = try Self.spawn([program] + arguments, on: "/dev/pts/\(number)", environment, (columns, rows), master)
    }

    deinit {
        if status == nil {
            kill(process, SIGKILL)
            _ = wait()
        }
        close(master)
    }

    private static func spawn(
        _ command: [String],
        on device: String,
        _ environment: [String: String],
        _ size: (columns: Int, rows: Int),
        _ master: Int32
    ) throws -> pid_t {
        var window = winsize(ws_row: UInt16(size.rows), ws_col: UInt16(size.columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &window)
        // The fault that Scripts/mutants has turned on is one of the program, too.
        let fault = ProcessInfo.processInfo.environment.filter { $0.key == "SLAM_MUTANT" }
        let variables = [
            "TERM": "xterm-256color", "NO_COLOR": "1", "PATH": "/usr/bin:/bin", "HOME": NSTemporaryDirectory(),
        ]
        .merging(fault) { $1 }.merging(environment) { $1 }
        // POSIX_SPAWN_SETSID: a session leader without a terminal gets the first one that it opens.
        return try Spawn.start(command, variables, flags: 0x80) { actions in
            posix_spawn_file_actions_addopen(&actions, 0, device, O_RDWR, 0)
            posix_spawn_file_actions_adddup2(&actions, 0, 1)
            posix_spawn_file_actions_adddup2(&actions, 0, 2)
        }
    }

    /// Types bytes, also more than the terminal's queue holds.
    package func type(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let sent = rest.prefix(1024).withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
            _ = receive(within: 0)
        }
    }

    /// Changes the size, which the program is told of.
    package func resize(columns: Int, rows: Int) {
        var window = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        screen.resize(columns: columns, rows: rows)
        _ = ioctl(master, UInt(TIOCSWINSZ), &window)
    }

    /// Reads until the screen is as wanted; false when the program ended or patience with it did.
    package func wait(_ wanted: (ScreenModel) -> Bool) -> Bool {
        var patience = Patience(session: process)
        while !wanted(screen) {
            guard receive(within: 1000) != .end, !patience.isOver() else { return wanted(screen) }
        }
        return true
    }

    /// Reads until words were sent so many times, wherever they stand.
    package func wait(forBytes words: String, times: Int = 1) -> Bool {
        wait { _ in String(decoding: bytes, as: UTF8.self).components(separatedBy: words).count > times }
    }

    /// Reads until some words are on the screen.
    package func wait(for words: String) -> Bool { wait { $0.text.contains(words) } }

    /// Waits for words on an item that is up: the program asked where the cursor is, and takes answers from then on.
    package func waitUp(for words: String, after questions: Int = 0) -> Bool {
        wait { $0.text.contains(words) && $0.questions > questions }
    }

    /// Types an answer and waits for any of some words; one that came before its item was up is typed again.
    package func type(_ key: String, untilUp words: String...) -> Bool {
        let dropped = "came before the text was up"
        for _ in 0..<100 {
            type(key)
            guard wait({ screen in (words + [dropped]).contains { screen.text.contains($0) } }) else { return false }
            if words.contains(where: { screen.text.contains($0) }) { return true }
            // Escape is obeyed before an item is up, and clears what was said, so that it is not read twice.
            type("\u{1B}")
            guard wait({ !$0.text.contains(dropped) }) else { return false }
        }
        return false
    }

    /// Types keys and waits for words.
    package func type(_ keys: String, until words: String) -> Bool {
        type(keys)
        return wait(for: words)
    }

    /// Reads to the end and returns the exit status, or 128 and the signal; who says nothing until patience ends is killed.
    package func wait() -> Int32 {
        var patience = Patience(session: process)
        reading: while true {
            switch receive(within: 1000) {
            case .bytes: patience = Patience(session: process)
            case .silence where !patience.isOver(): continue
            case .silence:
                kill(process, SIGKILL)
                break reading
            case .end: break reading
            }
        }
        var raw: Int32 = 0
        waitpid(process, &raw, 0)
        let code = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + (raw & 0x7F)
        status = code
        return code
    }

    /// Kills without a word.
    package func killAtOnce() {
        kill(process, SIGKILL)
        _ = wait()
    }

    /// The terminal's modes.
    package var modes: termios {
        var modes = termios()
        tcgetattr(master, &modes)
        return modes
    }

    /// Whether the program has a descriptor of its own to its terminal, on which reading does not wait.
    package var readsWithoutWaiting: Bool {
        get throws {
            let files = FileManager.default
            return try files.contentsOfDirectory(atPath: "/proc/\(process)/fd").contains { number in
                let target = try? files.destinationOfSymbolicLink(atPath: "/proc/\(process)/fd/\(number)")
                guard let target, target.hasPrefix("/dev/pts/") else { return false }
                let facts = try? String(contentsOfFile: "/proc/\(process)/fdinfo/\(number)", encoding: .utf8)
                // "flags:", and the flags as an octal number.
                let words = facts?.split(whereSeparator: \.isWhitespace) ?? []
                guard let place = words.firstIndex(of: "flags:"), let flags = Int32(words[place + 1], radix: 8) else {
                    return false
                }
                return flags & O_NONBLOCK != 0
            }
        }
    }

    /// Takes what the program sent.
    private func receive(within milliseconds: Int32) -> Received {
        var wanted = [pollfd(fd: master, events: Int16(POLLIN), revents: 0)]
        guard poll(&wanted, 1, milliseconds) > 0 else { return .silence }
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = read(master, &buffer, buffer.count)
        guard count > 0 else { return .end }
        bytes += buffer[..<count]
        screen.take(buffer[..<count])
        // A terminal answers where its cursor is once all before is drawn.
        while answered < screen.questions {
            answered += 1
            let report = Array("\u{1B}[1;1R".utf8)
            _ = report.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
        }
        return .bytes
    }
}
