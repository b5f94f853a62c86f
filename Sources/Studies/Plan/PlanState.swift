/// What a planner has to know: who may be asked, what can be rated, and what is planned already.
///
/// Rows of the database stand for items; `key` is the first 64 bits of an item's id, so that a plan depends on no row id.
package struct PlanState: Sendable {
    /// One current response.
    package struct Answer: Sendable {
        package var item: Int64
        package var key: UInt64
        /// Places in the study.
        package var prompt: Int
        package var model: Int
        package var sample: Int

        package init(item: Int64, key: UInt64, prompt: Int, model: Int, sample: Int) {
            self.item = item
            self.key = key
            self.prompt = prompt
            self.model = model
            self.sample = sample
        }
    }

    /// An item whose values are known beforehand.
    package struct Known: Sendable {
        package var item: Int64
        package var key: UInt64
        package var prompt: Int
        package var isTraining: Bool

        package init(item: Int64, key: UInt64, prompt: Int, isTraining: Bool) {
            self.item = item
            self.key = key
            self.prompt = prompt
            self.isTraining = isTraining
        }
    }

    /// A row of the plan that stays as it is.
    package struct Row: Sendable {
        package var first: Int64
        package var second: Int64?
        /// The items of a set, by their ids; empty for anything else.
        package var members: [Int64]
        /// The members' places in `members`, in the order of the screen.
        package var arrangement: [Int]
        /// The reviewer's place in the study; nil while it is nobody's, or of somebody who left.
        package var reviewer: Int?
        package var phase: RatingRecord.Phase
        package var side: RatingRecord.Side?
        package var position: Int
        /// False when it was skipped, revoked or is extra: its slot is to be filled again.
        package var isFilled: Bool
        /// Whether its reviewer skipped it and is not to be asked again.
        package var isSkipped: Bool
        /// Whether its reviewer has rated it.
        package var isRated: Bool

        /// What is filled is taken as rated where nothing is said of it.
        package init(
            first: Int64,
            second: Int64? = nil,
            members: [Int64] = [],
            arrangement: [Int] = [],
            reviewer: Int?,
            phase: RatingRecord.Phase = .blind,
            side: RatingRecord.Side? = nil,
            position: Int,
            isFilled: Bool = true,
            isSkipped: Bool = false,
            isRated: Bool? = nil
        ) {
            self.first = first
            self.second = second
            self.members = members
            self.arrangement = arrangement
            self.reviewer = reviewer
            self.phase = phase
            self.side = side
            self.position = position
            self.isFilled = isFilled
            self.isSkipped = isSkipped
            self.isRated = isRated ?? isFilled
        }
    }

    /// What waits, because when a text arrives would tell who wrote it.
    package struct Waiting: Sendable, Equatable {
        /// Prompts that some model has neither answered nor failed for good.
        package var prompts = 0
        /// Texts that came after others of their prompt had been shown or handed out, and would stand out alone.
        package var lateTexts = 0
        /// Texts in the place of planned ones, which stay until every text of their prompt is replaced.
        package var replacedTexts = 0

        package init(prompts: Int = 0, lateTexts: Int = 0, replacedTexts: Int = 0) {
            self.prompts = prompts
            self.lateTexts = lateTexts
            self.replacedTexts = replacedTexts
        }

        package var isEmpty: Bool { prompts == 0 && lateTexts == 0 && replacedTexts == 0 }
    }

    package var answers: [Answer]
    package var known: [Known]
    package var rows: [Row]
    package var waiting: Waiting
    /// The ids of the prompts that wait for some model.
    package var waitingPrompts: [String] = []

    package init(answers: [Answer], known: [Known] = [], rows: [Row] = [], waiting: Waiting = Waiting()) {
        self.answers = answers
        self.known = known
        self.rows = rows
        self.waiting = waiting
    }
}

/// One row to be added to the plan.
package struct PlannedRow: Sendable, Equatable {
    /// How a copy was made worse.
    package enum Harm: String, Sendable, CaseIterable {
        /// Only its beginning is left.
        case cut
        /// Its sentences stand in another order.
        case shuffled
        /// It answers another prompt.
        case otherPrompt = "other_prompt"
    }

    /// A worsened copy of `first` to be made.
    package struct Degraded: Sendable, Equatable {
        package var harm: Harm
        /// An item of another prompt, for `otherPrompt`.
        package var other: Int64?
        package var key: UInt64

        package init(harm: Harm, other: Int64?, key: UInt64) {
            self.harm = harm
            self.other = other
            self.key = key
        }
    }

    /// What few rows have: apart, as a plan has hundreds of thousands of them.
    private final class Rare: Sendable, Equatable {
        let members: [Int64]
        let arrangement: [Int]
        let distance: Int?
        let degraded: Degraded?

        /// Nil where there is nothing of it.
        init?(members: [Int64], arrangement: [Int], distance: Int?, degraded: Degraded?) {
            guard !members.isEmpty || !arrangement.isEmpty || distance != nil || degraded != nil else { return nil }
            self.members = members
            self.arrangement = arrangement
            self.distance = distance
            self.degraded = degraded
        }

        static func == (left: Rare, right: Rare) -> Bool {
            left.members == right.members && left.arrangement == right.arrangement && left.distance == right.distance
                && left.degraded == right.degraded
        }
    }

    /// The smaller id first; of a set its first member.
    package var first: Int64
    /// 0 where there is none.
    private var other: Int64
    private var rare: Rare?
    package var position: Int
    /// −1 where it is nobody's.
    private var place: Int32
    private var part: Int32
    package var side: RatingRecord.Side?
    package var phase: RatingRecord.Phase
    package var isAdaptive: Bool

    package var second: Int64? {
        get { other == 0 ? nil : other }
        set { other = newValue ?? 0 }
    }
    /// The reviewer's place in the study; nil for whoever claims it.
    package var reviewer: Int? {
        get { place < 0 ? nil : Int(place) }
        set { place = newValue.map(Int32.init) ?? -1 }
    }
    package var block: Int {
        get { Int(part) }
        set { part = Int32(newValue) }
    }

    /// The items of a set, by their ids; empty for anything else.
    package var members: [Int64] {
        get { rare?.members ?? [] }
        set { keep(newValue, arrangement, distance, degraded) }
    }
    /// The members' places in `members`, in the order of the screen.
    package var arrangement: [Int] {
        get { rare?.arrangement ?? [] }
        set { keep(members, newValue, distance, degraded) }
    }
    /// For a repeat, showings between it and the original at least.
    package var distance: Int? {
        get { rare?.distance }
        set { keep(members, arrangement, newValue, degraded) }
    }
    package var degraded: Degraded? {
        get { rare?.degraded }
        set { keep(members, arrangement, distance, newValue) }
    }

    private mutating func keep(_ members: [Int64], _ arrangement: [Int], _ distance: Int?, _ degraded: Degraded?) {
        rare = Rare(members: members, arrangement: arrangement, distance: distance, degraded: degraded)
    }

    /// Whether it is a single response.
    package var isItem: Bool { second == nil && members.isEmpty }

    package init(
        first: Int64,
        second: Int64? = nil,
        members: [Int64] = [],
        arrangement: [Int] = [],
        reviewer: Int?,
        side: RatingRecord.Side? = nil,
        phase: RatingRecord.Phase = .blind,
        position: Int = 0,
        block: Int = 0,
        distance: Int? = nil,
        degraded: Degraded? = nil,
        isAdaptive: Bool = false
    ) {
        self.first = first
        other = second ?? 0
        place = reviewer.map(Int32.init) ?? -1
        self.side = side
        self.phase = phase
        self.isAdaptive = isAdaptive
        self.position = position
        part = Int32(block)
        rare = Rare(members: members, arrangement: arrangement, distance: distance, degraded: degraded)
    }
}
