import Foundation
import Review
import Store
import Studies

/// Carries a session's effects out on the store.
final class ReviewDesk {
    private let store: Store
    private let copy: StudyCopy
    private let reviewer: String
    private let context = Context.current
    private let began = ContinuousClock.now
    private var round: ReviewRound
    private var presentation: BlindPresentation?
    private var begun: Draft?
    /// Single responses rated so far, once that is known.
    private var singles: Int?
    private(set) var session: Session

    init(store: Store, copy: StudyCopy, reviewer: String, round: ReviewRound, beginsAtOnce: Bool) throws {
        self.store = store
        self.copy = copy
        self.reviewer = reviewer
        self.round = round
        var preferences = Preferences()
        let mistakes = preferences.keys.apply(copy.sitting.keys.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        guard mistakes.isEmpty else { throw StudiesError("the study's keys: " + mistakes.joined(separator: "; ")) }
        preferences.take(try store.reviewerSettings(study: copy.name, reviewer: reviewer))
        session = Session(
            criteria: copy.criteria,
            sitting: copy.sitting,
            preferences: preferences,
            beginsAtOnce: beginsAtOnce
        )
    }

    /// Shows the first screen or the first item.
    func start() {
        if case .starting = session.state {
            // The first screen says how much is to be done.
            try? session.update(progress())
        } else {
            perform([.next])
        }
    }

    /// Takes an event and does what the session wants for it.
    func handle(_ event: Event) { perform(session.handle(event, at: now)) }

    /// Remembers where in the text the reviewer is.
    func scrolled(to top: Int) { perform(session.scrolled(to: top)) }

    /// Makes durable what is begun; that it could not be kept is told.
    func flush() {
        guard let draft = begun, let presentation else { return }
        begun = nil
        do {
            try store.keepDraft(draft.text, of: presentation.id, study: copy.name, reviewer: reviewer)
        } catch {
            handle(.told("what you began is NOT kept: \(error)"))
        }
    }

    private var now: Int { Int(began.duration(to: .now) / .milliseconds(1)) }

    private func perform(_ effects: [Effect]) {
        for effect in effects {
            switch effect {
            case .keep(let draft): begun = draft
            case .remember(let preferences): remember(preferences)
            case .quit: flush()
            case .save(let submission):
                begun = nil
                follow { try self.save(submission) }
            case .skip(let reason, let submission):
                begun = nil
                follow { try self.skip(reason, submission) }
            case .next: follow { try self.next() }
            case .reveal: follow { try self.reveal() }
            case .guess(let label): follow { try self.guess(label) }
            case .undo: follow { try self.undo() }
            case .back: follow { try self.move(-1) }
            case .forward: follow { try self.move(1) }
            }
        }
    }

    /// Does something and gives the session its outcome.
    private func follow(_ act: () throws -> Event) {
        do {
            handle(try act())
        } catch {
            handle(.failed("\(error)"))
        }
    }

    private func remember(_ preferences: Preferences) {
        do {
            try store.keepReviewerSettings(preferences.json, study: copy.name, reviewer: reviewer)
        } catch {
            handle(.told("your settings are NOT kept: \(error)"))
        }
    }

    private func next() throws -> Event {
        flush()
        while let row = round.next(doneCount: session.doneCount) {
            do {
                return try revisit(row)
            } catch let error as StoreError where round.isList {
                // One that cannot be shown any more does not end the list.
                handle(.told("\(error)"))
            }
        }
        let isOver = round.isList || !round.allows(session.doneCount)
        if !isOver, session.doneCount == 0, presentation == nil,
            let row = try store.unfinishedRevision(study: copy.name, reviewer: reviewer, at: context.now())
        {
            return try revisit(row)
        }
        presentation =
            isOver
            ? nil
            : try store.claimNext(
                study: copy.name,
                reviewer: reviewer,
                owner: .current,
                lease: copy.lease,
                at: context.now()
            )
        guard let presentation else {
            try store.release(.current)
            return .nothingLeft(try progress())
        }
        round.stands(at: nil)
        return .item(showing(presentation), try progress())
    }

    private func revisit(_ row: Int64) throws -> Event {
        let (presentation, answers) = try store.revisit(
            row,
            study: copy.name,
            reviewer: reviewer,
            owner: .current,
            lease: copy.lease,
            at: context.now()
        )
        self.presentation = presentation
        round.stands(at: row)
        var showing = showing(presentation)
        showing.isRevision = true
        showing.earlier = answers.filter { $0.outcome == .rated }.map {
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
        return .item(showing, try progress())
    }

    private func move(_ step: Int) throws -> Event {
        flush()
        if round.needsHistory { round.take(history: try store.visited(study: copy.name, reviewer: reviewer)) }
        switch round.neighbour(step) {
        case .row(let row): return try revisit(row)
        case .newest: return try next()
        case .none: return .stayed(step < 0 ? "that was the first one" : "that is the newest one")
        }
    }

    private func undo() throws -> Event {
        flush()
        try store.release(.current)
        let earlier = try store.undo(
            study: copy.name,
            reviewer: reviewer,
            owner: .current,
            lease: copy.lease,
            at: context.now()
        )
        round.forgetHistory()
        singles = nil
        guard let earlier else {
            let event = try next()
            handle(event)
            return .stayed("nothing to take back")
        }
        presentation = earlier
        round.stands(at: nil)
        return .item(showing(earlier), try progress())
    }

    private func showing(_ presentation: BlindPresentation) -> Showing {
        Showing(
            prompt: presentation.promptText,
            system: copy.show.contains(.system) ? presentation.system : nil,
            reference: copy.show.contains(.reference) ? presentation.reference : nil,
            tags: copy.show.contains(.tags) ? presentation.tags : [],
            texts: presentation.texts,
            isSet: !presentation.members.isEmpty,
            draft: presentation.draft,
            isTraining: presentation.isTraining,
            asksGuess: asksGuess(presentation)
        )
    }

    /// After every so many single responses that are none of training.
    private func asksGuess(_ presentation: BlindPresentation) -> Bool {
        guard let every = copy.sitting.guess?.every, presentation.isSingle else { return false }
        singles = singles ?? (try? store.ratedSingles(study: copy.name, reviewer: reviewer))
        return singles.map { ($0 + 1) % every == 0 } ?? false
    }

    private func reveal() throws -> Event {
        guard let presentation else { return try next() }
        let lessons = try store.reveal(presentation, study: copy.name, reviewer: reviewer, at: context.now())
        guard !lessons.isEmpty else { return try next() }
        return .expected(lessons)
    }

    private func guess(_ label: String?) throws -> Event {
        if let presentation {
            try store.guess(label, of: presentation, study: copy.name, reviewer: reviewer, at: context.now())
        }
        return try next()
    }

    private func progress() throws -> Headway {
        let pace = try store.pace(study: copy.name, reviewer: reviewer)
        return Headway(
            done: pace.done,
            left: round.left(of: pace.left, doneCount: session.doneCount),
            secondsPerItem: pace.medianActiveMilliseconds.map { Double($0) / 1000 }
        )
    }

    private func save(_ submission: Submission) throws -> Event {
        guard let presentation else { return .stayed("there is nothing to save") }
        let flags = submission.isFlagged ? ["flagged"] : []
        try store.save(
            submission.answers.map {
                ReviewAct(
                    criterion: $0.criterion,
                    value: $0.value,
                    ranks: $0.order.isEmpty ? [] : $0.ranks(of: presentation.texts.count),
                    confidence: $0.confidence,
                    reason: $0.reason,
                    note: submission.note,
                    flags: flags
                )
            },
            of: presentation,
            study: copy.name,
            reviewer: reviewer,
            at: context.now(),
            took: submission.time.spent,
            shownSHA256: presentation.shownSHA256
        )
        round.settled(presentation.id)
        if presentation.isSingle, session.showing?.isRevision != true { singles = singles.map { $0 + 1 } }
        return .saved
    }

    private func skip(_ reason: String, _ submission: Submission) throws -> Event {
        guard let presentation else { return .stayed("there is nothing to skip") }
        try store.skip(
            presentation,
            study: copy.name,
            reviewer: reviewer,
            criteria: session.applying.map(\.name),
            reason: reason,
            note: submission.note,
            flags: submission.isFlagged ? ["flagged"] : [],
            at: context.now(),
            took: submission.time.spent
        )
        round.settled(presentation.id)
        return .saved
    }
}

extension BlindPresentation {
    /// Whether it is one response of a model, training aside.
    fileprivate var isSingle: Bool { texts.count == 1 && !isTraining }
}

extension Submission.Time {
    fileprivate var spent: ReviewTime {
        ReviewTime(activeMilliseconds: Int64(active), idleMilliseconds: Int64(idle), keyTimes: keys)
    }
}
