extension Figure {
    /// Why there is no value.
    package enum Undefined: Sendable, Equatable {
        case noAttempt
        case allFailed(Int)
        case failed(Int, of: Int)
        case tooFew(Int, needed: Int)
        case singleAttempt
        /// Of a comparison: slots with both, and how many are needed.
        case tooFewSlots(Int, needed: Int)
        case oneHour
        /// The shares of the two sides' prompts that came from a cache; nil where its server does not tell.
        case cachedUnlike(Double?, Double?)
        /// How many requests of the two sides were under way.
        case crowdedUnlike(Double, Double)
        case medianNotReached
        /// Batches tell no times.
        case noTimes
        /// Of a blind study: how long named models take for texts of its plan.
        case withheld
        case noStream
        /// Of a model without an endpoint.
        case imported
        case noProbe
        case tooFewDays(Int, needed: Int)
        case noHourWithMedian
    }
}
