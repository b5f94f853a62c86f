package import Inference
package import Store
import Studies

/// What became of a run so far.
package struct Tally: Sendable, Equatable {
    package var wanted = 0
    package var done = 0
    /// Requests that had failed for good before the run.
    package var failedBefore = 0
    /// Requests that will not be tried again, by the class of their last failure.
    package var failed: [String: Int] = [:]
    package var retries = 0
    package var outputTokens: Int64 = 0
    package var nanoDollars: Int64 = 0
    /// Endpoints that were given up, and why.
    package var stopped: [String: String] = [:]
    /// Why the run made no further request, where a limit of its user stopped it.
    package var limit: String?
}

/// Makes every request once: claims, calls, retries, and records each try.
package actor Collector {
    private let store: Store
    private let client: ModelClient
    private let study: String
    private let purpose: Purpose
    private let now: @Sendable () -> Int64
    private let progress: @Sendable (Tally) -> Void
    private let owner = LeaseOwner.current
    private let journal: Journal
    private var tally = Tally()
    private var isDraining = false
    private var spending: Spending

    package init(
        store: Store,
        client: ModelClient,
        study: String,
        purpose: Purpose,
        limit: SpendingLimit = SpendingLimit(),
        now: @escaping @Sendable () -> Int64,
        progress: @escaping @Sendable (Tally) -> Void
    ) {
        spending = Spending(limit: limit)
        self.store = store
        self.client = client
        self.study = study
        self.purpose = purpose
        self.now = now
        self.progress = progress
        journal = Journal { [owner] in try store.record($0, study: study, owner: owner) }
    }

    /// Starts nothing more; what is under way goes on.
    package func drain() { isDraining = true }

    /// Runs until every request is done or has failed for good, it is drained, or the task is cancelled.
    package func run(_ work: [Work]) async throws -> Tally {
        try store.enqueue(work.map(\.draft), study: study)
        let states = try store.states(of: Set(work.map(\.draft.key)), purpose: purpose, study: study)
        tally.failedBefore = states.values.count { $0 == "failed" }
        defer { try? store.releaseRequests(of: owner) }
        let byEndpoint = Dictionary(grouping: work, by: \.call.endpoint.name).sorted { $0.key < $1.key }
        for (endpoint, work) in byEndpoint {
            tally.wanted += try store.want(work.map(\.draft.key), lane: lane(endpoint))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (_, work) in byEndpoint { group.addTask { try await self.serve(work) } }
            try await group.waitForAll()
        }
        return tally
    }

    private func lane(_ endpoint: String) -> String { "\(purpose.rawValue) \(endpoint)" }

    /// Makes the requests of one endpoint, as many at a time as it allows.
    private func serve(_ work: [Work]) async throws {
        guard let endpoint = work.first?.call.endpoint else { return }
        let byKey = Dictionary(work.map { ($0.draft.key, $0) }) { first, _ in first }
        try await withThrowingTaskGroup(of: Void.self) { group in
            var running = 0
            var claimed: [ClaimedRequest] = []
            while !Task.isCancelled {
                while running < endpoint.limits.concurrency, !isClosed(endpoint) {
                    if claimed.isEmpty { claimed = try claim(endpoint).reversed() }
                    guard let request = claimed.popLast() else { break }
                    guard let work = byKey[request.draft.key] else { continue }
                    if let reason = spending.reserve(work.worstNanoDollars) {
                        if spending.isUncertain {
                            claimed.append(request)
                            break
                        }
                        // What is claimed and not made is given back at the end of the run.
                        tally.limit = reason
                        isDraining = true
                        break
                    }
                    running += 1
                    group.addTask { try await self.make(work, claimed: request) }
                }
                if running > 0 {
                    try await group.next()
                    running -= 1
                    continue
                }
                guard claimed.isEmpty || isClosed(endpoint) else {
                    // Another endpoint's requests hold what this one waits for.
                    try? await Task.sleep(for: .milliseconds(20))
                    continue
                }
                guard !isClosed(endpoint), let due = try store.nextDue(lane: lane(endpoint.name), at: now()) else {
                    break
                }
                // A short nap, so that a drain is seen soon.
                try? await Task.sleep(for: .milliseconds(min(200, max(1, due - now()))))
            }
            try await group.waitForAll()
        }
    }

    private func isClosed(_ endpoint: Endpoint) -> Bool { isDraining || tally.stopped[endpoint.name] != nil }

    /// As many as are made at once: a claim for each alone would wait for the disk each time.
    private func claim(_ endpoint: Endpoint) throws -> [ClaimedRequest] {
        try store.claim(
            lane: lane(endpoint.name),
            limit: endpoint.limits.concurrency,
            owner: owner,
            lease: .seconds(3600),
            at: now()
        )
    }

    private func make(_ work: Work, claimed: ClaimedRequest) async throws {
        switch await work.call.make(with: client) {
        case .success(let answer):
            var attempt = Attempt(answer.exchange, failureClass: "ok")
            attempt.finishReason = answer.finish
            attempt.nanoDollars = Money.nanoDollars(
                answer.exchange.usage,
                price: work.price,
                kind: work.call.endpoint.kind
            )
            spending.settle(work.worstNanoDollars, actual: attempt.nanoDollars)
            let isKept = try await journal.record(FinishedTry(attempt, of: claimed, result: answer.result))
            if isKept { tally.done += 1 }
            tally.outputTokens += answer.exchange.usage.output ?? 0
            tally.nanoDollars += attempt.nanoDollars ?? 0
        case .failure(let failure):
            // What began well and broke off may be on the bill.
            spending.settle(work.worstNanoDollars, actual: failure.exchange.httpStatus == 200 ? nil : 0)
            try await record(failure, of: work, claimed: claimed)
        }
        progress(tally)
    }

    private func record(_ failure: Failure, of work: Work, claimed: ClaimedRequest) async throws {
        var attempt = Attempt(failure.exchange, failureClass: failure.kind.rawValue)
        attempt.message = failure.message
        attempt.partial = failure.partialText
        let endpoint = work.call.endpoint
        let result: AttemptResult
        if failure.stopsEndpoint {
            tally.stopped[endpoint.name] = failure.message
            result = .retry(notBefore: now())
        } else if failure.kind == .cancelled {
            result = .retry(notBefore: now())
        } else if failure.isRetryable, claimed.attemptCount + 1 < endpoint.limits.attempts {
            tally.retries += 1
            result = .retry(notBefore: now() + Self.delay(after: claimed.attemptCount, floor: failure.retryAfter))
        } else if failure.kind == .connect {
            // Nobody is there: the requests stay wanted, for the run after the server has been started.
            tally.stopped[endpoint.name] = failure.message
            result = .retry(notBefore: now())
        } else {
            tally.failed[failure.kind.rawValue, default: 0] += 1
            result = .failed
        }
        _ = try await journal.record(FinishedTry(attempt, of: claimed, result: result))
    }

    /// Milliseconds of full jitter, doubling up to a minute, on top of what the server asked for.
    private static func delay(after attempts: Int, floor: Duration?) -> Int64 {
        let cap = min(60_000, 500 << min(attempts, 7))
        let asked = floor.map { $0.components.seconds * 1000 + $0.components.attoseconds / 1_000_000_000_000_000 } ?? 0
        return asked + Int64.random(in: 0...Int64(cap))
    }
}

extension Attempt {
    fileprivate init(_ exchange: Exchange, failureClass: String) {
        let timings = exchange.timings
        self.init(startedAt: timings.startedAt, failureClass: failureClass, isStreamed: timings.isStreamed)
        httpStatus = exchange.httpStatus
        firstByte = timings.firstByte
        firstToken = timings.isBuffered ? nil : timings.firstToken
        lastToken = timings.lastToken
        total = timings.done
        inputTokens = exchange.usage.input.map(Int.init)
        outputTokens = exchange.usage.output.map(Int.init)
        cachedTokens = exchange.usage.cached.map(Int.init)
        reasoningTokens = exchange.usage.reasoning.map(Int.init)
        serverModel = exchange.serverModel
        fingerprint = exchange.fingerprint
    }
}
