import Foundation
import Review
import Store
import Studies

/// Carries a session's effects out on the store.
final class ReviewDesk {
    private let store: Store
    private let copy: StudyCopy
    private let reviewer: String
    /// Items to show at the most.
    private let limit: Int
    private let context = Context.current
    private var presentation: BlindPresentation?
    private var shownAt = ContinuousClock.now
    private(set) var session: Session

    init(store: Store, copy: StudyCopy, reviewer: String, limit: Int? = nil) {
        self.limit = limit ?? .max
        self.store = store
        self.copy = copy
        self.reviewer = reviewer
        session = Session(criteria: copy.criteria)
    }

    /// Refuses a reviewer that the study does not name.
    func check() throws {
        guard copy.reviewers.contains(reviewer) else {
            let hint = Spelling.nearest(to: reviewer, among: copy.reviewers).map { "did you mean '\($0)'?" }
            let names = "the study names \(copy.reviewers.joined(separator: ", "))"
            throw StudiesError("no reviewer '\(reviewer)': \(hint ?? names)")
        }
    }

    /// Shows the first item.
    func start() { perform([.next]) }

    /// Takes an event; returns the question to ask when the session wants a line.
    @discardableResult
    func handle(_ event: Event) -> String? { perform(session.handle(event)) }

    @discardableResult
    private func perform(_ effects: [Effect]) -> String? {
        var question: String?
        for effect in effects {
            switch effect {
            case .askLine(let text): question = text
            case .quit: break
            case .next: question = follow { .item(try self.claimNext()) }
            case .undo: question = follow { .item(try self.undo()) }
            case .save(let answers, let note, let isFlagged):
                question = follow {
                    try self.save(answers, note: note, isFlagged: isFlagged)
                    return .saved
                }
            case .skip(let reason):
                question = follow {
                    try self.skip(reason)
                    return .saved
                }
            }
        }
        return question
    }

    /// Does something and gives the session its outcome.
    private func follow(_ act: () throws -> Event) -> String? {
        do {
            return handle(try act())
        } catch {
            return handle(.failed("\(error)"))
        }
    }

    private func claimNext() throws -> Showing? {
        guard session.doneCount < limit else {
            presentation = nil
            return nil
        }
        presentation = try store.claimNext(
            study: copy.name,
            reviewer: reviewer,
            owner: .current,
            lease: copy.lease,
            at: context.now()
        )
        return show()
    }

    private func undo() throws -> Showing? {
        try store.release(.current)
        let earlier = try store.undo(
            study: copy.name,
            reviewer: reviewer,
            owner: .current,
            lease: copy.lease,
            at: context.now()
        )
        guard let earlier else { return try claimNext() }
        presentation = earlier
        return show()
    }

    private func show() -> Showing? {
        shownAt = .now
        guard let presentation else { return nil }
        return Showing(
            prompt: presentation.promptText,
            system: copy.show.contains(.system) ? presentation.system : nil,
            reference: copy.show.contains(.reference) ? presentation.reference : nil,
            tags: copy.show.contains(.tags) ? presentation.tags : [],
            texts: presentation.texts
        )
    }

    private func save(_ answers: [Answer], note: String?, isFlagged: Bool) throws {
        guard let presentation else { return }
        try store.save(
            answers.map {
                ReviewAct(criterion: $0.criterion, value: $0.value, note: note, flags: isFlagged ? ["flagged"] : [])
            },
            of: presentation,
            study: copy.name,
            reviewer: reviewer,
            at: context.now(),
            took: took,
            shownSHA256: SHA256.hex(of: JSONValue.array(presentation.texts.map(JSONValue.string)).canonicalBytes)
        )
    }

    private func skip(_ reason: String) throws {
        guard let presentation else { return }
        try store.skip(
            presentation,
            study: copy.name,
            reviewer: reviewer,
            criteria: session.applying.map(\.name),
            reason: reason,
            at: context.now(),
            took: took
        )
    }

    private var took: ReviewTime {
        let time = shownAt.duration(to: .now).components
        return ReviewTime(activeMilliseconds: time.seconds * 1000 + time.attoseconds / 1_000_000_000_000_000)
    }
}
