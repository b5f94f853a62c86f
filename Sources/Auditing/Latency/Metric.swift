package import Studies

/// A time of an attempt.
package enum LatencyMetric: String, Sendable, CaseIterable {
    /// To the first token that is not empty, reasoning or answer.
    case firstToken = "ttft"
    /// Between tokens: (last − first) / (n − 1); an answer that came all at once tells no time between them.
    case perToken = "per_token"
    /// To the end of the answer.
    case total

    /// Whether it needs a stream that nothing held back.
    package var needsTokens: Bool { self != .total }
}

extension Duration {
    /// Seconds, with fractions.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

extension Attempt {
    /// Seconds; nil for a failure, and for what its delivery does not tell.
    ///
    /// From the intended start where the schedule set one: a request that had to wait for its turn was late for its user.
    package func latency(_ metric: LatencyMetric, fromIntended: Bool) -> Double? {
        guard outcome == .success else { return nil }
        let waited = fromIntended ? timing.waited?.seconds ?? 0 : 0
        switch metric {
        case .total: return timing.total.map { $0.seconds + waited }
        case .firstToken: return timing.delivery == .streamed ? timing.firstToken.map { $0.seconds + waited } : nil
        case .perToken:
            guard timing.delivery == .streamed, let first = timing.firstToken, let last = timing.lastToken,
                last > first,
                let output = usage.output, output > 1
            else { return nil }
            return (last - first).seconds / Double(output - 1)
        }
    }

    /// Tokens a second while the answer was written: (n − 1) / (last − first); nil for a failure.
    package var tokensPerSecond: Double? {
        latency(.perToken, fromIntended: false).flatMap { $0 > 0 ? 1 / $0 : nil }
    }

    /// The share of the prompt that came from a cache; nil where the server does not tell.
    package var cachedShare: Double? {
        guard let cached = usage.cached, let input = usage.input, input > 0 else { return nil }
        return Double(cached) / Double(input)
    }

    /// What its times may stand beside.
    package var condition: Condition {
        switch timing.delivery {
        case .batch: .batch
        case .buffered: .buffered
        case .whole: .unstreamed
        case .streamed:
            if let load = timing.load, load > .seconds(1) {
                .cold
            } else if let share = cachedShare, share >= 0.5 {
                .warm
            } else {
                .fresh
            }
        }
    }

    /// How an answer came about: figures of different ones are not of one kind.
    package enum Condition: String, Sendable, CaseIterable {
        /// Streamed, with less than half of the prompt from a cache.
        case fresh
        /// Half of the prompt or more came from a cache.
        case warm
        /// The server loaded the model first, for more than a second.
        case cold
        case buffered
        case unstreamed
        case batch
    }
}
