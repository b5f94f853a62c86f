import Studies

extension Session {
    /// A key while a line is written: Enter ends it, Escape leaves it.
    mutating func write(_ key: Key, _ kind: Line, _ now: Int) -> [Effect] {
        switch key {
        case .enter: return end(kind, now)
        case .escape: return leave(kind)
        case .backspace: if !line.isEmpty { line.removeLast() }
        case .character(let character): line.append(character)
        default:
            message = "Enter ends the line, Escape leaves it"
            return []
        }
        return keptLine()
    }

    /// A note is kept as it is typed.
    mutating func keptLine() -> [Effect] {
        guard state == .writing(.note) else { return [] }
        draft.note = line
        return kept()
    }

    private mutating func end(_ kind: Line, _ now: Int) -> [Effect] {
        switch kind {
        case .note:
            draft.note = line
            draft.isWriting = false
            // A note that was asked for was the last thing missing; any other leaves the rating to the next key.
            return asked == nil ? proceed(now) : stay()
        case .search:
            sought = line.isEmpty ? sought : line
            state = .rating
            return []
        case .skipReason: return skip(for: line.isEmpty ? "other" : "other: \(line)", now)
        case .number(let criterion):
            guard let value = Double(line), let row = applying.first(where: { $0.name == criterion }) else {
                message = "'\(line)' is no number"
                return []
            }
            if let refusal = row.refusal(of: value) {
                message = "it \(refusal)"
                return []
            }
            return answer(criterion, value, now)
        }
    }

    private mutating func leave(_ kind: Line) -> [Effect] {
        if kind == .note {
            // What was typed stays as the note: nothing is lost by one key.
            draft.isWriting = false
            if asked == nil, let last = applying.last { draft.answers.removeAll { $0.criterion == last.name } }
        }
        message = kind == .note ? "" : "left"
        return stay()
    }

    private mutating func stay() -> [Effect] {
        state = .rating
        return kept()
    }
}
