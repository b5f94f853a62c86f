import Inference
import Store
import Studies

extension Collector {
    /// Asks the server and decides what the answer leads to; the next request may have its place.
    func make(_ work: Work, _ job: Job) async throws -> FinishedTry {
        let queued = job.queued
        noteAskedAgain(work)
        var answer = try fitting(await work.call.make(with: client), work)
        try await notice(answer.exchange, answer.failure, of: work)
        answer = ofWholePrompt(answer, work)
        finish(job, of: work.call, answer.exchange, answer.failure)
        if let use = job.use { try settle(use, answer.exchange, work.call.endpoint) }
        return finished(answer, of: work, job.claimed, job, queued: queued)
    }

    func noteAskedAgain(_ work: Work) {
        if let kind = unasked.removeValue(forKey: work.draft.key) { tally.retried[kind, default: 0] += 1 }
    }

    /// What an answer leads to for one request, once its place is free; a failure to what is `decided`, where something is.
    func finished(
        _ answer: Result<Call.Answer, Failure>,
        of work: Work,
        _ claimed: ClaimedRequest,
        _ job: Job,
        queued: Int64,
        decided: AttemptResult? = nil
    ) -> FinishedTry {
        let (exchange, failure) = (answer.exchange, answer.failure)
        var attempt = AttemptDraft(exchange, failureClass: failure?.kind.rawValue ?? "ok")
        attempt.scheduledAt = job.scheduledAt
        attempt.queued = queued
        attempt.underWay = job.underWay
        reckon(&attempt, exchange, failure, of: work)
        identify(&attempt, of: work.call)
        let result: AttemptResult
        switch answer {
        case .success(let answer):
            attempt.finishReason = answer.finish
            attempt.message = exchange.usage.doubt
            attempt.logprobs = answer.logprobs
            if answer.isSplitByDefault { tally.untagged += 1 }
            if answer.mayHoldReasoning { tally.unopened += 1 }
            // What other weights answered is no answer of this model.
            let isChanged = closedModels[ModelScope(work.call)] != nil
            result = isChanged ? .retry(notBefore: now()) : answer.result
        case .failure(let failure):
            attempt.take(failure)
            result = decided ?? self.result(of: failure, of: work, triesBefore: claimed.attemptCount)
        }
        let (known, worst) = (attempt.nanoDollars, claimed.reserved)
        let charge = failure?.charge(known: known, worst: worst) ?? known ?? worst
        return FinishedTry(attempt, of: claimed, result: result, charge: charge)
    }

    /// A vector of another size than the model's others cannot be compared with them, whatever the server calls its model.
    func fitting(_ answer: Result<Call.Answer, Failure>, _ work: Work) throws -> Result<Call.Answer, Failure> {
        guard case .success(let found) = answer, case .vector(let vector) = found.result else { return answer }
        let scope = ModelScope(work.call)
        let known = try sizes[scope] ?? store.vectorSize(of: embedded[scope] ?? [], study: study) ?? vector.count
        sizes[scope] = known
        guard vector.count != known else { return answer }
        let words = "endpoint '\(work.call.endpoint.name)' sent a vector of \(vector.count) numbers, before \(known): "
        return .failure(Failure(misfit: words + "another model answers under that name", exchange: found.exchange))
    }

    /// What the try cost: by the price of the study or a table, else by the server's own account.
    private func reckon(_ attempt: inout AttemptDraft, _ exchange: Exchange, _ failure: Failure?, of work: Work) {
        attempt.price = work.price
        if failure?.bill != .unknown {
            attempt.nanoDollars =
                work.price == nil
                ? exchange.reportedNanoDollars : Money.nanoDollars(exchange.usage, price: work.price)
        }
        guard attempt.nanoDollars == nil, failure?.bill != .nothing else { return }
        if work.price == nil { tally.unpriced += 1 } else { tally.unknownCosts += 1 }
    }

    /// Returns once what came of a request is durable; its claim is let go with it.
    func record(_ finished: FinishedTry, at endpoint: Endpoint, _ scope: ModelScope) async throws {
        try await keep(finished, of: 1)
        recorded(at: endpoint, scope)
    }

    /// One of `count` that are written together.
    func keep(_ finished: FinishedTry, of count: Int) async throws {
        let most = governors.values.reduce(count) { max(count, $0 + $1.mostUnrecorded) }
        let isKept = try await journal.record(finished, of: most)
        own += Spending(spent: finished.charge, reserved: -finished.request.reserved)
        let attempt = finished.attempt
        if attempt.failureClass == "ok", isKept {
            tally.done += 1
            if attempt.finishReason == Completion.Finish.length.rawValue { tally.truncated += 1 }
            if attempt.finishReason == Completion.Finish.tool.rawValue { tally.calling += 1 }
        }
        if attempt.failureClass == "ok", attempt.inputTokens == nil { tally.uncounted += 1 }
        tally.inputTokens += Int64(attempt.inputTokens ?? 0)
        tally.cachedTokens += Int64(attempt.cachedTokens ?? 0)
        tally.outputTokens += Int64(attempt.outputTokens ?? 0)
        tally.nanoDollars += attempt.nanoDollars ?? 0
    }

    /// Only when all of a request is durable, so that no more than what is allowed at once can be lost in a crash.
    func recorded(at endpoint: Endpoint, _ scope: ModelScope) {
        governors[endpoint.limitedAs]?.recorded()
        models[scope]?.recorded()
        looksAt[lane(endpoint.name, scope.model)] = nil
        show(endpoint)
    }

    func finish(_ job: Job, of call: Call, _ exchange: Exchange, _ failure: Failure?) {
        let scope = ModelScope(call)
        let longest = call.endpoint.limits.longestPause.milliseconds
        let pause = (failure?.retryAfter ?? exchange.pause(at: now())).map { min($0.milliseconds, longest) }
        governors[call.endpoint.limitedAs]?.finish(
            job.permit,
            failure?.endpointOutcome ?? .fine,
            pause: nil,
            at: monotonicNow
        )
        models[scope]?.finish(job.modelPermit, failure?.outcome ?? .fine, pause: pause, at: monotonicNow)
    }

    func settle(_ use: Int64, _ exchange: Exchange, _ endpoint: Endpoint) throws {
        guard endpoint.limits.tokensPerMinute != nil, let input = exchange.usage.input,
            let output = exchange.usage.output
        else { return }
        try store.settleMinute(use, tokens: Int(clamping: input + output))
    }

    private func result(of failure: Failure, of work: Work, triesBefore: Int) -> AttemptResult {
        let (endpoint, scope) = (work.call.endpoint, ModelScope(work.call))
        let floor = min(failure.retryAfter?.milliseconds ?? 0, endpoint.limits.longestPause.milliseconds)
        let isPaused = failure.outcome == .unhealthy && models[scope]?.isOpen == true
        if let why = models[scope]?.givenUp {
            tally.givenUp[work.draft.asked] = "\(why); the last one: \(failure.message)"
            return .retry(notBefore: now())
        }
        if let why = governors[endpoint.limitedAs]?.givenUp {
            tally.stopped[endpoint.name] = "\(why); the last one: \(failure.message)"
            return .retry(notBefore: now())
        }
        if failure.stopsEndpoint {
            tally.stopped[endpoint.name] = failure.withRemedy
        } else if failure.kind == .cancelled {
            return .retry(notBefore: now())
        } else if failure.isRetryable, isPaused || triesBefore + 1 < failure.mostTries(endpoint.limits) {
            unasked[work.draft.key] = failure.kind.rawValue
            tally.lastRetried = failure.message
            return .retry(notBefore: now() + (isPaused ? 0 : Self.delay(after: triesBefore, floor: floor)))
        } else if failure.kind == .connect || failure.kind == .tls {
            // Nobody is there: the requests stay wanted, for the run after the server has been started.
            tally.stopped[endpoint.name] = failure.withRemedy
        } else {
            tally.note(failure, of: work.draft.prompt)
            return .failed
        }
        return .retry(notBefore: now())
    }

    /// Milliseconds of full jitter, doubling up to a minute, on top of what the server asked for.
    private static func delay(after attempts: Int, floor: Int64) -> Int64 {
        floor + Int64.random(in: 0...Int64(min(60_000, 500 << min(attempts, 7))))
    }
}

extension Result<Call.Answer, Failure> {
    var exchange: Exchange {
        switch self {
        case .success(let answer): answer.exchange
        case .failure(let failure): failure.exchange
        }
    }

    var failure: Failure? { if case .failure(let failure) = self { failure } else { nil } }
}

extension Failure {
    /// How often a request is made at most. A limit passes with time, and a request says nothing of it by itself.
    fileprivate func mostTries(_ limits: Endpoint.Limits) -> Int {
        outcome == .limited ? limits.attempts * 4 : limits.attempts
    }

    /// What the server said, and what its user can do about it.
    fileprivate var withRemedy: String { "\(message); \((cause ?? kind).remedy)" }

    /// What it tells of the model.
    fileprivate var outcome: Governor.Outcome {
        switch cause ?? kind {
        case .rateLimited: .limited
        case .serverError, .overloaded, .firstByteTimeout, .html: .unhealthy
        default: .neutral
        }
    }

    /// What it tells of the endpoint, whatever the model: only what comes before any model is its own.
    fileprivate var endpointOutcome: Governor.Outcome {
        switch kind {
        case .connect, .tls, .connectTimeout: .unhealthy
        case .reset: exchange.httpStatus == nil ? .unhealthy : .fine
        default: exchange.httpStatus == nil ? .neutral : .fine
        }
    }
}
