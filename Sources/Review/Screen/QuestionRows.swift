import SafeText
import Studies

/// What is asked of an item: the answers so far, the question that is asked, and its keys.
struct QuestionRows {
    private let session: Session
    private let columns: Int
    private let most: Int

    init(_ footer: Footer) {
        (session, columns, most) = (footer.session, min(footer.columns, ItemLayout.widest), footer.most)
    }

    private var map: KeyMap { session.preferences.keys }

    var lines: [StyledLine] {
        guard let asked = session.asked else {
            let (answered, complete) = (answered, complete)
            return Array(scores.prefix(max(0, most - 2 - answered.count - complete.count))) + answered + complete
        }
        let summary = session.applying.count > 1 ? [summary] : []
        // Others' scores give way before the keys do.
        let top = Array(scores.prefix(max(0, most - 4 - summary.count))) + summary
        let question = "▶ \(TerminalText.line(asked.name)): \(TerminalText.line(asked.question))"
        var question1 = Wrapping.lines([StyledRun(question, .strong)], columns: columns)
        let keys = keys(of: asked, most: max(1, most - 3 - top.count))
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

    /// What was answered where nothing is asked any more: of one question that question too.
    private var answered: [StyledLine] {
        guard session.applying.count == 1, let only = session.applying.first else {
            return session.applying.isEmpty ? [] : [summary]
        }
        let question = "\(TerminalText.line(only.name)): \(TerminalText.line(only.question))"
        return Row.few([StyledRun(question, .dim)], columns, most: most > 8 ? 2 : 1) + [summary]
    }

    private var complete: [StyledLine] {
        guard !session.applying.isEmpty else {
            let key = map.mark(of: .forward)
            return Row.wrapped("▶ the study asks nothing of this item any more   [\(key)] goes on", columns)
        }
        let isRevision = session.showing?.isRevision == true
        let words =
            isRevision && !session.isChanged
            ? "▶ nothing is changed   [←] changes an answer   [\(map.mark(of: .forward))] goes on"
            : "▶ \(columns < 60 ? "" : "all is answered   ")[Enter] saves   [←] changes an answer"
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
        let count = min(session.place + 1, session.applying.count)
        let right = StyledRun("\(count) of \(session.applying.count)", .dim)
        let room = columns - StyledLine([right]).width - 2
        // Where not all have room, those before the asked one give way.
        var from = 0
        while from < min(session.place, parts.count - 1), Self.joined(parts, from: from).width > room { from += 1 }
        let left = Row.clipped(Self.joined(parts, from: from).runs, room)
        return Row.spread(left.runs, [right], columns)
    }

    private static func joined(_ parts: [StyledRun], from start: Int) -> StyledLine {
        let runs = parts[start...].enumerated().flatMap { $0 == 0 ? [$1] : [StyledRun(" · ", .dim), $1] }
        return StyledLine([StyledRun(start == 0 ? " " : " … · ", .dim)] + runs)
    }

    private func keys(of criterion: Criterion, most: Int) -> [StyledLine] {
        switch criterion.questionForm {
        case .keys(let choices):
            let held = session.held?.criterion == criterion.name ? session.held : nil
            let words = choices.map { choice in
                let chosen = held != nil && held?.value == choice.value ? " (held)" : ""
                return (mark: map.mark(of: choice.key), label: TerminalText.line(choice.label) + chosen)
            }
            return Row.choices(words, columns, most: most, end: given(criterion).drop { $0 == " " }.description)
        case .typed(let scale): return typed(scale, criterion)
        case .order(let tie): return order(tie: tie, criterion)
        }
    }

    /// The answer that stands, where the question was answered before.
    private func given(_ criterion: Criterion) -> String {
        session.answer(to: criterion.name).map { "   now: \(TerminalText.line(criterion.words(of: $0)))" } ?? ""
    }

    private func typed(_ scale: Scale, _ criterion: Criterion) -> [StyledLine] {
        let ends = [scale.min, scale.max].map(JSONValue.canonicalNumber)
        let step = scale.step == 1 ? "" : " in steps of \(JSONValue.canonicalNumber(scale.step))"
        let typed = session.draft.typed.isEmpty ? "" : "   typed: \(session.draft.typed)   [Backspace] corrects"
        let words = "a number from \(ends[0]) to \(ends[1])\(step), [Enter] ends it\(typed)\(given(criterion))"
        // Nothing else on the item says what the points mean.
        let points = scale.anchors.map { "\(JSONValue.canonicalNumber($0.point)) \(TerminalText.line($0.label))" }
        return Row.wrapped(words, columns, indent: 2)
            + (points.isEmpty ? [] : Row.wrapped(points.joined(separator: " · "), columns, indent: 2))
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
            : left.isEmpty
                ? "\(begun)   [Enter] \(saves(criterion) ? "saves" : "takes") this order"
                : "\(begun)   next: \(left)\(ties)"
        return Row.wrapped(words, columns, indent: 2)
    }

    /// Whether the order is the last thing that the item waits for.
    private func saves(_ criterion: Criterion) -> Bool {
        session.showing?.isRevision != true && !criterion.asks.confidence && criterion.asks.reasons.isEmpty
            && session.applying.allSatisfy { $0.name == criterion.name || session.answer(to: $0.name) != nil }
    }

    /// What others scored, where a disagreement is settled, question by question; judges are not among them.
    private var scores: [StyledLine] {
        guard let adjudication = session.showing?.adjudication else { return [] }
        let own = adjudication.isOwn ? ["You rated this item yourself: your decision is marked so."] : []
        guard session.showsScores else { return own.flatMap { Row.wrapped($0, columns) } }
        let isNarrow = columns < 60
        let scored = adjudication.criteria(like: session.criteria).map { criterion in
            let given = adjudication.scores.filter { $0.answer.criterion == criterion.name }
                .map { "\($0.letter) \(TerminalText.line(words(of: $0.answer, criterion, isNarrow)))" }
            return (isNarrow ? "" : "Scores on ")
                + "\(TerminalText.line(criterion.name)): \(given.joined(separator: " · "))"
        }
        let comments = adjudication.comments.map { "\($0.letter) wrote: “\(TerminalText.line($0.note))”" }
        return (scored + own + comments).flatMap { Wrapping.lines([StyledRun($0)], columns: columns) }
    }

    /// An answer in words; in a narrow window a point without what it means.
    private func words(of answer: Answer, _ criterion: Criterion, _ isNarrow: Bool) -> String {
        guard isNarrow, case .scale = criterion.form, let value = answer.value else {
            return criterion.words(of: answer)
        }
        return JSONValue.canonicalNumber(value)
    }
}
