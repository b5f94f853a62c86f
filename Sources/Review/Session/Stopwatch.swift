/// The time of one showing, parted into active and idle; a pause stops it.
struct Stopwatch: Sendable, Equatable {
    /// Milliseconds without a key after which the rest of a gap is idle.
    let idleAfter: Int
    private var start: Int
    private var last: Int
    private var pausedAt: Int?
    private var paused = 0
    private(set) var active = 0
    private(set) var idle = 0
    private(set) var keys: [Int] = []

    /// Starts at `now`, in milliseconds of a clock that never goes back.
    init(at now: Int, idleAfter: Int) {
        self.idleAfter = idleAfter
        (start, last) = (now, now)
    }

    /// The item is on the screen only now: what was before does not count.
    mutating func restart(at now: Int) {
        self = Stopwatch(at: now, idleAfter: idleAfter)
    }

    /// A key came.
    mutating func key(at now: Int) {
        guard pausedAt == nil else { return }
        settle(now)
        keys.append(now - start - paused)
    }

    mutating func pause(at now: Int) {
        guard pausedAt == nil else { return }
        settle(now)
        pausedAt = now
    }

    mutating func resume(at now: Int) {
        guard let pausedAt else { return }
        paused += now - pausedAt
        last = now
        self.pausedAt = nil
    }

    private mutating func settle(_ now: Int) {
        let gap = max(0, now - last)
        active += min(gap, idleAfter)
        idle += max(0, gap - idleAfter)
        last = now
    }
}
