import Review
import Store
import Studies

/// Going back to what was rated or skipped.
extension ReviewCoordinator {
    func revisit(_ row: Int64) throws -> Event {
        flush()
        let (presentation, answers) = try store.revisit(
            row,
            study: copy.name,
            reviewer: reviewer,
            owner: .current,
            lease: copy.lease,
            at: clock()
        )
        try adopt()
        self.presentation = presentation
        queue.stands(at: row)
        var showing = try showing(presentation)
        (showing.isRevision, showing.isFirst, showing.asksGuess) = (true, false, false)
        showing.isNewPrompt = answers.contains { $0.flags.contains("unread_prompt") }
        // What was answered to an older question is no answer to today's.
        let rated = answers.filter { $0.outcome == .rated && $0.isOfThisQuestion }
        showing.earlier = rated.map {
            Answer(
                criterion: $0.criterion,
                value: $0.value,
                order: Answer.order(ranks: $0.ranks),
                confidence: $0.confidence,
                reason: $0.reason
            )
        }
        showing.earlierNote = answers.first?.note
        showing.wasFlagged = answers.contains { $0.flags.contains("flagged") }
        showing.wasRead = !rated.isEmpty && !rated.contains { $0.flags.contains("unread") }
        return .item(showing, try progress())
    }

    /// The item that was acted on last; from there the one before it.
    func reopen() throws -> Event {
        guard cases == nil else { return .stayed("what is settled stays; a skipped one comes again next time") }
        flush()
        if session.showing?.isRevision == true { return try move(-1) }
        if let unsaved = try waitingChange() { return unsaved }
        // Another session of the reviewer may have saved since: the line names what this one did.
        if let last = queue.last {
            do { return try revisit(last) } catch is StoreError {
                // Its row was taken over meanwhile.
            }
        }
        guard let row = try store.newestRow(study: copy.name, reviewer: reviewer) else {
            return .stayed("there is no item to reopen yet")
        }
        return try revisit(row)
    }

    /// The change of a rated item that was left unsaved, once, before the last page; nil where there is none.
    func unsavedChange() throws -> Event? {
        guard !queue.isList, queue.allows(session.doneCount),
            let row = try store.unfinishedRevisions(study: copy.name, reviewer: reviewer, at: clock())
                .first(where: { !remindedOf.contains($0) })
        else { return nil }
        remindedOf.insert(row)
        return try revisit(row)
    }

    /// That the plan grew by what is asked again, and why.
    func tellAgain() throws {
        let count = try store.againCount(of: copy.name, reviewer: reviewer)
        guard count > 0 else { return }
        let words = count == 1 ? "1 item is asked again" : "\(count) items are asked again"
        handle(.told("\(words): the study was edited after you had rated"))
    }

    /// From the last page the way back leads to what is not saved first.
    private func waitingChange() throws -> Event? {
        guard presentation == nil, session.progress.unsaved > 0 else { return nil }
        return try store.unfinishedRevision(study: copy.name, reviewer: reviewer, at: clock()).map(revisit)
    }

    func move(_ step: Int) throws -> Event {
        guard cases == nil else { return .stayed("the cases come one after the other") }
        flush()
        if step < 0, let unsaved = try waitingChange() { return unsaved }
        if queue.needsHistory { queue.take(history: try store.visited(study: copy.name, reviewer: reviewer)) }
        switch queue.neighbour(step) {
        case .row(let row): return try revisit(row)
        case .newest: return try next()
        case .none: return .stayed(step < 0 ? "this is the first item" : "this is the newest item")
        }
    }

    func list() throws -> Event {
        guard cases == nil else { return .stayed("'slam adjudicate --list' lists the cases") }
        flush()
        let items = try store.ownItems(study: copy.name, reviewer: reviewer)
        listed = items.map(\.row)
        return .listed(items.enumerated().map { ListedItem(number: $0 + 1, words: $1.words, marks: $1.marks) })
    }

    /// Puts a comment beside what was given last, values as they are.
    func commentLast(_ text: String) throws -> Event {
        guard cases == nil else { return .told("NOT saved: comment before you settle a case") }
        flush()
        guard let row = try store.newestRow(study: copy.name, reviewer: reviewer) else {
            return .told("there is no item before this one")
        }
        do {
            try store.comment(text, on: row, study: copy.name, reviewer: reviewer, at: clock())
        } catch {
            return .told("NOT saved: \(error)")
        }
        return .told("✓ comment saved on the last item")
    }

    func showing(_ presentation: BlindPresentation) throws -> Showing {
        let isSeen =
            try seenPrompts[presentation.prompt]
            ?? store.hasSeen(prompt: presentation.prompt, study: copy.name, reviewer: reviewer)
        seenPrompts[presentation.prompt] = isSeen
        var showing = Showing(prompt: presentation.promptText, texts: presentation.texts)
        showing.system = copy.show.contains(.system) ? presentation.system : nil
        showing.reference = copy.show.contains(.reference) ? presentation.reference : nil
        showing.tags = copy.show.contains(.tags) ? presentation.tags : []
        showing.cut = copy.show.contains(.truncated) ? presentation.cutPlaces : []
        showing.isSet = !presentation.members.isEmpty
        showing.asks = presentation.asks
        showing.draft = presentation.draft
        showing.isTraining = presentation.isTraining
        showing.isFirst =
            try asksEnterFirst && session.doneCount == 0 && !store.hasSeenAny(study: copy.name, reviewer: reviewer)
        showing.isNewPrompt = !isSeen
        showing.asksGuess = try asksGuess(presentation)
        return showing
    }
}
