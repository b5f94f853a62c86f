import Store

@testable import Reviewing

extension ReviewCoordinator {
    /// A session of 'ana' on the study 's', begun, whose clock stands still.
    static func started(_ store: Store) throws -> ReviewCoordinator {
        let coordinator = try ReviewCoordinator(
            store: store,
            copy: store.copy(of: "s"),
            setting: Setting(reviewer: "ana"),
            clock: { 1000 }
        )
        coordinator.start()
        return coordinator
    }
}
