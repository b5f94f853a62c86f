import SafeText

/// The first row: the study, the reviewer, how far and how long.
struct StatusLine {
    let session: Session
    let briefing: Briefing
    let columns: Int

    var line: StyledLine {
        let right = progress
        let reviewer = TerminalText.line(briefing.reviewer)
        var names = columns < 60 ? reviewer : "Study \(TerminalText.line(briefing.study)) · \(reviewer)"
        names += marks.map { " · \($0)" }.joined()
        let room = max(8, columns - DisplayWidth.of(right) - 2)
        return Row.spread(
            [StyledRun(Row.clipped([StyledRun(names)], room).text, .dim)],
            [StyledRun(right, .dim)],
            columns
        )
    }

    private var marks: [String] {
        var marks: [String] = []
        if let showing = session.showing, showing.isRevision {
            marks.append(showing.earlier.isEmpty ? "a skipped item" : "changing a rated item")
            if session.isChanged { marks.append("NOT saved yet") }
        }
        let waiting = session.unsavedElsewhere
        if waiting > 0 { marks.append("\(waiting) \(waiting == 1 ? "change" : "changes") not saved") }
        if let adjudication = session.showing?.adjudication {
            marks.append(adjudication.isOwn ? "settling an item of yours" : "settling a disagreement")
        }
        // What was marked on the last item is no mark of the last page.
        guard session.showing != nil else { return marks }
        if session.draft.isFlagged { marks.append("flagged") }
        if !session.draft.note.isEmpty { marks.append("commented") }
        if session.view != .rendered { marks.append("view: \(session.view)") }
        return marks
    }

    private var progress: String {
        guard session.showing?.isPractice != true else {
            return columns < 60 ? "practice, not stored: Esc ends" : "practice: nothing is stored, Esc ends it"
        }
        // A session of so many items may end far from the end of all, which the counts say.
        let bar = session.state == .finished ? 0 : columns >= 100 ? 22 : columns >= 72 ? 14 : 0
        let filled = min(bar, Int((session.share * Double(bar)).rounded()))
        let drawn = String(repeating: "█", count: filled) + String(repeating: "░", count: bar - filled)
        return (bar > 0 ? drawn + "  " : "") + Self.words(session.progress)
    }

    /// The counts in words, the same for every face.
    static func words(_ progress: ReviewerProgress) -> String {
        var words = "\(progress.done) of \(progress.total)"
        if progress.skipped > 0 { words += " · \(progress.skipped) skipped" }
        if let seconds = progress.secondsPerItem, progress.left > 0 {
            let minutes = Int((seconds * Double(progress.left) / 60).rounded(.up))
            words += minutes < 120 ? " · ~\(minutes) min" : " · ~\(minutes / 60) h"
        }
        return words
    }
}
