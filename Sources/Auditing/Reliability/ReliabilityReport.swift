package import Studies

/// How reliably one model answered its probes.
package struct ReliabilityReport: Sendable {
    package let model: String
    package let availability: Availability
    package let classes: [(name: String, count: Int)]
    package let outages: [Outage]
    package let recovery: Recovery
    /// Changes of the server; none where several answer in turn.
    package let drifts: [Drift]
    package let alternation: Alternation?
    /// Probes that their user stopped or that were never sent: left out.
    package let leftOut: Int

    /// Of one model's probes, in any order.
    package init(_ model: String, _ attempts: [Attempt], clock: LocalClock, confidence: Double = 0.95) {
        self.model = model
        let used = attempts.filter { !$0.isOfItsUser }.sorted { $0.intendedAt < $1.intendedAt }
        leftOut = attempts.count - used.count
        let start = used.first?.intendedAt ?? 0
        let successes = used.map { $0.outcome == .success }
        availability = Availability(
            successes,
            hours: used.map { Double($0.intendedAt - start) / 3_600_000 },
            confidence: confidence
        )
        let names = used.compactMap { if case .failure(let name) = $0.outcome { name } else { nil } }
        classes = Dictionary(grouping: names, by: \.self).map { ($0.key, $0.value.count) }.sorted { $0.name < $1.name }
        outages = Outage.find(times: used.map(\.intendedAt), successes: successes)
        recovery = Recovery(outages)
        alternation = Alternation(used)
        guard alternation == nil else {
            drifts = []
            return
        }
        drifts = Drift.find(used, clock: clock) {
            $0.latency(.firstToken, fromIntended: true) ?? $0.latency(.total, fromIntended: true)
        }
    }
}
