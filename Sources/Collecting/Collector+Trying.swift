import Inference
import Store
import Studies

extension Collector {
    /// A wait that a server asks for is kept up to ten minutes; beyond, the run would only seem to hang.
    private static let longestWait: Int64 = 600_000

    /// Asks the server and decides what the answer leads to; the next request may have its place.
    func make(_ work: Work, _ job: Job) async throws -> FinishedTry {
        let queued = job.claimedAt.duration(to: .now)
        let answer = await work.call.make(with: client)
        let (exchange, failure): (Exchange, Failure?) =
            switch answer {
            case .success(let answer): (answer.exchange, nil)
            case .failure(let failure): (failure.exchange, failure)
            }
        var attempt = AttemptDraft(exchange, failureClass: failure?.kind.rawValue ?? "ok")
        attempt.scheduledAt = job.scheduledAt
        attempt.queued = queued.components.seconds * 1_000_000_000 + queued.components.attoseconds / 1_000_000_000
        attempt.price = work.price
        if failure?.bill != .unknown { attempt.nanoDollars = Money.nanoDollars(exchange.usage, price: work.price) }
        if attempt.nanoDollars == nil, failure?.bill != .nothing { tally.unknownCosts += 1 }
        attempt.build = build(of: work.call)
        let result: AttemptResult
        switch answer {
        case .success(let answer):
            attempt.finishReason = answer.finish
            result = answer.result
        case .failure(let failure):
            attempt.message = failure.message
            attempt.partial = failure.partialText
            result = self.result(of: failure, at: work.call.endpoint, triesBefore: job.claimed.attemptCount)
        }
        let (known, worst) = (attempt.nanoDollars, job.claimed.reserved)
        let charge = failure?.charge(known: known, worst: worst) ?? known ?? worst
        try finish(job, of: work.call.endpoint, exchange, failure)
        return FinishedTry(attempt, of: job.claimed, result: result, charge: charge)
    }

    /// Returns once what came of a request is durable; its claim is let go with it.
    func record(_ finished: FinishedTry, at endpoint: Endpoint) async throws {
        let most = governors.values.reduce(0) { $0 + $1.mostUnrecorded }
        let isKept = try await journal.record(finished, of: most)
        own += Spending(spent: finished.charge, reserved: -finished.request.reserved)
        if finished.attempt.failureClass == "ok" {
            if isKept { tally.done += 1 }
            tally.outputTokens += Int64(finished.attempt.outputTokens ?? 0)
        }
        tally.nanoDollars += finished.attempt.nanoDollars ?? 0
        // Only now, so that no more than what is allowed at once can be lost in a crash.
        governors[endpoint.limitedAs]?.recorded()
        show(endpoint)
    }

    private func build(of call: Call) -> ModelBuild? {
        let name = call.model
        let file = files[call.endpoint.name]?.first { $0.name == name || $0.name == "\(name):latest" }
        return file.map { ModelBuild(digest: $0.digest, quantization: $0.quantization) }
    }

    private func finish(_ job: Job, of endpoint: Endpoint, _ exchange: Exchange, _ failure: Failure?) throws {
        governors[endpoint.limitedAs]?.finish(
            job.permit,
            failure?.outcome ?? .fine,
            pause: (failure?.retryAfter ?? exchange.pause(at: now())).map { min($0.milliseconds, Self.longestWait) },
            at: monotonicNow
        )
        guard let use = job.use, endpoint.limits.tokensPerMinute != nil, let input = exchange.usage.input,
            let output = exchange.usage.output
        else { return }
        try store.settleMinute(use, tokens: Int(clamping: input + output))
    }

    private func result(of failure: Failure, at endpoint: Endpoint, triesBefore: Int) -> AttemptResult {
        let floor = failure.retryAfter?.milliseconds ?? 0
        if failure.stopsEndpoint {
            tally.stopped[endpoint.name] = failure.message
        } else if failure.kind == .cancelled {
            return .retry(notBefore: now())
        } else if failure.isRetryable, floor > Self.longestWait {
            let words = "it asks to wait for \(floor / 60_000) minutes: run again then"
            tally.stopped[endpoint.name] = "\(failure.message); \(words)"
        } else if failure.isRetryable, triesBefore + 1 < failure.mostTries(endpoint.limits) {
            tally.retried[failure.kind.rawValue, default: 0] += 1
            tally.lastRetried = failure.message
            return .retry(notBefore: now() + Self.delay(after: triesBefore, floor: floor))
        } else if failure.kind == .connect {
            // Nobody is there: the requests stay wanted, for the run after the server has been started.
            tally.stopped[endpoint.name] = failure.message
        } else {
            tally.failed[failure.kind.rawValue, default: 0] += 1
            return .failed
        }
        return .retry(notBefore: now())
    }

    /// Milliseconds of full jitter, doubling up to a minute, on top of what the server asked for.
    private static func delay(after attempts: Int, floor: Int64) -> Int64 {
        floor + Int64.random(in: 0...Int64(min(60_000, 500 << min(attempts, 7))))
    }
}

extension Failure {
    /// How often a request is made at most. A limit passes with time, and a request says nothing of it by itself.
    fileprivate func mostTries(_ limits: Endpoint.Limits) -> Int {
        outcome == .limited ? limits.attempts * 4 : limits.attempts
    }

    /// What it tells of the server.
    fileprivate var outcome: Governor.Outcome {
        switch cause ?? kind {
        case .rateLimited: .limited
        case .serverError, .overloaded, .connect, .reset, .connectTimeout, .firstByteTimeout, .html: .unhealthy
        default: .neutral
        }
    }
}
