import Review
import Store
import Studies

/// What a submission of the session makes durable.
extension ReviewCoordinator {
    func save(_ submission: Submission) throws -> Event {
        if let event = try settle(submission) { return event }
        guard let presentation else { return .stayed("there is nothing to save") }
        try store.save(
            acts(submission, presentation),
            of: presentation,
            study: copy.name,
            reviewer: reviewer,
            at: clock(),
            took: submission.spent,
            shownSHA256: presentation.shownSHA256,
            shownAt: paintedAt
        )
        settled(presentation)
        if presentation.isSingle, session.showing?.isRevision != true { singles = singles.map { $0 + 1 } }
        return .saved
    }

    /// The hashes of the questions that the screen has.
    var versions: [String: String] { Dictionary(questions.map { ($0.criterion, $0.sha256) }) { one, _ in one } }

    private func acts(_ submission: Submission, _ presentation: BlindPresentation) -> [ReviewAct] {
        let versions = versions
        return submission.answers.map { answer in
            ReviewAct(
                criterion: answer.criterion,
                criterionSHA256: versions[answer.criterion],
                value: answer.value,
                ranks: answer.order.isEmpty ? [] : answer.ranks(of: presentation.texts.count),
                confidence: answer.confidence,
                reason: answer.reason,
                note: submission.note,
                flags: flags(submission) + (submission.unread.contains(answer.criterion) ? ["unread"] : [])
            )
        }
    }

    private func flags(_ submission: Submission) -> [String] {
        (submission.isFlagged ? ["flagged"] : []) + (isPiped ? ["piped"] : [])
            + (submission.isPromptUnread ? ["unread_prompt"] : [])
    }

    func skip(_ reason: String, _ submission: Submission) throws -> Event {
        // What is skipped here stays unresolved.
        if cases != nil {
            current = nil
            unsettledCount += 1
            return .saved
        }
        guard let presentation else { return .stayed("there is nothing to skip") }
        try store.skip(
            presentation,
            study: copy.name,
            reviewer: reviewer,
            criteria: session.applying.map(\.name),
            versions: versions,
            reason: reason,
            note: submission.note,
            flags: flags(submission),
            at: clock(),
            took: submission.spent,
            shownAt: paintedAt
        )
        settled(presentation)
        return .saved
    }

    private func settled(_ presentation: BlindPresentation) {
        (begun, paintedAt) = (nil, nil)
        queue.settled(presentation.id)
        // One whose end was never shown is unfolded, and asked to be read, with the next item too.
        if !session.unreadTexts.contains(Showing.head) { seenPrompts[presentation.prompt] = true }
        if bundle != nil { unpublishedSince = unpublishedSince ?? .now }
    }
}
