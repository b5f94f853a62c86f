import Synchronization

/// Says to a run that it is to end: nothing more is sent, and what is under way goes on.
package final class StopSign: Sendable {
    private let state = Mutex(false)

    package init() {}

    package var isSet: Bool { state.withLock { $0 } }

    package func set() { state.withLock { $0 = true } }
}
