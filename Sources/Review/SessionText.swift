package import SafeText
import Studies

/// A session in words: the same lines for the screen and for pipes and screen readers.
package struct SessionText {
    let session: Session
    let columns: Int

    package init(_ session: Session, columns: Int) {
        self.session = session
        self.columns = max(20, columns)
    }

    /// What stands above the keys: prompt, what the study shows, and the response or the two of a pair.
    package var body: [StyledLine] {
        guard let showing = session.showing else {
            guard session.state == .finished else { return [] }
            return [StyledLine([StyledRun("Nothing is left to rate. u takes the last one back, q ends.")])]
        }
        var lines: [StyledLine] = []
        if let system = showing.system { lines += section("System", system) }
        lines += section("Prompt", showing.prompt)
        if let reference = showing.reference { lines += section("Reference", reference) }
        if !showing.tags.isEmpty {
            lines += wrapped("Tags: " + TerminalText.line(showing.tags.joined(separator: ", "))).map {
                StyledLine([StyledRun($0)])
            }
            lines.append(StyledLine())
        }
        return lines + responses(showing.texts)
    }

    private func responses(_ texts: [String]) -> [StyledLine] {
        guard texts.count == 2 else { return texts.flatMap { section("Response", $0) } }
        let width = PairLayout.width(columns: columns)
        var sides = texts.map { TextLayout($0, columns: width, view: session.view) }
        if session.showsDifference {
            let safe = texts.map { Neutralised($0) }
            let difference = WordDifference(safe[0].text, safe[1].text)
            sides = zip([difference.left, difference.right], safe).map { runs, safe in
                TextLayout(runs: runs, columns: width, warning: safe.summary)
            }
        }
        return PairLayout(("Left (a)", "Right (b)"), (sides[0], sides[1]), columns: columns).lines + [StyledLine()]
    }

    /// The question that the next key answers, and what was said last.
    package var footer: [String] {
        var lines: [String] = []
        switch session.state {
        case .rating:
            let applying = session.applying
            for (criterion, answer) in zip(applying, session.answers) {
                lines.append("\(TerminalText.line(criterion.name)): \(label(criterion, answer.value))")
            }
            if let asked = session.asked {
                let choices = asked.choices.map {
                    $0.label.isEmpty ? "\($0.key)" : "\($0.key) \(TerminalText.line($0.label))"
                }.joined(separator: "   ")
                lines += wrapped("\(TerminalText.line(asked.question))") + wrapped(choices)
            }
        case .skipping:
            lines += wrapped("Why? " + Session.reasons.map { "\($0.key) \($0.reason)" }.joined(separator: "   "))
        default: break
        }
        if session.showsHelp { lines += wrapped(Self.help) }
        let marks = [session.isFlagged ? "flagged" : "", session.note == nil ? "" : "noted", session.message]
        let status = marks.filter { !$0.isEmpty }.joined(separator: " · ")
        return lines + ["\(session.doneCount) done\(status.isEmpty ? "" : " · ")\(TerminalText.line(status))   ? help"]
    }

    private static let help =
        """
        space skips with a reason, f flags, n (or N) takes a note, v turns the view (rendered, raw, hex), d marks what \
        differs in a pair, u undoes, q quits; what is saved stays saved
        """

    private func label(_ criterion: Criterion, _ value: Double?) -> String {
        guard let choice = criterion.choices.first(where: { $0.value == value }) else { return "" }
        return choice.label.isEmpty ? String(choice.key) : TerminalText.line(choice.label)
    }

    private func section(_ title: String, _ text: String) -> [StyledLine] {
        let layout = TextLayout(text, columns: columns, view: session.view)
        let warning = layout.warning.map { wrapped("! " + $0).map { StyledLine([StyledRun($0)]) } } ?? []
        return [PairLayout.heading(title, columns)] + warning + layout.lines + [StyledLine()]
    }

    private func wrapped(_ text: String) -> [String] { Wrapping.lines(text, columns: columns) }
}
