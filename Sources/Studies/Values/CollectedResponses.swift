/// How many responses of one model there are.
package struct CollectedResponses: Sendable, Equatable {
    /// Of an imported model, whose responses that came are all there are: for which prompts it has none.
    package enum Gap: Sendable, Equatable { case none, some, all }

    package var model: String
    /// Whether nothing is asked of it.
    package var isImported: Bool
    package var done: Int
    package var left: Int
    package var failed: Int
    package var gap: Gap

    package init(_ model: String, isImported: Bool = false, done: Int, left: Int, failed: Int = 0, gap: Gap = .none) {
        self.model = model
        self.isImported = isImported
        self.done = done
        self.left = left
        self.failed = failed
        self.gap = gap
    }
}
