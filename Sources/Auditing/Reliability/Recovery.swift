package import Agreement

/// How long outages last, by `KaplanMeier`: one that was still open when it was last looked at is censored.
package struct Recovery: Sendable, Equatable {
    package let outages: Int
    package let open: Int
    /// After each length at which one recovered, the share that had not.
    package let stillDown: [KaplanMeier.Step]
    /// The first length after which at most half had not recovered; nil where it is not reached.
    package let median: Double?
    package let longest: Double?

    package init(durations: [Double], ended: [Bool]) {
        outages = durations.count
        open = ended.count { !$0 }
        longest = durations.max()
        let found = KaplanMeier(durations: durations, ended: ended)
        (stillDown, median) = (found.steps, found.median)
    }
}

/// A run of failed probes.
package struct Outage: Sendable, Equatable {
    /// Milliseconds UTC: the first failed probe, and the first that succeeded again.
    package let from: Int64
    package let to: Int64?
    /// When it was last seen to fail.
    package let lastFailure: Int64
    package let failures: Int
    /// Whether so many failures in a row would hardly come by chance at this series' other failures.
    package let isBeyondChance: Bool

    /// Seconds until it was over, or was last seen.
    package var seconds: Double { Double((to ?? lastFailure) - from) / 1000 }

    /// Every run of failures, in the order of time.
    ///
    /// With f the share of failures outside the run, n (1 − f) f^k runs of k are to be expected by chance; below .05 of two
    /// or more it is an outage of its own.
    package static func find(times: [Int64], successes: [Bool]) -> [Outage] {
        let failed = successes.count { !$0 }
        var outages: [Outage] = []
        var start: Int?
        for place in 0...successes.count {
            let isFailure = place < successes.count && !successes[place]
            if isFailure {
                start = start ?? place
                continue
            }
            guard let first = start else { continue }
            start = nil
            let length = place - first
            let rest = max(1, successes.count - length)
            // Half a failure more, so that a series without others is not taken for one that never fails.
            let chance = (Double(failed - length) + 0.5) / (Double(rest) + 1)
            var expected = Double(successes.count) * (1 - chance)
            for _ in 0..<length { expected *= chance }
            outages.append(
                Outage(
                    from: times[first],
                    to: place < successes.count ? times[place] : nil,
                    lastFailure: times[place - 1],
                    failures: length,
                    isBeyondChance: length > 1 && expected < 0.05
                )
            )
        }
        return outages
    }
}

extension Recovery {
    /// Of outages, in seconds.
    package init(_ outages: [Outage]) {
        self.init(durations: outages.map(\.seconds), ended: outages.map { $0.to != nil })
    }
}
