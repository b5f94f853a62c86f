import Agreement
import Auditing
import Foundation
import Studies

/// A week of one model's probes every five minutes, without a server and without waiting: the schedule, a clock that jumps,
/// and a made-up latency.
struct SimulatedWeek {
    /// What is planted.
    enum Plant: Sendable { case nothing, peak, outage, drift }

    let seed: UInt64
    let plant: Plant
    /// Half of the seeds: each latency remembers the last one.
    var remembers: Bool { seed % 2 == 1 }

    static let start: Int64 = 1_767_571_200_000
    static let slot: Int64 = 300_000
    static let count = 7 * 24 * 12

    /// The hour at which the planted peak begins, from 0 to 22.
    var peakHour: Int { Int(seed % 23) }

    /// The slots in which the planted outage of half an hour lies.
    var outage: Range<Int> {
        let first = 300 + Int(seed * 7 % 1400)
        return first..<(first + 6)
    }

    /// The planted change of the server.
    var change: Int { Self.count / 2 + Int(seed % 200) - 100 }

    /// The week as the probe loop measures it.
    func attempts() async throws -> [Attempt] {
        let schedule = ProbeSchedule(models: ["m"], prompts: ["p"], slot: .milliseconds(Self.slot), definition: .null)
        let server = MadeUpServer(week: self)
        let loop = ProbeLoop(
            now: { server.now },
            sleep: { time in
                server.jump(to: time)
                return true
            },
            isKnown: { _ in false },
            call: { server.answer($0) }
        )
        _ = try await loop.run(schedule, until: Self.start + Int64(Self.count) * Self.slot)
        return server.attempts
    }
}

/// A server whose clock jumps.
final class MadeUpServer: @unchecked Sendable {
    // One task uses it, and the test after that task.
    private(set) var now = SimulatedWeek.start
    private(set) var attempts: [Attempt] = []
    private let week: SimulatedWeek
    private var generator: Generator
    private var memory = 0.0
    private let clock = LocalClock()

    init(week: SimulatedWeek) {
        self.week = week
        generator = Generator(seed: week.seed &* 1_000_003 &+ 17)
    }

    func jump(to time: Int64) { now = max(now, time) }

    func answer(_ probe: Probe) -> Bool {
        let slot = Int((probe.intendedAt - SimulatedWeek.start) / SimulatedWeek.slot)
        let seconds = latency(slot, at: probe.intendedAt)
        // One in 500 fails by itself.
        let fails =
            Double.random(in: 0..<1, using: &generator) < 0.002 || (week.plant == .outage && week.outage.contains(slot))
        var attempt = Attempt(
            purpose: .probe,
            model: probe.model,
            startedAt: now,
            outcome: fails ? .failure("overloaded") : .success
        )
        attempt.timing.waited = .milliseconds(now - probe.intendedAt)
        attempt.timing.firstToken = .seconds(seconds)
        attempt.timing.total = .seconds(seconds * 2)
        attempt.slot = Attempt.Slot(schedule: "s", number: probe.slot)
        attempt.server.fingerprint = week.plant == .drift && slot >= week.change ? "fp-b" : "fp-a"
        attempts.append(attempt)
        now += Int64(seconds * 2000)
        return !fails
    }

    private func latency(_ slot: Int, at time: Int64) -> Double {
        let noise = normal()
        let rho = week.remembers ? 0.9 : 0.0
        memory = rho * memory + (1 - rho * rho).squareRoot() * noise
        let hour = clock.hour(time)
        let isPeak = week.plant == .peak && (hour == week.peakHour || hour == week.peakHour + 1)
        let drift = week.plant == .drift && slot >= week.change ? 1.2 : 1.0
        return 0.4 * exp(0.25 * memory) * (isPeak ? 1.5 : 1) * drift
    }

    /// Box and Muller (1958).
    private func normal() -> Double {
        let (u, v) = (Double.random(in: 0..<1, using: &generator), Double.random(in: 0..<1, using: &generator))
        return (-2 * log(1 - u)).squareRoot() * cos(2 * .pi * v)
    }
}
