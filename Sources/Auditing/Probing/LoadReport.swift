package import Studies

/// The newest load test of a model, step by step.
package struct LoadReport: Sendable {
    package let model: String
    /// Milliseconds UTC of its first request.
    package let at: Int64
    package let steps: [LoadMeasurement]
    package let curve: LoadCurve
    /// The coverage of its intervals.
    package let confidence: Double
    /// Tokens of prompt and answer of a request, on average over successes; nil where no server told.
    package let inputTokens: Double?
    package let outputTokens: Double?

    /// Of probes, by model in the order of names; `schedule` takes that test alone, whatever is newer, and tests that are
    /// `unfinished` say nothing of what a model bears.
    package static func reports(
        _ attempts: [Attempt],
        _ level: ServiceLevel,
        schedule: String? = nil,
        unfinished: Set<String> = [],
        confidence: Double = 0.95
    ) -> [LoadReport] {
        let loads = attempts.filter { attempt in
            guard let slot = attempt.slot, slot.load != nil, !unfinished.contains(slot.schedule) else { return false }
            return schedule == nil || slot.schedule == schedule
        }
        return Dictionary(grouping: loads, by: \.model).sorted { $0.key < $1.key }.compactMap { model, members in
            let newest = members.max { $0.startedAt < $1.startedAt }?.slot?.schedule
            return LoadReport(model, members.filter { $0.slot?.schedule == newest }, level, confidence)
        }
    }

    private init?(_ model: String, _ attempts: [Attempt], _ level: ServiceLevel, _ confidence: Double) {
        guard let first = attempts.map(\.startedAt).min() else { return nil }
        self.model = model
        self.confidence = confidence
        at = first
        let used = attempts.filter { !$0.isOfItsUser }
        let groups = Dictionary(grouping: used) { $0.slot?.load }
        let order = groups.keys.compactMap(\.self).sorted { left, right in
            (groups[left]?.map(\.startedAt).min() ?? 0) < (groups[right]?.map(\.startedAt).min() ?? 0)
        }
        steps = order.compactMap {
            LoadMeasurement(groups[$0] ?? [], under: $0, level, confidence: confidence)
        }
        curve = LoadCurve(steps)
        func mean(_ counts: [Int]) -> Double? {
            counts.isEmpty ? nil : Double(counts.reduce(0, +)) / Double(counts.count)
        }
        let successes = used.filter { $0.outcome == .success }
        inputTokens = mean(successes.compactMap(\.usage.input))
        outputTokens = mean(successes.compactMap(\.usage.output))
    }
}
