import Studies

/// What is rated: an item, two items of one prompt with the smaller id first, or a set of them.
struct Unit: Sendable {
    /// The rows of its items.
    struct Subject: Hashable, Sendable {
        var first: Int64
        /// 0 where there is none.
        private var other: Int64
        /// Of what is no set nothing: there are hundreds of thousands of these.
        private var all: [Int64]?

        var second: Int64? { other == 0 ? nil : other }
        /// Of a set all, by their ids.
        var members: [Int64] { all ?? [] }

        init(first: Int64, second: Int64? = nil, members: [Int64] = []) {
            self.first = first
            other = second ?? 0
            all = members.isEmpty ? nil : members
        }

        /// Hundreds of thousands are looked up, and few of them are sets.
        func hash(into hasher: inout Hasher) {
            hasher.combine(first)
            hasher.combine(other)
            if let all { hasher.combine(all) }
        }
    }

    var subject: Subject
    var key: UInt64
    /// Of a set all models; of what is none the two numbers behind it.
    private var many: [Int]?
    private var place: Int32
    /// −1 where there is none.
    private var one: Int32 = -1
    private var other: Int32 = -1

    var prompt: Int { Int(place) }

    /// The model of the first item, and of the second; of identical texts the first in the study's order.
    var models: [Int] {
        if let many { return many }
        return [one, other].compactMap { $0 < 0 ? nil : Int($0) }
    }

    /// The first of `models`.
    var firstModel: Int { Int(one) }

    /// Hands over each of `models`, without a list of them.
    func eachModel(_ body: (Int) -> Void) {
        if let many { return many.forEach(body) }
        if one >= 0 { body(Int(one)) }
        if other >= 0 { body(Int(other)) }
    }

    /// Two models as one number, whichever stands first.
    var modelPair: Int { other < 0 ? -1 : Int(min(one, other)) << 20 | Int(max(one, other)) }

    /// Whether the item with the smaller id belongs to the later model.
    var isTurned: Bool { other >= 0 && one > other && (many?.count ?? 2) == 2 }

    /// Whether a pair has a text of the other one, or is it.
    func shares(with other: Unit) -> Bool {
        let texts = [other.subject.first, other.subject.second ?? other.subject.first]
        return texts.contains(subject.first) || texts.contains(subject.second ?? subject.first)
    }

    init(_ answer: PlanState.Answer) {
        subject = Subject(first: answer.item)
        key = answer.key
        place = Int32(answer.prompt)
        one = Int32(answer.model)
    }

    /// What is planned of items that are not current any more.
    init(_ subject: Subject) {
        self.subject = subject
        (key, place) = (0, 0)
    }

    /// A set of different items.
    init(set answers: [PlanState.Answer]) {
        let sorted = answers.sorted { $0.key < $1.key }
        subject = Subject(first: sorted[0].item, members: sorted.map(\.item))
        key = sorted.reduce(0) { ($0 &* 0x9E37_79B9_7F4A_7C15) ^ $1.key }
        place = Int32(sorted[0].prompt)
        many = sorted.map(\.model)
        one = Int32(sorted[0].model)
        if sorted.count > 1 { other = Int32(sorted[1].model) }
    }

    init(_ one: PlanState.Answer, _ other: PlanState.Answer) {
        let (first, second) = one.key < other.key ? (one, other) : (other, one)
        subject = Subject(first: first.item, second: second.item)
        key = first.key &* 0x9E37_79B9_7F4A_7C15 ^ second.key
        place = Int32(one.prompt)
        (self.one, self.other) = (Int32(first.model), Int32(second.model))
    }
}

extension PlanState.Row {
    var subject: Unit.Subject {
        members.isEmpty
            ? Unit.Subject(first: first, second: second) : Unit.Subject(first: members[0], members: members)
    }
}
