package import Inference
package import Store
import Studies

/// What became of a run so far.
package struct Tally: Sendable, Equatable {
    package var wanted = 0
    package var done = 0
    /// Requests that will not be tried again, by the class of their last failure.
    package var failed: [String: Int] = [:]
    package var retries = 0
    package var outputTokens: Int64 = 0
    package var nanoDollars: Int64 = 0
    /// Endpoints that were given up, and why.
    package var stopped: [String: String] = [:]
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
    private var tally = Tally()

    package init(
        store: Store,
        client: ModelClient,
        study: String,
        purpose: Purpose,
        now: @escaping @Sendable () -> Int64,
        progress: @escaping @Sendable (Tally) -> Void
    ) {
        self.store = store
        self.client = client
        self.study = study
        self.purpose = purpose
        self.now = now
        self.progress = progress
    }

    /// Runs until every request is done or has failed for good, or the task is cancelled.
    package func run(_ work: [Work]) async throws -> Tally {
        try store.enqueue(work.map(\.draft), study: study)
        let states = try store.states(of: Set(work.map(\.draft.key)), purpose: purpose, study: study)
        let left = work.filter { states[$0.draft.key] != "done" && states[$0.draft.key] != "failed" }
        tally.wanted = left.count
        defer { try? store.releaseRequests(of: owner) }
        let byEndpoint = Dictionary(grouping: left, by: \.call.endpoint.name)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (_, work) in byEndpoint.sorted(by: { $0.key < $1.key }) { group.addTask { try await self.drain(work) } }
            try await group.waitForAll()
        }
        return tally
    }

    /// Makes the requests of one endpoint, as many at a time as it allows.
    private func drain(_ work: [Work]) async throws {
        guard let endpoint = work.first?.call.endpoint else { return }
        let byKey = Dictionary(work.map { ($0.draft.key, $0) }) { first, _ in first }
        let keys = Set(byKey.keys)
        try await withThrowingTaskGroup(of: Void.self) { group in
            var running = 0
            while !Task.isCancelled {
                let free = endpoint.limits.concurrency - running
                let claimed =
                    free > 0 && tally.stopped[endpoint.name] == nil
                    ? try store.claim(
                        purpose,
                        study: study,
                        keys: keys,
                        limit: free,
                        owner: owner,
                        lease: .seconds(3600),
                        at: now()
                    ) : []
                for request in claimed {
                    guard let work = byKey[request.draft.key] else { continue }
                    running += 1
                    group.addTask { try await self.make(work, claimed: request) }
                }
                if running > 0 {
                    try await group.next()
                    running -= 1
                    continue
                }
                guard tally.stopped[endpoint.name] == nil, try isWaiting(keys) else { break }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    /// Whether a request of these waits for its time or for another process.
    private func isWaiting(_ keys: Set<String>) throws -> Bool {
        try store.states(of: keys, purpose: purpose, study: study).values.contains {
            $0 == "pending" || $0 == "leased"
        }
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
            let isKept = try store.record(
                attempt,
                of: claimed,
                study: study,
                result: answer.result,
                owner: owner
            )
            if isKept { tally.done += 1 }
            tally.outputTokens += answer.exchange.usage.output ?? 0
            tally.nanoDollars += attempt.nanoDollars ?? 0
        case .failure(let failure): try record(failure, of: work, claimed: claimed)
        }
        progress(tally)
    }

    private func record(_ failure: Failure, of work: Work, claimed: ClaimedRequest) throws {
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
        } else {
            tally.failed[failure.kind.rawValue, default: 0] += 1
            result = .failed
        }
        try store.record(attempt, of: claimed, study: study, result: result, owner: owner)
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
