import Store

@testable import Reviewing

extension ReviewCoordinator {
    /// A session of 'ana' on the study 's', begun, whose clock stands still.
    static func started(_ store: Store, at time: Int64 = 1000, _ change: (inout Setting) -> Void = { _ in }) throws
        -> ReviewCoordinator
    {
        var setting = Setting(reviewer: "ana")
        change(&setting)
        let coordinator = try ReviewCoordinator(
            store: store,
            copy: store.copy(of: "s"),
            setting: setting,
            clock: { time }
        )
        coordinator.start()
        return coordinator
    }
}
