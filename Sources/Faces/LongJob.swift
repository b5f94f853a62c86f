import Dispatch
import Foundation
import Synchronization

/// A job at this machine that may take more than two seconds: from then on a line on a terminal says how it goes on, and
/// Ctrl-C ends it. Off a terminal nothing is told, and signals have their usual effect.
package final class LongJob {
    private let progress: JobProgress
    private var timer: (any DispatchSourceTimer)?
    private var signals: (any DispatchSourceSignal)?

    /// `draw` writes to the terminal as it stands. Of a job that writes, the first Ctrl-C only lets `isStopped` say so, as
    /// what is written has to be taken back; one that only reads ends at once.
    package init(_ words: String, isWriting: Bool, draw: @escaping @Sendable (String) -> Void) {
        progress = JobProgress(words, isWriting: isWriting, draw: draw)
        guard isatty(2) == 1 else { return }
        let timer = DispatchSource.makeTimerSource(queue: .global())
        timer.schedule(deadline: .now() + .seconds(2), repeating: .seconds(1))
        timer.setEventHandler { [progress] in progress.draw() }
        timer.activate()
        self.timer = timer
        // A dispatch source is told only of signals that do not end the process.
        signal(SIGINT, SIG_IGN)
        let signals = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        signals.setEventHandler { [progress] in progress.interrupt() }
        signals.activate()
        self.signals = signals
    }

    /// Does what only reads.
    package static func reading<Value>(
        _ words: String,
        draw: @escaping @Sendable (String) -> Void,
        _ body: () throws -> Value
    ) rethrows -> Value {
        let job = LongJob(words, isWriting: false, draw: draw)
        defer { job.end() }
        return try body()
    }

    /// Whether somebody wants it to end.
    package var isStopped: @Sendable () -> Bool { { [progress] in progress.isStopped } }

    /// Says what is done now.
    package func tell(_ words: String) { progress.words.withLock { $0 = words } }

    /// Takes the line away, for what is told next.
    package func end() {
        guard let timer, let signals else { return }
        timer.cancel()
        signals.cancel()
        signal(SIGINT, SIG_DFL)
        progress.clear()
        (self.timer, self.signals) = (nil, nil)
    }
}

/// What the clock and the signal of a long job share with it.
private final class JobProgress: Sendable {
    let words: Mutex<String>
    private let isWriting: Bool
    private let write: @Sendable (String) -> Void
    private let started = ContinuousClock.now
    private let interrupts = Mutex(0)
    private let isDrawn = Mutex(false)

    init(_ words: String, isWriting: Bool, draw: @escaping @Sendable (String) -> Void) {
        self.words = Mutex(words)
        self.isWriting = isWriting
        write = draw
    }

    var isStopped: Bool { interrupts.withLock { $0 > 0 } }

    func draw() {
        let seconds = (ContinuousClock.now - started).components.seconds
        isDrawn.withLock { isDrawn in
            write("\r\(words.withLock(\.self)) · \(seconds) s\u{1B}[K\r")
            isDrawn = true
        }
    }

    func clear() {
        isDrawn.withLock { isDrawn in
            if isDrawn { write("\r\u{1B}[K") }
            isDrawn = false
        }
    }

    func interrupt() {
        let count = interrupts.withLock { count in
            count += 1
            return count
        }
        guard isWriting, count == 1 else {
            clear()
            _exit(130)
        }
        words.withLock { $0 = "stopping: what was begun is taken back; Ctrl-C again stops now" }
        draw()
    }
}
