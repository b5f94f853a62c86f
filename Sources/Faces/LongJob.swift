import Dispatch
import Foundation
import Synchronization

/// A job at this machine that may take more than two seconds: from then on a line on a terminal says how it goes on, and
/// Ctrl-C ends it. Off a terminal nothing is told, and signals have their usual effect.
package final class LongJob {
    private let progress: JobProgress
    private var timer: (any DispatchSourceTimer)?

    /// `draw` writes to the terminal as it stands. Of a job that writes, the first Ctrl-C only lets `isStopped` say so, as
    /// what is written has to be taken back; one that only reads ends at once.
    package init(_ words: String, isWriting: Bool, draw: @escaping @Sendable (String) -> Void) {
        progress = JobProgress(words, draw: draw)
        guard isatty(2) == 1 else { return }
        let timer = DispatchSource.makeTimerSource(queue: .global())
        timer.schedule(deadline: .now() + .seconds(2), repeating: .seconds(1))
        timer.setEventHandler { [progress] in progress.draw() }
        timer.activate()
        self.timer = timer
        Interrupts.take(endingAtOnce: !isWriting)
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

    /// Does what writes one thing as a whole or not at all, until somebody wants it to end; nil then. `giveUp` is told what says
    /// so, and afterwards nil.
    package static func writing<Value>(
        _ words: String,
        draw: @escaping @Sendable (String) -> Void,
        giveUp: ((@Sendable () -> Bool)?) -> Void,
        _ body: () throws -> Value
    ) throws -> Value? {
        let job = LongJob(words, isWriting: true, draw: draw)
        defer { job.end() }
        giveUp(job.isStopped)
        defer { giveUp(nil) }
        do { return try body() } catch {
            guard job.isStopped() else { throw error }
            return nil
        }
    }

    /// Whether somebody wants it to end.
    package var isStopped: @Sendable () -> Bool { { Interrupts.count > 0 } }

    /// Says what is done now.
    package func tell(_ words: String) { progress.words.withLock { $0 = words } }

    /// Takes the line away, for what is told next.
    package func end() {
        guard let timer else { return }
        timer.cancel()
        Interrupts.letGo()
        progress.clear()
        self.timer = nil
    }
}

/// Ctrl-C while a job is under way, one at a time: a handler of its own, as a dispatch source that follows another one on the
/// same signal is not told of it.
private enum Interrupts {
    private static let presses = Atomic<Int>(0)
    private static let endsAtOnce = Atomic<Bool>(false)
    private static let clearing: StaticString = "\r\u{1B}[K"

    static var count: Int { presses.load(ordering: .relaxed) }

    /// The first Ctrl-C is counted, the second ends the process; `endingAtOnce` the first does.
    static func take(endingAtOnce: Bool) {
        presses.store(0, ordering: .relaxed)
        endsAtOnce.store(endingAtOnce, ordering: .relaxed)
        // Nothing but what may be done within a handler.
        signal(SIGINT) { _ in
            let count = Interrupts.presses.add(1, ordering: .relaxed).newValue
            guard count > 1 || Interrupts.endsAtOnce.load(ordering: .relaxed) else { return }
            write(STDERR_FILENO, Interrupts.clearing.utf8Start, Interrupts.clearing.utf8CodeUnitCount)
            _exit(130)
        }
    }

    static func letGo() { signal(SIGINT, SIG_DFL) }
}

/// What the clock of a long job shares with it.
private final class JobProgress: Sendable {
    let words: Mutex<String>
    private let write: @Sendable (String) -> Void
    private let started = ContinuousClock.now
    private let isDrawn = Mutex(false)

    init(_ words: String, draw: @escaping @Sendable (String) -> Void) {
        self.words = Mutex(words)
        write = draw
    }

    func draw() {
        let seconds = (ContinuousClock.now - started).components.seconds
        let stopping = "stopping: what was begun is taken back; Ctrl-C again stops now"
        let words = Interrupts.count > 0 ? stopping : words.withLock(\.self)
        isDrawn.withLock { isDrawn in
            write("\r\(words) · \(seconds) s\u{1B}[K\r")
            isDrawn = true
        }
    }

    func clear() {
        isDrawn.withLock { isDrawn in
            if isDrawn { write("\r\u{1B}[K") }
            isDrawn = false
        }
    }
}
