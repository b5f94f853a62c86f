import Studies

/// What is rated: an item, or two items of one prompt with the smaller id first.
struct Unit: Sendable {
    /// The rows of its items.
    struct Subject: Hashable, Sendable {
        var first: Int64
        var second: Int64?
    }

    var subject: Subject
    var key: UInt64
    var prompt: Int
    /// The model of the first item, and of the second; of identical texts the first in the study's order.
    var models: [Int]

    var isPair: Bool { subject.second != nil }

    /// Two models as one number, whichever stands first.
    var modelPair: Int { models.count < 2 ? -1 : min(models[0], models[1]) << 20 | max(models[0], models[1]) }

    /// Whether the item with the smaller id belongs to the later model.
    var isTurned: Bool { models.count == 2 && models[0] > models[1] }

    init(_ answer: PlanState.Answer) {
        subject = Subject(first: answer.item)
        key = answer.key
        prompt = answer.prompt
        models = [answer.model]
    }

    init(_ one: PlanState.Answer, _ other: PlanState.Answer) {
        let (first, second) = one.key < other.key ? (one, other) : (other, one)
        subject = Subject(first: first.item, second: second.item)
        key = first.key &* 0x9E37_79B9_7F4A_7C15 ^ second.key
        prompt = one.prompt
        models = [first.model, second.model]
    }
}
