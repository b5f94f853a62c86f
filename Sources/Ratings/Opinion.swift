package import Studies

/// What one rater holds of one subject on one criterion: the only value that figures take.
package struct Opinion: Sendable {
    /// Why a rater who gave verdicts holds nothing.
    package enum Lack: Sendable, Equatable {
        /// No value has more than half of the votes.
        case noMajority
        case noQuorum(votes: Int, of: Int, needed: Int)
    }

    package var subject: Int32
    package var rater: Int32
    package var criterion: Int32
    /// The place among the set's acts of one that it rests on.
    package var act: Int32
    package var outcome: RatingRecord.Outcome
    /// NaN where there is none: both bad, or no rating.
    package var value: Double
    package var lack: Lack?

    /// The value of a rating; of 'both bad', which prefers neither text, that of a tie.
    package var number: Double? { outcome == .rated ? isBothBad ? 0 : value : nil }

    /// Whether neither of two texts will do.
    package var isBothBad: Bool { outcome == .rated && value.isNaN }
}

/// One rating that is current, of whichever version.
package struct Act: Sendable {
    /// The row in the database.
    package var row: Int64
    package var subject: Int32
    package var rater: Int32
    package var criterion: Int32
    /// −1 where there is none.
    package var version: Int32
    /// −1 where there is none.
    package var sample: Int32
    package var outcome: RatingRecord.Outcome
    package var side: RatingRecord.Side?
    /// Why it is in no figure.
    package var staleness: RatingNote.Staleness?
    /// NaN where there is none.
    package var value: Double
}
