package import Inference
package import Store
import Studies

/// Makes every request once: claims, calls, retries, and records each try.
package actor Collector {
    let store: Store
    let client: ModelClient
    let purpose: Purpose
    let now: @Sendable () -> Int64
    let owner = LeaseOwner.current
    let journal: Journal
    var tally = Tally()
    var isDraining = false
    let limit: SpendingLimit
    /// What had been spent for the study when the run began, and what the run has added.
    private(set) var accountAtStart = Spending()
    var own = Spending()
    /// Requests that are claimed and not made yet.
    var unmade = 0
    /// Requests that failed and are to be asked again, by their keys, with the class of the failure.
    var unasked: [String: String] = [:]
    /// By what limits hold for: a server and a key, whatever an endpoint is called.
    var governors: [String: Governor] = [:]
    /// Window, pause and breaker of each model at such a server.
    var models: [ModelScope: Governor] = [:]
    /// Numbers in a vector of each embedding model.
    var sizes: [ModelScope: Int] = [:]
    /// The keys of each embedding model's requests: its vectors alone are compared with one another.
    var embedded: [ModelScope: [String]] = [:]
    /// How many texts a request for vectors holds at most, where a server has shown that it takes fewer than usual.
    var lists: [ModelScope: Int] = [:]
    /// Texts that were in a request that was refused, and are asked for one by one.
    var alone: Set<String> = []
    /// Texts that have been refused in lists, and for a limit alone.
    var limited: Set<String> = []
    /// Who waits for the answer of a server that is asked who it is, by its endpoint.
    var asking: [String: [CheckedContinuation<Void, Never>]] = [:]
    /// One request of each model, for its names.
    var modelWork: [ModelScope: Work] = [:]
    /// Models whose weights are others than before, and are not asked.
    var closedModels: [ModelScope: String] = [:]
    /// When to look for claimable requests of a lane again; milliseconds UTC.
    var looksAt: [String: Int64] = [:]
    /// Who answers at each endpoint, by its name.
    var servers: [String: AskedServer] = [:]
    /// Whether a model goes on although its server runs other weights than before.
    let acceptsChange: Bool
    let study: String
    private let progress: @Sendable (Tally) -> Void
    private let started = ContinuousClock.now
    private var lastShown: Int64 = -1000

    package init(
        store: Store,
        client: ModelClient,
        study: String,
        purpose: Purpose,
        limit: SpendingLimit = SpendingLimit(),
        acceptsChange: Bool = false,
        now: @escaping @Sendable () -> Int64,
        progress: @escaping @Sendable (Tally) -> Void
    ) {
        self.limit = limit
        self.acceptsChange = acceptsChange
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
        accountAtStart = try store.settledSpending(of: study, owner: owner, at: now())
        let states = try store.states(of: Set(work.map(\.draft.key)), purpose: purpose, study: study)
        tally.isPriced = work.contains { $0.price != nil }
        tally.failedBefore = states.values.count { $0 == .failed }
        let open = work.left(states)
        defer { try? store.releaseRequests(of: owner) }
        let byEndpoint = Dictionary(grouping: work, by: \.call.endpoint.name).sorted { $0.key < $1.key }
        var asked: [(endpoint: Endpoint, work: [Work])] = []
        for (name, work) in byEndpoint {
            var count = 0
            for (model, work) in Dictionary(grouping: work, by: \.call.model) {
                count += try store.want(work.map(\.draft.key), lane: lane(name, model))
            }
            tally.wanted += count
            guard let endpoint = work.first?.call.endpoint else { continue }
            govern(endpoint, work)
            if count > 0 { asked.append((endpoint, open.filter { $0.call.endpoint.name == name })) }
        }
        try await askServers(asked)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (_, work) in byEndpoint { group.addTask { try await self.serve(work) } }
            try await group.waitForAll()
        }
        if !Task.isCancelled { try await askServersAtTheEnd(asked) }
        try settleChanges(work)
        tally.unretried = Dictionary(unasked.values.map { ($0, 1) }, uniquingKeysWith: +)
        tally.duration = started.duration(to: .now)
        return tally
    }

    /// The part of the queue that holds one model's requests at one endpoint.
    func lane(_ endpoint: String, _ model: String) -> String { "\(purpose.rawValue) \(endpoint) \(model)" }

    func isClosed(_ endpoint: Endpoint) -> Bool { isDraining || tally.stopped[endpoint.name] != nil }

    /// Milliseconds of the monotonic clock.
    var monotonicNow: Int64 { started.duration(to: .now).milliseconds }

    /// Where two endpoints are one server with one key, the tighter limit of each kind holds for both.
    private func govern(_ endpoint: Endpoint, _ work: [Work]) {
        if let known = governors[endpoint.limitedAs] {
            governors[endpoint.limitedAs] = Governor(known.limits.tightened(by: endpoint.limits))
        } else {
            governors[endpoint.limitedAs] = Governor(endpoint.limits)
        }
        for work in work {
            let scope = ModelScope(work.call)
            modelWork[scope] = modelWork[scope] ?? work
            if purpose == .embedding { embedded[scope, default: []].append(work.draft.key) }
            if models[scope] == nil { models[scope] = Governor(endpoint.limits, name: work.draft.asked) }
        }
    }

    /// Tells at once how far the run is.
    func showNow() { progress(tally) }

    /// Tells how far the run is, a few times a second: putting it into words at each response would cost more than it says.
    func show(_ endpoint: Endpoint) {
        guard monotonicNow - lastShown >= 50 else { return }
        lastShown = monotonicNow
        tally.endpoints[endpoint.name] = governors[endpoint.limitedAs]?.words
        tally.waiting = [:]
        for governor in models.values where governor.givenUp == nil {
            if let words = governor.waits(at: monotonicNow) { tally.waiting[governor.name] = words }
        }
        progress(tally)
    }
}

/// A model at a server, whatever the endpoint and the model are called in the study.
struct ModelScope: Hashable {
    let server: String
    let model: String

    init(_ call: Call) {
        server = call.endpoint.limitedAs
        model = call.model
    }
}

extension Endpoint {
    var limitedAs: String { "\(url) \(keyVariable ?? "")" }
}

extension Endpoint.Limits {
    fileprivate func tightened(by other: Self) -> Self {
        func least(_ left: Int?, _ right: Int?) -> Int? { [left, right].compactMap { $0 }.min() }
        return Self(
            concurrency: min(concurrency, other.concurrency),
            requestsPerMinute: least(requestsPerMinute, other.requestsPerMinute),
            tokensPerMinute: least(tokensPerMinute, other.tokensPerMinute),
            attempts: attempts
        )
    }
}

extension Duration {
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
