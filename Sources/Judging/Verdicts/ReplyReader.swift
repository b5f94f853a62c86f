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
        return hasNone && ReplyText.isRefusal(reply) ? criteria.map { _ in .refused } : verdicts
    }

    private func read(_ reply: String) -> [Verdict] {
        if manner.isTogether { return together(reply) }
        return criteria.map { criterion in
            manner.reply == .bare ? Self.bare(reply, criterion) : Verdict(parsing: reply, criterion: criterion)
        }
    }

    /// `{"criteria": {name: verdict}}` with every criterion once and no other.
    private func together(_ reply: String) -> [Verdict] {
        func all(_ problem: String) -> [Verdict] { criteria.map { _ in .unparsed(problem) } }
        switch ReplyText.object(in: reply) {
        case .failure(let problem): return all(problem.description)
        case .success(let json):
            guard let members = json.members, members.count == 1, let inner = json["criteria"]?.members else {
                return all("needs the one member 'criteria' with an object")
            }
            if let unknown = inner.first(where: { name, _ in !criteria.contains { $0.name == name } }) {
                return all("judges '\(unknown.0)', which was not asked")
            }
            return criteria.map { criterion in
                json["criteria"]?[criterion.name].map { Verdict($0, criterion: criterion) }
                    ?? .unparsed("does not judge '\(criterion.name)'")
            }
        }
    }

    /// A number or a word of the criterion, alone.
    private static func bare(_ reply: String, _ criterion: Criterion) -> Verdict {
        let text = reply.trimmingCharacters(in: .whitespacesAndNewlines)
        if let number = try? JSONValue(parsing: text), number.number != nil {
            return Verdict(.object([("score", number)]), criterion: criterion)
        }
        if case .scale = criterion.form { return .unparsed("not a number and nothing else") }
        return Verdict(.object([("choice", .string(text))]), criterion: criterion)
    }

    /// The places of the texts shown, best first, of `{"reason", "ranking": […]}`: each of 1 to `count` once.
    package static func ranking(in reply: String, count: Int) -> Result<[Int], StudiesError> {
        ReplyText.object(in: reply).flatMap { json in
            guard let members = json.members, members.allSatisfy({ ["reason", "ranking"].contains($0.0) }),
                let places = json["ranking"]?.array?.map(\.integer)
            else { return .failure(StudiesError("needs 'ranking', a list of numbers, and at most 'reason' beside it")) }
            guard places.compactMap(\.self).sorted() == Array(1...max(1, count)), places.count == count else {
                return .failure(StudiesError("'ranking' must have each number from 1 to \(count) once"))
            }
            return .success(places.compactMap(\.self))
        }
    }
}
