import Foundation
package import Studies

/// Reads a judge's replies in the form that its manner asks for; what is not exactly that is unparsed.
package struct ReplyReader: Sendable {
    private let criteria: [Criterion]
    private let manner: Judge.Manner

    package init(criteria: [Criterion], manner: Judge.Manner) {
        self.criteria = criteria
        self.manner = manner
    }

    /// One verdict for each criterion, in the order shown.
    package func verdicts(in reply: String) -> [Verdict] {
        let verdicts = read(reply)
        let hasNone = verdicts.allSatisfy { if case .unparsed = $0 { true } else { false } }
        return hasNone && ReplyText.isRefusal(reply, of: criteria) ? criteria.map { _ in .refused } : verdicts
    }

    private func read(_ reply: String) -> [Verdict] {
        if manner.isTogether { return together(reply) }
        return criteria.map { criterion in
            switch manner.reply {
            case .json: Verdict(parsing: reply, criterion: criterion)
            case .bare: Self.bare(reply, criterion)
            case .pattern: Self.found(manner.pattern ?? "", in: reply, criterion)
            }
        }
    }

    /// `{"criteria": {name: verdict}}` with every criterion once and no other.
    private func together(_ reply: String) -> [Verdict] {
        func all(_ problem: String) -> [Verdict] { criteria.map { _ in .unparsed(problem) } }
        switch ReplyText.object(in: reply) {
        case .failure(let problem): return all(problem.description)
        case .success(let object):
            let json = object.json["criteria"]
            guard json?.members != nil else { return all("needs the member 'criteria' with an object") }
            return criteria.map { criterion in
                json?[criterion.name].map { Verdict($0, criterion: criterion).unless(object.around, criterion) }
                    ?? .unparsed("does not judge '\(criterion.name)'")
            }
        }
    }

    /// A number or a word of the criterion, alone.
    private static func bare(_ reply: String, _ criterion: Criterion) -> Verdict {
        let text = ReplyText.answer(in: reply).trimmingCharacters(in: .whitespacesAndNewlines)
        if let number = try? JSONValue(parsing: text), number.number != nil {
            return Verdict(.object([("score", number)]), criterion: criterion)
        }
        if case .scale = criterion.form { return .unparsed("not a number and nothing else") }
        return Verdict(.object([("choice", .string(text))]), criterion: criterion)
    }

    /// What the pattern's group holds, wherever the pattern stands; where it stands twice and says two things, nobody knows.
    private static func found(_ pattern: String, in reply: String, _ criterion: Criterion) -> Verdict {
        guard let expression = try? NSRegularExpression(pattern: pattern) else {
            return .unparsed("the pattern cannot be used")
        }
        guard let places = PatternBound.said(expression, in: ReplyText.answer(in: reply)) else {
            return .unparsed("the pattern takes too long on this reply")
        }
        let found = Set(places)
        guard let said = found.first else { return .unparsed("nothing in it fits the pattern") }
        guard found.count == 1 else { return .unparsed("the pattern fits \(found.count) different verdicts") }
        if case .pairwise = criterion.form {
            let letters = ["a": "first", "b": "second", "c": "tie"]
            let word = said.trimmingCharacters(in: .whitespaces).lowercased()
            return Verdict(.object([("choice", .string(letters[word] ?? word))]), criterion: criterion)
        }
        return bare(String(said), criterion)
    }

    /// The places of the texts shown, best first, of `{"reason", "ranking": […]}`: each of 1 to `count` once.
    package static func ranking(in reply: String, count: Int) -> Result<[Int], StudiesError> {
        ReplyText.object(in: reply).flatMap { object in
            guard let places = object.json["ranking"]?.array?.map(\.integer) else {
                return .failure(StudiesError("needs 'ranking', a list of numbers"))
            }
            guard places.compactMap(\.self).sorted() == Array(1...max(1, count)), places.count == count else {
                return .failure(StudiesError("'ranking' must have each number from 1 to \(count) once"))
            }
            guard !object.around.numbers.contains(where: { (1...Double(max(1, count))).contains($0) }) else {
                return .failure(StudiesError(Verdict.contrary))
            }
            return .success(places.compactMap(\.self))
        }
    }
}
