import Foundation
import Studies
import Testing

@testable import Auditing

/// Rules of audits at their edges, where the worked examples do not reach.
struct EdgeRuleTests {
    private func probe(_ number: Int, _ outcome: Attempt.Outcome = .success) -> Attempt {
        Attempt(purpose: .probe, model: "m", startedAt: Int64(number) * 60_000, outcome: outcome)
    }

    @Test func theFirstOfJanuary1970WasAThursday() {
        let clock = LocalClock()
        #expect(clock.weekday(0) == 3 && clock.weekday(4 * 86_400_000) == 0 && clock.weekday(-1) == 2)
    }

    @Test func withoutAFailureAClusterIsWorthOneAttempt() {
        let clusters = [0, 0, 0, 0, 1, 1, 1, 1]
        let values = [Bool](repeating: true, count: 8)
        #expect(Wilson.effectiveCount(values, clusters: clusters, confidence: 0.95) == 2)
    }

    @Test func twoFailuresInARowAreAnOutageOnlyWhereFailuresAreRare() throws {
        func outage(every step: Int) throws -> Outage {
            let successes = (0..<90).map { $0 % step != 0 && $0 != 1 }
            return try #require(Outage.find(times: (0..<90).map { $0 }, successes: successes).first)
        }
        let often = try outage(every: 3)
        #expect(often.failures == 2 && !often.isBeyondChance)
        let rare = try outage(every: 90)
        #expect(rare.failures == 2 && rare.isBeyondChance)
    }

    @Test func aPromptWithOneAnswerSaysNothingOfRepeatability() {
        let once = Repeatability([["a", "a"], ["b"], []])
        #expect(once.prompts == 1 && once.pairs == 1 && once.identical == 1 && once.editDistance == 0)
        #expect(once.identicalInterval == nil && once.distanceInterval == nil && once.withoutInterval != nil)
    }

    /// Across the words of 64 rows, beside the table that is filled cell by cell.
    @Test func editDistancesAreLevenshteins() {
        func filled(_ left: [UInt8], _ right: [UInt8]) -> Int {
            var row = Array(0...right.count)
            for (i, a) in left.enumerated() {
                var diagonal = row[0]
                row[0] = i + 1
                for (j, b) in right.enumerated() {
                    let substituted = diagonal + (a == b ? 0 : 1)
                    diagonal = row[j + 1]
                    row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
                }
            }
            return row[right.count]
        }
        var state: UInt64 = 7
        func text(_ count: Int) -> [UInt8] {
            (0..<count).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(state >> 62) + 97
            }
        }
        for (one, other) in [(1, 1), (1, 90), (63, 64), (64, 64), (65, 40), (128, 130), (200, 191)] {
            let (left, right) = (text(one), text(other))
            let expected = Double(filled(left, right)) / Double(max(one, other))
            #expect(Repeatability.distance(left, right) == expected && Repeatability.distance(right, left) == expected)
        }
        #expect(Repeatability.distance([], []) == 0 && Repeatability.distance([], [1]) == 1)
    }

    /// Three prompts of four, all alike within: Wilson's interval of 3 of 4 at (z / t)² of four prompts.
    @Test func repeatabilityHasIntervalsOverPrompts() throws {
        let found = Repeatability([["a", "a"], ["b", "b"], ["c", "c"], ["d", "x"]])
        let share = try #require(found.identicalInterval)
        let ratio = 1.959964 / 3.182446
        let count = 0.75 * 0.25 / (0.25 / 4) * ratio * ratio
        let wilson = Wilson.interval(0.75, count: count)
        #expect(found.identical == 0.75 && abs(share.low - wilson.low) < 1e-6 && abs(share.high - wilson.high) < 1e-6)
        // Distances 0, 0, 0 and 1: mean .25 with a standard error of .25, beyond both ends of a share.
        #expect(found.editDistance == 0.25)
        #expect(try #require(found.distanceInterval) == (0, 1))
        // Distances 0, a quarter twice and a half: a standard error of .102062.
        let near = Repeatability([["aaaa", "aaaa"], ["aaaa", "aaab"], ["aaaa", "aaba"], ["aaaa", "aabb"]])
        let ends = try #require(near.distanceInterval)
        #expect(near.editDistance == 0.25 && ends.low == 0 && abs(ends.high - (0.25 + 3.182446 * 0.102062)) < 1e-5)
    }

    @Test func whatAnAnswerDoesNotTellIsNoOtherServer() {
        var attempts = (0..<4).map { probe($0) }
        for (place, name) in ["a", "a", "a", "b"].enumerated() { attempts[place].server.model = name }
        attempts[1].server.fingerprint = "f"
        let drifts = Drift.find(attempts, clock: LocalClock()) { _ in 1 }
        #expect(drifts.map(\.parts) == [["model"]] && drifts.first?.at == 180_000)
    }

    /// The second answer tells its model alone: the change of the fingerprint is the third's.
    @Test func whatIsNotToldHidesNoChange() {
        var attempts = (0..<3).map { probe($0) }
        for place in attempts.indices { attempts[place].server.model = "m" }
        (attempts[0].server.fingerprint, attempts[2].server.fingerprint) = ("a", "b")
        let drifts = Drift.find(attempts, clock: LocalClock()) { _ in 1 }
        #expect(drifts.map(\.parts) == [["fingerprint"]] && drifts.first?.before == "m a")
    }

    @Test func serversThatAnswerInTurnAreNoDrift() {
        func report(_ names: String) -> ReliabilityReport {
            let attempts = names.enumerated().map { place, name in
                var attempt = probe(place)
                attempt.server.fingerprint = String(name)
                return attempt
            }
            return ReliabilityReport("m", attempts, clock: LocalClock())
        }
        let turns = report("abababcab")
        #expect(turns.drifts.isEmpty && turns.alternation?.servers == ["a", "b", "c"])
        #expect(turns.alternation?.changes == 8)
        // A change that is taken back is two.
        let back = report("aaabbbaaa")
        #expect(back.alternation == nil && back.drifts.count == 2)
    }

    @Test func aFailureStandsWithPromptsOfItsLength() {
        let attempts = (0..<4).map { number in
            var attempt = probe(number, number == 3 ? .failure("timeout") : .success)
            attempt.prompt = number < 2 ? "short" : "long"
            attempt.usage.input = number < 2 ? 20 : number == 2 ? 500 : nil
            return attempt
        }
        let rows = LatencyRow.rows(attempts, by: [.promptLength], clock: LocalClock())
        #expect(rows.map(\.keys) == [["1–64"], ["257–512"]])
        #expect(rows.map(\.count) == [2, 2] && rows.last?.failures.first?.name == "timeout")
    }

    /// A hundred a second for two seconds: a server that ends fifty a second keeps no such load up, however early the first
    /// ones came back; one that is late alone does.
    @Test func aLoadThatAQueueGrowsUnderIsNotHeld() throws {
        func measured(_ seconds: (Int) -> Double) throws -> LoadMeasurement {
            let attempts = (0..<200).map { number in
                var attempt = probe(0)
                attempt.startedAt = Int64(number) * 10
                attempt.timing.total = .milliseconds(Int64(seconds(number) * 1000))
                return attempt
            }
            let level = ServiceLevel(firstTokenP95: nil, perTokenP95: nil)
            return try #require(LoadMeasurement(attempts, under: .rate(100), level))
        }
        let growing = try measured { 0.1 + Double($0) * 0.01 }
        #expect(growing.misses.count == 1 && growing.misses.first?.hasPrefix("fell behind: 50") == true)
        #expect(try measured { $0 == 150 ? 10 : 0.1 }.holds && measured { _ in 3 }.holds)
        // The last is sent at 1.99 seconds, and more than a hundred a second never came back.
        #expect(try measured { _ in 0.001 }.rate.value == 100)
    }

    @Test func probesThatTheirUserStoppedAreLeftOut() {
        let attempts = [probe(0), probe(1, .failure("cancelled")), probe(2, .failure("timeout")), probe(3)]
        let report = ReliabilityReport("m", attempts, clock: LocalClock())
        #expect(report.leftOut == 1 && report.availability.probes == 3)
        #expect(report.classes.map(\.name) == ["timeout"] && report.outages.count == 1)
    }

    @Test func aModelIsBeatenOnlyOnEveryAxisAndSurelyInQuality() {
        func entry(_ name: String, _ quality: Double, _ cost: Double) -> Pareto.Entry {
            Pareto.Entry(name: name, quality: quality, costs: [cost])
        }
        let cheap = [entry("dear", 4, 2), entry("cheap", 3, 1)]
        #expect(Pareto.standings(cheap) { _, _ in (0.5, 1.5) } == [.efficient, .efficient])
        let worse = [entry("good", 4, 1), entry("bad", 3, 2)]
        #expect(Pareto.standings(worse) { _, _ in (0.5, 1.5) } == [.efficient, .dominated(by: "good")])
        #expect(Pareto.standings(worse) { _, _ in (-0.5, 2) } == [.efficient, .notSeparable(from: "good")])
    }

    @Test func aLoadAtWhichMoreFailThanMayBreaksTheLevel() {
        let level = ServiceLevel(firstTokenP95: nil, perTokenP95: nil, failures: 0.05)
        #expect(level.misses(firstToken: 1, perToken: 1, failureShare: 0.1) == ["failures 10.0 % > 5.0 %"])
        #expect(level.misses(firstToken: 1, perToken: 1, failureShare: 0.05).isEmpty)
        // Why they failed stands beside it: a server that knows no such model bears no load either.
        let attempts = [probe(0, .failure("timeout")), probe(1, .failure("not_found")), probe(2, .failure("timeout"))]
        let step = LoadMeasurement(attempts, under: .concurrency(1), level)
        #expect(step?.misses == ["failures 100.0 % > 5.0 %: not_found, timeout"])
    }

    /// A gateway that sends the whole answer at once tells no time between tokens: neither a figure of 0 nor a level met,
    /// and beside answers that tell it no failure.
    @Test func anAnswerThatCameAtOnceTellsNoTimeBetweenTokens() {
        func answer(_ number: Int, lastToken: Double) -> Attempt {
            var attempt = probe(number)
            attempt.timing.delivery = .streamed
            attempt.timing.firstToken = .seconds(1)
            attempt.timing.lastToken = .seconds(lastToken)
            attempt.timing.total = .seconds(3)
            attempt.usage.output = 11
            return attempt
        }
        let level = ServiceLevel(firstTokenP95: nil, perTokenP95: .milliseconds(500))
        func measured(_ attempts: [Attempt]) -> LoadMeasurement? {
            LoadMeasurement(attempts, under: .concurrency(1), level)
        }
        let (whole, flowing) = (answer(0, lastToken: 1), answer(1, lastToken: 2))
        #expect(whole.latency(.perToken, fromIntended: false) == nil && whole.tokensPerSecond == nil)
        #expect(measured([whole, whole])?.misses == ["per_token_p95 not measured"])
        #expect(measured([whole, flowing])?.perTokenP95 == 0.1)
        #expect(measured([probe(0, .failure("timeout"))])?.perTokenP95 == .infinity)
    }

    /// A held-back answer tells no first token: it is none that never came, and is counted beside the others.
    @Test func answersThatWereHeldBackStandApartUnderLoad() throws {
        func answer(_ number: Int, _ delivery: Attempt.Timing.Delivery) -> Attempt {
            var attempt = probe(number)
            attempt.timing = Attempt.Timing(delivery: delivery)
            attempt.timing.total = .seconds(2)
            if delivery == .streamed { attempt.timing.firstToken = .milliseconds(Int64(100 + number)) }
            return attempt
        }
        let level = ServiceLevel(firstTokenP95: .seconds(1), perTokenP95: nil)
        let mixed = (0..<40).map { answer($0, $0 < 21 ? .streamed : $0 < 36 ? .buffered : .whole) }
        let step = try #require(LoadMeasurement(mixed, under: .concurrency(1), level))
        // The 95 % quantile of 100 to 120 ms.
        #expect(abs(try #require(step.firstTokenP95) - 0.119) < 1e-9 && step.holds)
        #expect(step.withoutTokens.map(\.condition) == [.buffered, .unstreamed])
        #expect(step.withoutTokens.map(\.count) == [15, 4])
        let held = LoadMeasurement(mixed.suffix(19), under: .concurrency(1), level)
        #expect(held?.firstTokenP95 == nil && held?.misses == ["ttft_p95 not measured"])
        // A failure is one that never came.
        let failing = Array(mixed.prefix(21)) + [probe(50, .failure("timeout")), probe(51, .failure("timeout"))]
        #expect(LoadMeasurement(failing, under: .concurrency(1), level)?.firstTokenP95 == .infinity)
    }

    @Test func whatALateProbeWaitedIsPartOfWhenItShouldHaveBeenSent() {
        var late = probe(10)
        late.timing.waited = .seconds(30)
        #expect(late.intendedAt == 570_000)
        late.purpose = .response
        #expect(late.intendedAt == 600_000)
    }

    /// Ten days whose fourteenth hour is slower, by 2 and 0 to .9: its standard error is .0908 over days.
    @Test func thePeakIsBoundedAsOneOfTwentyFourHours() throws {
        let cells = (0..<240).map { (day: $0 / 24, hour: $0 % 24) }
        let values = cells.map { $0.hour == 14 ? 3 + Double($0.day) / 10 : 1 + Double(($0.day * 7 + $0.hour) % 5) / 50 }
        let profile = DayProfile(values, days: cells.map(\.day), hours: cells.map(\.hour))
        let peak = try #require(profile.peak)
        #expect(peak.hour == 14)
        let half = (try #require(peak.figure.high) - (try #require(peak.figure.low))) / 2
        // A normal mean's half width is 3.08 errors at 1 − .05 / 24, and 1.96 at .95.
        #expect((2.6...3.4).contains(half / 0.0908), "\(half)")
    }

    /// Where hours do not differ none is the worst, whatever the days do.
    @Test(arguments: [0.0, 0.1]) func aFlatDayHasNoPeak(risePerDay: Double) {
        let cells = (0..<240).map { (day: $0 / 24, hour: $0 % 24) }
        let values = cells.map { 2 + risePerDay * Double($0.day) }
        let profile = DayProfile(values, days: cells.map(\.day), hours: cells.map(\.hour))
        #expect(profile.test.p == 1 && profile.peak == nil && profile.trough == nil)
    }

    /// The ratio is that of after to before: a server that became slower is above 1.
    @Test(arguments: [(100.0, 200.0, 2.0, 0.0), (200, 100, 0.5, 0), (100, 100, 1, 1)])
    func aSlowerServerIsSlower(before: Double, after: Double, ratio: Double, p: Double) throws {
        let medians = [Double](repeating: before, count: 18) + [Double](repeating: after, count: 18)
        let found = Drift.test(medians: medians, change: 18)
        #expect(abs(try #require(found.ratio) - ratio) < 1e-12)
        #expect(abs(try #require(found.p) - p) < 1e-9)
    }

    @Test func whatHangsTogetherIsResampledByHours() {
        let hours = (0..<100).map { $0 / 10 }
        let rising = LatencySeries(values: (0..<100).map { Double($0) }, hours: hours).quantiles([0.5])
        #expect(rising[0].method?.hasPrefix("bootstrap over 10 hours") == true, "\(rising)")
        let mixed = LatencySeries(values: (0..<100).map { Double($0 * 37 % 101) }, hours: hours).quantiles([0.5])
        #expect(mixed[0].method?.hasPrefix("order statistics") == true, "\(mixed)")
    }

    @Test func aQuantileOfFewAttemptsIsUndefined() {
        let series = LatencySeries(
            values: (0..<71).map { Double($0 * 37 % 101) },
            hours: [Int](repeating: 0, count: 71)
        )
        let found = series.quantiles([0.5, 0.95, 0.99])
        #expect(found[0].value != nil && found[1].value == nil && found[2].value == nil)
        #expect(found[1].undefined == .tooFew(71, needed: 72) && found[2].undefined == .tooFew(71, needed: 368))
    }

    @Test func theNewestLoadTestStandsAlone() throws {
        let attempts = (0..<20).map { number in
            var attempt = probe(number)
            attempt.timing.total = .seconds(1)
            attempt.slot = Attempt.Slot(schedule: number < 12 ? "old" : "new", number: number, load: .concurrency(1))
            return attempt
        }
        let level = ServiceLevel(firstTokenP95: nil, perTokenP95: nil, failures: 0.05)
        let report = try #require(LoadReport.reports(attempts, level).first)
        #expect(report.at == 12 * 60_000 && report.steps.map(\.count) == [8])
        let named = try #require(LoadReport.reports(attempts, level, schedule: "old").first)
        #expect(named.at == 0 && named.steps.map(\.count) == [12])
        // One that was stopped takes no whole one's place.
        let whole = try #require(LoadReport.reports(attempts, level, unfinished: ["new"]).first)
        #expect(whole.at == 0 && whole.steps.map(\.count) == [12])
        #expect(LoadReport.reports(attempts, level, unfinished: ["new", "old"]).isEmpty)
    }
}
