import Studies

extension Session {
    /// A key while an item is rated: it answers the question that is asked, or it is a command; never both.
    mutating func rate(_ key: Key, _ now: Int) -> [Effect] {
        switch key {
        case .escape: return escape()
        case .enter: return enter(now)
        case .backspace: return backspace()
        case .tab, .right: return turn(1)
        case .backTab, .left: return turn(-1)
        default: break
        }
        switch preferences.keys.meaning(of: key) {
        case .answer(let answer): return take(answer, key, now)
        case .command(let command): return obey(command, now)
        case nil:
            message = key.isFixed ? "" : "no such key: \(preferences.keys.mark(of: .help)) for help"
            return []
        }
    }

    /// Drops what is typed or held.
    private mutating func escape() -> [Effect] {
        if showing?.isPractice == true, draft.typed.isEmpty, held == nil, draft.placing.isEmpty {
            practice = []
            return nextPractice()
        }
        held = nil
        guard draft.isHalfway else { return [] }
        draft.dropHalfway()
        return kept()
    }

    private mutating func backspace() -> [Effect] {
        if !draft.typed.isEmpty {
            draft.typed.removeLast()
            if !draft.isHalfway { draft.dropHalfway() }
            return kept()
        }
        if unplace() {
            held = nil
            if !draft.isHalfway { draft.dropHalfway() }
            return kept()
        }
        message = "nothing is typed; \(Key.left.mark) goes to the question before"
        return []
    }

    /// Goes to another question of this item, never past its ends.
    private mutating func turn(_ step: Int) -> [Effect] {
        guard let showing else { return [] }
        _ = showing
        let last = isComplete ? applying.count : max(0, applying.count - 1)
        let target = place + step
        guard (0...last).contains(target) else {
            message = step < 0 ? "this is the first question" : "this is the last question"
            return []
        }
        if let words = unendedWords { message = words }
        draft.dropHalfway()
        held = nil
        place = target
        return kept()
    }

    /// What was begun and is dropped where the question is left; nil where nothing was.
    var unendedWords: String? {
        if held != nil { return "the answer that was held is dropped" }
        if !draft.typed.isEmpty { return "'\(draft.typed)' is dropped: no Enter had ended it" }
        return draft.placing.isEmpty ? nil : "the order is dropped: no Enter had ended it"
    }

    private mutating func obey(_ command: Command, _ now: Int) -> [Effect] {
        switch command {
        case .skip: state = .skipping
        case .flag:
            draft.isFlagged.toggle()
            message = draft.isFlagged ? "flagged" : "not flagged"
            return kept()
        case .comment, .quote: return comment(quoting: command == .quote)
        case .lastComment: return writeLastNote()
        case .undo: return move(.reopen)
        case .back: return move(.back)
        case .forward: return move(.forward)
        case .later: return putOff()
        case .list: return move(.list)
        case .pause:
            stopwatch.pause(at: now)
            state = .paused
        case .quit: return quit()
        case .breaks:
            preferences.wantsBreaks.toggle()
            message = "break reminder \(preferences.wantsBreaks ? "on" : "off")"
            return [.remember(preferences)]
        default: return look(command)
        }
        return []
    }

    /// What changes only how the item is looked at.
    private mutating func look(_ command: Command) -> [Effect] {
        switch command {
        case .open:
            isUnfolded.toggle()
            guard isUnfolded, !draft.wasUnfolded else { return [] }
            draft.wasUnfolded = true
            return kept()
        case .part: partStep += 1
        case .search:
            line = ""
            state = .writing(.search)
        case .view:
            view = view.next
            message = "view: \(view)"
        case .difference where showing?.subject == .pair: showsDifference.toggle()
        case .difference: message = "only a pair has a difference"
        case .guidelines: return open(.guidelines)
        case .help: return open(.help)
        case .keys: return open(.keys(moving: nil))
        default: break
        }
        return []
    }

    private mutating func comment(quoting: Bool) -> [Effect] {
        guard applying.contains(where: { $0.asks.note != .none }) || applying.isEmpty else {
            message = "this study takes no comments"
            return []
        }
        let topLine = self.topLine.trimmingPrefix { $0.isWhitespace }
        if quoting, topLine.isEmpty {
            message = "nothing to quote: no line of the text is on the screen"
            return []
        }
        draft.formerNote = draft.note
        line = draft.note + (quoting && !topLine.isEmpty ? (draft.note.isEmpty ? "" : " ") + "“\(topLine)” " : "")
        (draft.note, draft.isWriting) = (line, true)
        state = .writing(.note)
        return kept()
    }

    mutating func writeLastNote() -> [Effect] {
        line = ""
        state = .writing(.lastNote)
        return []
    }

    private mutating func putOff() -> [Effect] {
        guard showing?.isPractice != true, showing?.isRevision != true, showing?.adjudication == nil else {
            message = unlatable
            return []
        }
        let dropped = held.flatMap { _ in unendedWords }.map { "; \($0)" } ?? ""
        message = "put off: it comes back when nothing else is left\(dropped)"
        return kept() + ask(.later)
    }

    /// Why an item cannot be put off.
    private var unlatable: String {
        guard let showing else { return "" }
        if showing.isPractice { return "this is practice: rate it, or Esc ends the practice" }
        guard showing.isRevision else {
            return "a case is not put off: \(preferences.keys.mark(of: .skip)) leaves it unresolved"
        }
        let stands = showing.earlier.isEmpty ? "it stays skipped" : "it is rated"
        return "\(stands): \(preferences.keys.mark(of: .forward)) (forward) goes on"
    }

    private mutating func move(_ effect: Effect) -> [Effect] {
        guard showing?.isPractice != true else {
            message = "this is practice: rate it, or Esc ends the practice"
            return []
        }
        // What is half typed waits with the item; what is held does not.
        if held != nil { message = unendedWords ?? "" }
        if showing?.isRevision == true, isChanged {
            message = "NOT saved: the change to the item that you left; it waits there"
        }
        return kept() + ask(effect)
    }
}
