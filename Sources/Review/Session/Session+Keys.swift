import Studies

extension Session {
    /// Sends a key to what the session waits for.
    mutating func press(_ key: Key, _ now: Int) -> [Effect] {
        if case .paste(let bytes, let text) = key { return paste(bytes, text) }
        if key != .other("resize") { stopwatch.key(at: now) }
        if state != .saving, state != .waiting { message = "" }
        switch state {
        case .starting: return start(key)
        case .rating: return rate(key, now)
        case .skipping: return skip(key, now)
        case .confiding(let criterion): return confide(key, criterion, now)
        case .reasoning(let criterion): return reason(key, criterion, now)
        case .writing(let line): return write(key, line, now)
        case .reading(let page): return read(key, page)
        case .paused: return resume(now)
        case .guessing: return guess(key)
        case .learning: return key == quitKey ? quit() : ask(.next)
        case .failed: return decide(key)
        case .finished: return finish(key)
        // An answer that is on its way is not interrupted; waiting for an item is.
        case .waiting: return key == quitKey ? quit() : []
        case .saving, .ended: return []
        }
    }

    private var quitKey: Key? { preferences.keys.keys(of: .quit).first }

    mutating func quit() -> [Effect] {
        let left = kept()
        state = .ended
        return left + [.quit]
    }

    private mutating func paste(_ bytes: Int, _ text: String?) -> [Effect] {
        guard case .writing = state, let text else {
            message = "a paste of \(bytes) bytes was ignored: it rated nothing"
            return []
        }
        line += text.map { $0.isNewline ? " " : String($0) }.joined()
        return keptLine()
    }

    private mutating func start(_ key: Key) -> [Effect] {
        switch key {
        case .enter, .character("s"):
            guard key == .enter, offersPractice else { return leaveStart() }
            practice = Practice.items(
                Criterion.Subject.allCases.first { subject in criteria.contains { $0.subject == subject } }
            )
            return nextPractice()
        case quitKey: return quit()
        default:
            message = "Enter begins"
            return []
        }
    }

    private mutating func leaveStart() -> [Effect] {
        practice = []
        preferences.isWarm = true
        return [.remember(preferences)] + ask(.next)
    }

    /// Shows the next practice item; after the last one the rating begins.
    mutating func nextPractice() -> [Effect] {
        guard !practice.isEmpty else {
            message = "that was the practice: from here on every rating counts"
            return leaveStart()
        }
        showing = practice.removeFirst()
        showingNumber += 1
        draft = Draft()
        (view, showsDifference, sought) = (.rendered, false, "")
        state = .rating
        return []
    }

    private mutating func finish(_ key: Key) -> [Effect] {
        switch preferences.keys.command(of: key) {
        case .undo: return ask(.undo)
        case .back: return ask(.back)
        case .quit: return quit()
        case .help: return open(.help)
        default:
            message = "nothing is left: \(preferences.keys.mark(of: .quit)) ends"
            return []
        }
    }

    private mutating func decide(_ key: Key) -> [Effect] {
        switch key {
        case .enter: return ask(pending, pending.isWrite ? .saving : .waiting)
        case .escape where pending.isWrite:
            state = .rating
            return []
        case quitKey: return quit()
        default: return []
        }
    }

    mutating func open(_ page: Page) -> [Effect] {
        lastKey = nil
        state = .reading(page)
        return []
    }

    private mutating func read(_ key: Key, _ page: Page) -> [Effect] {
        let closed: State = showing == nil ? .finished : .rating
        guard case .keys(let moving) = page else {
            state = closed
            return []
        }
        switch (key, moving) {
        case (.escape, nil):
            state = closed
        case (.escape, _?): state = .reading(.keys(moving: nil))
        case (.tab, _):
            let commands = Command.allCases
            let next = moving.flatMap { commands.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
            state = .reading(.keys(moving: next < commands.count ? commands[next] : nil))
        case (_, let command?):
            if let refusal = preferences.keys.set(key, for: command) {
                message = refusal
                return []
            }
            message = "'\(key.name)' gives '\(command.rawValue)' now"
            state = .reading(.keys(moving: nil))
            return [.remember(preferences)]
        default: lastKey = key
        }
        return []
    }

    private mutating func guess(_ key: Key) -> [Effect] {
        let labels = sitting.guess?.labels ?? []
        if key == quitKey { return quit() }
        if key == .escape { return ask(.next) }
        guard let digit = key.digit, (0...labels.count).contains(digit) else {
            message = "1 to \(labels.count), 0 where there is no telling, Escape without an answer"
            return []
        }
        return ask(.guess(digit == 0 ? nil : labels[digit - 1]))
    }

    private mutating func resume(_ now: Int) -> [Effect] {
        stopwatch.resume(at: now)
        sinceBreak = 0
        state = .rating
        return []
    }
}

extension Effect {
    /// Whether the effect makes something durable.
    var isWrite: Bool {
        switch self {
        case .save, .skip: true
        default: false
        }
    }
}
