import Agreement
package import Studies

/// Attempts under one load, held to a service level.
package struct LoadMeasurement: Sendable {
    package let load: Attempt.Load
    package let count: Int
    package let failures: Int
    /// Seconds from the first intended start to the last end.
    package let seconds: Double
    /// Successes a second, with an interval over ten parts of the time.
    package let rate: Figure
    /// Seconds, from the intended start where the loop is open; `.infinity` where too many failed, nil where no answer tells.
    package let firstTokenP95: Double?
    package let perTokenP95: Double?
    /// Of answers that came whole or were held back, by how they came: they tell no time of tokens and are in none of the two.
    package let withoutTokens: [(condition: Attempt.Condition, count: Int)]
    /// Output tokens a second of all requests together.
    package let tokensPerSecond: Double?
    /// What the service level asks for and this load does not keep, in words; empty where it holds.
    package let misses: [String]

    package var holds: Bool { misses.isEmpty }

    package var failureShare: Double { count > 0 ? Double(failures) / Double(count) : 1 }
}

extension LoadMeasurement {
    /// Parts of the time over which the rate's interval is made.
    private static let parts = 10

    /// Of attempts that were made under that load; nil of none.
    package init?(_ attempts: [Attempt], under load: Attempt.Load, _ level: ServiceLevel, confidence: Double = 0.95) {
        guard let first = attempts.map(\.startedAt).min() else { return nil }
        self.load = load
        count = attempts.count
        failures = attempts.count { $0.outcome != .success }
        // The last of so many at a rate has its share of the time too, or more would come back than were sent.
        let scheduled = if case .rate(let offered) = load { Double(attempts.count) / offered } else { 0.0 }
        let isOpen = scheduled > 0
        let ends = attempts.map { Double($0.startedAt - first) / 1000 + ($0.timing.total?.seconds ?? 0) }
        seconds = max(0.001, scheduled, ends.max() ?? 0)
        rate = Self.rate(zip(attempts, ends).filter { $0.0.outcome == .success }.map(\.1), seconds, confidence)
        firstTokenP95 = Self.p95(.firstToken, attempts, fromIntended: isOpen)
        perTokenP95 = Self.p95(.perToken, attempts, fromIntended: false)
        let untold = attempts.filter { $0.outcome == .success && $0.timing.delivery != .streamed }.map(\.condition)
        withoutTokens = Attempt.Condition.allCases.compactMap { condition in
            let count = untold.count { $0 == condition }
            return count > 0 ? (condition, count) : nil
        }
        let tokens = attempts.compactMap { $0.outcome == .success ? $0.usage.output : nil }
        tokensPerSecond = tokens.isEmpty ? nil : Double(tokens.reduce(0, +)) / seconds
        let share = Double(failures) / Double(count)
        let classes = attempts.compactMap { if case .failure(let name) = $0.outcome { name } else { nil } }
        misses =
            level.misses(firstToken: firstTokenP95, perToken: perTokenP95, failureShare: share, classes: Set(classes))
            + (Self.arrears(ends, load).map { [$0] } ?? [])
    }

    /// Over the failures and what succeeded and tells it; nil where no success does.
    private static func p95(_ metric: LatencyMetric, _ attempts: [Attempt], fromIntended: Bool) -> Double? {
        let values = attempts.map { $0.latency(metric, fromIntended: fromIntended) }
        let told = zip(attempts, values).filter { $0.0.outcome != .success || $0.1 != nil }.map(\.1)
        guard values.contains(where: { $0 != nil }) || !attempts.contains(where: { $0.outcome == .success }) else {
            return nil
        }
        return UsableLatency(told).quantile(0.95)
    }

    /// Where requests come at a rate and end more slowly than that, a queue grows: no such load can be kept up, whatever the
    /// first of them met.
    private static func arrears(_ ends: [Double], _ load: Attempt.Load) -> String? {
        guard case .rate(let offered) = load, ends.count >= 10 else { return nil }
        // Without a twentieth at either edge: what was under way there, or one that was late alone, grows no queue.
        let (sorted, edge) = (ends.sorted(), ends.count / 20)
        let span = sorted[sorted.count - 1 - edge] - sorted[edge]
        let ended = Double(sorted.count - 1 - 2 * edge) / max(span, 0.001)
        guard ended < offered * leastKept else { return nil }
        return "fell behind: \((ended * 10).rounded() / 10) of \((offered * 10).rounded() / 10) a second ended"
    }

    private static let leastKept = 0.9

    /// Successes a second, with t over ten equal parts of the time.
    private static func rate(_ ends: [Double], _ seconds: Double, _ confidence: Double) -> Figure {
        let figure = Figure(Double(ends.count) / seconds, count: ends.count)
        guard ends.count >= 2 * parts else {
            return figure.between(nil, nil, .absent("fewer than \(2 * parts) requests came back"))
        }
        var counts = [Double](repeating: 0, count: parts)
        for end in ends { counts[min(parts - 1, Int(end / seconds * Double(parts)))] += 1 }
        let width = seconds / Double(parts)
        guard let interval = Dispersion(counts.map { $0 / width })?.meanInterval(confidence: confidence) else {
            return figure
        }
        return figure.between(max(0, interval.low), interval.high, .formula("t over \(parts) parts of the time"))
    }
}

extension ServiceLevel {
    /// What is asked for and not kept, in words.
    func misses(
        firstToken: Double?,
        perToken: Double?,
        failureShare share: Double,
        classes: Set<String> = []
    ) -> [String] {
        var misses: [String] = []
        func check(_ name: String, _ limit: Duration?, _ value: Double?) {
            guard let limit else { return }
            guard let value else { return misses.append("\(name) not measured") }
            if value > limit.seconds {
                misses.append(
                    value.isFinite
                        ? "\(name) \(Self.words(value)) > \(Self.words(limit.seconds))" : "\(name) not reached"
                )
            }
        }
        check("ttft_p95", firstTokenP95, firstToken)
        check("per_token_p95", perTokenP95, perToken)
        if share > failures {
            let (has, may) = ((share * 1000).rounded() / 10, (failures * 1000).rounded() / 10)
            let named = classes.isEmpty ? "" : ": " + classes.sorted().joined(separator: ", ")
            misses.append("failures \(has) % > \(may) %\(named)")
        }
        return misses
    }

    private static func words(_ seconds: Double) -> String { "\((seconds * 1e4).rounded() / 10) ms" }
}

extension LoadCurve {
    /// Of a load test's steps.
    package init(_ measurements: [LoadMeasurement]) {
        self.init(
            measurements.map {
                Step(rate: $0.rate.value ?? 0, rateLow: $0.rate.low, rateHigh: $0.rate.high, holds: $0.holds)
            }
        )
    }

    /// Whether more load is of no use: the level broke twice in a row, or two more steps gave less than a twentieth more.
    package var isSaturated: Bool {
        if steps.suffix(2).count == 2, steps.suffix(2).allSatisfy({ !$0.holds }) { return true }
        guard steps.count > 2, let last = steps.last else { return false }
        return last.rate < steps[steps.count - 3].rate * 1.05
    }

    /// Whether the test ended before anything broke: the goodput may be higher than its highest step.
    package var isOpenEnded: Bool { !isSaturated && steps.last?.holds == true }
}
