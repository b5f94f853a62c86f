import Foundation
import Synchronization

/// Waits for a database that another program holds; tells so when it takes long, and gives up in the end.
final class BusyWait: Sendable {
    /// From when on a wait is told, and how often.
    private static let patience = Duration.milliseconds(500)

    private struct State {
        var began = ContinuousClock.now
        var tellsAt = BusyWait.patience
        var hook: (@Sendable (Duration) -> Void)?
        var isGivenUp: (@Sendable () -> Bool)?
    }

    let limit: Duration
    private let state = Mutex(State())

    init(limit: Duration) { self.limit = limit }

    /// Called with the time waited so far, every half second of a wait.
    var hook: (@Sendable (Duration) -> Void)? {
        get { state.withLock { $0.hook } }
        set { state.withLock { $0.hook = newValue } }
    }

    /// Whether what waits is not wanted any more.
    func giveUp(when isWanted: (@Sendable () -> Bool)?) { state.withLock { $0.isGivenUp = isWanted } }

    /// Waits a little; false when the limit is reached, or nobody wants it any more. `tries` is 0 where a wait begins.
    func goesOn(tries: Int) -> Bool {
        if let isGivenUp = state.withLock(\.isGivenUp), isGivenUp() { return false }
        let (waited, hook) = state.withLock { state -> (Duration, (@Sendable (Duration) -> Void)?) in
            if tries == 0 {
                state.began = .now
                state.tellsAt = Self.patience
            }
            let waited = state.began.duration(to: .now)
            guard waited >= state.tellsAt else { return (waited, nil) }
            state.tellsAt = waited + Self.patience
            return (waited, state.hook)
        }
        hook?(waited)
        guard waited < limit else { return false }
        Thread.sleep(forTimeInterval: min(0.05, 0.001 * Double(tries + 1)))
        return true
    }
}
