import SafeText
import Studies

/// The rows below the text: what is answered and asked, the keys that answer, what was said last, and the commands.
struct Footer {
    let session: Session
    let columns: Int
    /// Rows that may be used.
    var most = Int.max

    /// The rows, and the place of the mark ▶ among them.
    var rows: (lines: [StyledLine], cursor: (row: Int, column: Int)?) {
        // What is held goes before a long question: its keys are told nowhere else. Where nothing is told that row is free.
        let room = max(1, most - 1 - (isQuiet ? 0 : max(1, held.count)))
        var lines = Array(Footer(session: session, columns: columns, most: room + 2).asked.prefix(room))
        let status = isQuiet && lines.count >= most - 1 ? [] : told(most: max(1, most - 1 - lines.count))
        lines = Array(lines.prefix(max(1, most - 1 - status.count)))
        let mark = lines.lastIndex { $0.text.hasPrefix("▶") || $0.text.hasPrefix("✎") }
        let column = mark.map { lines[$0].text.hasPrefix("✎") ? min(columns, lines[$0].width) : 1 } ?? 1
        return (lines + status + [bottom], mark.map { ($0, column) })
    }

    private var map: KeyMap { session.preferences.keys }
    private var isQuiet: Bool { session.held == nil && session.message.isEmpty && session.savedWords.isEmpty }

    private var asked: [StyledLine] {
        switch session.state {
        case .starting:
            return wrapped(
                session.offersPractice
                    ? "▶ [Enter] three practice items first, which do not count   [\(map.mark(of: .skip))] begin at once"
                    : "▶ [Enter] begins"
            )
        // A key that goes on answers nothing, so that none is offered.
        case .paused: return wrapped("▶ Paused: any key goes on.")
        case .rating, .saving, .waiting: return session.showing == nil ? [] : QuestionRows(self).lines
        case .skipping:
            return numbered("▶ Why is it skipped?", Session.reasons, end: "[Esc] not skipped")
        case .confiding(let criterion):
            return numbered(
                "▶ \(TerminalText.line(criterion)): how sure are you?",
                ["guessing", "", "", "", "certain"],
                end: "[Esc] answers again"
            )
        case .reasoning(let criterion):
            let reasons = session.applying.first { $0.name == criterion }?.asks.reasons ?? []
            return numbered("▶ \(TerminalText.line(criterion)): why?", reasons, end: "[Esc] answers again")
        case .writing(let line): return [writing(line)]
        case .guessing:
            let labels = session.sitting.guess?.labels ?? []
            return numbered("▶ It is saved. Which kind of model do you think wrote it?", labels, end: "[0] cannot tell")
        case .learning: return wrapped("▶ Any key goes on.")
        case .failed(let reason): return failure(reason)
        case .reading(.list): return [StyledLine([StyledRun("✎ Number: ", .strong), StyledRun(session.line)])]
        default: return []
        }
    }

    private func numbered(_ question: String, _ words: [String], end: String) -> [StyledLine] {
        let keys = words.enumerated().map { place, word in
            (mark: map.mark(of: .digit(place + 1)), label: TerminalText.line(word))
        }
        let title = wrapped(question)
        return title + Row.choices(keys, columns, most: most - 2 - title.count, end: end)
    }

    private func writing(_ kind: Session.Line) -> StyledLine {
        let title =
            switch kind {
            case .note: "Comment"
            case .lastNote: "Comment on the last item"
            case .search: "Search"
            case .skipReason: "Reason"
            }
        let room = max(4, columns - DisplayWidth.of(title) - 6)
        var (shown, width) = ([Character](), 0)
        for character in TerminalText.line(session.line).reversed() {
            width += DisplayWidth.of(character)
            guard width <= room else { break }
            shown.append(character)
        }
        return StyledLine([
            StyledRun("✎ \(title): ", .strong), StyledRun(String(shown.reversed())), StyledRun(" ", .match),
        ])
    }

    private func failure(_ reason: String) -> [StyledLine] {
        let safe = TerminalText.line(reason)
        let quit = map.mark(of: .quit)
        let told =
            session.pending.isWrite
            ? "▶ NOT saved: \(safe). [Enter] tries again, [Esc] goes back to the item, [\(quit)] ends without it."
            : "▶ The next item could not be fetched: \(safe). [Enter] tries again, [\(quit)] ends; what was rated is saved."
        return Wrapping.lines(
            Row.keyed(told).map { StyledRun($0.text, $0.style.union(.strong)) },
            columns: columns
        )
    }

    /// What is held, what was said last and what was saved, the first of it the most urgent where room is short.
    private func told(most rows: Int) -> [StyledLine] {
        var lines = held
        if !session.message.isEmpty, lines.isEmpty || most > 6 {
            lines += Row.few(Row.keyed(TerminalText.line(session.message)), columns, most: most > 8 ? 2 : 1)
        }
        if !session.savedWords.isEmpty, lines.count < rows { lines += saved(most: min(3, rows - lines.count)) }
        return lines.isEmpty ? [StyledLine()] : Array(lines.prefix(rows))
    }

    private var held: [StyledLine] {
        guard let held = session.held else { return [] }
        let key = held.key == .enter ? "your answer" : held.key.mark
        let taken = held.key == .enter ? "it" : held.key.mark
        let all = session.unreadTexts.map { session.showing?.name(of: $0) ?? "" }
        let names = ([all.dropLast().joined(separator: ", ")] + all.suffix(1)).filter { !$0.isEmpty }.joined(
            separator: " and "
        )
        let was = all.count > 1 ? "ends" : "end"
        // A folded prompt is not moved by Space.
        let isFolded = session.unreadTexts == [Showing.head] && !session.isUnfolded
        let on = isFolded ? "[\(map.mark(of: .open))] opens it" : "[Space] on"
        let keys =
            session.unreadTexts.isEmpty ? "[Enter] takes \(taken) · [Esc] drops it" : "\(on) · [Enter] takes \(taken)"
        let isNarrow = columns < 60
        let short = session.unreadTexts == [Showing.head] ? "the prompt's" : "its"
        let told =
            session.unreadTexts.isEmpty
            ? "all is shown now."
            : isNarrow
                ? "\(short) end was not shown."
                : "the \(was) of \(names) \(all.count > 1 ? "were" : "was") not shown."
        let words = "\(key)? is held: \(told)"
        // The keys stand together, below the words where both have no room.
        let hasRoom = DisplayWidth.of(words) + 2 + StyledLine(Row.keyed(keys)).width <= columns
        return hasRoom
            ? [StyledLine(Row.keyed("\(words)  \(keys)"))] : Row.wrapped(words, columns) + Row.wrapped(keys, columns)
    }

    /// What was stored last, until the next save, and the key that reopens it.
    private func saved(most rows: Int) -> [StyledLine] {
        let key = session.isSettling ? "" : "[\(map.mark(of: .undo))]"
        let reopens = session.isSettling ? "" : "\(key) reopens it"
        let long = TerminalText.line(session.savedWords)
        let short = long.replacing(", last item:", with: ":")
        // Beside the text, not at the far end of a wide window.
        let width = min(columns, ItemLayout.widest)
        // Where there is little room, what was stored comes before how it is told.
        let forms = [(long, reopens), (short, reopens), (short, key)]
        // The mark before, and the columns between that `spread` keeps.
        let fitting = forms.first { DisplayWidth.of($0) + 4 + StyledLine(Row.keyed($1)).width <= width }
        let (told, end) = fitting ?? (short, columns < 60 ? key : reopens)
        let words = [StyledRun("✓", .strong), StyledRun(" "), StyledRun(told)]
        let undo = Row.keyed(end)
        guard fitting == nil else { return [Row.spread(words, undo, width)] }
        // What was stored wraps beside the key before any of it is cut.
        var lines = Row.few(words, width - StyledLine(undo).width - 2, most: rows)
        guard let last = lines.popLast() else { return [] }
        return lines + [Row.spread(last.runs, undo, width)]
    }

    private var bottom: StyledLine {
        let commands: [Command] =
            switch session.state {
            case .rating, .saving, .waiting:
                session.showing == nil
                    ? [.help, .quit]
                    : [.undo, .skip, .later, .comment, .flag, .open]
                        + (session.showing?.subject == .pair ? [.difference] : [])
                        + [.guidelines, .list, .search, .pause, .help, .quit]
            case .finished: [.undo, .list, .lastComment, .help, .quit]
            case .learning, .paused, .ended, .writing, .reading: []
            default: [.quit]
            }
        if case .reading(let page) = session.state {
            return Row.clipped(Row.keyed(Self.closing(page, columns)), columns)
        }
        if case .writing(let kind) = session.state {
            let words = kind == .search ? "[Enter] next match   [Esc] ends" : "[Enter] keeps it   [Esc] drops it"
            return Row.clipped(Row.keyed(words), columns)
        }
        return Row.clipped(Row.keyed(BottomLine.text(commands.filter(session.offers), map, columns)), columns)
    }

    private static func closing(_ page: Session.Page, _ columns: Int) -> String {
        let isNarrow = columns < 60
        return switch page {
        case .help, .guidelines: "[Space] on   any other key closes\(isNarrow ? "" : " this page")"
        case .list:
            isNarrow ? "[Enter] goes there   [Esc] closes" : "[Enter] goes to that item   [Space] on   [Esc] closes"
        case .keys(nil):
            isNarrow ? "[Tab] chooses   [Esc] closes" : "[Tab] chooses what gets another key   [Esc] closes"
        case .keys: "[Esc] leaves it as it is"
        }
    }

    private func wrapped(_ text: String) -> [StyledLine] { Row.wrapped(text, columns) }
}

/// The commands in one row; the later ones give way where there is no room, help and quit never.
enum BottomLine {
    static func text(_ commands: [Command], _ map: KeyMap, _ columns: Int) -> String {
        let kept: Set<Command> = [.help, .quit]
        var shown = commands
        while DisplayWidth.of(joined(shown, map)) > columns, let last = shown.lastIndex(where: { !kept.contains($0) }) {
            shown.remove(at: last)
        }
        return joined(shown, map)
    }

    private static func joined(_ commands: [Command], _ map: KeyMap) -> String {
        commands.map { label($0, map) }.joined(separator: " ")
    }

    static func label(_ command: Command, _ map: KeyMap) -> String {
        let (mark, short) = (map.mark(of: command), KeyTable.row(of: command).short)
        if short.hasPrefix(mark) { return "[\(mark)]" + short.dropFirst(mark.count) }
        return command == .help ? "[\(mark)]help" : "[\(mark)] \(short)"
    }
}
