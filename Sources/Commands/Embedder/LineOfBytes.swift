import Foundation
import Synchronization

/// How a download goes on: a line that is written over at a terminal, a plain line now and then elsewhere.
final class LineOfBytes: Sendable {
    private let context: Context
    private let isTerminal = isatty(2) == 1
    private let lastShown = Mutex<ContinuousClock.Instant?>(nil)

    init(_ context: Context) { self.context = context }

    @Sendable func show(_ file: String, _ count: Int, _ size: Int) {
        let now = ContinuousClock.now
        let pause: Duration = isTerminal ? .milliseconds(100) : .seconds(10)
        let isDue = lastShown.withLock { last in
            if let last, now - last < pause { return false }
            last = now
            return true
        }
        guard isDue else { return }
        let line = "\(file): \(count / 1_000_000) of \(max(1, size / 1_000_000)) MB"
        if isTerminal { context.draw("\r\(line)\u{1B}[K") } else { context.tell(line + "\n") }
    }

    func end() { if isTerminal { context.draw("\r\u{1B}[K") } }
}
