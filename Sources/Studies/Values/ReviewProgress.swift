/// How far a reviewer is.
package struct ReviewProgress: Sendable, Equatable {
    package var reviewer: String
    /// Stands for a reviewer where rows are open to whoever comes.
    package static let anyone = "(anyone)"

    package var done: Int
    package var skipped: Int
    package var left: Int
    /// What of it is in a bundle.
    package var inBundle: Int

    package init(reviewer: String, done: Int, skipped: Int, left: Int, inBundle: Int = 0) {
        self.reviewer = reviewer
        self.done = done
        self.skipped = skipped
        self.left = left
        self.inBundle = inBundle
    }
}
