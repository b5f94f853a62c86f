import Studies

/// One key pressed several times, or held down, with no other key between.
struct KeyRun: Sendable {
    var key: Key
    /// When it came last.
    var at: Int
    /// Whether it has done what it does once: it answered, it ended an item, it opened or changed something.
    var isSpent: Bool
    /// Whether it left the item that it was pressed for.
    var hasLeft: Bool
    /// Whether it is known to be held down.
    var isHeld = false
    /// How many of its presses were not used.
    var dropped = 0

    /// One that may be held down.
    struct Waiting: Sendable {
        var key: Key
        var at: Int
        /// Whether it came faster than anybody types one key twice.
        var isTooFast: Bool
    }

    /// Terminals tell of no release: a key that is held down comes again after .2 to 1 s and then at least every 100 ms. After
    /// so many milliseconds without it, it is none that repeats.
    static let repeats = 120
    /// The second one comes within so many milliseconds where it is held down.
    static let longestDelay = 1100
    /// Nobody types one key twice within so many milliseconds.
    static let fastest = 60
    /// A key that ended an item, or that was held down, counts again only after so many milliseconds without it.
    static let release = 300
    /// Nobody types one key so many times faster than it counts: it is held down.
    static let many = 5
}

extension Session {
    /// When a key that waits counts; nil where none waits.
    package var lapsesAt: Int? { waitingKey.map { $0.at + KeyRun.repeats } }

    /// What a key changes when it acts: the same key does so again only when it was let go.
    private struct Target: Equatable {
        var state: State
        var showing: Int
        var place: Int
        var isFlagged: Bool
        var wantsBreaks: Bool
    }

    private var target: Target {
        Target(
            state: state,
            showing: showingNumber,
            place: place,
            isFlagged: draft.isFlagged,
            wantsBreaks: preferences.wantsBreaks
        )
    }

    /// Does what the key is for, and remembers whether the same key once more is to be looked at.
    mutating func act(_ key: Key, _ now: Int) -> [Effect] {
        let before = target
        if let dropped = drop(key) {
            run = KeyRun(key: key, at: now, isSpent: true, hasLeft: false)
            return dropped
        }
        let effects = dispatch(key, now)
        let hasLeft =
            switch state {
            case .saving, .waiting, .guessing, .learning: true
            default: showingNumber != before.showing
            }
        if key != .other("resize") {
            run = KeyRun(key: key, at: now, isSpent: target != before, hasLeft: hasLeft)
        }
        return effects
    }

    /// Drops the key where it is the last one held down, or lets it wait where that is not known yet; nil where it counts.
    mutating func isRepeat(_ key: Key, _ now: Int) -> [Effect]? {
        guard var last = run, last.key == key, last.isSpent, actsOnce(key) else { return nil }
        let gap = now - last.at
        last.at = now
        if gap < KeyRun.release, last.hasLeft || last.isHeld {
            run = last
            dropRepeat(key, after: gap)
            return []
        }
        run = last
        guard gap < KeyRun.longestDelay else { return nil }
        waitingKey = KeyRun.Waiting(key: key, at: now, isTooFast: gap < KeyRun.fastest && key != .enter)
        return []
    }

    /// What is done with the key that waits, now that another one comes; nil where that one is looked at as ever.
    mutating func release(before key: Key, _ now: Int) -> [Effect]? {
        guard let waiting = waitingKey, key != .other("resize") else { return nil }
        let effects: [Effect]
        if key != waiting.key {
            waitingKey = nil
            // In a burst of several keys each counts.
            effects = act(waiting.key, now)
        } else if now - waiting.at >= KeyRun.repeats {
            effects = lapse(now)
        } else {
            waitingKey = nil
            run?.at = now
            dropRepeat(key, after: now - waiting.at, count: 2)
            return []
        }
        guard state != .saving, state != .waiting else { return effects + [.press(key)] }
        return effects + press(key, now)
    }

    /// The key that waits came alone.
    mutating func lapse(_ now: Int) -> [Effect] {
        guard let waiting = waitingKey, now - waiting.at >= KeyRun.repeats else { return [] }
        waitingKey = nil
        guard !waiting.isTooFast else {
            dropRepeat(waiting.key, after: 0)
            return []
        }
        return act(waiting.key, now)
    }

    /// Uses presses no more, and says so. Who typed them that fast goes on with the answer to the next question, which would be
    /// given to this one: its item is not saved before Enter. A single one at once is a key that bounces.
    private mutating func dropRepeat(_ key: Key, after gap: Int, count: Int = 1) {
        let dropped = (run?.dropped ?? 0) + count
        run?.dropped = dropped
        run?.isHeld = true
        if preferences.keys.answer(of: key) != nil {
            if dropped >= KeyRun.many {
                lostOn = nil
            } else if dropped > 1 || gap >= KeyRun.fastest {
                lostOn = state == .saving || state == .waiting ? showingNumber + 1 : showingNumber
            }
        }
        guard state != .saving, state != .waiting else { return }
        message =
            isUp || state != .rating
            ? "'\(key.name)' is held down, or came again at once: not used again"
            : "'\(key.name)' came before the text was up: not used"
    }

    /// Whether the key does something that is not meant to be done again while it is held down.
    private func actsOnce(_ key: Key) -> Bool {
        switch key {
        case .enter: return true
        case .character(" "): return false
        case .character:
            guard let command = preferences.keys.command(of: key) else { return true }
            return ![.undo, .back, .forward, .quit].contains(command)
        default: return false
        }
    }
}
