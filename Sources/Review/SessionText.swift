import SafeText
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
    package var body: [String] {
        guard let showing = session.showing else {
            return session.state == .finished ? ["Nothing is left to rate. u takes the last one back, q ends."] : []
        }
        var lines: [String] = []
        if let system = showing.system { lines += section("System", system) }
        lines += section("Prompt", showing.prompt)
        if let reference = showing.reference { lines += section("Reference", reference) }
        if !showing.tags.isEmpty { lines += ["Tags: " + TerminalText.line(showing.tags.joined(separator: ", ")), ""] }
        let titles = showing.texts.count == 1 ? ["Response"] : ["Left (a)", "Right (b)"]
        for (title, text) in zip(titles, showing.texts) { lines += section(title, text) }
        return lines
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
        "space skips with a reason, f flags, n (or N) takes a note, u undoes, q quits; what is saved stays saved"

    private func label(_ criterion: Criterion, _ value: Double?) -> String {
        guard let choice = criterion.choices.first(where: { $0.value == value }) else { return "" }
        return choice.label.isEmpty ? String(choice.key) : TerminalText.line(choice.label)
    }

    private func section(_ title: String, _ text: String) -> [String] {
        ["── \(title) " + String(repeating: "─", count: max(0, columns - DisplayWidth.of(title) - 4))]
            + wrapped(TerminalText.block(text)) + [""]
    }

    private func wrapped(_ text: String) -> [String] { Wrapping.lines(text, columns: columns) }
}
