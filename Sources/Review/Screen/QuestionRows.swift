import SafeText
import Studies

/// What is asked of an item: the answers so far, the question that is asked, and its keys.
struct QuestionRows {
    private let session: Session
    private let columns: Int
    private let most: Int

    init(_ footer: Footer) {
        (session, columns, most) = (footer.session, footer.columns, footer.most)
    }

    private var map: KeyMap { session.preferences.keys }

    var lines: [StyledLine] {
        let top = scores + (session.applying.count > 1 ? [summary] : [])
        guard let asked = session.asked else { return top + complete }
        let question = "▶ \(TerminalText.line(asked.name)): \(TerminalText.line(asked.question))"
        var question1 = Wrapping.lines([StyledRun(question, .strong)], columns: columns)
        let keys = keys(of: asked)
        // A long question gives way before its keys do.
        let room = max(1, most - 2 - top.count - keys.count)
        if question1.count > room {
            question1 =
                Array(question1.prefix(room - 1)) + [
                    Row.clipped([StyledRun(question1[room - 1].text + " …", .strong)], columns)
                ]
        }
        return top + question1 + keys
    }

    private var complete: [StyledLine] {
        let isRevision = session.showing?.isRevision == true
        let words =
            isRevision && !session.isChanged
            ? "▶ nothing is changed   [←] changes an answer   [\(map.mark(of: .forward))] goes on"
            : "▶ all is answered   [Enter] saves   [←] changes an answer"
        return Row.wrapped(words, columns)
    }

    /// Each question with its answer; ▶ where it is asked.
    private var summary: StyledLine {
        let parts = session.applying.enumerated().map { place, criterion -> StyledRun in
            let name = TerminalText.line(criterion.name)
            let mark = place == session.place ? " ▶" : ""
            guard let answer = session.answer(to: criterion.name) else {
                return StyledRun("\(name)\(mark.isEmpty ? " –" : mark)", mark.isEmpty ? .dim : .strong)
            }
            return StyledRun(
                "\(name) \(TerminalText.line(criterion.words(of: answer)))\(mark)",
                mark.isEmpty ? [] : .strong
            )
        }
        let joined = parts.enumerated().flatMap { $0 == 0 ? [StyledRun(" "), $1] : [StyledRun(" · ", .dim), $1] }
        let count = min(session.place + 1, session.applying.count)
        return Row.spread(joined, [StyledRun("\(count) of \(session.applying.count)", .dim)], columns)
    }

    private func keys(of criterion: Criterion) -> [StyledLine] {
        switch criterion.questionForm {
        case .keys(let choices):
            let held = session.held?.criterion == criterion.name ? session.held : nil
            let words = choices.map { choice in
                let mark = map.mark(of: choice.key)
                let chosen = held != nil && held?.value == choice.value ? " (held)" : ""
                let label = TerminalText.line(choice.label)
                return (label.isEmpty || label == mark ? "[\(mark)]" : "[\(mark)] \(label)") + chosen
            }
            return Row.wrapped(words.joined(separator: "   ") + given(criterion), columns, indent: 2)
        case .typed(let scale): return typed(scale, criterion)
        case .order(let tie): return order(tie: tie, criterion)
        }
    }

    /// The answer that stands, where the question was answered before.
    private func given(_ criterion: Criterion) -> String {
        session.answer(to: criterion.name).map { "   now: \(TerminalText.line(criterion.words(of: $0)))" } ?? ""
    }

    private func typed(_ scale: Scale, _ criterion: Criterion) -> [StyledLine] {
        let ends = [scale.min, scale.max].map { point in
            let number = JSONValue.canonicalNumber(point)
            return scale.label(of: point).map { "\(number) \(TerminalText.line($0))" } ?? number
        }
        let step = scale.step == 1 ? "" : " in steps of \(JSONValue.canonicalNumber(scale.step))"
        let typed = session.draft.typed.isEmpty ? "" : "   typed: \(session.draft.typed)"
        return Row.wrapped(
            "a number from \(ends[0]) to \(ends[1])\(step), [Enter] ends it\(typed)\(given(criterion))",
            columns,
            indent: 2
        )
    }

    private func order(tie: Bool, _ criterion: Criterion) -> [StyledLine] {
        let texts = session.showing?.texts.count ?? 0
        let placing = session.draft.placing
        let left = (0..<texts).filter { !placing.joined().contains($0) }.map { "[\($0 + 1)]" }.joined(separator: " ")
        let begun = Session.words(of: placing) + (session.draft.isTying ? " =" : "")
        let ties = tie && !placing.isEmpty ? "   [\(map.mark(of: .tie))] ties with the last" : ""
        let words =
            placing.isEmpty
            ? "the best first: \(left)\(given(criterion))"
            : left.isEmpty ? "\(begun)   [Enter] takes this order" : "\(begun)   next: \(left)\(ties)"
        return Row.wrapped(words, columns, indent: 2)
    }

    /// What others scored, where a disagreement is settled; judges are not among them.
    private var scores: [StyledLine] {
        guard let adjudication = session.showing?.adjudication else { return [] }
        let own = adjudication.isOwn ? "You rated this item yourself: your decision is marked so. " : ""
        guard session.showsScores else {
            return own.isEmpty ? [] : Row.wrapped(own, columns)
        }
        let words = adjudication.scores.map { score in
            let criterion = session.criteria.first { $0.name == score.answer.criterion }
            let many = session.applying.count > 1 ? "\(TerminalText.line(score.answer.criterion)) " : ""
            let note = score.note.map { " “\(TerminalText.line($0))”" } ?? ""
            return "\(score.letter): \(many)\(TerminalText.line(criterion?.words(of: score.answer) ?? ""))\(note)"
        }
        return Row.wrapped(own + "Scores: " + words.joined(separator: " · "), columns)
    }
}
