import Agreement
package import Studies

/// The difference between two models' medians, paired by slots of the same schedule, with hours as the unit.
package struct LatencyComparison: Sendable {
    package let first: String
    package let second: String
    package let metric: LatencyMetric
    /// Seconds: the first's median less the second's; failures are infinite.
    package let difference: Figure
    package let pairs: Int
    package let hours: Int

    /// Beyond it two models' prompts were not cached alike, or they did not share the server alike.
    private static let mostCachedDifference = 0.05
    private static let mostUnderWayRatio = 1.5

    package init(
        _ first: (name: String, attempts: [Attempt]),
        _ second: (name: String, attempts: [Attempt]),
        _ metric: LatencyMetric,
        clock: LocalClock,
        _ options: AuditOptions = AuditOptions()
    ) {
        (self.first, self.second, self.metric) = (first.name, second.name, metric)
        guard metric != .total || !(first.attempts + second.attempts).contains(where: { $0.timing.isWithheld }) else {
            (pairs, hours) = (0, 0)
            difference = Figure(nil, count: 0, undefined: .withheld)
            return
        }
        let other = Dictionary(second.attempts.compactMap { a in a.slot.map { ($0, a) } }, uniquingKeysWith: { $1 })
        let pairs = first.attempts.compactMap { a in a.slot.flatMap { other[$0] }.map { (a, $0) } }
            .filter { Self.isTold($0.0, metric) && Self.isTold($0.1, metric) }
        self.pairs = pairs.count
        let blocks = pairs.map { clock.block($0.0.intendedAt) }
        hours = Set(blocks).count
        if let reason = Self.reason(first.attempts, second.attempts) ?? Self.reason(pairs: pairs.count, hours: hours) {
            difference = Figure(nil, count: pairs.count, undefined: reason)
            return
        }
        let left = pairs.map { $0.0.latency(metric, fromIntended: true) ?? .infinity }
        let right = pairs.map { $0.1.latency(metric, fromIntended: true) ?? .infinity }
        difference = Self.difference(left, right, blocks, options)
    }

    /// Whether prompts were cached alike and the server was shared alike.
    static func isAlike(_ cachedShares: [Double], crowds: [Double]) -> Bool {
        let cached = (cachedShares.max() ?? 0) - (cachedShares.min() ?? 0)
        return cached <= mostCachedDifference && (crowds.max() ?? 0) <= (crowds.min() ?? 0) * mostUnderWayRatio
    }

    private static func isTold(_ attempt: Attempt, _ metric: LatencyMetric) -> Bool {
        attempt.outcome != .success || attempt.latency(metric, fromIntended: true) != nil
    }

    private static func reason(pairs: Int, hours: Int) -> Figure.Undefined? {
        if pairs < 6 { return .tooFewSlots(pairs, needed: 6) }
        return hours < 2 ? .oneHour : nil
    }

    private static func reason(_ first: [Attempt], _ second: [Attempt]) -> Figure.Undefined? {
        func mean(_ values: [Double]) -> Double? { values.isEmpty ? nil : values.reduce(0, +) / Double(values.count) }
        let cached = [first, second].map { mean($0.compactMap(\.cachedShare)) }
        if abs((cached[0] ?? 0) - (cached[1] ?? 0)) > mostCachedDifference {
            return .cachedUnlike(cached[0], cached[1])
        }
        let crowd = [first, second].compactMap { mean($0.compactMap { $0.underWay.map(Double.init) }) }
        if crowd.count == 2, let least = crowd.min(), let most = crowd.max(), most > least * mostUnderWayRatio {
            return .crowdedUnlike(crowd[0], crowd[1])
        }
        return nil
    }

    private static func difference(_ left: [Double], _ right: [Double], _ blocks: [Int], _ options: AuditOptions)
        -> Figure
    {
        func median(_ values: [Double]) -> Double {
            UsableLatency(values.map { $0.isFinite ? $0 : nil }).quantile(0.5) ?? .infinity
        }
        let (one, other) = (median(left), median(right))
        guard one.isFinite, other.isFinite else {
            return Figure(nil, count: left.count, undefined: .medianNotReached)
        }
        let figure = Figure(one - other, count: left.count)
        // The same seed draws the same hours for both.
        let draws = [left, right].map {
            BlockBootstrap($0, blocks: blocks, resamples: options.resamples, seed: options.seed).quantiles([0.5])[0]
        }
        let differences = zip(draws[0], draws[1]).map { $0 - $1 }.filter { !$0.isNaN }
        let ends = BlockBootstrap.ends(differences, confidence: options.confidence)
        let count = Set(blocks).count
        return figure.between(
            ends?.low,
            ends?.high,
            .resamples("over \(count) hours, paired by slot", few: count < 20 ? "hours" : nil)
        )
    }
}
