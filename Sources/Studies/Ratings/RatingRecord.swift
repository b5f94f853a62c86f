/// What a rating is about, as it stands outside the database.
package enum RatingSubject: Sendable, Hashable {
    case item(ItemID)
    case pair(PairID)
    /// An item by its place in the ranking of a set.
    case member(ItemID, of: SetID)

    /// The item's id, or the pair's, or the item's and the set's.
    package var name: String {
        switch self {
        case .item(let item): item.rawValue
        case .pair(let pair): pair.description
        case .member(let item, let set): "\(item)@\(set)"
        }
    }

    /// What its rater had before the eyes.
    package var kind: Criterion.Subject {
        switch self {
        case .item: .item
        case .pair: .pair
        case .member: .set
        }
    }

    /// The items that it is about, the smaller id of a pair first.
    package var items: [ItemID] {
        switch self {
        case .item(let item), .member(let item, _): [item]
        case .pair(let pair): [pair.first, pair.second]
        }
    }
}

/// One line of `slam.rating.v1`: one act of one rater, without a model's name.
package struct RatingRecord: Sendable, Equatable {
    /// What became of the presentation.
    package enum Outcome: String, Sendable, CaseIterable {
        case rated, skipped, retracted, unparsed, refused, error, inconsistent
    }

    /// When, in the course of a study, a rating was given.
    package enum Phase: String, Sendable, CaseIterable {
        case blind, `repeat`, training, attention, discussed, adjudicated, gold, unblinded
    }

    /// What was on the left of a pair.
    package enum Side: String, Sendable, CaseIterable {
        /// The item with the smaller id stood on the left (for a judge: came first).
        case first
        /// The item with the larger id stood on the left.
        case second
    }

    package var study: String
    package var subject: RatingSubject
    package var prompt: String
    package var criterion: String
    package var criterionSHA256: String?
    /// A scale point; accept 1, reject 0; `first` 1, `second` −1, tie 0; nil for both bad and for what was not rated.
    package var value: Double?
    /// The value's word: an anchor, `accept`, `reject`, `first`, `second`, `tie`, `both_bad`.
    package var label: String?
    package var rater: String
    package var kind: RaterKind
    package var version: String?
    /// The judge's sample, from 1.
    package var sample: Int?
    package var phase: Phase
    /// Milliseconds UTC.
    package var at: Int64?
    /// The place in the reviewer's session, from 1.
    package var order: Int?
    package var side: Side?
    package var shownSHA256: String?
    package var activeMilliseconds: Int64?
    package var idleMilliseconds: Int64?
    package var confidence: Int?
    package var note: String?
    package var flags: [String]
    package var outcome: Outcome
    package var reason: String?
    /// The `id` of the record that this one corrects or retracts.
    package var supersedes: String?

    package init(
        study: String,
        subject: RatingSubject,
        prompt: String,
        criterion: String,
        criterionSHA256: String? = nil,
        value: Double? = nil,
        label: String? = nil,
        rater: String,
        kind: RaterKind,
        version: String? = nil,
        sample: Int? = nil,
        phase: Phase = .blind,
        at: Int64? = nil,
        order: Int? = nil,
        side: Side? = nil,
        shownSHA256: String? = nil,
        activeMilliseconds: Int64? = nil,
        idleMilliseconds: Int64? = nil,
        confidence: Int? = nil,
        note: String? = nil,
        flags: [String] = [],
        outcome: Outcome = .rated,
        reason: String? = nil,
        supersedes: String? = nil
    ) {
        self.study = study
        self.subject = subject
        self.prompt = prompt
        self.criterion = criterion
        self.criterionSHA256 = criterionSHA256
        self.value = value
        self.label = label
        self.rater = rater
        self.kind = kind
        self.version = version
        self.sample = sample
        self.phase = phase
        self.at = at
        self.order = order
        self.side = side
        self.shownSHA256 = shownSHA256
        self.activeMilliseconds = activeMilliseconds
        self.idleMilliseconds = idleMilliseconds
        self.confidence = confidence
        self.note = note
        self.flags = flags
        self.outcome = outcome
        self.reason = reason
        self.supersedes = supersedes
    }
}
