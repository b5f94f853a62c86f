import Inference
import Store
import Studies

/// Vectors of several texts from one request. Each text stays a request of the study, with its own claim, attempt and vector.
extension Collector {
    private static let longestList = 32
    /// Servers bound a request's tokens too; no token is shorter than a byte.
    private static let mostBytes = 100_000

    /// How many texts one request to a model holds at most: one, but for vectors.
    func mostTexts(_ scope: ModelScope) -> Int { purpose == .embedding ? lists[scope] ?? Self.longestList : 1 }

    /// The next claimed texts that can be asked for together with one.
    func companions(of work: Work, _ request: ClaimedRequest, _ byKey: [String: Work], _ lane: inout Lane)
        -> [Companion]
    {
        var most = mostTexts(with: request, lane.scope)
        guard most > 1 else { return [] }
        let tokens = work.call.endpoint.limits.tokensPerMinute.map { $0 / 8 } ?? .max
        var companions: [Companion] = []
        var (bytes, expected) = (work.call.largestInputTokens, work.call.estimatedInputTokens)
        while companions.count + 1 < most, let next = lane.requests.last, let other = byKey[next.key] {
            most = min(most, mostTexts(with: next, lane.scope))
            guard companions.count + 1 < most else { break }
            bytes += other.call.largestInputTokens
            expected += other.call.estimatedInputTokens
            guard bytes <= Self.mostBytes, expected <= tokens else { break }
            lane.requests.removeLast()
            companions.append(Companion(work: other, claimed: next))
        }
        return companions
    }

    /// How many texts a list with this one holds at most: what has failed before is asked for alone, but what a limit refused in
    /// a list of half the length each time. A limit says nothing of a text, and may be of the list's tokens.
    private func mostTexts(with request: ClaimedRequest, _ scope: ModelScope) -> Int {
        guard !alone.contains(request.key), request.attemptCount == 0 || limited.contains(request.key) else { return 1 }
        return mostTexts(scope) >> min(request.attemptCount, 8)
    }

    /// Asks the server, and decides for each text what the answer leads to.
    func makeAll(_ work: Work, _ job: Job) async throws -> [FinishedTry] {
        guard !job.others.isEmpty, case .embedding(var request) = work.call else { return [try await make(work, job)] }
        let queued = job.queued
        let list = [Companion(work: work, claimed: job.claimed)] + job.others
        request.texts = list.flatMap(\.work.call.texts)
        let sizes = request.texts.map(\.utf8.count)
        for one in list { noteAskedAgain(one.work) }
        let answer = await request.make(with: client)
        let whole: Exchange
        let answers: [Result<Call.Answer, Failure>]
        switch answer {
        case .success(let found):
            whole = found.exchange
            answers = try zip(list, zip(found.vectors, whole.shared(by: sizes))).map { one, made in
                try fitting(.success(.init(exchange: made.1, finish: nil, result: .vector(made.0))), one.work)
            }
        case .failure(let failure):
            whole = failure.exchange
            let scope = ModelScope(work.call)
            if failure.saysFewer { lists[scope] = min(mostTexts(scope), max(1, list.count / 2)) }
            answers = whole.shared(by: sizes).map { .failure(failure.with($0)) }
        }
        try await notice(answers[0].exchange, answers[0].failure, of: work)
        finish(job, of: work.call, answers[0].exchange, answers[0].failure)
        if let use = job.use { try settle(use, whole, work.call.endpoint) }
        if case .failure(let failure) = answer, failure.mayBeOfTheList {
            return [try refused(failure, list, job, queued)]
        }
        let isLimited = if case .failure(let failure) = answer { failure.isOfLimits } else { false }
        if isLimited {
            limited.formUnion(list.map(\.work.draft.key))
        } else {
            limited.subtract(list.map(\.work.draft.key))
        }
        let tries = zip(list, answers).map { one, answer in
            var made = finished(answer, of: one.work, one.claimed, job, queued: queued)
            let words = "one of \(list.count) texts of a request: tokens and cost are its share by length"
            made.attempt.message = made.attempt.message ?? words
            return made
        }
        return isLimited ? together(tries) : tries
    }

    /// What is to be tried again of a list, all at the latest of its times, so that it is claimed as a list again.
    private func together(_ tries: [FinishedTry]) -> [FinishedTry] {
        func time(_ result: AttemptResult) -> Int64? { if case .retry(let time) = result { time } else { nil } }
        guard let latest = tries.compactMap({ time($0.result) }).max() else { return tries }
        return tries.map { one in
            var one = one
            if time(one.result) != nil { one.result = .retry(notBefore: latest) }
            return one
        }
    }

    /// Notes the refusal of a list with its first text, and lets go of the others: each is asked for alone.
    private func refused(_ failure: Failure, _ list: [Companion], _ job: Job, _ queued: Int64) throws -> FinishedTry {
        alone.formUnion(list.map(\.work.draft.key))
        let others = list.dropFirst().map(\.claimed)
        try store.release(others, owner: owner)
        for request in others { own += Spending(reserved: -request.reserved, requests: -1) }
        var failure = failure
        failure.message = "\(list.count) texts at once: \(failure.message)"
        unasked[list[0].work.draft.key] = failure.kind.rawValue
        return finished(
            .failure(failure),
            of: list[0].work,
            list[0].claimed,
            job,
            queued: queued,
            decided: .retry(notBefore: now())
        )
    }

    /// Returns once all of a request is durable.
    func record(_ tries: [FinishedTry], at endpoint: Endpoint, _ scope: ModelScope) async throws {
        if tries.count == 1 { return try await record(tries[0], at: endpoint, scope) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for one in tries { group.addTask { try await self.keep(one, of: tries.count) } }
            try await group.waitForAll()
        }
        recorded(at: endpoint, scope)
    }
}

extension Call {
    /// What vectors are asked of.
    fileprivate var texts: [String] { if case .embedding(let request) = self { request.texts } else { [] } }
}

extension Exchange {
    /// The exchange as each of some texts of one request has it: of tokens and cost its share by length.
    func shared(by sizes: [Int]) -> [Exchange] {
        let total = Int64(max(1, sizes.reduce(0, +)))
        var before: Int64 = 0
        return sizes.map { size in
            let start = before
            before += Int64(size)
            func share(_ count: Int64) -> Int64 {
                func part(_ place: Int64) -> Int64 { count / total * place + count % total * place / total }
                return part(before) - part(start)
            }
            var exchange = self
            exchange.usage.input = usage.input.map(share)
            exchange.usage.output = usage.output.map(share)
            exchange.usage.cached = usage.cached.map(share)
            exchange.usage.cacheWrite = usage.cacheWrite.map(share)
            exchange.usage.reasoning = usage.reasoning.map(share)
            exchange.reportedNanoDollars = reportedNanoDollars.map(share)
            return exchange
        }
    }
}

extension Failure {
    /// Whether the list may have been refused for itself, or for one of its texts.
    fileprivate var mayBeOfTheList: Bool {
        [.badRequest, .contextOverflow, .contentFilter, .malformed, .serverError].contains(kind)
    }

    /// Whether it was refused for how much is asked for, and not for what.
    fileprivate var isOfLimits: Bool { (cause ?? kind) == .rateLimited }

    /// Whether a shorter list may get through.
    fileprivate var saysFewer: Bool {
        [.badRequest, .malformed, .serverError, .firstByteTimeout, .idleTimeout, .totalTimeout].contains(kind)
    }

    fileprivate func with(_ exchange: Exchange) -> Failure {
        var failure = self
        failure.exchange = exchange
        return failure
    }
}
