import Auditing
import Foundation
import Studies
import Testing

/// 200 seeds: what is planted is found, and a flat week gives no alarm.
struct SimulatedWeekTests {
    static let seeds: [UInt64] = Array(0..<200)

    /// In how many of the weeks `isFound` says yes.
    private func count(_ plant: SimulatedWeek.Plant, _ isFound: @Sendable @escaping (SimulatedWeek, [Attempt]) -> Bool)
        async throws -> Int
    {
        var found = 0
        for seed in Self.seeds {
            let week = SimulatedWeek(seed: seed, plant: plant)
            if isFound(week, try await week.attempts()) { found += 1 }
        }
        return found
    }

    private static func profile(_ attempts: [Attempt], _ seed: UInt64) -> DayProfile {
        let clock = LocalClock()
        return DayProfile(
            attempts.map { $0.latency(.firstToken, fromIntended: true) },
            days: attempts.map { clock.day($0.intendedAt) },
            hours: attempts.map { clock.hour($0.intendedAt) },
            // Fewer resamples of the interval, which is not looked at.
            AuditOptions(resamples: 100, seed: seed)
        )
    }

    private static func report(_ attempts: [Attempt]) -> ReliabilityReport {
        ReliabilityReport("m", attempts, clock: LocalClock())
    }

    @Test func aPeakIsFoundAndAFlatWeekHasNone() async throws {
        let alarms = try await count(.nothing) { Self.profile($1, $0.seed).peak != nil }
        #expect(alarms <= 16, "\(alarms) of 200 flat weeks")
        let found = try await count(.peak) { week, attempts in
            guard let hour = Self.profile(attempts, week.seed).peak?.hour else { return false }
            // The planted two hours are peakHour and the next.
            return (week.peakHour - 1...week.peakHour + 2).contains(hour)
        }
        #expect(found >= 190, "\(found) of 200 peaks")
    }

    @Test func anOutageIsFoundAndSingleFailuresAreNone() async throws {
        let alarms = try await count(.nothing) { Self.report($1).outages.contains(where: \.isBeyondChance) }
        #expect(alarms <= 16, "\(alarms) of 200 flat weeks")
        let found = try await count(.outage) { week, attempts in
            let time = SimulatedWeek.start + Int64(week.outage.lowerBound) * SimulatedWeek.slot
            return Self.report(attempts).outages.contains {
                $0.isBeyondChance && abs($0.from - time) <= SimulatedWeek.slot && $0.failures >= 6
            }
        }
        #expect(found >= 190, "\(found) of 200 outages")
    }

    @Test func aChangedServerIsToldAndItsLatencyTested() async throws {
        // A flat week with a change of name half-way, and no change of latency.
        let alarms = try await count(.nothing) { week, attempts in
            let half = SimulatedWeek.count / 2
            let renamed = attempts.enumerated().map { place, attempt in
                var attempt = attempt
                if place >= half { attempt.server.fingerprint = "fp-b" }
                return attempt
            }
            return Self.report(renamed).drifts.contains { ($0.p ?? 1) <= 0.05 }
        }
        #expect(alarms <= 16, "\(alarms) of 200 flat weeks")
        let found = try await count(.drift) { week, attempts in
            let drifts = Self.report(attempts).drifts
            return drifts.count == 1 && (drifts[0].p ?? 1) <= 0.05 && (1.05...1.4).contains(drifts[0].ratio ?? 0)
        }
        #expect(found >= 190, "\(found) of 200 changes")
    }
}
