import Inference
import Store
import Studies

extension Collector {
    /// What a lane does next.
    enum Step {
        case make(Work, Job)
        /// Look again after so many milliseconds, or when something ends where nil.
        case wait(Int64?)
        /// Everything of the lane is done, or it is closed.
        case over
    }

    /// A claimed request on its way.
    struct Job: Sendable {
        var claimed: ClaimedRequest
        var scheduledAt: Int64
        var claimedAt: ContinuousClock.Instant
        var permit: Governor.Permit
        /// Where the server's minutes are limited, the number of its use.
        var use: Int64?
    }

    /// What a lane holds and has not made yet, the next one last.
    struct Held {
        var requests: [ClaimedRequest] = []
        var scheduledAt: Int64 = 0
        var claimedAt = ContinuousClock.now
    }

    /// What a lane does next; requests are claimed and let go on the way.
    func step(_ endpoint: Endpoint, _ byKey: [String: Work], _ held: inout Held, isIdle: Bool) throws -> Step {
        while !isClosed(endpoint) {
            guard governors[endpoint.limitedAs]?.hasRoom ?? false else { return .wait(nil) }
            if held.requests.isEmpty, let pause = try claim(endpoint, byKey, &held) { return .wait(pause) }
            guard let request = held.requests.popLast() else {
                guard isIdle else { return .wait(nil) }
                return try store.nextDue(lane: lane(endpoint.name), at: now()).map { .wait($0 - now()) } ?? .over
            }
            guard let work = byKey[request.key] else { continue }
            switch try admit(work) {
            case .go(let permit, let use):
                unmade -= 1
                let job = Job(
                    claimed: request,
                    scheduledAt: held.scheduledAt,
                    claimedAt: held.claimedAt,
                    permit: permit,
                    use: use
                )
                return .make(work, job)
            case .wait(let pause):
                held.requests.append(request)
                return .wait(pause)
            }
        }
        try giveBack(&held)
        return .over
    }

    /// Lets others have what a closed lane holds, and what is held back for it.
    private func giveBack(_ held: inout Held) throws {
        try store.release(held.requests, owner: owner)
        for request in held.requests { own += Spending(reserved: -request.reserved, requests: -1) }
        unmade -= held.requests.count
        held.requests = []
    }

    private enum Admission {
        case go(Governor.Permit, use: Int64?)
        case wait(Int64?)
    }

    /// Asks for a place among those under way, and then for one in the minute, which all runs on the database share.
    private func admit(_ work: Work) throws -> Admission {
        let scope = work.call.endpoint.limitedAs
        guard var governor = governors[scope] else { return .wait(nil) }
        defer { governors[scope] = governor }
        switch governor.admit(at: monotonicNow) {
        case .wait(let pause): return .wait(pause)
        case .go(let permit):
            guard let minute = MinuteLimits(governor.limits) else { return .go(permit, use: nil) }
            let expected = work.call.estimatedInputTokens + (work.call.largestOutputTokens ?? 0)
            let answer = try store.takeMinute(of: scope, tokens: expected, within: minute, at: machineMilliseconds)
            switch answer {
            case .taken(let number): return .go(permit, use: number)
            case .wait(let pause):
                governor.withdraw()
                return .wait(pause)
            }
        }
    }

    /// As many as are made at once, and never only a few: a claim for each alone would wait for the disk each time.
    ///
    /// Where the user's limit allows none at present, the milliseconds after which to ask again; where it allows none any
    /// more, the run makes no further request.
    private func claim(_ endpoint: Endpoint, _ work: [String: Work], _ held: inout Held) throws -> Int64? {
        held.scheduledAt = now()
        held.claimedAt = .now
        let claim = try store.claim(
            lane: lane(endpoint.name),
            limit: max(8, governors[endpoint.limitedAs]?.concurrency ?? 1),
            owner: owner,
            lease: .seconds(3600),
            allowance: allowance(work),
            study: study,
            at: held.scheduledAt
        )
        held.requests = claim.requests.reversed()
        for request in held.requests { own += Spending(reserved: request.reserved, requests: 1) }
        unmade += held.requests.count
        guard let refusal = claim.refusal else { return nil }
        // What is under way, or waits on another lane, may give back what the next request needs.
        if refusal.mayRecover || unmade > 0 { return 50 }
        tally.limit = refusal.words
        isDraining = true
        return 1
    }
}
