import SafeText
import Studies

/// The rows below the text: what is asked, the keys that answer, and what was said last.
struct Footer {
    let session: Session
    let columns: Int
    /// Rows that may be used; questions give way to names where they do not fit.
    var most = Int.max

    var lines: [StyledLine] { asked + [status] }

    private var asked: [StyledLine] {
        switch session.state {
        case .starting:
            return wrapped(
                session.offersPractice
                    ? "Enter: three practice items first, which do not count.   s: begin at once."
                    : "Enter begins."
            )
        case .rating: return criteria
        case .skipping:
            return wrapped("Why? " + Session.reasons.map { "\($0.key) \($0.reason)" }.joined(separator: "   "))
        case .confiding(let criterion):
            return wrapped("How sure are you of '\(TerminalText.line(criterion))'? 1 guessing   2   3   4   5 certain")
        case .reasoning(let criterion):
            let reasons = session.applying.first { $0.name == criterion }?.asks.reasons ?? []
            let words = reasons.enumerated().map { "\($0 + 1) \(TerminalText.line($1))" }.joined(separator: "   ")
            return wrapped("Why? " + words)
        case .writing(let line): return [writing(line)]
        case .guessing:
            let labels = (session.sitting.guess?.labels ?? []).enumerated().map {
                "\($0 + 1) \(TerminalText.line($1))"
            }
            return wrapped(
                "It is saved. Which kind of model do you think wrote it? "
                    + (labels + ["0 no telling"]).joined(separator: "   ")
            )
        case .learning: return wrapped("Any key goes on.")
        case .failed(let reason): return failure(reason)
        default: return []
        }
    }

    private var criteria: [StyledLine] {
        let full = session.answerKeys.rows.flatMap { row(of: $0, isFull: true) }
        return full.count < most ? full : session.answerKeys.rows.flatMap { row(of: $0, isFull: false) }
    }

    private func row(of row: KeyRow, isFull: Bool) -> [StyledLine] {
        let name = row.criterion.name
        let isAsked = session.asked?.name == name
        let pointer = session.applying.count == 1 ? "" : isAsked ? "> " : "  "
        let answer = session.answer(to: name)
        let earlier = session.showing?.earlier.first { $0.criterion == name }
        let before = earlier.map { "   before: \(words(row, $0))" } ?? ""
        if let answer { return wrapped("\(pointer)\(TerminalText.line(name)): \(words(row, answer))") }
        let keys = keys(of: row, isAsked: isAsked)
        let question = TerminalText.line(row.criterion.question)
        let style: TextStyle = isAsked && !pointer.isEmpty ? .strong : []
        if isFull {
            return Wrapping.lines([StyledRun(pointer + question + before, style)], columns: columns)
                + wrapped(String(repeating: " ", count: pointer.count) + keys)
        }
        return [clipped(pointer + TerminalText.line(name) + ": " + keys)]
    }

    private func keys(of row: KeyRow, isAsked: Bool) -> String {
        if case .ranking(_, let tie) = row.criterion.form { return numbers(tie: tie, isAsked: isAsked) }
        return row.isTyped ? typed(row) : row.choices.map { keys($0, isAsked: isAsked) }.joined(separator: "   ")
    }

    /// What is placed so far and the numbers that are left to place.
    private func numbers(tie: Bool, isAsked: Bool) -> String {
        let texts = session.showing?.texts.count ?? 0
        let placing = isAsked ? session.draft.placing : []
        let left = (0..<texts).filter { !placing.joined().contains($0) }.map { "\($0 + 1)" }.joined(separator: " ")
        guard !placing.isEmpty else { return "best first: \(left)" }
        let begun = Self.words(placing) + (session.draft.isTying ? " =" : "")
        return "\(begun)   next: \(left)\(tie ? "   = ties it with the last" : "")"
    }

    /// An order as it is typed, with its ranks told apart: 2 > 1=3.
    private static func words(_ order: [[Int]]) -> String {
        order.map { $0.map { "\($0 + 1)" }.joined(separator: "=") }.joined(separator: " > ")
    }

    private func keys(_ choice: Choice, isAsked: Bool) -> String {
        let natural = choice.inTurn.first?.mark ?? ""
        let own = choice.own?.mark ?? natural
        // The row's own letter stands where the natural key would answer another criterion.
        let key = isAsked && own != natural ? "\(natural)/\(own)" : isAsked ? natural : own
        // A letter does not say which point it gives.
        let isTold = (isAsked || own == natural) && choice.value.map(JSONValue.canonicalNumber) == natural
        let label = choice.label.isEmpty && !isTold ? choice.value.map(JSONValue.canonicalNumber) : choice.label
        let words = TerminalText.line(label ?? "")
        return words.isEmpty ? key : "\(key) \(words)"
    }

    private func typed(_ row: KeyRow) -> String {
        guard case .scale(let scale) = row.criterion.form else { return "" }
        let ends = [scale.min, scale.max].map { point in
            let number = JSONValue.canonicalNumber(point)
            return scale.label(of: point).map { "\(number) \(TerminalText.line($0))" } ?? number
        }
        return "type a number from \(ends[0]) to \(ends[1])"
    }

    private func words(_ row: KeyRow, _ answer: Answer) -> String {
        let number = answer.value.map(JSONValue.canonicalNumber)
        let label = row.criterion.isPairwise ? nil : number
        let choice = row.choices.first { $0.value == answer.value }?.label
        let order = answer.order.isEmpty ? nil : Self.words(answer.order)
        var words = [order, label, choice == label ? nil : choice].compactMap(\.self).filter { !$0.isEmpty }
        words += answer.confidence.map { ["confidence \($0)"] } ?? []
        words += answer.reason.map { [$0] } ?? []
        return TerminalText.line(words.joined(separator: " "))
    }

    private func writing(_ kind: Session.Line) -> StyledLine {
        let title =
            switch kind {
            case .note: "Note"
            case .search: "Search"
            case .skipReason: "Reason"
            case .number(let criterion): TerminalText.line(criterion)
            }
        let room = max(4, columns - DisplayWidth.of(title) - 4)
        var (shown, width) = ([Character](), 0)
        for character in TerminalText.line(session.line).reversed() {
            width += DisplayWidth.of(character)
            guard width <= room else { break }
            shown.append(character)
        }
        return StyledLine([
            StyledRun("\(title): ", .strong), StyledRun(String(shown.reversed())), StyledRun(" ", .match),
        ])
    }

    private func failure(_ reason: String) -> [StyledLine] {
        let safe = TerminalText.line(reason)
        let quit = session.preferences.keys.mark(of: .quit)
        let told =
            session.pending.isWrite
            ? "NOT saved: \(safe). Enter tries again, Escape goes back to the item, \(quit) ends without it."
            : "The next item could not be fetched: \(safe). Enter tries again, \(quit) ends; what was rated is saved."
        return Wrapping.lines([StyledRun(told, .strong)], columns: columns)
    }

    private var status: StyledLine {
        var marks = [session.message]
        if session.showing?.isPractice == true {
            marks.append("practice: nothing is stored, Escape ends it")
        } else {
            marks.append(Self.progress(session))
        }
        if session.showing?.isRevision == true { marks.append("revising") }
        if session.draft.isFlagged { marks.append("flagged") }
        if !session.draft.note.isEmpty { marks.append("noted") }
        if session.view != .rendered { marks.append("view: \(session.view)") }
        let help = "\(session.preferences.keys.mark(of: .help)) help"
        let text = marks.filter { !$0.isEmpty }.joined(separator: " · ")
        let room = columns - DisplayWidth.of(help) - 3
        let told = Wrapping.lines([StyledRun(TerminalText.line(text))], columns: room).first?.text ?? ""
        return StyledLine([StyledRun(told + "   " + help)])
    }

    private static func progress(_ session: Session) -> String {
        let progress = session.progress
        let done = "\(session.doneCount) done"
        guard progress.left > 0 else { return done }
        guard let seconds = progress.secondsPerItem else { return "\(done), \(progress.left) left" }
        let pace =
            seconds < 10 ? "\(Int(seconds * 10 + 0.5) / 10).\(Int(seconds * 10 + 0.5) % 10)" : "\(Int(seconds + 0.5))"
        let minutes = Int((seconds * Double(progress.left) / 60).rounded(.up))
        return "\(done), \(progress.left) left, \(pace) s each: about \(minutes) min"
    }

    private func clipped(_ text: String) -> StyledLine {
        Wrapping.lines([StyledRun(text)], columns: columns).first ?? StyledLine()
    }

    private func wrapped(_ text: String) -> [StyledLine] { Wrapping.lines([StyledRun(text)], columns: columns) }
}
