import Inference
import Store

@testable import Collecting

extension Collector {
    /// One of the study `s` that tells nobody how far it is.
    init(
        quiet store: Store,
        _ purpose: Purpose = .response,
        limit: SpendingLimit = SpendingLimit(),
        now: @escaping @Sendable () -> Int64 = { 0 }
    ) {
        self.init(
            store: store,
            client: ModelClient(),
            study: "s",
            purpose: purpose,
            limit: limit,
            now: now,
            progress: { _ in }
        )
    }
}
