import SafeText

/// Marks what is sought in the panes, and goes from match to match.
struct PaneSearch: Sendable {
    private var sought = ""
    private var step = 0
    private var plain: [[StyledLine]] = []
    /// The place of the pane and of the line of each match.
    private var matches: [(pane: Int, line: Int)] = []
    private var place = 0

    /// What is sought and stands nowhere.
    var missed: String? { !sought.isEmpty && matches.isEmpty ? sought : nil }

    mutating func seek(_ session: Session, _ panes: inout [Pane], _ current: inout Int) {
        if sought != session.sought || plain.count != panes.count || session.sought.isEmpty && !plain.isEmpty {
            for (pane, lines) in zip(panes.indices, plain) where panes[pane].lines.count == lines.count {
                panes[pane].lines = lines
            }
            (sought, step, place, matches, plain) = (session.sought, session.searchStep, 0, [], [])
            guard !sought.isEmpty else { return }
            plain = panes.map(\.lines)
            for pane in panes.indices {
                let search = TextSearch(sought, in: plain[pane])
                let spans = panes[pane].spans
                // The titles are ours: what is sought stands in the texts.
                for line in search.matches where spans.isEmpty || spans.contains(where: { $0.lines.contains(line) }) {
                    panes[pane].lines[line] = search.lines[line]
                    matches.append((pane, line))
                }
            }
        } else if step != session.searchStep {
            step = session.searchStep
            place = matches.isEmpty ? 0 : (place + 1) % matches.count
        } else {
            return
        }
        guard matches.indices.contains(place) else { return }
        current = matches[place].pane
        panes[current].top = matches[place].line
    }
}
