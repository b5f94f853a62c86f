import SafeText
import Studies

/// The pages that are no item: the first, the last, the help, the guidelines, the keys, the list, the pause.
struct PageText {
    let session: Session
    let briefing: Briefing
    let columns: Int

    var lines: [StyledLine] {
        switch session.state {
        case .starting: start
        case .paused: [heading("Paused")] + wrapped("The clock stands still. Any key goes on.")
        case .learning(let expectations): lesson(expectations)
        case .reading(.help): scales(session.applying) + commands
        case .reading(.guidelines): guidelines
        case .reading(.list(let items)): list(items)
        case .reading(.keys(let moving)): keys(moving: moving)
        default: finished
        }
    }

    private var start: [StyledLine] {
        let changes = briefing.changes.map { line in
            StyledLine([StyledRun(TerminalText.line(line), line.hasPrefix("+") ? .added : .removed)])
        }
        let changed =
            changes.isEmpty ? [] : [heading("The guidelines changed since you read them")] + changes + [StyledLine()]
        return wrapped(
            "You rate blind: nothing here says who wrote a text. Each rating is saved before the next item shows."
        )
            + [StyledLine()] + changed + guidelinesBody + scales(session.criteria) + commands
    }

    private var guidelines: [StyledLine] {
        (briefing.guidelines.isEmpty
            ? wrapped("This study has no guidelines.") + [StyledLine()] : [heading("Guidelines")] + guidelinesBody)
            + scales(session.applying)
    }

    private var finished: [StyledLine] {
        let progress = session.progress
        var words = ["\(progress.done) rated, \(progress.skipped) skipped."]
        words.append(session.doneCount > 0 ? "\(session.doneCount) of them in this session." : "")
        words.append(Self.left(progress, of: briefing.reviewer))
        if progress.leftForAnyone > progress.left {
            words.append("\(progress.leftForAnyone) are left for others.")
        }
        return [heading(Self.ending(progress))]
            + wrapped(words.filter { !$0.isEmpty }.joined(separator: " ") + " \(saved(progress))")
            + wrapped(briefing.handIn) + [StyledLine()]
            + wrapped(
                session.isSettling
                    ? "[\(mark(.quit))] ends"
                    : "[\(mark(.undo))] reopens the last item   [\(mark(.list))] lists all of yours   [\(mark(.quit))] ends"
            )
    }

    /// The heading of the last page: a limit or a list ends a session before the plan does.
    static func ending(_ progress: ReviewerProgress) -> String {
        if progress.left > progress.inBundle + progress.elsewhere { return "That is all of this session" }
        return progress.inBundle + progress.elsewhere > 0 ? "Nothing is left to rate here" : "Nothing is left to rate"
    }

    /// That everything is saved, or what is not and how it is.
    private func saved(_ progress: ReviewerProgress) -> String {
        progress.savedWords { _ in "[\(mark(.back))] shows it, Enter there saves it." }
    }

    /// What is left, where it is, and how it is reached.
    static func left(_ progress: ReviewerProgress, of reviewer: String) -> String {
        guard progress.total > 0 else { return "Nothing is planned for you: the study's lead runs 'slam plan'." }
        guard progress.left > 0 else { return "Nothing is left for you." }
        let here = progress.left - progress.inBundle - progress.elsewhere
        let items = progress.inBundle == 1 ? "1 item is" : "\(progress.inBundle) items are"
        let bundled =
            progress.inBundle > 0
            ? "\(items) in a bundle: 'slam review \(reviewer).slam' rates there, then 'slam merge \(reviewer).slam'. "
            : ""
        let open =
            progress.elsewhere > 0
            ? "\(progress.elsewhere) \(progress.elsewhere == 1 ? "is" : "are") open in \(progress.otherSession): "
                + "rate there, or end that one. " : ""
        let rest = here == 1 ? "1 is" : "\(here) are"
        return bundled + open + (here > 0 ? "\(rest) left for you: start again." : "Nothing else is left for you.")
    }

    private func list(_ items: [ListedItem]) -> [StyledLine] {
        let digits = "\(items.map(\.number).max() ?? 0)".count
        let rows = items.map { item in
            // A long text gives way to its marks.
            let marks = StyledRun(TerminalText.line(item.marks.joined(separator: ", ")))
            let width = min(columns, ItemLayout.widest)
            let taken = item.marks.isEmpty ? 0 : DisplayWidth.of(marks.text) + 2
            let words = [
                StyledRun(padded("\(item.number)", digits + 2), .key), StyledRun(TerminalText.line(item.words)),
            ]
            return Row.spread(Row.clipped(words, width - taken).runs, item.marks.isEmpty ? [] : [marks], width)
        }
        return [heading("Your items")] + (rows.isEmpty ? wrapped("None yet.") : rows)
    }

    /// What a training item should have got, beside what it got, and why.
    private func lesson(_ expectations: [Expectation]) -> [StyledLine] {
        var explanations: [String] = []
        for text in expectations.compactMap(\.explanation) where !explanations.contains(text) {
            explanations.append(text)
        }
        return [heading("What was expected")]
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

    private func keys(moving: KeyMap.Meaning?) -> [StyledLine] {
        let rows = KeyMap.meanings.map { meaning in
            let keys = session.preferences.keys.keys(of: meaning).map(\.name).joined(separator: "  ")
            let pointer = meaning == moving ? "▶ " : "  "
            return StyledLine([
                StyledRun(pointer + padded(meaning.name, 14) + keys, meaning == moving ? .strong : [])
            ])
        }
        let told =
            moving.map { "Press the new key for '\($0.name)', or Esc." }
            ?? session.lastKey.map { "The terminal sent: \(TerminalText.line($0.name))" }
            ?? "Press any key to see what the terminal sends."
        return [heading("Keys")] + wrapped(told) + rows
    }

    private var guidelinesBody: [StyledLine] {
        briefing.guidelines.isEmpty
            ? []
            : TextLayout(briefing.guidelines, columns: min(columns, ItemLayout.widest), asWritten: false).lines
                + [StyledLine()]
    }

    /// Each question with its keys and points in words.
    private func scales(_ criteria: [Criterion]) -> [StyledLine] {
        criteria.flatMap { criterion in
            [heading(TerminalText.line(criterion.name))] + wrapped(TerminalText.line(criterion.question))
                + points(criterion) + [StyledLine()]
        }
    }

    private func points(_ criterion: Criterion) -> [StyledLine] {
        let map = session.preferences.keys
        switch criterion.questionForm {
        case .keys(let choices):
            return choices.flatMap { choice in
                let keys = map.keys(of: .answer(choice.key)).map(\.mark).joined(separator: " ")
                return Row.wrapped(padded("[\(keys)]", 8) + TerminalText.line(choice.label), columns, indent: 2)
            }
        case .typed(let scale):
            let anchors = scale.anchors.flatMap {
                wrapped("  \(JSONValue.canonicalNumber($0.point))  \(TerminalText.line($0.label))")
            }
            return wrapped("  " + criterion.keyWords(map, texts: 1)) + anchors
        case .order(let tie):
            let ties = tie ? "; [\(map.mark(of: .tie))] between two puts them on one rank" : ""
            return wrapped("  the numbers of the responses, the best first, then [Enter]\(ties)")
        }
    }

    /// The table of keys.
    private var commands: [StyledLine] {
        let rows = KeyTable.commands.filter { session.offers($0.command) }.flatMap { row in
            let keys = session.preferences.keys.keys(of: row.command).map(\.mark).joined(separator: " ")
            return Row.wrapped(padded("[\(keys)]", 18) + row.words, columns, indent: 2)
        }
        let fixed = KeyTable.fixed.flatMap { Row.wrapped(padded("[\($0.keys)]", 18) + $0.words, columns, indent: 2) }
        return [heading("Keys")] + fixed + rows + [StyledLine()]
    }

    private func mark(_ command: Command) -> String { session.preferences.keys.mark(of: command) }
    private func heading(_ title: String) -> StyledLine { PairLayout.heading(title, columns) }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - DisplayWidth.of(text)))
    }

    private func wrapped(_ text: String) -> [StyledLine] { Row.wrapped(text, columns) }
}
