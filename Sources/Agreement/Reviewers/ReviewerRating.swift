/// One rating of a reviewer as the checks of rating quality see it.
package struct ReviewerRating: Sendable {
    /// What the item was shown for.
    package enum Purpose: Sendable {
        case blind
        /// The same item again, unannounced.
        case `repeat`
        /// An item whose score is known.
        case gold
        /// A worsened copy.
        case attention
        case other
    }

    package var reviewer: String
    package var subject: String
    /// What the subject answers: subjects of one prompt are no independent ones; nil where each is a prompt of its own.
    package var prompt: String?
    package var criterion: String
    /// A scale point, or for a pair 1 when the left won, −1 when the right did, 0 for a tie.
    package var value: Double
    package var isPair: Bool
    package var purpose: Purpose
    package var order: Int
    /// Active time of the showing.
    package var milliseconds: Int64?
    /// Whether that is less than reading takes; nil where time or length is unknown.
    package var isTooFast: Bool?
    /// UTF-8 bytes of the text, or of the left and the right one.
    package var lengths: [Int]
    /// What it should have got, where that is known.
    package var known: Double?

    package init(
        reviewer: String,
        subject: String,
        prompt: String? = nil,
        criterion: String,
        value: Double,
        isPair: Bool = false,
        purpose: Purpose = .blind,
        order: Int = 0,
        milliseconds: Int64? = nil,
        isTooFast: Bool? = nil,
        lengths: [Int] = [],
        known: Double? = nil
    ) {
        self.reviewer = reviewer
        self.subject = subject
        self.prompt = prompt
        self.criterion = criterion
        self.value = value
        self.isPair = isPair
        self.purpose = purpose
        self.order = order
        self.milliseconds = milliseconds
        self.isTooFast = isTooFast
        self.lengths = lengths
        self.known = known
    }
}

/// One figure about a reviewer, or about all, and what it says in words.
package struct ReviewerFigure: Sendable, Equatable {
    package var reviewer: String
    package var check: String
    /// The one criterion that it rests on; nil for all.
    package var criterion: String?
    package var estimate: Estimate
    /// Whether it is worth a talk.
    package var isNoted: Bool
    package var words: String

    /// The same of that criterion.
    func on(_ criterion: String?) -> ReviewerFigure {
        var figure = self
        figure.criterion = criterion
        return figure
    }
}
