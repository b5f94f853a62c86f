package import Studies

/// What attempts are told apart by.
package enum LatencyAxis: String, Sendable, CaseIterable {
    case model, endpoint, purpose, hour, weekday, concurrency
    case promptLength = "prompt-length"

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    /// Where an attempt belongs on it.
    package func key(of attempt: Attempt, _ clock: LocalClock) -> String {
        switch self {
        case .model: attempt.model
        case .endpoint: attempt.endpoint ?? "–"
        case .purpose: attempt.purpose.rawValue
        case .hour: Self.padded(clock.hour(attempt.intendedAt))
        case .weekday: Self.weekdays[clock.weekday(attempt.intendedAt)]
        case .concurrency: attempt.underWay.map(Self.concurrency) ?? "–"
        case .promptLength: attempt.usage.input.map(Self.length) ?? "–"
        }
    }

    /// The order of keys: by number where they have one.
    func order(_ key: String) -> (Int, String) {
        switch self {
        case .weekday: (Self.weekdays.firstIndex(of: key) ?? 7, key)
        case .hour, .concurrency, .promptLength: (Int(key.prefix { $0.isNumber }) ?? .max, key)
        default: (0, key)
        }
    }

    private static func padded(_ hour: Int) -> String { hour < 10 ? "0\(hour)" : "\(hour)" }

    /// 1, 2, 3–4, 5–8, … requests at a time.
    private static func concurrency(_ count: Int) -> String {
        guard count > 2 else { return "\(max(1, count))" }
        var high = 4
        while high < count { high *= 2 }
        return "\(high / 2 + 1)–\(high)"
    }

    /// 1–64, 65–128, … tokens.
    private static func length(_ tokens: Int) -> String {
        guard tokens > 64 else { return "1–64" }
        var high = 128
        while high < tokens { high *= 2 }
        return "\(high / 2 + 1)–\(high)"
    }
}

extension Attempt {
    /// When it should have been sent, in milliseconds UTC: for a probe by its schedule, else when it was.
    package var intendedAt: Int64 {
        guard purpose == .probe, let waited = timing.waited else { return startedAt }
        return startedAt - Int64((waited.seconds * 1000).rounded())
    }

    /// Whether a failure says nothing of the server: its user stopped it, or it was never sent.
    package var isOfItsUser: Bool {
        if case .failure(let name) = outcome { return ["cancelled", "no_key", "bad_endpoint"].contains(name) }
        return false
    }
}

/// Latency figures of attempts that may stand beside each other.
package struct LatencyRow: Sendable {
    package let keys: [String]
    package let condition: Attempt.Condition
    package let count: Int
    package let failures: [(name: String, count: Int)]
    /// The mean share of the prompts that came from a cache; nil where no server tells.
    package let cachedShare: Double?
    /// The mean number under way when each was sent, itself included.
    package let underWay: Double?
    /// For each time its median, p95 and p99.
    package let quantiles: [LatencyMetric: [Figure]]
    /// Of successes only.
    package let successShare: Double?
    package let successMedians: [LatencyMetric: Double]
    package let tokensPerSecond: Figure
    /// Of streams that tell it, however few.
    package let medianTokensPerSecond: Double?
    /// Of the whole time, of successes.
    package let spread: SpreadFigures
    /// The rank correlation of one with the next.
    package let lagOne: Double?

    package static let shares = [0.5, 0.95, 0.99]

    package init(
        _ attempts: [Attempt],
        keys: [String],
        condition: Attempt.Condition,
        clock: LocalClock,
        _ options: AuditOptions = AuditOptions()
    ) {
        self.keys = keys
        self.condition = condition
        let ordered = attempts.sorted { ($0.intendedAt, $0.model) < ($1.intendedAt, $1.model) }
        count = ordered.count
        let names = ordered.compactMap { if case .failure(let name) = $0.outcome { name } else { nil } }
        failures = Dictionary(grouping: names, by: \.self).map { ($0.key, $0.value.count) }.sorted { $0.name < $1.name }
        cachedShare = Self.mean(ordered.compactMap(\.cachedShare))
        underWay = Self.mean(ordered.compactMap { $0.underWay.map(Double.init) })
        let tellsTokens = [.fresh, .warm, .cold].contains(condition)
        let successes = ordered.filter { $0.outcome == .success }
        let isWithheld = successes.contains { $0.timing.isWithheld }
        var quantiles: [LatencyMetric: [Figure]] = [:]
        var medians: [LatencyMetric: Double] = [:]
        for metric in LatencyMetric.allCases where condition != .batch && (tellsTokens || !metric.needsTokens) {
            if metric == .total, isWithheld {
                quantiles[metric] = Self.shares.map { _ in Figure(nil, count: ordered.count, undefined: .withheld) }
                continue
            }
            let series = Self.series(ordered, metric, clock)
            quantiles[metric] = series.quantiles(Self.shares, options)
            medians[metric] = series.usable.quantileOfSuccesses(0.5)
        }
        self.quantiles = quantiles
        successMedians = medians
        let total = Self.series(ordered, .total, clock)
        successShare = isWithheld ? Double(successes.count) / Double(count) : total.usable.successShare
        spread =
            condition == .batch || isWithheld
            ? SpreadFigures(undefined: isWithheld ? .withheld : .noTimes, count: count) : SpreadFigures(total, options)
        lagOne = isWithheld ? nil : total.lagOne
        tokensPerSecond = Self.speed(ordered, clock, options)
        medianTokensPerSecond = UsableLatency(ordered.compactMap(\.tokensPerSecond)).quantileOfSuccesses(0.5)
    }

    /// One time of attempts, with their hours; what succeeded without telling it is left out.
    package static func series(_ attempts: [Attempt], _ metric: LatencyMetric, _ clock: LocalClock) -> LatencySeries {
        let told = attempts.compactMap { attempt -> (Double?, Int)? in
            let value = attempt.latency(metric, fromIntended: attempt.purpose == .probe)
            guard value != nil || attempt.outcome != .success else { return nil }
            return (value, clock.block(attempt.intendedAt))
        }
        return LatencySeries(values: told.map(\.0), hours: told.map(\.1))
    }

    private static func speed(_ attempts: [Attempt], _ clock: LocalClock, _ options: AuditOptions) -> Figure {
        let told = attempts.compactMap { attempt in
            attempt.tokensPerSecond.map { ($0, clock.block(attempt.intendedAt)) }
        }
        let series = LatencySeries(values: told.map(\.0), hours: told.map(\.1))
        guard !told.isEmpty else { return Figure(nil, count: 0, undefined: .noStream) }
        return series.quantiles([0.5], options)[0]
    }

    private static func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
}

extension [Attempt] {
    /// A failure tells no tokens: its prompt is as long as where the same one was answered, or failures would stand in no
    /// group of their prompts' length.
    fileprivate var withLengthOfFailures: [Attempt] {
        func name(_ attempt: Attempt) -> [String]? { attempt.prompt.map { [attempt.model, $0] } }
        var lengths: [[String]: Int] = [:]
        for attempt in self { if let name = name(attempt), let input = attempt.usage.input { lengths[name] = input } }
        return map { attempt in
            var attempt = attempt
            attempt.usage.input = attempt.usage.input ?? name(attempt).flatMap { lengths[$0] }
            return attempt
        }
    }
}

extension LatencyRow {
    /// A row for each combination of keys and each condition; failures stand with the condition that most of their fellows
    /// had, since a failure has none of its own.
    ///
    /// With `areTotals` attempts are told apart by no time, load or length: when a model was asked is known.
    package static func rows(
        _ attempts: [Attempt],
        by axes: [LatencyAxis],
        clock: LocalClock,
        _ options: AuditOptions = AuditOptions(),
        areTotals: Bool = false
    ) -> [LatencyRow] {
        let sized = axes.contains(.promptLength) && !areTotals ? attempts.withLengthOfFailures : attempts
        let groups = Dictionary(grouping: sized) { attempt in
            axes.map { areTotals && ![.model, .endpoint, .purpose].contains($0) ? "all" : $0.key(of: attempt, clock) }
        }
        let ordered = groups.keys.sorted { left, right in
            for (place, axis) in axes.enumerated() where left[place] != right[place] {
                return axis.order(left[place]) < axis.order(right[place])
            }
            return false
        }
        return ordered.flatMap { keys -> [LatencyRow] in
            let members = groups[keys] ?? []
            let parts = conditions(of: members)
            return Attempt.Condition.allCases.compactMap { condition in
                parts[condition].map { LatencyRow($0, keys: keys, condition: condition, clock: clock, options) }
            }
        }
    }

    /// The attempts by condition.
    static func conditions(of attempts: [Attempt]) -> [Attempt.Condition: [Attempt]] {
        var parts: [Attempt.Condition: [Attempt]] = [:]
        for attempt in attempts where attempt.outcome == .success {
            parts[attempt.condition, default: []].append(attempt)
        }
        let common = Attempt.Condition.allCases.filter { $0 != .batch }.max {
            (parts[$0]?.count ?? 0) < (parts[$1]?.count ?? 0)
        }
        for attempt in attempts where attempt.outcome != .success {
            let own: Attempt.Condition = attempt.timing.delivery == .batch ? .batch : .fresh
            let fellow = (common.flatMap { parts[$0] } ?? []).isEmpty || own == .batch ? own : common ?? own
            parts[fellow, default: []].append(attempt)
        }
        return parts
    }
}
