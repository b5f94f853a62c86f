package import Studies

/// What a reviewer sees of one item: texts, never who wrote them.
package struct Showing: Sendable, Equatable {
    package var prompt: String
    package var system: String?
    package var reference: String?
    package var tags: [String]
    /// One response, or the left and the right one, or those of a set.
    package var texts: [String]
    /// Whether the texts are a set to be ranked.
    package var isSet: Bool
    /// What the reviewer gave before, where this item is gone back to.
    package var earlier: [Answer]
    /// The note that stands with them.
    package var earlierNote: String?
    /// Whether it was flagged.
    package var wasFlagged: Bool
    /// What the reviewer had begun before the program ended, as `Draft.text`.
    package var draft: String?
    /// Whether this was rated or skipped already, so that a rating revises.
    package var isRevision: Bool
    /// Whether this is a practice item, of which nothing is stored.
    package var isPractice: Bool
    /// Whether what was expected is told once it is rated.
    package var isTraining: Bool
    /// Whether the kind of its model is asked for once it is rated.
    package var asksGuess: Bool

    package init(
        prompt: String,
        system: String? = nil,
        reference: String? = nil,
        tags: [String] = [],
        texts: [String],
        isSet: Bool = false,
        earlier: [Answer] = [],
        earlierNote: String? = nil,
        wasFlagged: Bool = false,
        draft: String? = nil,
        isRevision: Bool = false,
        isPractice: Bool = false,
        isTraining: Bool = false,
        asksGuess: Bool = false
    ) {
        self.prompt = prompt
        self.system = system
        self.reference = reference
        self.tags = tags
        self.texts = texts
        self.isSet = isSet
        self.earlier = earlier
        self.earlierNote = earlierNote
        self.wasFlagged = wasFlagged
        self.draft = draft
        self.isRevision = isRevision
        self.isPractice = isPractice
        self.isTraining = isTraining
        self.asksGuess = asksGuess
    }

    /// What is rated.
    package var subject: Criterion.Subject { isSet ? .set : texts.count > 1 ? .pair : .item }
}

/// One value that a reviewer gave.
package struct Answer: Sendable, Equatable {
    package var criterion: String
    /// A scale point; accept 1, reject 0; left 1, right −1, tie 0, both bad nil.
    package var value: Double?
    /// Of a ranking the places of the texts on the screen, the best first, those of one rank together; else empty.
    package var order: [[Int]]
    /// From 1 to 5, where the criterion asks for it.
    package var confidence: Int?
    /// One of the criterion's reasons, where it has any.
    package var reason: String?

    package init(
        criterion: String,
        value: Double?,
        order: [[Int]] = [],
        confidence: Int? = nil,
        reason: String? = nil
    ) {
        self.criterion = criterion
        self.value = value
        self.order = order
        self.confidence = confidence
        self.reason = reason
    }
}

/// How far a reviewer is, and at what pace.
package struct Headway: Sendable, Equatable {
    package var done: Int
    package var left: Int
    /// The median active time of an item; nil before the first.
    package var secondsPerItem: Double?

    package init(done: Int, left: Int, secondsPerItem: Double? = nil) {
        self.done = done
        self.left = left
        self.secondsPerItem = secondsPerItem
    }
}

/// Everything about one item that goes on disk with its rating.
package struct Submission: Sendable, Equatable {
    package var answers: [Answer]
    package var note: String?
    package var isFlagged: Bool
    package var time: Time

    /// Where the time of a showing went.
    package struct Time: Sendable, Equatable {
        /// Milliseconds.
        package var active: Int
        /// Milliseconds beyond the gap after which a reviewer counts as idle.
        package var idle: Int
        /// Milliseconds of each key since the showing, pauses left out.
        package var keys: [Int]
    }
}
