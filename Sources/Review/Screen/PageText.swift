import SafeText
import Studies

/// The pages that are no item: the first, the last, the help, the guidelines, the keys, the pause.
struct PageText {
    let session: Session
    let briefing: Briefing
    let columns: Int

    /// The first screen.
    var start: [StyledLine] {
        let greeting = "Study \(TerminalText.line(briefing.study)), reviewer \(TerminalText.line(briefing.reviewer))"
        return [PairLayout.heading(greeting, columns)]
            + wrapped(
                "You rate blind: nothing here tells who wrote a text. Each rating is on disk before the next item."
            )
            + [StyledLine()] + guidelinesBody + scales(session.criteria) + commands
    }

    var guidelines: [StyledLine] {
        [PairLayout.heading("Guidelines", columns)]
            + (briefing.guidelines.isEmpty ? wrapped("This study has no guidelines.") + [StyledLine()] : guidelinesBody)
            + scales(session.applying)
    }

    var help: [StyledLine] { scales(session.applying) + commands }

    var finished: [StyledLine] {
        let progress = session.progress
        return [PairLayout.heading("Nothing is left to rate", columns)]
            + wrapped("\(session.doneCount) done in this sitting, \(progress.done) in all. Everything is saved.")
            + wrapped(briefing.handIn)
            + wrapped("\(mark(.undo)) takes the last one back, \(mark(.back)) goes back, \(mark(.quit)) ends.")
    }

    var paused: [StyledLine] {
        [PairLayout.heading("Paused", columns)] + wrapped("The clock stands still. Any key goes on.")
    }

    /// What a training item should have got, beside what it got, and why.
    func lesson(_ expectations: [Expectation]) -> [StyledLine] {
        var explanations: [String] = []
        for text in expectations.compactMap(\.explanation) where !explanations.contains(text) {
            explanations.append(text)
        }
        return [PairLayout.heading("What was expected", columns)]
            + wrapped("This is training: it counts in no figure.") + [StyledLine()]
            + expectations.flatMap(lesson) + [StyledLine()]
            + explanations.flatMap { TextLayout($0, columns: columns).lines + [StyledLine()] }
    }

    private func lesson(_ expectation: Expectation) -> [StyledLine] {
        let criterion = session.criteria.first { $0.name == expectation.criterion }
        func words(_ value: Double) -> String {
            let label = criterion?.label(of: value).map { " \($0)" } ?? ""
            return TerminalText.line(JSONValue.canonicalNumber(value) + label)
        }
        let expected = words(expectation.value)
        let given = session.answer(to: expectation.criterion)?.value.map(words)
        let told = given.map { $0 == expected ? "; you gave that too" : "; you gave \($0)" } ?? ""
        return wrapped("\(TerminalText.line(expectation.criterion)): \(expected)\(told)")
    }

    func keys(moving: Command?) -> [StyledLine] {
        let rows = Command.allCases.map { command in
            let keys = session.preferences.keys.keys(of: command).map(\.name).joined(separator: "  ")
            let pointer = command == moving ? "> " : "  "
            return StyledLine([
                StyledRun(pointer + padded(command.rawValue, 12) + keys, command == moving ? .strong : [])
            ])
        }
        let told =
            moving.map { "Press the new key for '\($0.rawValue)', or Escape." }
            ?? session.lastKey.map { "The terminal sent: \(TerminalText.line($0.name))" }
            ?? "Press any key to see what the terminal sends."
        return [PairLayout.heading("Keys", columns)] + wrapped(told) + rows
            + wrapped("Tab chooses a command to give another key; Escape closes this page.")
    }

    private var guidelinesBody: [StyledLine] {
        briefing.guidelines.isEmpty
            ? [] : TextLayout(briefing.guidelines, columns: columns).lines + [StyledLine()]
    }

    /// Each question with its points in words.
    private func scales(_ criteria: [Criterion]) -> [StyledLine] {
        var lines: [StyledLine] = []
        for subject in Criterion.Subject.allCases {
            let rows = AnswerKeys(criteria.filter { $0.subject == subject }, commands: session.preferences.keys).rows
            for row in rows {
                lines.append(PairLayout.heading(TerminalText.line(row.criterion.name), columns))
                lines += wrapped(TerminalText.line(row.criterion.question))
                lines += points(row) + [StyledLine()]
            }
        }
        return lines
    }

    private func points(_ row: KeyRow) -> [StyledLine] {
        if case .ranking(_, let tie) = row.criterion.form {
            let ties = tie ? "; = between two puts them on one rank, as in 2=31" : ""
            return wrapped("  the numbers of the responses, the best first\(ties)")
        }
        guard !row.isTyped else {
            guard case .scale(let scale) = row.criterion.form else { return [] }
            let ends = [scale.min, scale.max].map(JSONValue.canonicalNumber)
            let anchors = scale.anchors.flatMap {
                wrapped("  \(JSONValue.canonicalNumber($0.point))  \(TerminalText.line($0.label))")
            }
            return wrapped("  type a number from \(ends[0]) to \(ends[1]), then Enter") + anchors
        }
        return row.choices.flatMap { choice in
            let own = choice.own.map { choice.inTurn.contains($0) ? [] : [$0] } ?? []
            let keys = (choice.inTurn + own).map(\.mark).joined(separator: " ")
            return wrapped("  " + padded(keys, 6) + TerminalText.line(choice.label))
        }
    }

    private var commands: [StyledLine] {
        let rows = Command.allCases.flatMap { command in
            let keys = session.preferences.keys.keys(of: command).map(\.mark).joined(separator: " ")
            return wrapped("  " + padded(keys, 8) + command.words)
        }
        return [PairLayout.heading("Keys", columns)] + rows
            + wrapped("  " + padded("PgDn", 8) + "turn the text, also ↑ ↓ Home End")
            + [StyledLine()]
    }

    private func mark(_ command: Command) -> String { session.preferences.keys.mark(of: command) }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - DisplayWidth.of(text)))
    }

    private func wrapped(_ text: String) -> [StyledLine] { Wrapping.lines([StyledRun(text)], columns: columns) }
}
