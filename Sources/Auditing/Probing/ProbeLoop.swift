/// Sends probes at their times, whatever the server does: an open loop, for each model by itself.
///
/// A model that is late with one makes its next ones late too, and they are measured from when they should have been sent:
/// what a user would have waited is not omitted. No other model's probe waits for it: that would be this program's queue and
/// no latency of a model. Clock, sleep and call are handed in.
package struct ProbeLoop: Sendable {
    /// What became of the probes.
    package struct Summary: Sendable, Equatable {
        package var made = 0
        /// Made by an earlier run.
        package var known = 0
        /// Their time was over before the run began.
        package var missed = 0
        package var failed = 0

        package init() {}
    }

    /// Milliseconds UTC.
    package var now: @Sendable () -> Int64
    /// Returns at that time, or at once when it is over; false when the run is to end.
    package var sleep: @Sendable (_ until: Int64) async -> Bool
    /// Whether an earlier run made it.
    package var isKnown: @Sendable (Probe) throws -> Bool
    /// Sends it, and keeps what came of it; false for a failure.
    package var call: @Sendable (Probe) async throws -> Bool
    /// How many of one model may be under way at a time.
    package var atOnce: Int

    package init(
        atOnce: Int = 1,
        now: @escaping @Sendable () -> Int64,
        sleep: @escaping @Sendable (Int64) async -> Bool,
        isKnown: @escaping @Sendable (Probe) throws -> Bool,
        call: @escaping @Sendable (Probe) async throws -> Bool
    ) {
        self.atOnce = max(1, atOnce)
        self.now = now
        self.sleep = sleep
        self.isKnown = isKnown
        self.call = call
    }

    /// Makes the probes of the slots from now until `end`; those whose time is over already are missed.
    package func run(_ schedule: ProbeSchedule, until end: Int64) async throws -> Summary {
        let start = now()
        return try await withThrowingTaskGroup(of: Summary.self) { group in
            for model in schedule.models {
                group.addTask { try await follow(model, of: schedule, from: start, until: end) }
            }
            return try await group.reduce(into: Summary()) { $0.add($1) }
        }
    }

    private func follow(_ model: String, of schedule: ProbeSchedule, from start: Int64, until end: Int64) async throws
        -> Summary
    {
        var summary = Summary()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            var underWay = 0
            var number = schedule.slot(at: start)
            slots: while Int64(number) * schedule.slot < end {
                for probe in schedule.probes(inSlot: number) where probe.model == model && probe.intendedAt < end {
                    guard try isWanted(probe, from: start, &summary) else { continue }
                    guard await sleep(probe.intendedAt) else { break slots }
                    if atOnce == 1 {
                        summary.add(try await call(probe))
                        continue
                    }
                    if underWay >= atOnce, let isFine = try await group.next() {
                        summary.add(isFine)
                        underWay -= 1
                    }
                    group.addTask { try await call(probe) }
                    underWay += 1
                }
                number += 1
            }
            for try await isFine in group { summary.add(isFine) }
        }
        return summary
    }

    private func isWanted(_ probe: Probe, from start: Int64, _ summary: inout Summary) throws -> Bool {
        if try isKnown(probe) {
            summary.known += 1
            return false
        }
        guard probe.intendedAt >= start else {
            summary.missed += 1
            return false
        }
        return true
    }
}

extension ProbeLoop.Summary {
    fileprivate mutating func add(_ isFine: Bool) {
        made += 1
        failed += isFine ? 0 : 1
    }

    fileprivate mutating func add(_ other: Self) {
        made += other.made
        known += other.known
        missed += other.missed
        failed += other.failed
    }
}
