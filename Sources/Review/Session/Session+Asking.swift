import Studies

extension Session {
    /// A key while the reason of a skip is asked for.
    mutating func skip(_ key: Key, _ now: Int) -> [Effect] {
        if key == .escape {
            state = .rating
            message = "not skipped"
            return []
        }
        if isQuit(key) { return quit() }
        guard let digit = digit(key), (1...Self.reasons.count).contains(digit) else {
            message = "1 to \(Self.reasons.count), or Esc: not skipped yet"
            return []
        }
        let reason = Self.reasons[digit - 1]
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
        return ask(.skip(reason: reason, submission([])), .saving)
    }

    mutating func confide(_ key: Key, _ criterion: String, _ now: Int) -> [Effect] {
        if let digit = digit(key), (1...5).contains(digit) {
            return amend(criterion, key, now) { $0.confidence = digit }
        }
        return takeBack(key, criterion, "1 to 5, or Esc to answer again")
    }

    mutating func reason(_ key: Key, _ criterion: String, _ now: Int) -> [Effect] {
        let reasons = applying.first { $0.name == criterion }?.asks.reasons ?? []
        if let digit = digit(key), digit > 0, digit <= reasons.count {
            return amend(criterion, key, now) { $0.reason = reasons[digit - 1] }
        }
        return takeBack(key, criterion, "1 to \(reasons.count), or Esc to answer again")
    }

    private mutating func amend(_ name: String, _ key: Key, _ now: Int, _ change: (inout Answer) -> Void) -> [Effect] {
        guard let index = draft.answers.firstIndex(where: { $0.criterion == name }),
            let criterion = applying.first(where: { $0.name == name })
        else {
            state = .rating
            return kept()
        }
        change(&draft.answers[index])
        return proceed(criterion, now)
    }

    /// Escape drops the answer that is not whole yet.
    private mutating func takeBack(_ key: Key, _ criterion: String, _ hint: String) -> [Effect] {
        if isQuit(key) { return quit() }
        guard key == .escape else {
            message = "'\(key.name)' answers nothing here: \(hint)"
            return []
        }
        drop(criterion)
        if let stood = original.answers.first(where: { $0.criterion == criterion }) { draft.answers.append(stood) }
        place = applying.firstIndex { $0.name == criterion } ?? place
        state = .rating
        return kept()
    }
}
