import Foundation
package import Review
package import Store
package import Studies

/// Carries a session's effects out on the store; terminal, line mode and any other face show its session.
package final class ReviewCoordinator {
    let store: Store
    /// What the study asks, as the screen has it; an edit is taken over before the next item shows.
    private(set) var copy: StudyCopy
    private(set) var questions: [AskedQuestion]
    let reviewer: String
    let clock: @Sendable () -> Int64
    /// Whether answers are piped in, so that nobody saw a screen.
    package let isPiped: Bool
    let asksEnterFirst: Bool
    let bundle: WorkingBundle?
    private let began = ContinuousClock.now
    var queue: ReviewQueue
    var presentation: BlindPresentation?
    /// When what is shown was painted, while the log does not have it.
    var paintedAt: Int64?
    var begun: Draft?
    /// Since when the bundle lacks something.
    var unpublishedSince: ContinuousClock.Instant?
    /// Single responses rated so far, once that is known.
    var singles: Int?
    /// Items with an unsaved change that were shown again before the last page.
    var remindedOf: Set<Int64> = []
    /// Of prompts by name whether the reviewer has seen them, once that is known.
    var seenPrompts: [String: Bool] = [:]
    /// Cases to be settled; nil for a review.
    var cases: ArraySlice<AdjudicationCase>?
    var current: AdjudicationCase?
    /// The case whose scores were shown last.
    private var looked: RatingSubject?
    let showsFirst: Bool
    /// Cases that were left unresolved in this session.
    var unsettledCount = 0
    /// What was settled in this session.
    package internal(set) var settled: [RatingSubject] = []
    /// Rows of the list that was shown last.
    var listed: [Int64] = []
    package internal(set) var session: Session

    /// What a session works on and how it begins.
    package struct Setting {
        package var reviewer: String
        package var queue = ReviewQueue()
        package var beginsAtOnce = true
        /// Whether the first item of a new reviewer waits for Enter.
        package var asksEnterFirst = false
        package var isPiped = false
        /// Disagreements to be settled instead of a plan's rows.
        package var cases: [AdjudicationCase]?
        /// Whether others' scores show before the own answer.
        package var showsFirst = false
        package var bundle: WorkingBundle?

        package init(reviewer: String) { self.reviewer = reviewer }
    }

    /// A session of a reviewer on a study's copy; `clock` gives milliseconds UTC.
    package init(
        store: Store,
        copy: StudyCopy,
        setting: Setting,
        clock: @escaping @Sendable () -> Int64
    ) throws {
        (self.store, self.copy, self.clock) = (store, copy, clock)
        (reviewer, queue, isPiped, bundle) = (setting.reviewer, setting.queue, setting.isPiped, setting.bundle)
        (asksEnterFirst, showsFirst, cases) = (
            setting.asksEnterFirst, setting.showsFirst, setting.cases.map { $0[...] }
        )
        questions = try store.questions(of: copy.name)
        var preferences = Preferences()
        let mistakes = preferences.keys.apply(copy.sitting.keys)
        guard mistakes.isEmpty else { throw StudiesError("the study's keys: " + mistakes.joined(separator: "; ")) }
        preferences.take(try store.reviewerSettings(study: copy.name, reviewer: setting.reviewer))
        session = Session(
            criteria: copy.criteria,
            sitting: copy.sitting,
            preferences: preferences,
            beginsAtOnce: setting.beginsAtOnce
        )
    }

    /// Shows the first screen or the first item.
    package func start() {
        if case .starting = session.state {
            do { session.take(try progress()) } catch { handle(.told("\(error)")) }
        } else {
            if cases == nil { remember(session.preferences) }
            perform([.next])
        }
    }

    /// Takes an event and does what the session wants for it.
    package func handle(_ event: Event) {
        perform(session.handle(event, at: now))
        noteLook()
    }

    /// What others gave is about to show: whoever leaves the case unresolved has seen it all the same.
    private func noteLook() {
        guard let current, session.showsScores, looked != current.subject else { return }
        looked = current.subject
        do { try store.look(at: current.subject, study: copy.name, by: reviewer, at: clock()) } catch {
            handle(.told("that you saw the scores is NOT recorded: \(error)"))
        }
    }

    /// Milliseconds until a key counts that waits to be told from one held down; nil where none waits.
    package var lapse: Int? { session.lapsesAt.map { max(0, $0 - now) } }

    /// Remembers where in the text the reviewer is, and what stands there.
    package func scrolled(to top: Int, line: String) { perform(session.scrolled(to: top, line: line, at: now)) }

    /// Takes what the first line on the screen says.
    package func stands(at line: String) { session.stands(at: line) }

    /// Forgets what was said aloud, which is not to be said again.
    package func forgetMessage() { session.forgetMessage() }

    /// Makes durable what was shown and begun, and brings the bundle up to date where it lacks something for a second.
    package func idle() {
        flush()
        guard let since = unpublishedSince, since.duration(to: .now) > .seconds(1) else { return }
        publish()
    }

    /// Whether the bundle lacks something.
    package var hasUnpublished: Bool { unpublishedSince != nil }

    /// Makes everything durable: the end of a session, however it comes.
    package func end() {
        flush()
        guard cases == nil else { return }
        do { try store.release(.current) } catch { handle(.told("\(error)")) }
        publish()
    }

    /// Takes over what the study asks since somebody edited it, and says what changed; whether anything did. A bundle
    /// asks what it was written with.
    @discardableResult
    func adopt() throws -> Bool {
        guard bundle == nil else { return false }
        let today = try store.questions(of: copy.name)
        guard today != questions else { return false }
        let former = copy
        (copy, questions) = (try store.copy(of: former.name), today)
        handle(.edited(copy.criteria, words: StudyEdit(from: former.criteria, to: copy.criteria).words))
        return true
    }

    /// Makes durable what was shown and begun.
    func flush() {
        guard cases == nil else { return (begun, paintedAt) = (nil, nil) }
        guard let presentation, begun != nil || paintedAt != nil else { return }
        do {
            try store.keepDraft(
                begun?.text,
                of: presentation,
                study: copy.name,
                reviewer: reviewer,
                shownAt: paintedAt
            )
            (begun, paintedAt) = (nil, nil)
            unpublishedSince = unpublishedSince ?? (bundle == nil ? nil : .now)
        } catch {
            (begun, paintedAt) = (nil, nil)
            handle(.told("what you began is NOT kept: \(error)"))
        }
    }

    private func publish() {
        guard let bundle, unpublishedSince != nil else { return }
        do {
            try bundle.publish()
            unpublishedSince = nil
        } catch {
            handle(.told("the bundle is NOT up to date: \(error)"))
        }
    }

    private var now: Int { Int(began.duration(to: .now) / .milliseconds(1)) }

    private func perform(_ effects: [Effect]) {
        for effect in effects {
            switch effect {
            case .shown: paintedAt = clock()
            case .keep(let draft): begun = draft
            case .remember(let preferences): remember(preferences)
            case .quit: end()
            case .press(let key): handle(.key(key))
            case .commentLast(let text): follow { try self.commentLast(text) }
            case .save(let submission): follow { try self.save(submission) }
            case .skip(let reason, let submission): follow { try self.skip(reason, submission) }
            case .reveal: follow { try self.reveal() }
            case .guess(let label): follow { try self.guess(label) }
            case .next: follow { try self.next() }
            case .later: follow { try self.putOff() }
            case .reopen: follow { try self.reopen() }
            case .back: follow { try self.move(-1) }
            case .forward: follow { try self.move(1) }
            case .list: follow { try self.list() }
            case .jump(let number): follow { try self.revisit(self.listed[number - 1]) }
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
            try store.keepReviewerSettings(
                preferences.json(guidelines: copy.guidelines),
                study: copy.name,
                reviewer: reviewer
            )
        } catch {
            handle(.told("your settings are NOT kept: \(error)"))
        }
    }

    /// The next item of the queue, or that nothing is left; then the bundle is whole.
    func next() throws -> Event {
        flush()
        let isEdited = try adopt()
        if presentation == nil, session.doneCount == 0, cases == nil { try tellAgain() }
        if let event = try nextCase() { return event }
        if let event = try queued() { return event }
        presentation =
            queue.isList || !queue.allows(session.doneCount)
            ? nil
            : try claimWithQuestions()
        guard let presentation else {
            if let change = try unsavedChange() { return change }
            queue.stands(at: nil)
            try store.release(.current)
            publish()
            return .nothingLeft(try progress(ofAll: true))
        }
        queue.stands(at: nil)
        var showing = try showing(presentation)
        // A reviewer in full swing is stopped once by a question that reads otherwise.
        if isEdited { showing.isFirst = true }
        return .item(showing, try progress())
    }

    /// The next row of which something is asked; one whose questions were all taken out of the study is taken off.
    private func claimWithQuestions() throws -> BlindPresentation? {
        while let one = try claim() {
            guard try showing(one).isUnasked(by: copy.criteria) else { return one }
            try store.takeOff(one)
        }
        return nil
    }

    /// The open item that was left to go back, else the next one.
    private func claim() throws -> BlindPresentation? {
        let open =
            try queue.place == nil
            ? nil
            : store.held(study: copy.name, reviewer: reviewer, owner: .current, lease: copy.lease, at: clock())
        return try open
            ?? store.claimNext(study: copy.name, reviewer: reviewer, owner: .current, lease: copy.lease, at: clock())
    }

    /// The next of the rows to go back to, or what was gone back to and left unfinished.
    private func queued() throws -> Event? {
        while let row = queue.next() {
            do {
                return try revisit(row)
            } catch let error as StoreError where queue.isList {
                // One that cannot be shown any more does not end the list.
                queue.pass(row)
                handle(.told("\(error)"))
            }
        }
        guard !queue.isList, queue.allows(session.doneCount), session.doneCount == 0, presentation == nil,
            let row = try store.unfinishedRevision(study: copy.name, reviewer: reviewer, at: clock())
        else { return nil }
        let event = try revisit(row)
        guard case .item(let showing, _) = event, let presentation, showing.isUnasked(by: copy.criteria) else {
            return event
        }
        // What was begun is about questions that the study does not ask any more.
        try store.keepDraft("", of: presentation.id, study: copy.name, reviewer: reviewer)
        self.presentation = nil
        return nil
    }

    private func putOff() throws -> Event {
        flush()
        guard let presentation else { return try next() }
        try store.putOff(presentation, study: copy.name, reviewer: reviewer, owner: .current, at: clock())
        return try next()
    }

    /// After every so many single responses that are none of training.
    func asksGuess(_ presentation: BlindPresentation) throws -> Bool {
        guard let every = copy.sitting.guess?.every, presentation.isSingle else { return false }
        let known = try singles ?? store.ratedSingles(study: copy.name, reviewer: reviewer)
        singles = known
        return (known + 1) % every == 0
    }

    private func reveal() throws -> Event {
        guard let presentation else { return try next() }
        let lessons = try store.reveal(presentation, study: copy.name, reviewer: reviewer, at: clock())
        return lessons.isEmpty ? try next() : .expected(lessons)
    }

    private func guess(_ label: String?) throws -> Event {
        if let presentation {
            try store.guess(label, of: presentation, study: copy.name, reviewer: reviewer, at: clock())
        }
        return try next()
    }

    /// How far the reviewer is; what is left of this session, or of all.
    package func progress(ofAll: Bool = false) throws -> ReviewerProgress {
        let pace = try store.pace(study: copy.name, reviewer: reviewer)
        var progress = ReviewerProgress(
            done: pace.done,
            skipped: pace.skipped,
            left: ofAll ? pace.left : queue.left(of: pace.left, doneCount: session.doneCount),
            leftForAnyone: pace.leftForAnyone,
            secondsPerItem: pace.medianActiveMilliseconds.map { Double($0) / 1000 }
        )
        progress.inBundle = bundle == nil ? pace.inBundle : 0
        progress.elsewhere = pace.elsewhere
        progress.elsewhereFor = pace.elsewhereSince.map { clock() - $0 }
        progress.unsaved = pace.unsaved
        progress.onlyIn = bundle?.isBehind == true ? bundle?.work : nil
        return progress
    }
}
