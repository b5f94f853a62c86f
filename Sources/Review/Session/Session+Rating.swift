import Studies

extension Session {
    /// A key while an item is rated: an answer, else a command.
    mutating func rate(_ key: Key, _ now: Int) -> [Effect] {
        if key == .escape, showing?.isPractice == true {
            practice = []
            return nextPractice()
        }
        if let asked, case .ranking(_, let tie) = asked.form, let effects = rank(key, asked.name, tie: tie, now) {
            return effects
        }
        let keys = answerKeys
        if let (row, choice) = keys.answer(key, answered: Set(draft.answers.map(\.criterion))) {
            return answer(keys.rows[row].criterion.name, choice.value, now)
        }
        if case .character(let character) = key, character.isNumber || character == "-",
            let row = keys.rows.first(where: { $0.isTyped && answer(to: $0.criterion.name) == nil })
        {
            line = String(character)
            state = .writing(.number(criterion: row.criterion.name))
            return []
        }
        guard let command = preferences.keys.command(of: key) else {
            message = unknown(key)
            return []
        }
        return obey(command, now)
    }

    private func unknown(_ key: Key) -> String {
        switch key {
        case .backspace: "Backspace does nothing here: \(preferences.keys.mark(of: .undo)) takes back"
        case .escape, .enter: ""
        case .character(let character) where character.isNumber: "no criterion has the point '\(character)'"
        default: "no such key: \(preferences.keys.mark(of: .help)) for help"
        }
    }

    private mutating func obey(_ command: Command, _ now: Int) -> [Effect] {
        switch command {
        case .skip:
            state = .skipping
        case .flag:
            draft.isFlagged.toggle()
            return kept()
        case .note:
            line = draft.note
            draft.isWriting = true
            state = .writing(.note)
        case .undo: return undo()
        case .back: return move(.back)
        case .forward: return move(.forward)
        case .search:
            line = ""
            state = .writing(.search)
        case .view:
            view = view.next
            message = "view: \(view)"
        case .difference where showing?.subject == .pair: showsDifference.toggle()
        case .difference: message = "the difference is of pairs"
        case .guidelines: return open(.guidelines)
        case .help: return open(.help)
        case .keys: return open(.keys(moving: nil))
        case .pause:
            stopwatch.pause(at: now)
            state = .paused
        case .breaks:
            preferences.wantsBreaks.toggle()
            message = "break reminder \(preferences.wantsBreaks ? "on" : "off")"
            return [.remember(preferences)]
        case .quit: return quit()
        }
        return []
    }

    private mutating func undo() -> [Effect] {
        if unplace() { return kept() }
        if !draft.answers.isEmpty {
            draft.answers.removeLast()
            return kept()
        }
        guard showing?.isPractice != true else {
            message = "nothing to take back: this is practice"
            return []
        }
        let left = kept()
        return left + ask(.undo)
    }

    private mutating func move(_ effect: Effect) -> [Effect] {
        guard showing?.isPractice != true else {
            message = "this is practice: rate it, or Escape ends the practice"
            return []
        }
        return kept() + ask(effect)
    }

    /// Puts one answer down; asks what its criterion asks besides, and gives all away when nothing is open.
    mutating func answer(_ criterion: String, _ value: Double?, _ now: Int) -> [Effect] {
        draft.answers.removeAll { $0.criterion == criterion }
        draft.answers.append(Answer(criterion: criterion, value: value))
        return proceed(now)
    }

    /// Goes to what is still to be asked; when nothing is, the item is saved.
    mutating func proceed(_ now: Int) -> [Effect] {
        state = .rating
        for criterion in applying {
            guard let answer = answer(to: criterion.name) else { continue }
            if criterion.asks.confidence, answer.confidence == nil {
                state = .confiding(criterion: criterion.name)
                return kept()
            }
            if !criterion.asks.reasons.isEmpty, answer.reason == nil {
                state = .reasoning(criterion: criterion.name)
                return kept()
            }
        }
        guard asked == nil else { return kept() }
        if draft.note.isEmpty, applying.contains(where: { $0.asks.note == .required }) {
            line = ""
            draft.isWriting = true
            state = .writing(.note)
            message = "this study wants a note with the rating"
            return kept()
        }
        guard showing?.isPractice != true else {
            message = "practice: nothing was stored"
            return nextPractice()
        }
        let answers = applying.compactMap { answer(to: $0.name) }
        return ask(.save(submission(answers, now)), .saving)
    }

    private func submission(_ answers: [Answer], _ now: Int) -> Submission {
        Submission(
            answers: answers,
            note: draft.note.isEmpty ? nil : draft.note,
            isFlagged: draft.isFlagged,
            time: Submission.Time(active: stopwatch.active, idle: stopwatch.idle, keys: stopwatch.keys)
        )
    }

    mutating func skip(_ key: Key, _ now: Int) -> [Effect] {
        guard case .character(let character) = key,
            let reason = Self.reasons.first(where: { $0.key == character })?.reason
        else {
            state = .rating
            message = "not skipped"
            return []
        }
        if reason == "other" {
            line = ""
            state = .writing(.skipReason)
            return []
        }
        return skip(for: reason, now)
    }

    mutating func skip(for reason: String, _ now: Int) -> [Effect] {
        guard showing?.isPractice != true else {
            message = "practice: nothing was stored"
            return nextPractice()
        }
        return ask(.skip(reason: reason, submission([], now)), .saving)
    }

    mutating func confide(_ key: Key, _ criterion: String, _ now: Int) -> [Effect] {
        if let digit = key.digit, (1...5).contains(digit) {
            return amend(criterion, now) { $0.confidence = digit }
        }
        return takeBack(key, criterion, "1 to 5, or Escape to answer anew")
    }

    mutating func reason(_ key: Key, _ criterion: String, _ now: Int) -> [Effect] {
        let reasons = applying.first { $0.name == criterion }?.asks.reasons ?? []
        if let digit = key.digit, (1...reasons.count).contains(digit) {
            return amend(criterion, now) { $0.reason = reasons[digit - 1] }
        }
        return takeBack(key, criterion, "1 to \(reasons.count), or Escape to answer anew")
    }

    private mutating func amend(_ criterion: String, _ now: Int, _ change: (inout Answer) -> Void) -> [Effect] {
        guard let index = draft.answers.firstIndex(where: { $0.criterion == criterion }) else { return proceed(now) }
        change(&draft.answers[index])
        return proceed(now)
    }

    private mutating func takeBack(_ key: Key, _ criterion: String, _ hint: String) -> [Effect] {
        guard key == .escape || preferences.keys.command(of: key) == .undo else {
            message = hint
            return []
        }
        draft.answers.removeAll { $0.criterion == criterion }
        state = .rating
        return kept()
    }

    /// Keeps what is begun, except of practice and of what is saved.
    mutating func kept() -> [Effect] {
        showing == nil || showing?.isPractice == true || isSettled ? [] : [.keep(draft)]
    }

    /// Remembers which line of the text is the first on the screen.
    package mutating func scrolled(to top: Int) -> [Effect] {
        guard state == .rating, draft.top != top else { return [] }
        draft.top = top
        return kept()
    }
}

extension Key {
    var digit: Int? {
        if case .character(let character) = self { character.wholeNumberValue } else { nil }
    }
}
