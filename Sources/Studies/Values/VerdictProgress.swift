/// How far a judge is.
package struct VerdictProgress: Sendable, Equatable {
    package var judge: String
    /// Verdicts that were read; this and the next two are nil where nobody counted.
    package var done: Int?
    package var left: Int?
    /// Requests that failed, and replies that could not be read.
    package var failed: Int?
    /// What is wrong with its replies, a sentence each.
    package var notes: [String]

    package init(_ judge: String, done: Int? = nil, left: Int? = nil, failed: Int? = nil, notes: [String] = []) {
        self.judge = judge
        self.done = done
        self.left = left
        self.failed = failed
        self.notes = notes
    }
}
