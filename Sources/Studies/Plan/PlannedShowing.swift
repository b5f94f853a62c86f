/// One row of the plan with what only the study's owner may know of it.
package struct PlannedShowing: Sendable {
    package var reviewer: String?
    /// Of a set its first member.
    package var subject: RatingSubject
    package var prompt: String
    package var phase: RatingRecord.Phase
    package var side: RatingRecord.Side?
    package var place: Int
    package var state: ShowingState
    /// The models of each item, in the order of the items' ids; of a worsened copy those of its origin.
    package var models: [String]
    package var isDegraded: Bool
    /// Bytes of each text, likewise.
    package var lengths: [Int]

    /// The showing without what tells where its texts come from.
    package var withoutSource: PlannedShowing {
        var showing = self
        (showing.models, showing.isDegraded) = ([], false)
        return showing
    }

    package init(
        reviewer: String?,
        subject: RatingSubject,
        prompt: String,
        phase: RatingRecord.Phase,
        side: RatingRecord.Side?,
        place: Int,
        state: ShowingState,
        models: [String],
        isDegraded: Bool,
        lengths: [Int]
    ) {
        self.reviewer = reviewer
        self.subject = subject
        self.prompt = prompt
        self.phase = phase
        self.side = side
        self.place = place
        self.state = state
        self.models = models
        self.isDegraded = isDegraded
        self.lengths = lengths
    }
}
