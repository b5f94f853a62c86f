import Inference
import Store
import Studies

/// Who answers at an endpoint, and when that was asked.
struct AskedServer {
    var row: ServerRow?
    /// Milliseconds of the monotonic clock.
    var askedAt: Int64
    /// Whether the connection was lost since, so that another may answer now.
    var isLost = false
    /// Whether its answers are llama-server's, whatever its profile.
    var isLlama = false

    var identity: ServerIdentity? { row.map { ServerIdentity(json: $0.identity) } }
}

extension Collector {
    /// A server is asked who it is no more often than that, in milliseconds.
    private static let leastPause: Int64 = 60_000

    /// What a server says of itself is small: what has not come within this time does not come.
    private static let longestAsking = Duration.seconds(10)

    /// Asks every server at once who answers there, which is said and counts in no rate.
    func askServers(_ all: [(endpoint: Endpoint, work: [Work])]) async throws {
        guard !all.isEmpty else { return }
        let began = ContinuousClock.now
        tally.isIdentifying = all.contains { $0.endpoint.tellsIdentity || $0.endpoint.mayBeRecognised }
        if tally.isIdentifying { showNow() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (endpoint, work) in all { group.addTask { try await self.askServer(at: endpoint, work) } }
            try await group.waitForAll()
        }
        tally.isIdentifying = false
        tally.identified = began.duration(to: .now)
    }

    /// Asks once more at the end, since others may answer without a connection lost.
    func askServersAtTheEnd(_ all: [(endpoint: Endpoint, work: [Work])]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (endpoint, work) in all { group.addTask { try await self.askServerAtTheEnd(endpoint, work) } }
            try await group.waitForAll()
        }
    }

    /// Asks who answers, before anything else is asked; a model whose weights are others than before is not asked.
    ///
    /// `work` is what is still to be asked: a change matters to nobody else.
    private func askServer(at endpoint: Endpoint, _ work: [Work]) async throws {
        let known = try store.newestServer(at: endpoint, of: study)
        let isLlama = !endpoint.tellsIdentity && known.map { ServerIdentity(json: $0.identity).isLlama } ?? false
        guard endpoint.tellsIdentity || endpoint.mayBeRecognised || isLlama else { return }
        var asked = AskedServer(askedAt: monotonicNow, isLost: true, isLlama: isLlama)
        if let row = try await identity(of: endpoint, work, isLlama: isLlama) {
            asked = AskedServer(row: row, askedAt: monotonicNow, isLlama: isLlama)
        }
        // One that nothing tells of may yet be known by its answers.
        guard asked.row != nil || endpoint.tellsIdentity || known != nil else { return }
        servers[endpoint.name] = asked
        guard let identity = asked.identity else { return }
        let served = acceptsChange ? [] : try store.served(purpose, of: study)
        for (asked, call) in Self.models(of: work) {
            let questions = Set(work.filter { $0.draft.asked == asked }.map { question(of: $0) })
            for question in questions.sorted() {
                guard let before = served.last(where: { $0.asked == asked && $0.question == question }) else {
                    continue
                }
                compare(ServerIdentity(json: before.server.identity), identity, asked, call)
            }
        }
    }

    /// What tells the answers of one asker apart that need not come from one server, as `Served` names it.
    private func question(of work: Work) -> String {
        switch purpose {
        case .judgement: work.draft.detail["asked"]?.string ?? ""
        case .embedding: work.call.endpoint.name
        case .response, .probe: ""
        }
    }

    /// Looks who answers where the connection had been lost, and where an answer is llama-server's.
    func notice(_ exchange: Exchange, _ failure: Failure?, of work: Work) async throws {
        let endpoint = work.call.endpoint
        if let failure, [.connect, .reset, .cut].contains(failure.kind) { servers[endpoint.name]?.isLost = true }
        guard failure == nil else { return }
        if servers[endpoint.name] == nil, endpoint.kind == .openai, endpoint.profile == nil,
            exchange.serverFigures["predicted_n"] != nil
        {
            servers[endpoint.name] = AskedServer(askedAt: monotonicNow, isLlama: true)
            asking[endpoint.name] = []
            defer { for waiter in asking.removeValue(forKey: endpoint.name) ?? [] { waiter.resume() } }
            servers[endpoint.name]?.row = try await identity(of: endpoint, [work], isLlama: true)
            return
        }
        // What came at the same time is of the same server.
        if asking[endpoint.name] != nil {
            return await withCheckedContinuation { asking[endpoint.name, default: []].append($0) }
        }
        guard let server = servers[endpoint.name], server.isLost,
            server.row == nil || monotonicNow - server.askedAt >= Self.leastPause
        else { return }
        // Set before the answer comes, so that it is asked once.
        servers[endpoint.name]?.askedAt = monotonicNow
        servers[endpoint.name]?.isLost = false
        try await askAgain(endpoint, server, Array(works(at: endpoint, or: work)))
    }

    private func askServerAtTheEnd(_ endpoint: Endpoint, _ work: [Work]) async throws {
        guard let server = servers[endpoint.name], server.row != nil, tally.done > 0 else { return }
        try await askAgain(endpoint, server, work)
    }

    private func askAgain(_ endpoint: Endpoint, _ server: AskedServer, _ work: [Work]) async throws {
        guard let row = try await identity(of: endpoint, work, isLlama: server.isLlama) else { return }
        servers[endpoint.name]?.row = row
        guard let before = server.identity else { return }
        for (asked, call) in Self.models(of: work) {
            compare(before, ServerIdentity(json: row.identity), asked, call)
        }
    }

    /// What answers only a part of the prompt is no answer: a llama-server whose context shifts says nothing of it.
    func ofWholePrompt(_ answer: Result<Call.Answer, Failure>, _ work: Work) -> Result<Call.Answer, Failure> {
        let endpoint = work.call.endpoint
        guard case .success(let found) = answer, case .chat(let request, _) = work.call,
            let context = servers[endpoint.name]?.identity?.llamaContext,
            let read = found.exchange.usage.input, request.wasCut(to: read, of: context)
        else { return answer }
        let words =
            "endpoint '\(endpoint.name)' read \(read) tokens of a longer prompt, as its context is \(context): "
            + "start it with a larger one (-c), or with --no-context-shift"
        return .failure(Failure(promptCut: words, partial: found.text, exchange: found.exchange))
    }

    private func works(at endpoint: Endpoint, or work: Work) -> [Work] {
        let own = modelWork.values.filter { $0.call.endpoint.name == endpoint.name }
        return own.isEmpty ? [work] : own.sorted { $0.draft.asked < $1.draft.asked }
    }

    /// Stops a model whose weights changed, unless its user accepts that.
    private func compare(_ before: ServerIdentity, _ now: ServerIdentity, _ asked: String, _ call: Call) {
        guard !acceptsChange, let old = before.weights(of: call.model), let new = now.weights(of: call.model),
            new.differs(from: old)
        else { return }
        let words = "the server now runs \(new.words(beside: old)), before \(old.words(beside: new))"
        closedModels[ModelScope(call)] = words
        tally.givenUp[asked] = "\(words): \(Self.remedy)"
    }

    private func identity(of endpoint: Endpoint, _ work: [Work], isLlama: Bool) async throws -> ServerRow? {
        let names = Set(work.map(\.call.model)).sorted()
        let began = ContinuousClock.now
        guard
            let found = await client.identity(of: endpoint, models: names, isLlama: isLlama, within: Self.longestAsking)
        else {
            // One that has nothing to say of itself says that at once.
            if began.duration(to: .now) > .seconds(3) { tally.silent.insert(endpoint.name) }
            return nil
        }
        return try store.keepServer(found.json, at: endpoint, of: study, asked: now())
    }

    /// What is told at the end of a run in which weights changed: nobody's requests stay wanted where none are left, and the
    /// others of the same server and model were not asked either.
    func settleChanges(_ work: [Work]) throws {
        guard !closedModels.isEmpty else { return }
        let states = try store.states(of: Set(work.map(\.draft.key)), purpose: purpose, study: study)
        let left = Set(work.left(states).map(\.draft.asked))
        for (asked, call) in Self.models(of: work) {
            guard let words = closedModels[ModelScope(call)] else { continue }
            if left.contains(asked) {
                tally.givenUp[asked] = tally.givenUp[asked] ?? "\(words): \(Self.remedy)"
            } else if tally.givenUp.removeValue(forKey: asked) != nil {
                tally.changed[asked] = words
            }
        }
    }

    private static let remedy = "--accept-change, or give it a name of its own"

    private static func models(of work: [Work]) -> [(asked: String, call: Call)] {
        var seen = Set<String>()
        return work.filter { seen.insert($0.draft.asked).inserted }.map { ($0.draft.asked, $0.call) }
    }

    /// Notes with a try who answered, and from which file.
    func identify(_ attempt: inout AttemptDraft, of call: Call) {
        guard let server = servers[call.endpoint.name] else { return }
        attempt.server = server.row?.id
        let weights = server.identity?.weights(of: call.model)
        attempt.build = weights.map { ModelBuild(digest: $0.digest, quantization: $0.quantization) }
    }
}
