import Studies
import Testing

@testable import Collecting

struct GovernorTests {
    private func admit(_ governor: inout Governor, at now: Int64) -> Governor.Permit? {
        guard case .go(let permit) = governor.admit(at: now) else { return nil }
        return permit
    }

    private func end(
        _ governor: inout Governor,
        _ permit: Governor.Permit,
        _ outcome: Governor.Outcome,
        pause: Int64? = nil,
        at now: Int64
    ) {
        governor.finish(permit, outcome, pause: pause, at: now)
        governor.recorded()
    }

    /// Takes all that may be under way, and ends them with that outcome.
    private func round(_ governor: inout Governor, _ outcome: Governor.Outcome, at now: Int64) -> Int {
        var permits: [Governor.Permit] = []
        while let permit = admit(&governor, at: now) { permits.append(permit) }
        for permit in permits { end(&governor, permit, outcome, at: now + 1) }
        return permits.count
    }

    @Test func concurrencyGrowsWhileUsedUpAndShrinksOnceForARoundOfRefusals() {
        var governor = Governor(.init(concurrency: 64))
        #expect(round(&governor, .fine, at: 0) == 16)
        for time in 1...60 { _ = round(&governor, .fine, at: Int64(time) * 10) }
        #expect(governor.concurrency == 64)
        #expect(round(&governor, .limited, at: 1000) == 64)
        #expect(governor.concurrency == 44)
        // One more a round from then on.
        for time in 1...10 { _ = round(&governor, .fine, at: 2000 + Int64(time)) }
        #expect((44...55).contains(governor.concurrency))
    }

    @Test func anUnusedWindowDoesNotGrow() {
        var governor = Governor(.init(concurrency: 64))
        for time in 0..<50 {
            guard let permit = admit(&governor, at: Int64(time)) else { continue }
            end(&governor, permit, .fine, at: Int64(time))
        }
        #expect(governor.concurrency == 16)
    }

    /// Eight at least may be lost in a crash, and never more than may be under way beyond.
    @Test(arguments: [(1, 8), (3, 8), (8, 8), (12, 12)])
    func whatIsNotRecordedTakesRoom(concurrency: Int, most: Int) {
        var governor = Governor(.init(concurrency: concurrency))
        var unrecorded = 0
        while let permit = admit(&governor, at: 0) {
            governor.finish(permit, .fine, pause: nil, at: 0)
            unrecorded += 1
        }
        #expect(unrecorded == most && governor.running == 0)
        governor.recorded()
        #expect(admit(&governor, at: 0) != nil && admit(&governor, at: 0) == nil)
    }

    /// Without a word of the server on how long, the pause doubles until an answer comes.
    @Test func refusalsWithoutATimePauseLongerAndLonger() {
        var governor = Governor(.init(concurrency: 4))
        var (now, pauses): (Int64, [Int64]) = (0, [])
        var permit = admit(&governor, at: now)
        for _ in 1...8 {
            guard let refused = permit else { break }
            end(&governor, refused, .limited, at: now + 1)
            let start = now + 1
            now = start
            permit = nil
            while permit == nil {
                switch governor.admit(at: now) {
                case .go(let next): permit = next
                case .wait(let pause): now += pause ?? 100_000
                }
            }
            pauses.append(now - start)
        }
        #expect(pauses == [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000])
    }

    @Test func aPauseThatTheServerAsksForHoldsForAll() {
        var governor = Governor(.init(concurrency: 4))
        if let permit = admit(&governor, at: 0) {
            end(&governor, permit, .limited, pause: 5000, at: 10)
        }
        #expect(admit(&governor, at: 5009) == nil)
        #expect(admit(&governor, at: 5010) != nil)
    }

    @Test func afterRepeatedFailuresOneProbeAtATimeGoesThrough() {
        var governor = Governor(.init(concurrency: 4))
        for _ in 0..<Breaker.threshold {
            if let permit = admit(&governor, at: 0) {
                end(&governor, permit, .unhealthy, at: 0)
            }
        }
        #expect(admit(&governor, at: 999) == nil)
        let probe = admit(&governor, at: 1000)
        #expect(probe != nil)
        #expect(admit(&governor, at: 1001) == nil)
        if let probe { end(&governor, probe, .unhealthy, at: 1002) }
        // Twice as long as the first time.
        #expect(admit(&governor, at: 3001) == nil)
        let second = admit(&governor, at: 3002)
        #expect(second != nil)
        if let second { end(&governor, second, .fine, at: 3003) }
        #expect(admit(&governor, at: 3004) != nil && admit(&governor, at: 3004) != nil)
    }

    /// After five probes of 1, 2, 4, 8 and 16 seconds: half a minute.
    @Test func afterFiveFailedProbesItIsGivenUp() {
        var governor = Governor(.init(concurrency: 4))
        var now: Int64 = 0
        var tries = 0
        while governor.givenUp == nil, now < 1_000_000 {
            switch governor.admit(at: now) {
            case .go(let permit):
                tries += 1
                end(&governor, permit, .unhealthy, at: now)
            case .wait(let pause): now += pause ?? 1
            }
        }
        #expect(now == 31_000 && tries == Breaker.threshold + Breaker.mostProbes)
        #expect(governor.givenUp?.contains("13 errors in a row") == true)
    }

    @Test func aRefusalForItsLimitAgainAndAgainIsGivenUpToo() {
        var governor = Governor(.init(concurrency: 4))
        var now: Int64 = 0
        while governor.givenUp == nil, now < 1_000_000 {
            switch governor.admit(at: now) {
            case .go(let permit): end(&governor, permit, .limited, at: now + 1)
            case .wait(let pause): now += pause ?? 1
            }
        }
        #expect((120_000..<130_000).contains(now))
    }

    /// A probe that tells neither good nor bad ends, and the next one may go.
    @Test func aProbeThatSaysNothingMakesRoomForTheNext() {
        var governor = Governor(.init(concurrency: 4))
        for _ in 0..<Breaker.threshold {
            if let permit = admit(&governor, at: 0) { end(&governor, permit, .unhealthy, at: 0) }
        }
        for time: Int64 in [1000, 1001, 1002] {
            let probe = admit(&governor, at: time)
            #expect(probe != nil && admit(&governor, at: time) == nil)
            if let probe { end(&governor, probe, .neutral, at: time) }
        }
        #expect(governor.givenUp == nil)
    }

    @Test func afterARefusalGrowthIsOneARoundAndNoneAfterA5xx() {
        var governor = Governor(.init(concurrency: 64))
        #expect(round(&governor, .limited, at: 0) == 16)
        let start = governor.concurrency
        _ = round(&governor, .fine, at: 5000)
        #expect((start...(start + 1)).contains(governor.concurrency))
        let before = governor.concurrency
        if let permit = admit(&governor, at: 6000) { end(&governor, permit, .unhealthy, at: 6000) }
        _ = round(&governor, .fine, at: 6100)
        #expect(governor.concurrency == before)
    }

    @Test func afterA5xxNothingGrowsForASecond() {
        var governor = Governor(.init(concurrency: 64))
        if let permit = admit(&governor, at: 0) { end(&governor, permit, .unhealthy, at: 100) }
        _ = round(&governor, .fine, at: 200)
        #expect(governor.concurrency == 16)
        _ = round(&governor, .fine, at: 1200)
        #expect(governor.concurrency == 17)
    }

    /// 16 less a third is 11.2; five rounds add a whole one at most half the way.
    @Test func afterARefusalASuccessAddsAShareOfTheWindow() {
        var governor = Governor(.init(concurrency: 64))
        _ = round(&governor, .limited, at: 0)
        for time in 1...5 { _ = round(&governor, .fine, at: 5000 * Int64(time)) }
        #expect(governor.concurrency == 11)
    }

    @Test func oneProbeAtATimeIsUnderWay() {
        var breaker = Breaker()
        for _ in 0..<Breaker.threshold { breaker.failed(at: 0) }
        #expect(breaker.wait(at: 400) == 600 && breaker.wait(at: 1000) == 0)
        breaker.began()
        #expect(breaker.wait(at: 1000) == nil)
        breaker.ended()
        #expect(breaker.wait(at: 1000) == 0)
    }
}
