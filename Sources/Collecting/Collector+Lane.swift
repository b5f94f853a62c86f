import Inference
import Store
import Studies

extension Collector {
    /// What an endpoint does next.
    enum Step {
        case make(Work, Job)
        /// Look again after so many milliseconds, or when something ends where nil.
        case wait(Int64?)
        /// Everything is done, or the endpoint is closed.
        case over
    }

    /// A claimed request on its way.
    struct Job: Sendable {
        var claimed: ClaimedRequest
        var scheduledAt: Int64
        var claimedAt: ContinuousClock.Instant
        /// Its place at the endpoint, and at the model.
        var permit: Governor.Permit
        var modelPermit: Governor.Permit
        /// Requests under way at the endpoint, itself included.
        var underWay: Int
        /// Where the server's minutes are limited, the number of its use.
        var use: Int64?
        /// Further texts that the same request asks vectors of.
        var others: [Companion] = []

        /// How long it has waited for its turn.
        var queued: Int64 {
            let duration = claimedAt.duration(to: .now)
            return duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
        }
    }

    /// A claimed text that is asked for together with another one.
    struct Companion: Sendable {
        var work: Work
        var claimed: ClaimedRequest
    }

    /// One model's requests at an endpoint: what is claimed and not made yet, the next one last.
    struct Lane {
        let name: String
        let scope: ModelScope
        var requests: [ClaimedRequest] = []
        var scheduledAt: Int64 = 0
        var claimedAt = ContinuousClock.now
        var isOver = false
    }

    /// The lanes of an endpoint, which take turns.
    struct Lanes {
        var all: [Lane]
        var next = 0
    }

    func lanes(of work: [Work]) -> Lanes {
        var seen = Set<ModelScope>()
        let first = work.filter { seen.insert(ModelScope($0.call)).inserted }
        return Lanes(
            all: first.map { Lane(name: lane($0.call.endpoint.name, $0.call.model), scope: ModelScope($0.call)) }
        )
    }

    /// What an endpoint does next; requests are claimed and let go on the way.
    ///
    /// The models take turns, so that none waits for another one that is slow, paused or broken.
    func step(_ endpoint: Endpoint, _ byKey: [String: Work], _ lanes: inout Lanes) throws -> Step {
        guard !isClosed(endpoint) else {
            for index in lanes.all.indices { try giveBack(&lanes.all[index]) }
            return .over
        }
        guard governors[endpoint.limitedAs]?.hasRoom ?? false else { return .wait(nil) }
        var (soonest, isOver) = (Int64?.none, true)
        for _ in lanes.all.indices {
            let index = lanes.next
            lanes.next = (index + 1) % lanes.all.count
            switch try step(endpoint, byKey, &lanes.all[index]) {
            case .make(let work, let job): return .make(work, job)
            case .wait(let pause):
                isOver = false
                if let pause { soonest = min(soonest ?? pause, pause) }
            case .over: continue
            }
            if isClosed(endpoint) { return try step(endpoint, byKey, &lanes) }
        }
        return isOver ? .over : .wait(soonest)
    }

    private func step(_ endpoint: Endpoint, _ byKey: [String: Work], _ lane: inout Lane) throws -> Step {
        guard !lane.isOver, let governor = models[lane.scope] else { return .over }
        guard governor.givenUp == nil, closedModels[lane.scope] == nil else {
            try giveBack(&lane)
            lane.isOver = true
            return .over
        }
        guard governor.hasRoom else { return .wait(nil) }
        guard let pause = governor.pause(at: monotonicNow) else { return .wait(nil) }
        if pause > 0 { return .wait(pause) }
        while true {
            if lane.requests.isEmpty {
                if let time = looksAt[lane.name], time > now() { return .wait(time - now()) }
                if let pause = try claim(endpoint, byKey, &lane) { return .wait(pause) }
            }
            guard let request = lane.requests.popLast() else {
                guard let due = try store.nextDue(lane: lane.name, at: now()) else {
                    lane.isOver = true
                    return .over
                }
                looksAt[lane.name] = due
                return .wait(max(1, due - now()))
            }
            guard let work = byKey[request.key] else { continue }
            let others = companions(of: work, request, byKey, &lane)
            switch try admit(work, with: others) {
            case .go(let admitted):
                unmade -= 1 + others.count
                let job = Job(
                    claimed: request,
                    scheduledAt: lane.scheduledAt,
                    claimedAt: lane.claimedAt,
                    permit: admitted.permit,
                    modelPermit: admitted.modelPermit,
                    underWay: governors[endpoint.limitedAs]?.running ?? 1,
                    use: admitted.use,
                    others: others
                )
                return .make(work, job)
            case .wait(let pause):
                lane.requests += others.reversed().map(\.claimed) + [request]
                return .wait(pause)
            }
        }
    }

    /// Lets others have what a closed lane holds, and what is held back for it.
    private func giveBack(_ lane: inout Lane) throws {
        try store.release(lane.requests, owner: owner)
        for request in lane.requests { own += Spending(reserved: -request.reserved, requests: -1) }
        unmade -= lane.requests.count
        lane.requests = []
    }

    private struct Admitted {
        var permit: Governor.Permit
        var modelPermit: Governor.Permit
        var use: Int64?
    }

    private enum Admission {
        case go(Admitted)
        case wait(Int64?)
    }

    /// Asks for a place among those under way at the endpoint and at the model, and then for one in the minute, which all
    /// runs on the database share.
    private func admit(_ work: Work, with others: [Companion]) throws -> Admission {
        let (scope, modelScope) = (work.call.endpoint.limitedAs, ModelScope(work.call))
        guard var governor = governors[scope], var model = models[modelScope] else { return .wait(nil) }
        defer {
            governors[scope] = governor
            models[modelScope] = model
        }
        guard case .go(let permit) = governor.admit(at: monotonicNow) else {
            return .wait(governor.hasRoom ? governor.pause(at: monotonicNow) : nil)
        }
        guard case .go(let modelPermit) = model.admit(at: monotonicNow) else {
            governor.withdraw()
            return .wait(model.hasRoom ? model.pause(at: monotonicNow) : nil)
        }
        guard let minute = MinuteLimits(governor.limits) else {
            return .go(Admitted(permit: permit, modelPermit: modelPermit))
        }
        let expected = work.call.estimatedInputTokens + (work.call.largestOutputTokens ?? 0)
        let all = others.reduce(expected) { $0 + $1.work.call.estimatedInputTokens }
        switch try store.takeMinute(of: scope, tokens: all, within: minute, at: machineMilliseconds) {
        case .taken(let number): return .go(Admitted(permit: permit, modelPermit: modelPermit, use: number))
        case .wait(let pause):
            governor.withdraw()
            model.withdraw()
            return .wait(pause)
        }
    }

    /// As many as are made at once, and never only a few: a claim for each alone would wait for the disk each time.
    ///
    /// Where the user's limit allows none at present, the milliseconds after which to ask again; where it allows none any
    /// more, the run makes no further request.
    private func claim(_ endpoint: Endpoint, _ work: [String: Work], _ lane: inout Lane) throws -> Int64? {
        lane.scheduledAt = now()
        lane.claimedAt = .now
        let atOnce = min(governors[endpoint.limitedAs]?.concurrency ?? 1, models[lane.scope]?.concurrency ?? 1)
        let claim = try store.claim(
            lane: lane.name,
            limit: max(8, atOnce) * mostTexts(lane.scope),
            owner: owner,
            lease: .seconds(3600),
            allowance: allowance(work),
            study: study,
            at: lane.scheduledAt
        )
        lane.requests = claim.requests.reversed()
        for request in lane.requests { own += Spending(reserved: request.reserved, requests: 1) }
        unmade += lane.requests.count
        guard let refusal = claim.refusal else { return nil }
        // What is under way, or waits on another lane, may give back what the next request needs.
        if refusal.mayRecover || unmade > 0 { return 50 }
        tally.limit = refusal.words
        isDraining = true
        return 1
    }
}
