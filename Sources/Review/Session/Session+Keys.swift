import Studies

extension Session {
    /// Sends a key to what the session waits for.
    mutating func press(_ key: Key, _ now: Int) -> [Effect] {
        if key == .cursorReport { return [] }
        if let awaited = release(before: key, now) { return awaited }
        if case .paste(let bytes, let text) = key { return paste(bytes, text) }
        if key != .other("resize") { stopwatch.key(at: now) }
        if state != .saving, state != .waiting { message = "" }
        return isRepeat(key, now) ?? act(key, now)
    }

    /// Does what the key is for.
    mutating func dispatch(_ key: Key, _ now: Int) -> [Effect] {
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
        case .learning: return isQuit(key) ? quit() : ask(.next)
        case .failed: return decide(key)
        case .finished: return finish(key)
        // An answer that is on its way is not interrupted; waiting for an item is.
        case .waiting: return isQuit(key) ? quit() : []
        case .saving, .ended: return []
        }
    }

    /// Whether a key ends the session.
    package func isQuit(_ key: Key) -> Bool { preferences.keys.command(of: key) == .quit }

    /// Keys that came before the item was up answer nothing.
    mutating func drop(_ key: Key) -> [Effect]? {
        guard state == .rating, showing != nil, !isUp else { return nil }
        guard preferences.keys.command(of: key)?.isAlwaysObeyed != true, key != .escape else { return nil }
        message = "'\(key.name)' came before the text was up: not used"
        return []
    }

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
        if isQuit(key) { return quit() }
        let isSkip = preferences.keys.command(of: key) == .skip
        guard key == .enter || isSkip else {
            message = offersPractice ? "Enter begins the practice" : "Enter begins"
            return []
        }
        guard !isSkip, offersPractice else { return leaveStart() }
        practice = Practice.items(
            Criterion.Subject.allCases.first { subject in criteria.contains { $0.subject == subject } }
        )
        return nextPractice()
    }

    private mutating func leaveStart() -> [Effect] {
        practice = []
        showing = nil
        preferences.isWarm = true
        return [.remember(preferences)] + ask(.next)
    }

    /// Shows the next practice item; after the last one the rating begins.
    mutating func nextPractice() -> [Effect] {
        guard !practice.isEmpty else {
            message = "that was the practice: from here on every rating counts"
            return leaveStart()
        }
        let words = message
        begin(practice.removeFirst(), 0)
        message = words
        return []
    }

    private mutating func finish(_ key: Key) -> [Effect] {
        switch preferences.keys.command(of: key) {
        case .undo: return ask(.reopen)
        case .back: return ask(.back)
        case .list: return ask(.list)
        case .lastComment: return writeLastNote()
        case .quit: return quit()
        case .help: return open(.help)
        default:
            message = "nothing is left: \(preferences.keys.mark(of: .quit)) ends"
            return []
        }
    }

    private mutating func decide(_ key: Key) -> [Effect] {
        if isQuit(key) { return quit() }
        switch key {
        case .enter: return ask(pending, pending.isWrite ? .saving : .waiting)
        case .escape where pending.isWrite:
            state = .rating
            // The answer that could not be stored is not on the screen as if it were.
            if showing?.isRevision != true, let last = applying.last { drop(last.name) }
            place = min(firstOpen, max(0, applying.count - 1))
            return kept()
        default: return []
        }
    }

    mutating func drop(_ criterion: String) {
        draft.answers.removeAll { $0.criterion == criterion }
        draft.unread.removeAll { $0 == criterion }
    }

    mutating func open(_ page: Page) -> [Effect] {
        (lastKey, line) = (nil, "")
        state = .reading(page)
        return []
    }

    private mutating func guess(_ key: Key) -> [Effect] {
        let labels = sitting.guess?.labels ?? []
        if isQuit(key) { return quit() }
        if key == .escape { return ask(.next) }
        if preferences.keys.command(of: key) == .undo { return ask(.reopen) }
        guard let digit = digit(key), (0...labels.count).contains(digit) else {
            message = "1 to \(labels.count), 0 where you cannot tell, Esc without an answer"
            return []
        }
        return ask(.guess(digit == 0 ? nil : labels[digit - 1]))
    }

    private mutating func resume(_ now: Int) -> [Effect] {
        stopwatch.resume(at: now)
        sinceBreak = 0
        state = showing == nil ? .finished : .rating
        return []
    }

    /// The digit of a key, wherever the reviewer has put it.
    func digit(_ key: Key) -> Int? {
        if case .digit(let digit)? = preferences.keys.answer(of: key) { digit } else { nil }
    }
}
