import SafeText
import Studies

/// What stands above the keys: prompt, what the study shows, and the response or the two of a pair.
struct ItemText {
    let showing: Showing
    let view: TextView
    let showsDifference: Bool
    let columns: Int

    var lines: [StyledLine] {
        var lines: [StyledLine] = []
        if let system = showing.system { lines += section("System", system) }
        lines += section("Prompt", showing.prompt)
        if let reference = showing.reference { lines += section("Reference", reference) }
        if !showing.tags.isEmpty {
            let tags = "Tags: " + TerminalText.line(showing.tags.joined(separator: ", "))
            lines += Wrapping.lines([StyledRun(tags)], columns: columns) + [StyledLine()]
        }
        return lines + responses
    }

    private var responses: [StyledLine] {
        let texts = showing.texts
        guard showing.subject == .pair else {
            return texts.enumerated().flatMap { section(showing.isSet ? "Response \($0 + 1)" : "Response", $1) }
        }
        let width = PairLayout.width(columns: columns)
        var sides = texts.map { TextLayout($0, columns: width, view: view) }
        if showsDifference {
            let safe = texts.map { Neutralised($0) }
            let difference = WordDifference(safe[0].text, safe[1].text)
            sides = zip([difference.left, difference.right], safe).map { runs, safe in
                TextLayout(runs: runs, columns: width, warning: safe.summary)
            }
        }
        return PairLayout(("Left (a)", "Right (b)"), (sides[0], sides[1]), columns: columns).lines + [StyledLine()]
    }

    private func section(_ title: String, _ text: String) -> [StyledLine] {
        let layout = TextLayout(text, columns: columns, view: view)
        let warning = layout.warning.map { Wrapping.lines([StyledRun("! " + $0)], columns: columns) } ?? []
        return [PairLayout.heading(title, columns)] + warning + layout.lines + [StyledLine()]
    }
}
