import Ratings
import Reviewing
import Store
import Studies

extension AdjudicationCase {
    /// The unresolved disputes of a study as cases to be settled by a reviewer, one for each item with all its disputed
    /// criteria; judges' scores are not among them.
    static func unresolved(of copy: StudyCopy, in store: Store, by name: String) throws -> [AdjudicationCase] {
        let disputes = try Dispute.all(of: copy.name, in: store).filter { $0.outcome == .unresolved }
        let records = try store.standingRatings(of: copy.name).records.filter {
            $0.kind == .human && $0.outcome == .rated
        }
        let given = Dictionary(grouping: records) { "\($0.subject.name) \($0.criterion)" }
        let names = Set(records.map(\.rater)).sorted()
        let people = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
        var cases: [AdjudicationCase] = []
        for one in disputes {
            let own = given["\(one.subject.name) \(one.criterion)"] ?? []
            let scores = own.map {
                Score(criterion: one.criterion, value: $0.value, note: $0.note, person: people[$0.rater] ?? 0)
            }
            let isOwn = own.contains { $0.rater == name }
            guard let place = cases.firstIndex(where: { $0.subject == one.subject }) else {
                cases.append(
                    AdjudicationCase(subject: one.subject, criteria: [one.criterion], scores: scores, isOwn: isOwn)
                )
                continue
            }
            cases[place].criteria.append(one.criterion)
            cases[place].scores += scores
            cases[place].isOwn = cases[place].isOwn || isOwn
        }
        return cases
    }
}
