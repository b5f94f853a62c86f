/// How people rate: who rates what, what they see, and how long a claim lasts.
package struct ReviewSettings: Sendable, Equatable {
    /// Which pairs of models are compared.
    package enum Pairs: Sendable, Equatable {
        /// Each text of a prompt with the next one, in a ring whose order is drawn for the prompt and the reviewer.
        case ring
        /// One pair for each reviewer and prompt.
        case spread
        case all
        /// Each model against the baseline, whose texts come back in every pair: only where recurrence is allowed.
        case baseline
        /// At most this many pairs of items.
        case budget(Int)
    }

    /// How many items of a tag or model are planned.
    package struct Quota: Sendable, Equatable {
        /// What a quota counts.
        package enum Group: String, Sendable, CaseIterable {
            case tag, model
        }

        package var group: Group
        package var name: String
        package var count: Int

        package init(group: Group, name: String, count: Int) {
            self.group = group
            self.name = name
            self.count = count
        }
    }

    /// What becomes of responses that name who wrote them.
    package enum LeakPolicy: String, Sendable, CaseIterable {
        case report, mask, exclude
    }

    /// What is shown beside prompt and response.
    package enum Shown: String, Sendable, CaseIterable {
        case system, reference, tags
        /// That a response stopped at a limit of tokens, without the number.
        case truncated
    }

    /// Reviewers for each overlapping item; nil means every reviewer rates every item.
    package var overlap: Int?
    /// The share of items that `overlap` people rate; the rest is rated by one.
    package var overlapShare: Double
    /// The share of a reviewer's own items that come back hidden.
    package var repeats: Double
    /// Showings between a repeat and its original at least; nil for a third of the items, 50 at the most.
    package var distance: Int?
    /// The share of a reviewer's own items of which a worsened copy is shown too.
    package var attention: Double
    /// Parts of the plan, one after the other, each with every model equally often.
    package var blocks: Int
    package var quotas: [Quota]
    /// Whether an item is for whoever comes first, not for a named reviewer.
    package var isOpen: Bool
    package var leaks: LeakPolicy
    package var pairs: Pairs
    package var lease: Duration
    package var show: [Shown]
    package var sitting: Sitting
    /// The kind of each model that `sitting.guess` asks about, by its name.
    package var kinds: [String: String] = [:]
    package var seed: UInt64

    package init(
        overlap: Int? = nil,
        overlapShare: Double = 1,
        repeats: Double = 0,
        distance: Int? = nil,
        attention: Double = 0,
        blocks: Int = 1,
        quotas: [Quota] = [],
        isOpen: Bool = false,
        leaks: LeakPolicy = .report,
        pairs: Pairs = .ring,
        lease: Duration = .seconds(1800),
        show: [Shown] = [.truncated],
        sitting: Sitting = Sitting(),
        seed: UInt64 = 1
    ) {
        self.overlap = overlap
        self.overlapShare = overlapShare
        self.repeats = repeats
        self.distance = distance
        self.attention = attention
        self.blocks = blocks
        self.quotas = quotas
        self.isOpen = isOpen
        self.leaks = leaks
        self.pairs = pairs
        self.lease = lease
        self.show = show
        self.sitting = sitting
        self.seed = seed
    }
}
