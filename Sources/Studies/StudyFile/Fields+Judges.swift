extension Fields {
    static let mannerKeys = [
        "reply", "vote", "structured", "weighted", "together", "ranking", "reworded", "examples",
    ]

    /// How an entry of `judges` asks.
    var manner: Judge.Manner {
        var manner = Judge.Manner()
        manner.reply = choice("reply", Judge.Manner.Reply.self) ?? .json
        manner.vote = choice("vote", Judge.Manner.Vote.self)
        manner.isStructured = bool("structured") ?? false
        manner.isWeighted = bool("weighted") ?? false
        manner.isTogether = bool("together") ?? false
        manner.isRanking = bool("ranking") ?? false
        manner.reworded = text("reworded")
        if let fields = fields("examples", known: ["rater", "count"]), let rater = fields.requiredText("rater") {
            manner.examples = Judge.Manner.Examples(rater: rater, count: fields.integer("count", atLeast: 1) ?? 3)
        }
        return manner
    }
}

extension Judge {
    /// What in a judge's entry does not fit together, in words.
    func problems(endpoint: Endpoint?, criteria: [Criterion]) -> [String] {
        var problems: [String] = []
        for criterion in criteria where criterion.subject == .set {
            problems.append("scores '\(criterion.name)', which ranks sets, as only people do: let it judge pairs")
        }
        if Set(criteria.map(\.isPairwise)).count > 1 {
            problems.append("mixes pairwise with other criteria: make two judges, each with its template")
        }
        if manner.isStructured, endpoint?.kind == .anthropic {
            problems.append("asks for structured output, which is not sent to Anthropic: leave 'structured' out")
        }
        if manner.isStructured, manner.reply == .bare {
            problems.append("asks for structured output and for a bare reply: keep one of the two")
        }
        if manner.isWeighted, endpoint?.kind == .anthropic {
            problems.append("weights by token probabilities, which Anthropic does not tell: leave 'weighted' out")
        }
        if manner.isWeighted, manner.isTogether || criteria.contains(where: { $0.level == .nominal }) {
            problems.append("weights by token probabilities, which needs scales, asked one at a time")
        }
        if manner.isTogether, manner.reply == .bare || manner.isRanking {
            problems.append("asks for all criteria together, which needs JSON replies: leave 'reply' and 'ranking' out")
        }
        if manner.isRanking, manner.reply == .bare || criteria.count != 1 || !criteria.allSatisfy(\.isPairwise) {
            problems.append("ranks, which needs exactly one pairwise criterion and JSON replies")
        }
        return problems
    }
}
