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
            message = kind == .search ? "Enter: next match, Esc ends" : "Enter ends the line, Esc leaves it"
            return []
        }
        return keptLine()
    }

    /// A comment is kept as it is typed.
    mutating func keptLine() -> [Effect] {
        guard state == .writing(.note) else { return [] }
        draft.note = line
        return kept()
    }

    private mutating func end(_ kind: Line, _ now: Int) -> [Effect] {
        switch kind {
        case .note:
            draft.note = line
            (draft.isWriting, draft.formerNote) = (false, "")
            state = .rating
            let isAwaited = place >= applying.count && isComplete && showing?.isRevision != true
            // A comment that was asked for was the last thing missing; any other leaves the rating to the next key.
            return isAwaited && !waitsForEnter ? complete(now) : kept()
        case .lastNote:
            state = showing == nil ? .finished : .rating
            return line.isEmpty ? [] : [.commentLast(line)]
        case .search:
            if sought == line { searchStep += 1 }
            sought = line
            return []
        case .skipReason: return skip(for: line.isEmpty ? "other" : "other: \(line)", now)
        }
    }

    private mutating func leave(_ kind: Line) -> [Effect] {
        state = showing == nil ? .finished : .rating
        switch kind {
        case .note:
            if draft.note != draft.formerNote { message = "the comment is as it was" }
            (draft.note, draft.isWriting, draft.formerNote) = (draft.formerNote, false, "")
            if place >= applying.count, showing?.isRevision != true, let last = applying.last {
                drop(last.name)
                place = firstOpen
            }
        case .skipReason: message = "not skipped"
        case .search: sought = ""
        case .lastNote: message = "no comment"
        }
        return kept()
    }
}
