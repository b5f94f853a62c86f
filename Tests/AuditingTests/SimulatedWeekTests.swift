import Auditing
import Foundation
import Studies
import Testing

/// What is planted is found, and a flat week gives no alarm.
///
/// 64 weeks each, half of them with memory: at the nominal .05 more than 8 false alarms come by chance in under 1 of 100 runs.
/// `SLAM_WEEKS=200` runs all of the rule.
struct SimulatedWeekTests {
    static let seeds: [UInt64] = Array(
        0..<(ProcessInfo.processInfo.environment["SLAM_WEEKS"].flatMap(UInt64.init) ?? 64)
    )
    /// 16 of 200 false alarms, and 190 of 200 found.
    static let mostAlarms = max(8, seeds.count * 16 / 200)
    static let fewestFound = seeds.count * 190 / 200

    /// In how many of the weeks each of `areFound` says yes.
    private func counts(
        _ plant: SimulatedWeek.Plant,
        _ areFound: (SimulatedWeek, [Attempt]) -> [Bool]
    ) async throws -> [Int] {
        var found: [Int] = []
        for seed in Self.seeds {
            let week = SimulatedWeek(seed: seed, plant: plant)
            let own = areFound(week, try await week.attempts()).map { $0 ? 1 : 0 }
            found = found.isEmpty ? own : zip(found, own).map(+)
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

    @Test func aFlatWeekGivesNoAlarm() async throws {
        let alarms = try await counts(.nothing) { week, attempts in
            // A change of name half-way, and none of latency.
            let half = SimulatedWeek.count / 2
            let renamed = attempts.enumerated().map { place, attempt in
                var attempt = attempt
                if place >= half { attempt.server.fingerprint = "fp-b" }
                return attempt
            }
            let report = Self.report(renamed)
            return [
                Self.profile(attempts, week.seed).peak != nil, report.outages.contains(where: \.isBeyondChance),
                report.drifts.contains { ($0.p ?? 1) <= 0.05 },
            ]
        }
        #expect(alarms.allSatisfy { $0 <= Self.mostAlarms }, "peak, outage, drift: \(alarms) of \(Self.seeds.count)")
    }

    @Test func aPeakIsFound() async throws {
        let found = try await counts(.peak) { week, attempts in
            guard let hour = Self.profile(attempts, week.seed).peak?.hour else { return [false] }
            // The planted two hours are peakHour and the next.
            return [(week.peakHour - 1...week.peakHour + 2).contains(hour)]
        }
        #expect(found[0] >= Self.fewestFound, "\(found) of \(Self.seeds.count) peaks")
    }

    @Test func anOutageIsFound() async throws {
        let found = try await counts(.outage) { week, attempts in
            let time = SimulatedWeek.start + Int64(week.outage.lowerBound) * SimulatedWeek.slot
            return [
                Self.report(attempts).outages.contains {
                    $0.isBeyondChance && abs($0.from - time) <= SimulatedWeek.slot && $0.failures >= 6
                }
            ]
        }
        #expect(found[0] >= Self.fewestFound, "\(found) of \(Self.seeds.count) outages")
    }

    @Test func aChangedServerIsToldAndItsLatencyTested() async throws {
        let found = try await counts(.drift) { _, attempts in
            let drifts = Self.report(attempts).drifts
            return [drifts.count == 1 && (drifts[0].p ?? 1) <= 0.05 && (1.05...1.4).contains(drifts[0].ratio ?? 0)]
        }
        #expect(found[0] >= Self.fewestFound, "\(found) of \(Self.seeds.count) changes")
    }
}
