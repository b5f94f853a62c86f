import Collecting
import Foundation
import Reporting
import Studies
import Synchronization

/// How a long job goes on: one line that is written over on a terminal, a plain line now and then elsewhere.
final class Progress: Sendable {
    private let context: Context
    private let isTerminal = isatty(2) == 1
    private let started = ContinuousClock.now
    private let told = Mutex<[String: String]>([:])
    private let lastShown = Mutex<ContinuousClock.Instant?>(nil)

    private let isVerbose: Bool

    init(_ context: Context, isVerbose: Bool = false) {
        self.context = context
        self.isVerbose = isVerbose
    }

    /// Shows the state, unless it was shown a moment ago.
    @Sendable func show(_ tally: Tally) {
        let now = ContinuousClock.now
        let pause: Duration = isTerminal ? .milliseconds(100) : .seconds(10)
        let isDue = lastShown.withLock { last in
            // Off a terminal the first line may wait: a short job needs none.
            if let before = last ?? (isTerminal ? nil : started), now - before < pause { return false }
            last = now
            return true
        }
        guard isDue else { return }
        let line = tally.line(after: now - started)
        if isVerbose { tellEndpoints(of: tally) }
        if isTerminal {
            context.draw("\r\(line.prefix((PageWidth.ofErrors ?? 80) - 1))\u{1B}[K")
        } else {
            context.tell(line + "\n")
        }
    }

    /// A plain line for each endpoint whose state is another than the one shown last.
    private func tellEndpoints(of tally: Tally) {
        for (name, state) in tally.endpoints.sorted(by: { $0.key < $1.key }) {
            let isNew = told.withLock { told in
                defer { told[name] = state }
                return told[name] != state
            }
            guard isNew else { continue }
            end()
            context.tell("\(name): \(state)\n")
        }
    }

    /// Takes the line away, for what is told next.
    func end() { if isTerminal { context.draw("\r\u{1B}[K") } }
}
