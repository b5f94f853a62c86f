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
        case note, lastNote, search, skipReason
    }

    /// A page over the item.
    package enum Page: Sendable, Equatable {
        case help, guidelines
        /// The reviewer's own items.
        case list([ListedItem])
        /// What the terminal sends, and for what a new key is waited for.
        case keys(moving: KeyMap.Meaning?)
    }

    /// An answer that waits because the end of a text was never painted.
    package struct Held: Sendable, Equatable {
        package var criterion: String
        package var value: Double?
        package var order: [[Int]]
        /// The key that gave it.
        package var key: Key
    }

    /// Whether the command may do something here: the cases of a session of settling are not gone back to.
    func offers(_ command: Command) -> Bool { !isSettling || !KeyTable.ofPast.contains(command) }

    /// Forgets the last thing to say, once it was said.
    package mutating func forgetMessage() { message = "" }

    /// Why an item cannot be rated, by number.
    package static let reasons = ["cannot judge", "broken text", "needs an expert", "other"]

    package internal(set) var criteria: [Criterion]
    package let sitting: Sitting
    package internal(set) var state = State.waiting
    package internal(set) var showing: Showing?
    /// Counts the showings, so that a layout knows when it is stale.
    package internal(set) var showingNumber = 0
    /// Whether what is shown is known to be painted.
    package internal(set) var isUp = false
    package internal(set) var draft = Draft()
    /// The place of the question that is asked among those that apply; their count where all are answered.
    package internal(set) var place = 0
    package internal(set) var held: Held?
    /// The text of the line that is being written.
    package internal(set) var line = ""
    /// What is searched for, and how often Enter went on to the next match.
    package internal(set) var sought = ""
    package internal(set) var searchStep = 0
    /// How the texts are looked at.
    package internal(set) var view = TextView.rendered
    /// Whether the two of a pair are shown with what differs marked.
    package internal(set) var showsDifference = false
    /// Whether prompt and reference stand in full, or folded where there is no room.
    package internal(set) var isUnfolded = false
    /// Counts the steps to the next part of the text.
    package internal(set) var partStep = 0
    package internal(set) var progress = ReviewerProgress()
    /// The share that is done, which never falls.
    package internal(set) var share = 0.0
    /// How many items were to be done in this session when that was counted last.
    private var plannedTotal: Int?
    /// How many items were rated or skipped in this session.
    package internal(set) var doneCount = 0
    /// The last thing to say.
    package internal(set) var message = ""
    /// What was stored last, in words, until the next save.
    package internal(set) var savedWords = ""
    /// The same, to be read aloud.
    var savedAloud = ""
    package internal(set) var preferences: Preferences
    /// The last key on the page of keys.
    package internal(set) var lastKey: Key?
    /// Whether disagreements are settled, so that nothing is gone back to.
    package internal(set) var isSettling = false
    /// Whether what is shown is saved, so that nothing of it is left to keep.
    var isSettled = false
    /// What stood when this item was gone back to.
    var original = Draft()
    var practice: [Showing] = []
    var pending: Effect = .next
    var stopwatch: Stopwatch
    /// Active milliseconds since the last pause.
    var sinceBreak = 0
    /// The last key, and whether it has done what it does once.
    var run: KeyRun?
    /// The same key once more, which may be held down: it counts once that is known.
    var waitingKey: KeyRun.Waiting?
    /// The showing on which a press was not used that may have been meant to answer.
    var lostOn: Int?
    /// The top line of the text, for a quotation.
    var topLine = ""

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

    /// The criteria that are asked of what is shown.
    package var applying: [Criterion] {
        criteria.filter {
            $0.subject == showing?.subject ?? .item && showing?.asks?.contains($0.name) ?? true
        }
    }

    /// The criterion that an answer key answers now; nil where all are answered.
    package var asked: Criterion? {
        let applying = applying
        return applying.indices.contains(place) ? applying[place] : nil
    }

    /// What was answered on this showing, not given away yet.
    package func answer(to criterion: String) -> Answer? { draft.answers.first { $0.criterion == criterion } }

    /// Whether every question is answered and Enter saves.
    package var isComplete: Bool { applying.allSatisfy { answer(to: $0.name) != nil } }

    /// The places of the texts whose end was never painted; of the prompt too where the reviewer sees it for the first time.
    package var unreadTexts: [Int] {
        guard let showing else { return [] }
        return showing.parts.filter { !draft.read.contains($0) && ($0 != Showing.head || showing.isNewPrompt) }
    }

    /// Whether practice items are still to come when the first screen is left.
    package var offersPractice: Bool { sitting.warmsUp && !preferences.isWarm && progress.done + progress.skipped == 0 }

    /// Whether what others scored is on the screen.
    package var showsScores: Bool {
        guard let adjudication = showing?.adjudication else { return false }
        return adjudication.showsFirst || isComplete
    }

    /// Whether Enter is waited for before a complete item is saved.
    package var waitsForEnter: Bool {
        sitting.advance == .enter || showing?.isFirst == true
            || showing?.adjudication.map { !$0.showsFirst } == true
            || lostOn == showingNumber
    }

    /// Takes an event at a time and returns what to do.
    package mutating func handle(_ event: Event, at now: Int = 0) -> [Effect] {
        guard state != .ended else { return [] }
        switch event {
        case .key(let key): return press(key, now)
        case .item(let showing, let progress):
            take(progress)
            begin(showing, now)
        case .painted(let ends): return paint(ends, now)
        case .released:
            (run, waitingKey) = (nil, nil)
            return []
        case .lapsed: return lapse(now)
        case .nothingLeft(let progress):
            let planned = plannedTotal
            take(progress)
            // The last page counts all, of which a limit had cut.
            plannedTotal = planned
            showing = nil
            state = .finished
        case .saved: return saved()
        case .expected(let expectations):
            if state == .waiting { state = .learning(expectations) }
        case .listed(let items):
            if state == .waiting {
                line = ""
                state = .reading(.list(items))
            }
        case .failed(let reason):
            if state == .waiting || state == .saving { state = .failed(reason) }
        case .stayed(let words):
            message = words
            state = showing == nil ? .finished : .rating
        case .edited(let criteria, let words): (self.criteria, message) = (criteria, words)
        case .told(let words): message = words
        }
        return []
    }

    /// Takes how far the reviewer is; that others took some of it is said, the share that is done never falls.
    package mutating func take(_ progress: ReviewerProgress) {
        let cut = (plannedTotal ?? progress.total) - progress.total
        plannedTotal = progress.total
        if cut > 0, doneCount > 0 { message = "\(cut) of what was left for you went to others" }
        self.progress = progress
        let done = Double(progress.done + progress.skipped)
        share = max(share, progress.total > 0 ? done / Double(progress.total) : 0)
    }

    /// Asks the world for something that it answers with an event.
    mutating func ask(_ effect: Effect, _ waiting: State = .waiting) -> [Effect] {
        pending = effect
        state = waiting
        return [effect]
    }

    package static func == (left: Session, right: Session) -> Bool {
        left.state == right.state && left.showing == right.showing && left.showingNumber == right.showingNumber
            && left.draft == right.draft && left.place == right.place && left.held == right.held
            && left.line == right.line && left.message == right.message && left.isUp == right.isUp
            && left.preferences == right.preferences && left.doneCount == right.doneCount
    }
}

extension Sitting {
    var idleMilliseconds: Int { Int(idleAfter / .milliseconds(1)) }
    var breakMilliseconds: Int? { breakAfter.map { Int($0 / .milliseconds(1)) } }
}
