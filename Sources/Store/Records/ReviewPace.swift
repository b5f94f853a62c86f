/// How far and how quick a reviewer is, for that reviewer's eyes.
package struct ReviewPace: Sendable, Equatable {
    package var done: Int
    package var skipped: Int
    /// What is planned for the reviewer, and what is open to anybody and this reviewer can take.
    package var left: Int
    /// What of it is in a bundle.
    package var inBundle = 0
    /// What of it another session of this reviewer holds.
    package var elsewhere = 0
    /// When the first of these was shown there, in milliseconds UTC; nil where there is none, or no log says when.
    package var elsewhereSince: Int64?
    /// What is open to anybody.
    package var leftForAnyone: Int
    /// Changes of rated or skipped rows that were begun and are not saved.
    package var unsaved = 0
    /// The median active time of the last 20 showings that were rated; nil before the fifth.
    package var medianActiveMilliseconds: Int64?
}
