import Agreement
import Studies
import Testing

@testable import Auditing

/// When two models are compared, what counts as beside a request, and what a probe's run sums up.
struct LatencyRuleTests {
    private func probe(_ slot: Int, seconds: Double?, cached: Int? = nil, underWay: Int? = nil) -> Attempt {
        var attempt = Attempt(
            purpose: .probe,
            model: "m",
            startedAt: Int64(slot) * 3_600_000,
            outcome: seconds == nil ? .failure("timeout") : .success
        )
        attempt.timing.total = seconds.map { .milliseconds(Int64($0 * 1000)) }
        attempt.usage = Attempt.Usage(input: 100, output: 10, cached: cached)
        attempt.underWay = underWay
        attempt.slot = Attempt.Slot(schedule: "s", number: slot)
        return attempt
    }

    private func compared(_ first: [Attempt], _ second: [Attempt]) -> LatencyComparison {
        let options = AuditOptions(resamples: 20)
        return LatencyComparison(("a", first), ("b", second), .total, clock: LocalClock(), options)
    }

    private func probes(_ count: Int, _ seconds: Double?, cached: Int? = nil, underWay: Int? = nil) -> [Attempt] {
        (0..<count).map { probe($0, seconds: seconds, cached: cached, underWay: underWay) }
    }

    @Test func theDifferenceIsTheFirstLessTheSecond() {
        let found = compared(probes(8, 3), probes(8, 1))
        #expect(found.first == "a" && found.second == "b" && found.pairs == 8 && found.hours == 8)
        #expect(found.difference.value == 2 && found.difference.low == 2 && found.difference.high == 2)
        #expect(compared(probes(8, 1), probes(8, 3)).difference.value == -2)
    }

    @Test func fiveSlotsAndOneHourCompareNothing() {
        #expect(compared(probes(5, 3), probes(8, 1)).difference.undefined == .tooFewSlots(5, needed: 6))
        #expect(compared(probes(6, 3), probes(8, 1)).difference.value == 2)
        var close = probes(8, 1)
        for place in close.indices { close[place].startedAt = Int64(place) * 1000 }
        #expect(compared(close, probes(8, 1)).difference.undefined == .oneHour)
    }

    /// A failure lasts for ever: where half of a model's probes failed it has no median, and none is made of the others.
    @Test func aSlotInWhichOneFailedIsComparedToo() {
        let failing = (0..<8).map { probe($0, seconds: $0 < 5 ? nil : 1) }
        for found in [compared(failing, probes(8, 1)), compared(probes(8, 1), failing)] {
            #expect(found.pairs == 8 && found.difference.undefined == .medianNotReached)
        }
    }

    @Test func unlikeCachesAndCrowdsAreNotCompared() {
        let (cold, warm) = (probes(8, 3, cached: 0), probes(8, 1, cached: 25))
        #expect(compared(cold, warm).difference.undefined == .cachedUnlike(0, 0.25))
        #expect(compared(warm, cold).difference.undefined == .cachedUnlike(0.25, 0))
        #expect(compared(cold, probes(8, 1, cached: 4)).difference.value == 2)
        let crowded = compared(probes(8, 3, underWay: 2), probes(8, 1, underWay: 4))
        #expect(crowded.difference.undefined == .crowdedUnlike(2, 4))
        #expect(compared(probes(8, 3, underWay: 4), probes(8, 1, underWay: 6)).difference.value == 2)
    }

    @Test func aRequestThatBeginsAsAnotherEndsIsAlone() {
        func attempt(_ start: Int64, _ seconds: Int, _ delivery: Attempt.Timing.Delivery = .streamed) -> Attempt {
            var attempt = Attempt(purpose: .response, model: "m", startedAt: start, outcome: .success)
            attempt.timing = Attempt.Timing(delivery: delivery)
            attempt.timing.total = .seconds(seconds)
            attempt.endpoint = "api"
            return attempt
        }
        let counted = [
            attempt(0, 1), attempt(1000, 2), attempt(1500, 9), attempt(1600, 9, .batch), attempt(1700, 1),
        ].countingUnderWay()
        #expect(counted.map(\.underWay) == [1, 1, 2, nil, 3])
        var elsewhere = attempt(500, 1)
        elsewhere.endpoint = "other"
        #expect([attempt(0, 1), elsewhere].countingUnderWay().map(\.underWay) == [1, 1])
    }

    @Test func anAttemptKeepsTheEndpointThatItWasMadeAt() {
        var study = Study(name: "s")
        study.models = [Model(name: "small", endpoint: "new", model: "m")]
        var old = Attempt(purpose: .response, model: "small", startedAt: 0, outcome: .success)
        old.endpoint = "old"
        let unknown = Attempt(purpose: .response, model: "small", startedAt: 0, outcome: .success)
        let other = Attempt(purpose: .response, model: "gone", startedAt: 0, outcome: .success)
        #expect([old, unknown, other].placed(in: study).map(\.endpoint) == ["old", "new", nil])
    }

    @Test func whatAnAnswerTellsHangsOnHowItCame() {
        func answer(_ delivery: Attempt.Timing.Delivery, cached: Int = 0) -> Attempt {
            var attempt = probe(0, seconds: 3, cached: cached)
            attempt.timing.delivery = delivery
            (attempt.timing.firstToken, attempt.timing.lastToken) = (.seconds(1), .seconds(2))
            return attempt
        }
        #expect(answer(.streamed).latency(.firstToken, fromIntended: false) == 1)
        for delivery in [Attempt.Timing.Delivery.buffered, .whole, .batch] {
            #expect(answer(delivery).latency(.firstToken, fromIntended: false) == nil)
            #expect(answer(delivery).latency(.perToken, fromIntended: false) == nil)
            #expect(answer(delivery).latency(.total, fromIntended: false) == 3)
        }
        // Nine gaps between ten tokens in a second.
        #expect(answer(.streamed).latency(.perToken, fromIntended: false) == 1.0 / 9)
        #expect(answer(.streamed, cached: 50).condition == .warm && answer(.streamed, cached: 49).condition == .fresh)
        #expect(answer(.buffered, cached: 50).condition == .buffered && answer(.whole).condition == .unstreamed)
        var cold = answer(.streamed, cached: 50)
        cold.timing.load = .seconds(2)
        #expect(cold.condition == .cold)
        cold.timing.load = .seconds(1)
        #expect(cold.condition == .warm)
    }

    /// Two failures in a row are one outage; fewer than five of them, or than five days, bound little.
    @Test func fewOutagesAndFewDaysAreWarnedOf() {
        func found(days: Int, outages: Int) -> Availability {
            let successes = (0..<days).flatMap { day in (0..<20).map { day >= outages || $0 > 1 } }
            let hours = (0..<days).flatMap { day in (0..<20).map { Double(day * 24 + $0) } }
            return Availability(successes, hours: hours)
        }
        let four = found(days: 6, outages: 4)
        #expect(four.outages == 4 && four.warning == "interval likely too narrow (4 separate outages)")
        #expect(found(days: 6, outages: 5).outages == 5 && found(days: 6, outages: 5).warning == nil)
        #expect(found(days: 5, outages: 5).blocks == .day && found(days: 5, outages: 5).warning == nil)
        let short = found(days: 4, outages: 4)
        #expect(short.blocks == .hour && short.warning == "interval likely too narrow (4 of 5 days)")
    }

    /// Differences of 0, of 4, and of 0, 2 and 2; their mean's interval reaches below 0, where no difference lies.
    @Test func everyPairOfAnswersIsAPair() throws {
        let scores: [[Double]] = [[1, 1], [5, 1], [3, 3, 1], [2]]
        let found = try #require(JudgedRepeats(judge: "j", criterion: "c", scores: scores, confidence: 0.95))
        #expect(found.prompts == 3 && found.pairs == 5)
        let mean: Double = 16.0 / 9
        #expect(abs(try #require(found.difference.value) - mean) < 1e-12)
        #expect(found.difference.low == 0 && (found.difference.high ?? 0) > 4)
        #expect(JudgedRepeats(judge: "j", criterion: "c", scores: [[1], []], confidence: 0.95) == nil)
    }

    /// Slots of a second from 5,000 on, until the middle of the third: its first model is asked still.
    @Test func aRunEndsWithinItsSlotAndSumsItsFailures() async throws {
        let schedule = ProbeSchedule(models: ["a", "b"], prompts: ["p"], slot: .seconds(1), definition: .null)
        let due = (5000..<5003).flatMap { schedule.probes(inSlot: $0) }.filter { $0.intendedAt < 5_002_500 }
        let loop = ProbeLoop(
            now: { 5_000_000 },
            sleep: { _ in true },
            isKnown: { _ in false },
            call: { $0.model == "a" }
        )
        let found = try await loop.run(schedule, until: 5_002_500)
        #expect(due.count == 5 && found.made == 5 && found.missed == 0)
        #expect(found.failed == due.count { $0.model == "b" } && found.failed > 1)
    }

    @Test func aScheduleIsOfItsModelsPromptsSlotAndDefinition() {
        func hash(_ models: [String], _ prompt: String, _ seconds: Int, _ definition: JSONValue) -> String {
            ProbeSchedule(models: models, prompts: [prompt], slot: .seconds(seconds), definition: definition).hash
        }
        let all = [
            hash(["a"], "p", 1, .null), hash(["b"], "p", 1, .null), hash(["a"], "q", 1, .null),
            hash(["a"], "p", 2, .null), hash(["a"], "p", 1, .string("d")),
        ]
        #expect(Set(all).count == 5 && hash(["a"], "p", 1, .null) == all[0])
    }
}
