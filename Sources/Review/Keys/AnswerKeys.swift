package import Studies

/// One answer that a single key gives.
package struct Choice: Sendable, Equatable {
    package var value: Double?
    package var label: String
    package var key: AnswerKey
}

/// How a question is answered.
package enum QuestionForm: Sendable, Equatable {
    /// One key is one answer: a scale whose points all are digits, accept or reject, a pair.
    case keys([Choice])
    /// A number is typed and Enter ends it.
    case typed(Scale)
    /// The numbers of the texts put them in order, and Enter saves the order.
    case order(tie: Bool)
}

extension Criterion {
    /// How it is answered: a short scale is one whose points all are single digits; a digit is that point and no other.
    package var questionForm: QuestionForm {
        switch form {
        case .scale(let scale):
            let points = scale.points
            guard points.allSatisfy({ $0 >= 0 && $0 <= 9 && $0 == $0.rounded() }) else { return .typed(scale) }
            return .keys(
                points.map { Choice(value: $0, label: scale.label(of: $0) ?? "", key: .digit(Int($0))) }
            )
        case .accept:
            return .keys([
                Choice(value: 1, label: "yes", key: .yes), Choice(value: 0, label: "no", key: .no),
            ])
        case .pairwise(let tie, let bothBad):
            return .keys(
                [
                    Choice(value: 1, label: "A, left", key: .left), Choice(value: -1, label: "B, right", key: .right),
                ] + (tie ? [Choice(value: 0, label: "tie", key: .tie)] : [])
                    + (bothBad ? [Choice(value: nil, label: "both bad", key: .bothBad)] : [])
            )
        case .ranking(_, let tie): return .order(tie: tie)
        }
    }

    var isRanking: Bool { if case .order = questionForm { true } else { false } }
    var isTyped: Bool { if case .typed = questionForm { true } else { false } }

    /// The single keys that answer it; empty where a number is typed or texts are ordered.
    package var choices: [Choice] { if case .keys(let choices) = questionForm { choices } else { [] } }

    /// What is pressed for an answer, in words.
    package func keyWords(_ map: KeyMap, texts: Int) -> String {
        switch questionForm {
        case .keys(let choices):
            let marks = choices.map { map.mark(of: $0.key) }
            if case .scale(let scale) = form, scale.step == 1, let first = marks.first, let last = marks.last {
                return "\(first) to \(last)"
            }
            return marks.dropLast().joined(separator: ", ") + " or " + (marks.last ?? "")
        case .typed(let scale):
            let ends = [scale.min, scale.max].map(JSONValue.canonicalNumber)
            return "a number from \(ends[0]) to \(ends[1]), then Enter"
        case .order: return "1 to \(texts), the best first"
        }
    }

    /// An answer in words to be read aloud: an order without signs.
    package func aloud(_ answer: Answer) -> String {
        answer.order.isEmpty ? words(of: answer) : Session.aloud(answer.order)
    }

    /// An answer in words, such as `4 good`, `yes`, `A` or `2 > 1=3`.
    package func words(of answer: Answer) -> String {
        if !answer.order.isEmpty { return Session.words(of: answer.order) }
        switch form {
        case .scale(let scale):
            guard let value = answer.value else { return "" }
            let number = JSONValue.canonicalNumber(value)
            return scale.label(of: value).map { $0 == number ? number : "\(number) \($0)" } ?? number
        case .accept: return answer.value == 1 ? "yes" : "no"
        case .pairwise: return answer.value.map { $0 == 0 ? "tie" : $0 > 0 ? "A" : "B" } ?? "both bad"
        case .ranking: return ""
        }
    }
}
