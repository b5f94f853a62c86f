import Foundation
import Yams

extension Fields {
    static let mannerKeys = [
        "reply", "reask", "vote", "structured", "weighted", "together", "ranking", "reworded", "examples",
    ]

    /// How an entry of `judges` asks.
    var manner: Judge.Manner {
        var manner = Judge.Manner()
        (manner.reply, manner.pattern) = reply
        manner.reask = integer("reask", atLeast: 0) ?? 0
        if manner.reask > 3 { mistake("reask", "must be from 0 to 3") }
        manner.vote = choice("vote", Judge.Manner.Vote.self)
        manner.isStructured = bool("structured") ?? false
        manner.isWeighted = bool("weighted") ?? false
        manner.isTogether = bool("together") ?? false
        manner.isRanking = bool("ranking") ?? false
        manner.reworded = text("reworded")
        if let fields = fields("examples", known: ["rater", "count"]), let rater = fields.requiredText("rater") {
            manner.examples = Judge.Manner.Examples(rater: rater, count: fields.count("count", to: 1000) ?? 3)
        }
        return manner
    }
}

extension Fields {
    /// `reply`: json, bare, or a mapping with a pattern.
    private var reply: (Judge.Manner.Reply, String?) {
        let expected = "must be json, bare, or a mapping such as {pattern: '\\[\\[(\\d+)\\]\\]'}"
        switch node("reply")?.scalar?.string {
        case "json": return (.json, nil)
        case "bare": return (.bare, nil)
        case nil:
            guard node("reply") != nil, let fields = fields("reply", known: ["pattern"]),
                let pattern = fields.requiredText("pattern")
            else { return (.json, nil) }
            // Replies are read by ICU's expressions, which can be stopped.
            guard let expression = try? NSRegularExpression(pattern: pattern) else {
                fields.mistake("pattern", "is no regular expression that ICU reads (a named group is (?<name>…))")
                return (.pattern, pattern)
            }
            if expression.numberOfCaptureGroups != 1 {
                fields.mistake("pattern", "must have exactly one group, which holds the verdict")
            }
            return (.pattern, pattern)
        default:
            mistake("reply", expected)
            return (.json, nil)
        }
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
        if manner.isStructured, manner.reply != .json {
            problems.append("asks for structured output and for a bare reply: keep one of the two")
        }
        if manner.isWeighted, endpoint?.kind == .anthropic {
            problems.append("weights by token probabilities, which Anthropic does not tell: leave 'weighted' out")
        }
        if manner.isWeighted, manner.isTogether || criteria.contains(where: { $0.level == .nominal }) {
            problems.append("weights by token probabilities, which needs scales, asked one at a time")
        }
        if manner.isTogether, manner.reply != .json || manner.isRanking {
            problems.append("asks for all criteria together, which needs JSON replies: leave 'reply' and 'ranking' out")
        }
        if manner.isRanking, manner.reply != .json || criteria.count != 1 || !criteria.allSatisfy(\.isPairwise) {
            problems.append("ranks, which needs exactly one pairwise criterion and JSON replies")
        }
        return problems
    }
}
