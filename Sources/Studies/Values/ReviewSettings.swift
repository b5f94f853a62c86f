/// How people rate: who rates what, what they see, and how long a claim lasts.
package struct ReviewSettings: Sendable, Equatable {
    /// Which pairs of models are compared.
    package enum Pairs: Sendable, Equatable {
        /// Each model against the baseline.
        case baseline
        case all
        /// At most this many pairs of items.
        case budget(Int)
    }

    /// What is shown beside prompt and response.
    package enum Shown: String, Sendable, CaseIterable {
        case system, reference, tags
    }

    /// Reviewers for each overlapping item; nil means every reviewer rates every item.
    package var overlap: Int?
    /// The share of items that `overlap` people rate; the rest is rated by one.
    package var overlapShare: Double
    /// The share of a reviewer's own items that come back hidden.
    package var repeats: Double
    package var pairs: Pairs
    package var lease: Duration
    package var show: [Shown]
    package var seed: UInt64

    package init(
        overlap: Int? = nil,
        overlapShare: Double = 1,
        repeats: Double = 0,
        pairs: Pairs = .baseline,
        lease: Duration = .seconds(1800),
        show: [Shown] = [],
        seed: UInt64 = 1
    ) {
        self.overlap = overlap
        self.overlapShare = overlapShare
        self.repeats = repeats
        self.pairs = pairs
        self.lease = lease
        self.show = show
        self.seed = seed
    }
}
