import Studies
import Testing

@testable import Collecting

/// What a model or a server that was refused, failed or waited for is asked next, to the millisecond.
struct LimitRuleTests {
    /// What a request leads to that begins and ends at those times.
    private func end(
        _ governor: inout Governor,
        _ outcome: Governor.Outcome,
        pause: Int64? = nil,
        from began: Int64,
        to now: Int64
    ) {
        guard case .go(let permit) = governor.admit(at: began) else {
            Issue.record("no place at \(began)")
            return
        }
        governor.finish(permit, outcome, pause: pause, at: now)
        governor.recorded()
    }

    private func isFree(_ governor: Governor, at now: Int64) -> Bool {
        var governor = governor
        if case .go = governor.admit(at: now) { return true }
        return false
    }

    /// After so many failures in a row at the time 0.
    private func failing(_ count: Int = Breaker.threshold) -> Governor {
        var governor = Governor(.init(concurrency: 4), name: "m")
        for _ in 0..<count { end(&governor, .unhealthy, from: 0, to: 0) }
        return governor
    }

    @Test func aWaitOfASecondIsToldInWholeSeconds() {
        var governor = Governor(.init(concurrency: 4))
        #expect(governor.waits(at: 0) == nil && governor.words == "0 under way of 4 at a time")
        end(&governor, .limited, pause: 5000, from: 0, to: 0)
        let said = [0, 1, 3000, 3999, 4000, 4001, 5000].map { governor.waits(at: $0) ?? "" }
        #expect(
            said.map { $0.replacing(": its limit", with: "") } == [
                "paused 5 s", "paused 5 s", "paused 2 s", "paused 2 s", "paused 1 s", "", "",
            ]
        )
        #expect(said[0] == "paused 5 s: its limit")
        #expect(failing().waits(at: 0) == "paused 1 s: 8 errors in a row" && failing().waits(at: 1) == nil)
        #expect(failing().words == "paused after repeated failures, one probe at a time")
        #expect(failing(7).words == "0 under way of 4 at a time" && failing(7).isOpen == false)
    }

    /// Eight share a transaction where fewer may be under way; else all that there are.
    @Test(arguments: [(4, 0, 0), (4, 1, 8), (4, 3, 8), (7, 2, 8), (8, 1, 1), (8, 3, 3), (12, 5, 5)])
    func soManyCanComeToBeRecordedTogether(concurrency: Int, running: Int, most: Int) {
        var governor = Governor(.init(concurrency: concurrency))
        var permits: [Governor.Permit] = []
        for _ in 0..<running {
            if case .go(let permit) = governor.admit(at: 0) { permits.append(permit) }
        }
        #expect(governor.mostUnrecorded == most && permits.count == running)
        // What is over and not durable counts as what is under way.
        if let first = permits.first { governor.finish(first, .neutral, pause: nil, at: 0) }
        #expect(governor.mostUnrecorded == most && governor.running == max(0, running - 1))
    }

    /// A failure that took five seconds stops the growth for five, one that took none for a second.
    @Test(arguments: [(5000, 10_000), (0, 6000), (4000, 9000)] as [(Int64, Int64)])
    func growthStopsAsLongAsTheFailureTook(took: Int64, until: Int64) {
        for (time, grown) in [(until - 1, 16), (until, 17)] {
            var governor = Governor(.init(concurrency: 64))
            end(&governor, .unhealthy, from: 5000 - took, to: 5000)
            var permits: [Governor.Permit] = []
            while case .go(let permit) = governor.admit(at: time) { permits.append(permit) }
            for permit in permits { governor.finish(permit, .fine, pause: nil, at: time) }
            #expect(governor.concurrency == grown, "\(took) \(time)")
        }
    }

    /// An error says when its request may be made again, and nothing of the others.
    @Test func onlyARefusalParksTheOthers() {
        for (outcome, pause) in [(.unhealthy, 0), (.limited, 5000), (.fine, 5000), (.neutral, 5000)]
            as [(Governor.Outcome, Int64)]
        {
            var governor = Governor(.init(concurrency: 4))
            end(&governor, outcome, pause: 5000, from: 0, to: 0)
            #expect(governor.pause(at: 0) == pause, "\(outcome)")
        }
    }

    @Test func anAnswerEndsTheRowOfRefusalsAndTheirPauses() {
        var governor = Governor(.init(concurrency: 4))
        var now: Int64 = 0
        func wait(_ governor: Governor) -> Int64 { governor.pause(at: now) ?? -1 }
        for pause: Int64 in [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000] {
            end(&governor, .limited, from: now, to: now)
            #expect(wait(governor) == pause)
            now += pause
        }
        #expect(governor.refusals == 7 && governor.givenUp == nil)
        end(&governor, .fine, from: now, to: now)
        end(&governor, .limited, from: now + 1, to: now + 1)
        now += 1
        #expect(governor.refusals == 1 && governor.givenUp == nil && wait(governor) == 1000)
    }

    /// A pause that the server asked for is not cut short by one that it did not.
    @Test func theLongerOfTwoPausesHolds() {
        var governor = Governor(.init(concurrency: 4))
        guard case .go(let late) = governor.admit(at: 5) else { return }
        end(&governor, .fine, pause: 10_000, from: 5, to: 10)
        governor.finish(late, .limited, pause: nil, at: 20)
        #expect(governor.pause(at: 20) == 9990 && governor.refusals == 1)
        guard case .go(let other) = governor.admit(at: 10_010), case .go(let last) = governor.admit(at: 10_010) else {
            Issue.record("no place")
            return
        }
        // Two seconds of its own, since it was the second refusal; a later one of the server's that is shorter changes nothing.
        governor.finish(other, .limited, pause: nil, at: 10_010)
        governor.finish(last, .fine, pause: 500, at: 10_010)
        #expect(governor.pause(at: 10_010) == 2000)
    }

    @Test func whatWasUnderWayAtARefusalTellsOfTheSameMoment() {
        var governor = Governor(.init(concurrency: 4))
        guard case .go(let first) = governor.admit(at: 0), case .go(let second) = governor.admit(at: 10),
            case .go(let third) = governor.admit(at: 10)
        else { return }
        governor.finish(first, .limited, pause: 0, at: 10)
        governor.finish(second, .limited, pause: 0, at: 11)
        #expect(governor.refusals == 1 && abs(governor.window - 2.8) < 1e-12)
        governor.finish(third, .limited, pause: 0, at: 12)
        #expect(governor.refusals == 1)
    }

    /// However often it is refused, one request may be under way, and the next success adds a whole one.
    @Test func aWindowIsNeverBelowOne() {
        var governor = Governor(.init(concurrency: 4))
        for time: Int64 in 1...12 { end(&governor, .limited, pause: 0, from: 2 * time, to: 2 * time + 1) }
        #expect(governor.window == 1 && governor.concurrency == 1)
        end(&governor, .fine, from: 100, to: 100)
        #expect(governor.window == 2)
        #expect(Governor(.init(concurrency: 1)).window == 1 && Governor(.init(concurrency: 100)).window == 16)
    }

    @Test func aPlaceThatIsGivenBackIsFree() {
        var governor = Governor(.init(concurrency: 1))
        _ = governor.admit(at: 0)
        #expect(!isFree(governor, at: 0))
        governor.withdraw()
        #expect(governor.running == 0 && isFree(governor, at: 0))
        // A probe that was not made blocks no other.
        var probing = failing()
        _ = probing.admit(at: 1000)
        #expect(probing.pause(at: 1000) == nil)
        probing.withdraw()
        #expect(probing.pause(at: 1000) == 0)
    }

    @Test func aProbeThatIsRefusedForALimitMakesRoomForTheNext() {
        var governor = failing()
        end(&governor, .limited, pause: 0, from: 1000, to: 1000)
        #expect(governor.pause(at: 1000) == 0 && governor.isOpen && governor.givenUp == nil)
    }

    /// What was under way when it closed may fail too: the first probe is made no later for it.
    @Test func aFailureThatComesLateProlongsNothing() {
        var breaker = Breaker()
        for _ in 0..<Breaker.threshold { breaker.failed(at: 0) }
        breaker.failed(at: 900)
        #expect(breaker.wait(at: 900) == 100 && breaker.failures == 9 && breaker.isOpen)
        breaker.succeeded()
        #expect(!breaker.isOpen && breaker.failures == 0 && breaker.wait(at: 0) == 0)
    }
}
