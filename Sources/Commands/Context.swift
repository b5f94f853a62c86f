import Foundation
import Reporting
import SafeText
import Studies

/// All input, output, clock and environment of a command; tests hand over their own.
package struct Context: Sendable {
    /// Writes data to standard output.
    package var write: @Sendable (String) throws -> Void
    /// Writes progress and questions to standard error; what a server or a file said in them is obeyed by no terminal.
    package var tell: @Sendable (String) -> Void
    /// Writes to standard error as it stands: for a line that is drawn over, of this program's own words.
    package var draw: @Sendable (String) -> Void
    /// Milliseconds UTC.
    package var now: @Sendable () -> Int64
    /// Whether signals to the process are meant for the command.
    package var takesSignals: Bool

    package init(
        write: @escaping @Sendable (String) throws -> Void,
        tell: @escaping @Sendable (String) -> Void,
        draw: @escaping @Sendable (String) -> Void,
        now: @escaping @Sendable () -> Int64,
        takesSignals: Bool = true
    ) {
        self.write = write
        self.tell = tell
        self.draw = draw
        self.now = now
        self.takesSignals = takesSignals
    }

    /// The context of the running command.
    @TaskLocal package static var current = Context.process

    /// The process's own streams and clock.
    package static let process = Context(
        write: { text in
            do { try FileHandle.standardOutput.write(contentsOf: Data(text.utf8)) } catch {
                throw StudiesError(
                    "cannot write to standard output (\(String(cString: strerror(errno)))): make room or name another place"
                )
            }
        },
        tell: { text in
            let safe = Neutralised(text).text
            let words = PageWidth.ofErrors.map { MessageWrapping.wrapped(safe, columns: $0) } ?? safe
            try? FileHandle.standardError.write(contentsOf: Data(words.utf8))
        },
        draw: { try? FileHandle.standardError.write(contentsOf: Data($0.utf8)) },
        now: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        }
    )
}
