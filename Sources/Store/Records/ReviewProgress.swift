/// How far a reviewer is.
package struct ReviewProgress: Sendable, Equatable {
    package var reviewer: String
    /// Stands for a reviewer where rows are open to whoever comes.
    package static let anyone = "(anyone)"

    package var done: Int
    package var skipped: Int
    package var left: Int
}

/// How far and how quick a reviewer is, for that reviewer's eyes.
package struct ReviewPace: Sendable, Equatable {
    package var done: Int
    package var skipped: Int
    /// What is planned for the reviewer, and what is open to anybody and may be taken by others first.
    package var left: Int
    /// The median active time of the last showings that were rated; nil before the first.
    package var medianActiveMilliseconds: Int64?
}
