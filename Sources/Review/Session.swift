package import Studies

/// What a reviewer sees of one item: texts, never who wrote them.
package struct Showing: Sendable, Equatable {
    package var prompt: String
    package var system: String?
    package var reference: String?
    package var tags: [String]
    /// One response, or the left and the right one.
    package var texts: [String]

    package init(
        prompt: String,
        system: String? = nil,
        reference: String? = nil,
        tags: [String] = [],
        texts: [String]
    ) {
        self.prompt = prompt
        self.system = system
        self.reference = reference
        self.tags = tags
        self.texts = texts
    }
}

/// One value that a reviewer gave.
package struct Answer: Sendable, Equatable {
    package var criterion: String
    /// A scale point; accept 1, reject 0; left 1, right −1, tie 0, both bad nil.
    package var value: Double?

    package init(criterion: String, value: Double?) {
        self.criterion = criterion
        self.value = value
    }
}

/// What happens to a session.
package enum Event: Sendable, Equatable {
    /// A key was pressed.
    case key(Character)
    /// The next item, or nil when none is left.
    case item(Showing?)
    /// The last effect is on disk.
    case saved
    /// The last effect failed, and why.
    case failed(String)
    /// The line that the reviewer typed after being asked for one.
    case line(String)
}

/// What a session asks of the world.
package enum Effect: Sendable, Equatable {
    /// Make these durable, then send `saved`.
    case save([Answer], note: String?, isFlagged: Bool)
    /// Note that the item cannot be rated, then send `saved`.
    case skip(reason: String)
    /// Take back the newest item and send it as `item`.
    case undo
    /// Send the next `item`.
    case next
    /// Ask for a line of text and send it as `line`.
    case askLine(String)
    /// Restore the terminal and end.
    case quit
}

/// The blind session as a pure state machine: an event in, effects out.
///
/// A rating is given away as an effect, and the next item is asked for only when it is known to be saved.
package struct Session: Sendable, Equatable {
    /// What the session waits for.
    package enum State: Sendable, Equatable {
        /// For an item.
        case waiting
        /// For a key.
        case rating
        /// For the reason of a skip.
        case skipping
        /// For a note.
        case noting
        /// For a save to end.
        case saving
        /// Nothing is left to rate.
        case finished
        case ended
    }

    /// Why an item cannot be rated, by key.
    package static let reasons: [(key: Character, reason: String)] = [
        ("1", "cannot judge"), ("2", "broken text"), ("3", "needs an expert"), ("4", "other"),
    ]

    package let criteria: [Criterion]
    package private(set) var state = State.waiting
    package private(set) var showing: Showing?
    package private(set) var answers: [Answer] = []
    package private(set) var note: String?
    package private(set) var isFlagged = false
    package private(set) var showsHelp = false
    /// How the texts are looked at.
    package private(set) var view = TextView.rendered
    /// Whether the two of a pair are shown with what differs marked.
    package private(set) var showsDifference = false
    /// How many items were rated or skipped in this session.
    package private(set) var doneCount = 0
    /// The last thing to tell.
    package private(set) var message = ""

    package init(criteria: [Criterion]) { self.criteria = criteria }

    /// The criteria that apply to what is shown.
    package var applying: [Criterion] {
        criteria.filter { $0.isPairwise == ((showing?.texts.count ?? 1) > 1) }
    }

    /// The criterion that the next key rates.
    package var asked: Criterion? {
        let applying = applying
        return answers.count < applying.count ? applying[answers.count] : nil
    }

    /// Takes an event and returns what to do.
    package mutating func handle(_ event: Event) -> [Effect] {
        switch (state, event) {
        case (.ended, _): return []
        case (_, .item(let showing)): return begin(showing)
        case (.saving, .saved):
            doneCount += 1
            message = "saved"
            state = .waiting
            return [.next]
        case (_, .failed(let reason)):
            message = "NOT saved: \(reason)"
            answers = []
            state = showing == nil ? .finished : .rating
            return []
        case (.noting, .line(let text)):
            note = text.isEmpty ? nil : text
            state = .rating
            return []
        case (.skipping, .key(let key)): return skip(key)
        case (.rating, .key(let key)): return rate(key)
        case (.finished, .key("u")): return undo()
        case (.finished, .key("q")), (.waiting, .key("q")): return quit()
        default: return []
        }
    }

    private mutating func begin(_ showing: Showing?) -> [Effect] {
        self.showing = showing
        answers = []
        note = nil
        isFlagged = false
        view = .rendered
        showsDifference = false
        state = showing == nil ? .finished : .rating
        return []
    }

    private mutating func quit() -> [Effect] {
        state = .ended
        return [.quit]
    }

    private mutating func undo() -> [Effect] {
        state = .waiting
        doneCount = max(0, doneCount - 1)
        message = "taken back"
        return [.undo]
    }

    private mutating func skip(_ key: Character) -> [Effect] {
        guard let reason = Self.reasons.first(where: { $0.key == key })?.reason else {
            state = .rating
            message = "not skipped"
            return []
        }
        state = .saving
        return [.skip(reason: reason)]
    }

    private mutating func rate(_ key: Character) -> [Effect] {
        message = ""
        // A criterion's own keys come first: on accept/reject `n` means no, and `N` opens the note.
        guard let asked, let choice = asked.choices.first(where: { $0.key == key }) else { return command(key) }
        answers.append(Answer(criterion: asked.name, value: choice.value))
        guard self.asked == nil else { return [] }
        state = .saving
        return [.save(answers, note: note, isFlagged: isFlagged)]
    }

    private mutating func command(_ key: Character) -> [Effect] {
        switch key {
        case "q": return quit()
        case "u" where answers.isEmpty: return undo()
        case "u": answers.removeLast()
        case " ": state = .skipping
        case "f": isFlagged.toggle()
        case "?": showsHelp.toggle()
        case "v":
            view = view.next
            message = "view: \(view)"
        case "d" where (showing?.texts.count ?? 1) > 1: showsDifference.toggle()
        case "n", "N":
            state = .noting
            return [.askLine("note: ")]
        default: message = "no such key: ? for help"
        }
        return []
    }
}
