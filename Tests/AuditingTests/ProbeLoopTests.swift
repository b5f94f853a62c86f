import Auditing
import Foundation
import Studies
import Synchronization
import Testing

struct ProbeLoopTests {
    /// A clock that a call puts forward.
    final class JumpingClock: Sendable {
        let time: Mutex<Int64>
        let attempts = Mutex<[Attempt]>([])

        init(_ start: Int64) { time = Mutex(start) }

        var now: Int64 { time.withLock { $0 } }
    }

    private func loop(_ clock: JumpingClock, known: Set<Int> = [], takes: @escaping @Sendable (Int64) -> Int64)
        -> ProbeLoop
    {
        ProbeLoop(
            now: { clock.now },
            sleep: { until in
                clock.time.withLock { $0 = max($0, until) }
                return true
            },
            isKnown: { known.contains($0.slot) },
            call: { probe in
                let start = clock.now
                let length = takes(start)
                clock.time.withLock { $0 = start + length }
                var attempt = Attempt(purpose: .probe, model: probe.model, startedAt: start, outcome: .success)
                attempt.timing.waited = .milliseconds(start - probe.intendedAt)
                attempt.timing.total = .milliseconds(length)
                clock.attempts.withLock { $0.append(attempt) }
                return true
            }
        )
    }

    private static let schedule = ProbeSchedule(
        models: ["m"],
        prompts: ["p", "q"],
        slot: .seconds(1),
        definition: .string("d")
    )

    /// 500 slots of a second, answers in 10 ms, one stall of 10 s: from the intended start p99 shows it, from the sending
    /// it does not.
    @Test func aStallIsNotOmitted() async throws {
        let clock = JumpingClock(1_000_000_000)
        let run = loop(clock) { start in (1_000_400_000..<1_000_410_000).contains(start) ? 1_000_410_000 - start : 10 }
        let summary = try await run.run(Self.schedule, until: 1_000_500_000)
        #expect(summary.made == 500)
        let attempts = clock.attempts.withLock { $0 }
        let felt = UsableLatency(attempts.map { $0.latency(.total, fromIntended: true) })
        let sent = UsableLatency(attempts.map { $0.latency(.total, fromIntended: false) })
        #expect(try #require(felt.quantile(0.995)) > 4)
        #expect(try #require(felt.quantile(0.99)) > 0.1)
        #expect(try #require(sent.quantile(0.99)) <= 0.0101)
        #expect(felt.successes.last.map { $0 > 9 && $0 < 10.1 } == true)
    }

    /// A model whose server hangs holds up no other model's probes.
    @Test func noModelWaitsForAnothers() async throws {
        let fast = Mutex(0)
        let begin: Int64 = 4_000_000_000
        let run = ProbeLoop(
            now: { begin },
            sleep: { _ in true },
            isKnown: { _ in false },
            call: { probe in
                if probe.model == "fast" {
                    fast.withLock { $0 += 1 }
                    return true
                }
                // Answers once every probe of the other model is made, or never.
                for _ in 0..<100_000 where fast.withLock({ $0 }) < 3 { await Task.yield() }
                return fast.withLock { $0 } == 3
            }
        )
        let models = ["stall", "fast"]
        let schedule = ProbeSchedule(models: models, prompts: ["p"], slot: .seconds(1), definition: .null)
        let summary = try await run.run(schedule, until: begin + 3000)
        #expect(summary.made == 6 && summary.failed == 0)
    }

    @Test func aScheduleFollowsFromItsDefinition() {
        let again = ProbeSchedule(models: ["m"], prompts: ["p", "q"], slot: .seconds(1), definition: .string("d"))
        #expect(again.hash == Self.schedule.hash)
        #expect(again.probes(inSlot: 77) == Self.schedule.probes(inSlot: 77))
        let other = ProbeSchedule(models: ["m"], prompts: ["p", "q"], slot: .seconds(2), definition: .string("d"))
        #expect(other.hash != again.hash)
        #expect(other.nonce(77, "m") != again.nonce(77, "m"))
        #expect(again.nonce(77, "m") != again.nonce(78, "m"))
    }

    @Test func everyModelHasEachPromptInItsSlotAtARandomTime() {
        let schedule = ProbeSchedule(
            models: ["a", "b", "c"],
            prompts: ["p", "q"],
            slot: .seconds(90),
            definition: .null
        )
        var orders: Set<[String]> = []
        var firsts: Set<Int64> = []
        for number in 1000..<1100 {
            let probes = schedule.probes(inSlot: number)
            #expect(Set(probes.map(\.model)) == ["a", "b", "c"])
            #expect(Set(probes.map(\.prompt)).count == 1)
            #expect(probes.map(\.intendedAt) == probes.map(\.intendedAt).sorted())
            #expect(probes.allSatisfy { $0.intendedAt / 90_000 == Int64(number) })
            #expect(Set(probes.map(\.nonce)).count == 3)
            orders.insert(probes.map(\.model))
            firsts.insert(probes[0].intendedAt % 90_000)
        }
        #expect(orders.count == 6)
        #expect(firsts.count > 90)
    }

    @Test func aRunThatIsTakenUpAgainMakesNothingTwice() async throws {
        let clock = JumpingClock(2_000_000_000)
        let known = Set(2_000_000..<2_000_005)
        let summary = try await loop(clock, known: known) { _ in 5 }.run(Self.schedule, until: 2_000_010_000)
        #expect(summary.known == 5)
        #expect(summary.made == 5)
    }

    @Test func whatWasDueBeforeTheStartIsMissedAndNotSentLate() async throws {
        // Half-way through a slot: its probe may be over.
        let begin = Self.schedule.probes(inSlot: 3_000_000)[0].intendedAt + 1
        let clock = JumpingClock(begin)
        let summary = try await loop(clock) { _ in 5 }.run(Self.schedule, until: 3_000_003_000)
        #expect(summary.missed == 1)
        #expect(summary.made == 2)
    }
}
