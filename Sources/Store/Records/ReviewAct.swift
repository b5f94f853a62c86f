package import Studies

/// One answer of a reviewer about a presentation.
package struct ReviewAct: Sendable, Equatable {
    package var criterion: String
    /// The version of the criterion that was on the screen; nil for today's.
    package var criterionSHA256: String?
    /// A scale point; accept 1, reject 0; left 1, right −1, tie 0, both bad nil.
    package var value: Double?
    /// Of a ranking the ranks of the texts in the order of the screen, 1 for the best; empty for anything else.
    package var ranks: [Int]
    /// From 1, unsure, to 5, sure.
    package var confidence: Int?
    /// One of the criterion's reasons.
    package var reason: String?
    package var note: String?
    package var flags: [String]

    package init(
        criterion: String,
        criterionSHA256: String? = nil,
        value: Double?,
        ranks: [Int] = [],
        confidence: Int? = nil,
        reason: String? = nil,
        note: String? = nil,
        flags: [String] = []
    ) {
        self.criterion = criterion
        self.criterionSHA256 = criterionSHA256
        self.value = value
        self.ranks = ranks
        self.confidence = confidence
        self.reason = reason
        self.note = note
        self.flags = flags
    }
}

/// How a reviewer spent the time of one showing.
package struct ReviewTime: Sendable, Equatable {
    package var activeMilliseconds: Int64
    package var idleMilliseconds: Int64
    /// When keys were pressed, in milliseconds since the showing.
    package var keyTimes: [Int]
    /// Whether prompt and reference were unfolded by hand.
    package var wasUnfolded = false

    package init(
        activeMilliseconds: Int64,
        idleMilliseconds: Int64 = 0,
        keyTimes: [Int] = [],
        wasUnfolded: Bool = false
    ) {
        self.wasUnfolded = wasUnfolded
        self.activeMilliseconds = activeMilliseconds
        self.idleMilliseconds = idleMilliseconds
        self.keyTimes = keyTimes
    }
}

/// A reviewer's own current answer, as it was given.
package struct OwnAnswer: Sendable, Equatable {
    package var criterion: String
    /// The version of the criterion that it answers.
    package var criterionSHA256: String?
    /// Whether that is today's question, or to one whose meaning an edit kept.
    package var isOfThisQuestion = true
    /// `rated` or `skipped`.
    package var outcome: RatingRecord.Outcome
    /// As the screen has it: left 1, right −1.
    package var value: Double?
    /// Of a ranking the ranks of the texts in the order of the screen; empty for anything else.
    package var ranks: [Int] = []
    package var confidence: Int?
    package var reason: String?
    package var note: String?
    package var flags: [String]
}
