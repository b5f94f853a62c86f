import Studies

/// What is rated: an item, two items of one prompt with the smaller id first, or a set of them.
struct Unit: Sendable {
    /// The rows of its items.
    struct Subject: Hashable, Sendable {
        var first: Int64
        var second: Int64?
        /// Of a set all, by their ids.
        var members: [Int64] = []

        /// Hundreds of thousands are looked up, and few of them are sets.
        func hash(into hasher: inout Hasher) {
            hasher.combine(first)
            hasher.combine(second ?? 0)
            if !members.isEmpty { hasher.combine(members) }
        }
    }

    var subject: Subject
    var key: UInt64
    var prompt: Int
    /// The model of the first item, and of the second; of identical texts the first in the study's order.
    var models: [Int]

    /// Two models as one number, whichever stands first.
    var modelPair: Int { models.count < 2 ? -1 : min(models[0], models[1]) << 20 | max(models[0], models[1]) }

    /// Whether the item with the smaller id belongs to the later model.
    var isTurned: Bool { models.count == 2 && models[0] > models[1] }

    /// Whether a pair has a text of the other one, or is it.
    func shares(with other: Unit) -> Bool {
        let texts = [other.subject.first, other.subject.second ?? other.subject.first]
        return texts.contains(subject.first) || texts.contains(subject.second ?? subject.first)
    }

    init(_ answer: PlanState.Answer) {
        subject = Subject(first: answer.item)
        key = answer.key
        prompt = answer.prompt
        models = [answer.model]
    }

    /// What is planned of items that are not current any more.
    init(_ subject: Subject) {
        self.subject = subject
        (key, prompt, models) = (0, 0, [])
    }

    /// A set of different items.
    init(set answers: [PlanState.Answer]) {
        let sorted = answers.sorted { $0.key < $1.key }
        subject = Subject(first: sorted[0].item, members: sorted.map(\.item))
        key = sorted.reduce(0) { ($0 &* 0x9E37_79B9_7F4A_7C15) ^ $1.key }
        prompt = sorted[0].prompt
        models = sorted.map(\.model)
    }

    init(_ one: PlanState.Answer, _ other: PlanState.Answer) {
        let (first, second) = one.key < other.key ? (one, other) : (other, one)
        subject = Subject(first: first.item, second: second.item)
        key = first.key &* 0x9E37_79B9_7F4A_7C15 ^ second.key
        prompt = one.prompt
        models = [first.model, second.model]
    }
}

extension PlanState.Row {
    var subject: Unit.Subject {
        members.isEmpty
            ? Unit.Subject(first: first, second: second) : Unit.Subject(first: members[0], members: members)
    }
}
