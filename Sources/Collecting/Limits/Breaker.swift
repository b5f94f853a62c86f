/// Stops asking a model or a server that fails again and again, and tries it with one request now and then.
struct Breaker {
    static let threshold = 8
    /// After so many failed probes it is given up.
    static let mostProbes = 5

    /// Failures in a row.
    private(set) var failures = 0
    private var failedProbes = 0
    private var pause = DoublingPause()
    private var opensAt: Int64?
    private var isProbing = false

    /// Whether it lets nothing or one probe through.
    var isOpen: Bool { opensAt != nil }

    /// Whether every probe failed, so that no more are made.
    var isGivenUp: Bool { failedProbes >= Self.mostProbes }

    /// Milliseconds until a request may be made; nil while a probe is under way.
    func wait(at now: Int64) -> Int64? {
        guard let opensAt else { return 0 }
        return isProbing ? nil : max(0, opensAt - now)
    }

    /// A request is made.
    mutating func began() { if isOpen { isProbing = true } }

    /// The server answered as it should.
    mutating func succeeded() { self = Breaker() }

    /// What ended says nothing of the server's health.
    mutating func ended() { isProbing = false }

    /// The server failed.
    mutating func failed(at now: Int64) {
        failures += 1
        if isProbing {
            failedProbes += 1
            pause.double()
        } else if isOpen || failures < Self.threshold {
            return
        }
        isProbing = false
        opensAt = now + pause.milliseconds
    }
}
