import Studies

/// How much one model, or one endpoint with all its models, may be asked at a time: what its user allows, and what it has
/// shown to bear.
///
/// Concurrency grows by one a success, and after the first 429 by one a round, while it is used up; a 429 takes a third off,
/// a 5xx only stops the growth for a round. All times are milliseconds of a monotonic clock.
struct Governor {
    /// What became of a request, as far as it tells of the server.
    enum Outcome {
        case fine, limited, unhealthy, neutral
    }

    /// A request's place among those under way.
    struct Permit: Sendable {
        fileprivate var began: Int64
        fileprivate var wasSaturated: Bool
    }

    /// Whether a request may be made.
    enum Answer {
        case go(Permit)
        /// Look again after so many milliseconds, or when a request ends where nil.
        case wait(Int64?)
    }

    static let startingWindow = 16.0
    /// So many requests may be under way or unrecorded, and so be lost in a crash, where fewer may be under way: they share
    /// a transaction then.
    static let leastUnrecorded = 8
    private static let decrease = 0.7

    let limits: Endpoint.Limits
    /// What it is called where its state is told.
    let name: String
    private var breaker = Breaker()
    private(set) var running = 0
    /// Answers that are not durable yet.
    private(set) var unrecorded = 0
    private(set) var window: Double
    private var hasMetLimit = false
    private var lastDecrease = Int64.min
    private var noGrowthUntil = Int64.min
    private var parkedUntil = Int64.min
    /// The pause after a 429 that does not say how long to wait: it doubles until an answer comes.
    private var ownPause = DoublingPause()
    /// Refusals in a row, each after the pause that followed the one before.
    private(set) var refusals = 0
    /// So many in a row, and it is given up: the pauses between them are two minutes together.
    static let mostRefusals = 8

    init(_ limits: Endpoint.Limits, name: String = "") {
        self.limits = limits
        self.name = name
        window = min(Double(limits.concurrency), Self.startingWindow)
    }

    /// Requests that may be under way together now.
    var concurrency: Int { breaker.isOpen ? 1 : max(1, Int(window)) }

    /// Whether no more of it is asked in this run, and why.
    var givenUp: String? {
        if breaker.isGivenUp { return "\(breaker.failures) errors in a row, \(Breaker.mostProbes) probes among them" }
        return refusals >= Self.mostRefusals ? "\(refusals) refusals for its limits in a row" : nil
    }

    /// Whether it has failed so often that only a probe is made now and then.
    var isOpen: Bool { breaker.isOpen }

    /// Milliseconds until a request may be made; 0 for none, nil until one that is under way ends.
    func pause(at now: Int64) -> Int64? {
        breaker.wait(at: now).map { max($0, parkedUntil > now ? parkedUntil - now : 0) }
    }

    /// Whether another request may be under way.
    var hasRoom: Bool {
        running < concurrency && running + unrecorded < max(Self.leastUnrecorded, concurrency)
    }

    /// Asks for a place.
    mutating func admit(at now: Int64) -> Answer {
        guard hasRoom else { return .wait(nil) }
        guard let pause = pause(at: now) else { return .wait(nil) }
        if pause > 0 { return .wait(pause) }
        running += 1
        breaker.began()
        return .go(Permit(began: now, wasSaturated: !hasRoom))
    }

    /// A request that got a place is not made after all.
    mutating func withdraw() {
        running -= 1
        breaker.ended()
    }

    /// How many can come to be recorded together.
    var mostUnrecorded: Int {
        let all = running + unrecorded
        return all == 0 ? 0 : concurrency < Self.leastUnrecorded ? Self.leastUnrecorded : all
    }

    /// An answer, or what came in its place, is durable.
    mutating func recorded() { unrecorded -= 1 }

    /// A request is over, and to be recorded; `pause` is what the server asked for.
    mutating func finish(_ permit: Permit, _ outcome: Outcome, pause: Int64?, at now: Int64) {
        running -= 1
        unrecorded += 1
        if let pause, outcome != .unhealthy { parkedUntil = max(parkedUntil, now + pause) }
        switch outcome {
        case .fine:
            breaker.succeeded()
            ownPause = DoublingPause()
            refusals = 0
            guard permit.wasSaturated, now >= noGrowthUntil else { return }
            window = min(Double(limits.concurrency), window + (hasMetLimit ? 1 / window : 1))
        case .limited:
            breaker.ended()
            // What was under way at the last decrease tells of the same moment.
            guard permit.began > lastDecrease else { return }
            refusals += 1
            if pause == nil {
                parkedUntil = max(parkedUntil, now + ownPause.milliseconds)
                ownPause.double()
            }
            hasMetLimit = true
            lastDecrease = now
            window = max(1, window * Self.decrease)
        case .unhealthy:
            breaker.failed(at: now)
            noGrowthUntil = max(noGrowthUntil, now + max(1000, now - permit.began))
        case .neutral: breaker.ended()
        }
    }
}

extension Governor {
    /// Its state in words, for the user.
    var words: String {
        breaker.isOpen
            ? "paused after repeated failures, one probe at a time" : "\(running) under way of \(concurrency) at a time"
    }

    /// Why nothing of it is asked at present, where it is so for a second or more.
    func waits(at now: Int64) -> String? {
        guard let pause = pause(at: now), pause >= 1000 else { return nil }
        let why = breaker.isOpen ? "\(breaker.failures) errors in a row" : "its limit"
        return "paused \((pause + 999) / 1000) s: \(why)"
    }
}
