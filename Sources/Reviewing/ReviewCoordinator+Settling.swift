import Review
import Store
import Studies

/// Settling disagreements in the same session: the cases come one after the other, and what is settled is stored beside the
/// blind ratings.
extension ReviewCoordinator {
    /// The next case; nil where the session settles nothing.
    func nextCase() throws -> Event? {
        guard var cases = cases else { return nil }
        while queue.allows(session.doneCount), let one = cases.popFirst() {
            self.cases = cases
            guard let presentation = try store.text(of: one.subject, study: copy.name) else { continue }
            (self.presentation, current) = (presentation, one)
            var showing = Showing(prompt: presentation.promptText, texts: presentation.texts)
            (showing.system, showing.reference) = (presentation.system, presentation.reference)
            showing.cut = copy.show.contains(.truncated) ? presentation.cutPlaces : []
            (showing.asks, showing.isNewPrompt) = (one.criteria, true)
            showing.adjudication = one.adjudication(showsFirst: showsFirst) { presentation.turned($0) }
            return .item(showing, settlingProgress)
        }
        self.cases = []
        (presentation, current) = (nil, nil)
        return .nothingLeft(settlingProgress)
    }

    private var settlingProgress: ReviewerProgress {
        let left = (cases?.count ?? 0) + (current == nil ? 0 : 1)
        return ReviewerProgress(done: settled.count, skipped: unsettledCount, left: left)
    }

    /// Stores what was settled; nil where the session settles nothing.
    func settle(_ submission: Submission) throws -> Event? {
        guard let current, let presentation else { return nil }
        let records = submission.answers.compactMap { answer -> RatingRecord? in
            guard let criterion = copy.criteria.first(where: { $0.name == answer.criterion }) else { return nil }
            let value = presentation.turned(answer.value)
            var record = RatingRecord(
                study: copy.name,
                subject: current.subject,
                prompt: presentation.prompt,
                criterion: answer.criterion,
                criterionSHA256: versions[criterion.name],
                value: value,
                rater: reviewer,
                kind: .human,
                phase: .adjudicated,
                at: clock()
            )
            record.note = submission.note
            record.side = presentation.side
            record.shownSHA256 = presentation.shownSHA256
            record.flags =
                (submission.isFlagged ? ["flagged"] : []) + (current.isOwn ? ["own_item"] : [])
                + (submission.unread.contains(answer.criterion) ? ["unread"] : [])
                + (submission.isPromptUnread ? ["unread_prompt"] : [])
            return record
        }
        try store.adjudicate(records, study: copy.name, by: reviewer, at: clock())
        settled.append(current.subject)
        self.current = nil
        return .saved
    }
}
