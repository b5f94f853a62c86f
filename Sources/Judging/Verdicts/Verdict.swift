package import Studies

/// What a judge's reply says, in the order shown.
package enum Verdict: Sendable, Equatable {
    /// A scale point; accept 1, reject 0; first 1, second −1, tie 0, both bad nil.
    case scored(Double?, reason: String?)
    /// Not exactly one verdict, and why.
    case unparsed(String)
    /// The judge would not judge.
    case refused
}

extension Verdict {
    /// The version of this parser; a part of the judge's version.
    package static let parserVersion = 1

    /// Reads exactly one JSON object `{"reason", "score" | "choice"}`, alone or in one code fence; all else is unparsed.
    package init(parsing reply: String, criterion: Criterion) {
        switch ReplyText.object(in: reply) {
        case .failure(let problem): self = .unparsed(problem.description)
        case .success(let json): self.init(json, criterion: criterion)
        }
    }

    /// Reads the object of one verdict.
    init(_ json: JSONValue, criterion: Criterion) {
        guard let members = json.members else {
            self = .unparsed("not a JSON object")
            return
        }
        if let unknown = members.first(where: { !["reason", "score", "choice"].contains($0.0) }) {
            self = .unparsed("the unknown member '\(unknown.0)'")
            return
        }
        if let reason = json["reason"], reason != .null, reason.string == nil {
            self = .unparsed("'reason' is no text")
            return
        }
        self = Self.verdict(json, criterion)
    }

    private static func verdict(_ json: JSONValue, _ criterion: Criterion) -> Verdict {
        let reason = json["reason"]?.string
        switch (criterion.form, json["score"], json["choice"]) {
        case (.scale, let score?, nil), (.accept, let score?, nil):
            guard let value = score.number else { return .unparsed("'score' is no number") }
            if let refusal = criterion.refusal(of: value) { return .unparsed("'score' \(refusal)") }
            return .scored(value, reason: reason)
        case (.accept, nil, let choice?):
            guard let value = ["accept": 1.0, "reject": 0][choice.string ?? ""] else {
                return .unparsed("'choice' must be accept or reject")
            }
            return .scored(value, reason: reason)
        case (.pairwise(let tie, let bothBad), nil, let choice?):
            switch choice.string {
            case "first": return .scored(1, reason: reason)
            case "second": return .scored(-1, reason: reason)
            case "tie" where tie: return .scored(0, reason: reason)
            case "both_bad" where bothBad: return .scored(nil, reason: reason)
            default: return .unparsed("'choice' is none of the criterion's")
            }
        default: return .unparsed("needs exactly one of 'score' and 'choice', as the criterion asks")
        }
    }
}
