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
    /// A part of each judge's version, which a better parser leaves as it is.
    package static let parserVersion = 1
    /// The revision of this parser, kept beside the version: 2 reads what is no guess to read, 3 reads no verdict that the
    /// words around it contradict, 4 looks for patterns by ICU's expressions alone, and behind a closing tag of reasoning
    /// whose opening one the judge's own template wrote, 5 knows OpenAI's channels and other tags of reasoning.
    package static let parserRevision = 5
    /// In the place of a revision: the reply is stored, and not read yet.
    static let unread = 0

    /// Reads exactly one JSON object `{"reason", "score" | "choice"}`, alone or in one code fence; all else is unparsed.
    package init(parsing reply: String, criterion: Criterion) {
        switch ReplyText.object(in: reply) {
        case .failure(let problem): self = .unparsed(problem.description)
        case .success(let object):
            self = Verdict(object.json, criterion: criterion).unless(object.around, criterion)
        }
    }

    /// Why a verdict is not read that the words around it contradict.
    static let contrary = "the words around the code fence name another verdict"

    /// The verdict, unless the words around it name another.
    func unless(_ around: SpokenVerdict, _ criterion: Criterion) -> Verdict {
        guard case .scored(let value, _) = self, around.contradicts(value, on: criterion) else { return self }
        return .unparsed(Self.contrary)
    }

    /// Reads the object of one verdict.
    init(_ json: JSONValue, criterion: Criterion) {
        guard json.members != nil else {
            self = .unparsed("not a JSON object")
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
        // Servers that hold a model to a schema write null for what is left out.
        let (score, choice) = (json["score"], json["choice"])
        switch (criterion.form, score == .null ? nil : score, choice == .null ? nil : choice) {
        case (.scale, let score?, nil), (.accept, let score?, nil):
            guard let value = number(score) else { return .unparsed("'score' is no number") }
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

    /// A number, or a text that is one and nothing else.
    private static func number(_ value: JSONValue) -> Double? {
        if let number = value.number { return number }
        return value.string.flatMap { try? JSONValue(parsing: $0) }?.number
    }
}
