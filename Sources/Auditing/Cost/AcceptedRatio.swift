import Agreement

/// Self-hosted over API cost of an accepted response, where both shares come from the same prompts.
///
/// One bootstrap of prompts for both shares; a draw in which self has none accepted is unbounded, one in which the API has
/// none is 0.
package struct AcceptedRatio: Sendable, Equatable {
    package let value: Double
    package let low: Double
    package let high: Double
    package let prompts: Int

    /// `accepted` gives each prompt's mean of self and API; nil with fewer than two prompts or nothing accepted.
    package init?(
        selfPerRequest: Double,
        apiPerRequest: Double,
        accepted: [(own: Double, api: Double)],
        _ options: AuditOptions = AuditOptions()
    ) {
        guard accepted.count > 1, apiPerRequest > 0 else { return nil }
        func ratio(_ times: [Int]) -> Double {
            let own = zip(accepted, times).reduce(0) { $0 + $1.0.own * Double($1.1) }
            let api = zip(accepted, times).reduce(0) { $0 + $1.0.api * Double($1.1) }
            return own > 0 ? selfPerRequest / apiPerRequest * api / own : .infinity
        }
        let draws = BlockBootstrap.draws(of: accepted.count, resamples: options.resamples, seed: options.seed)
        guard let ends = BlockBootstrap.ends(draws.map(ratio), confidence: options.confidence) else { return nil }
        value = ratio(accepted.map { _ in 1 })
        (low, high) = ends
        prompts = accepted.count
    }
}
