package import Studies

/// The blind session as a pure state machine: an event in, effects out.
///
/// A rating is given away as an effect, and the next item is asked for only when it is known to be saved. Times are
/// milliseconds of a clock that never goes back.
package struct Session: Sendable, Equatable {
    /// What the session waits for.
    package enum State: Sendable, Equatable {
        /// For Enter on the first screen.
        case starting
        /// For an item.
        case waiting
        /// For a key.
        case rating
        /// For the reason of a skip.
        case skipping
        /// For how sure the reviewer is of a criterion's answer.
        case confiding(criterion: String)
        /// For the reason of a criterion's answer.
        case reasoning(criterion: String)
        /// For the end of a line.
        case writing(Line)
        /// For the end of a page that lies over the item.
        case reading(Page)
        /// For a key that ends a pause.
        case paused
        /// For the kind of model that the reviewer thinks wrote the item just saved.
        case guessing
        /// For a key after what a training item should have got.
        case learning([Expectation])
        /// For a save to end.
        case saving
        /// For a decision, since what was asked of the world failed.
        case failed(String)
        /// Nothing is left to rate.
        case finished
        case ended
    }

    /// A line that is being written.
    package enum Line: Sendable, Equatable {
        case note, search, skipReason
        /// The number that answers a criterion.
        case number(criterion: String)
    }

    /// A page over the item.
    package enum Page: Sendable, Equatable {
        case help, guidelines
        /// What the terminal sends, and for which command a new key is waited for.
        case keys(moving: Command?)
    }

    /// Why an item cannot be rated, by key.
    package static let reasons: [(key: Character, reason: String)] = [
        ("1", "cannot judge"), ("2", "broken text"), ("3", "needs an expert"), ("4", "other"),
    ]

    package let criteria: [Criterion]
    package let sitting: Sitting
    package internal(set) var state = State.waiting
    package internal(set) var showing: Showing?
    /// Counts the showings, so that a layout knows when it is stale.
    package internal(set) var showingNumber = 0
    package internal(set) var draft = Draft()
    /// The text of the line that is being written.
    package internal(set) var line = ""
    /// What is searched for.
    package internal(set) var sought = ""
    /// How the texts are looked at.
    package internal(set) var view = TextView.rendered
    /// Whether the two of a pair are shown with what differs marked.
    package internal(set) var showsDifference = false
    package internal(set) var progress = Headway(done: 0, left: 0)
    /// How many items were rated or skipped in this session.
    package internal(set) var doneCount = 0
    /// The last thing to tell.
    package internal(set) var message = ""
    package internal(set) var preferences: Preferences
    /// The last key on the page of keys.
    package internal(set) var lastKey: Key?
    /// Whether what is shown is saved, so that nothing of it is left to keep.
    var isSettled = false
    var practice: [Showing] = []
    var pending: Effect = .next
    var stopwatch: Stopwatch
    /// Active milliseconds since the last pause.
    var sinceBreak = 0

    /// A session that begins with the first screen, or at once with an item.
    package init(
        criteria: [Criterion],
        sitting: Sitting = Sitting(),
        preferences: Preferences = Preferences(),
        beginsAtOnce: Bool = true
    ) {
        self.criteria = criteria
        self.sitting = sitting
        self.preferences = preferences
        stopwatch = Stopwatch(at: 0, idleAfter: sitting.idleMilliseconds)
        state = beginsAtOnce ? .waiting : .starting
    }

    /// The criteria that apply to what is shown.
    package var applying: [Criterion] { criteria.filter { $0.subject == showing?.subject ?? .item } }

    /// The keys that answer them.
    package var answerKeys: AnswerKeys { AnswerKeys(applying, commands: preferences.keys) }

    /// The criterion that the next natural key answers.
    package var asked: Criterion? { applying.first { answer(to: $0.name) == nil } }

    /// What was answered on this showing, not given away yet.
    package func answer(to criterion: String) -> Answer? { draft.answers.first { $0.criterion == criterion } }

    /// Whether practice items are still to come when the first screen is left.
    package var offersPractice: Bool { sitting.warmsUp && !preferences.isWarm }

    /// Takes an event at a time and returns what to do.
    package mutating func handle(_ event: Event, at now: Int = 0) -> [Effect] {
        guard state != .ended else { return [] }
        switch event {
        case .key(let key): return press(key, now)
        case .item(let showing, let progress):
            self.progress = progress
            return begin(showing, now)
        case .nothingLeft(let progress):
            self.progress = progress
            showing = nil
            state = .finished
        case .saved: return saved()
        case .expected(let expectations):
            if state == .waiting { state = .learning(expectations) }
        case .failed(let reason):
            if state == .waiting || state == .saving { state = .failed(reason) }
        case .stayed(let words):
            message = words
            state = showing == nil ? .finished : .rating
        case .told(let words): message = words
        }
        return []
    }

    /// Takes how far the reviewer is, for the first screen.
    package mutating func update(_ progress: Headway) { self.progress = progress }

    /// Asks the world for something that it answers with an event.
    mutating func ask(_ effect: Effect, _ waiting: State = .waiting) -> [Effect] {
        pending = effect
        state = waiting
        return [effect]
    }

    private mutating func begin(_ showing: Showing, _ now: Int) -> [Effect] {
        self.showing = showing
        isSettled = false
        showingNumber += 1
        draft =
            showing.draft.flatMap(Draft.init(text:)) ?? Draft(note: showing.earlierNote, isFlagged: showing.wasFlagged)
        let names = applying.map(\.name)
        draft.answers.removeAll { !names.contains($0.criterion) }
        if !draft.placing.joined().allSatisfy(showing.texts.indices.contains) { draft.placing = [] }
        view = .rendered
        showsDifference = false
        sought = ""
        line = draft.note
        // An answer whose further question was open when the program ended is asked again.
        if !draft.isWriting, !draft.answers.isEmpty, asked == nil { draft.answers.removeLast() }
        state = draft.isWriting ? .writing(.note) : .rating
        if showing.draft != nil, !draft.isEmpty { message = "what you had begun is here again" }
        stopwatch = Stopwatch(at: now, idleAfter: sitting.idleMilliseconds)
        return []
    }

    private mutating func saved() -> [Effect] {
        guard state == .saving else { return [] }
        isSettled = true
        doneCount += showing?.isRevision == true ? 0 : 1
        message = "saved"
        sinceBreak += stopwatch.active
        if let after = sitting.breakMilliseconds, preferences.wantsBreaks, sinceBreak >= after {
            let keys = preferences.keys
            message =
                "saved · you have rated for \(sinceBreak / 60_000) min: \(keys.mark(of: .pause)) pauses, "
                + "\(keys.mark(of: .breaks)) turns this off"
        }
        return followUp()
    }

    /// What comes after a rating and before the next item.
    private mutating func followUp() -> [Effect] {
        guard let showing, !showing.isRevision, case .save = pending else { return ask(.next) }
        if showing.isTraining { return ask(.reveal) }
        guard showing.asksGuess, sitting.guess != nil else { return ask(.next) }
        state = .guessing
        return []
    }
}

extension Sitting {
    var idleMilliseconds: Int { Int(idleAfter / .milliseconds(1)) }
    var breakMilliseconds: Int? { breakAfter.map { Int($0 / .milliseconds(1)) } }
}

extension KeyMap {
    /// The first key of a command, as it is shown.
    package func mark(of command: Command) -> String { keys(of: command).first?.mark ?? "" }
}
