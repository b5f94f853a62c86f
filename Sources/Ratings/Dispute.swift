package import Store
package import Studies

/// What several people scored blind, without who they are.
package struct Dispute: Sendable {
    /// Where it stands.
    package enum Outcome: String, Sendable { case unanimous, adjudicated, unresolved }

    package var subject: RatingSubject
    package var prompt: String
    package var criterion: String
    /// Ascending.
    package var scores: [Double]
    /// The range of the scores in steps of the scale; for choices the share that is not the most frequent.
    package var spread: Double
    package var outcome: Outcome
    package var agreed: Double?

    /// Everything that two people or more scored, the greatest spread first.
    package static func all(of study: String, in store: Store) throws -> [Dispute] {
        let copy = try store.copy(of: study)
        let blind = RatingSet(try store.ratingRows(of: study), copy: copy)
        let settled = RatingSet(try store.ratingRows(of: study, phase: .adjudicated), copy: copy)
        var agreed: [String: Double] = [:]
        for opinion in settled.opinions {
            agreed["\(settled.subjects.name(of: Int(opinion.subject))) \(opinion.criterion)"] = opinion.number
        }
        return copy.criteria.indices.filter { copy.criteria[$0].subject != .set }.flatMap { number in
            blind.disputes(on: number, copy.criteria[number]) { agreed["\($0) \(number)"] }
        }.sorted { ($1.spread, $0.subject.name, $0.criterion) < ($0.spread, $1.subject.name, $1.criterion) }
    }

    /// The outcome as a rating.
    package func record(_ value: Double, _ criterion: Criterion, by name: String, at time: Int64) -> RatingRecord {
        RatingRecord(
            study: "",
            subject: subject,
            prompt: prompt,
            criterion: self.criterion,
            criterionSHA256: criterion.sha256,
            value: value,
            label: criterion.label(of: value),
            rater: name,
            kind: .human,
            phase: .adjudicated,
            at: time
        )
    }
}

extension RatingSet {
    fileprivate func disputes(_ opinions: [Opinion]) -> [[Opinion]] {
        var groups = [[Opinion]](repeating: [], count: subjects.count)
        for opinion in opinions { groups[Int(opinion.subject)].append(opinion) }
        return groups.filter { $0.count > 1 }
    }

    fileprivate func disputes(on number: Int, _ criterion: Studies.Criterion, agreed: (String) -> Double?) -> [Dispute]
    {
        let people = opinions(on: number).filter { raters[Int($0.rater)].kind == .human && $0.number != nil }
        return disputes(people).compactMap { group in
            let subject = Int(group[0].subject)
            guard let outside = self.subjects.subject(subject) else { return nil }
            let scores = group.compactMap(\.number).sorted()
            let spread = Self.spread(scores, criterion)
            let settled = agreed(subjects.name(of: subject))
            return Dispute(
                subject: outside,
                prompt: subjects.prompt(of: subject) ?? "",
                criterion: criterion.name,
                scores: scores,
                spread: spread,
                outcome: spread == 0 ? .unanimous : settled == nil ? .unresolved : .adjudicated,
                agreed: spread == 0 ? scores.first : settled
            )
        }
    }

    private static func spread(_ scores: [Double], _ criterion: Studies.Criterion) -> Double {
        guard let low = scores.first, let high = scores.last else { return 0 }
        if case .scale(let scale) = criterion.form { return (high - low) / scale.step }
        let most = Dictionary(grouping: scores) { $0 }.values.map(\.count).max() ?? 0
        return 1 - Double(most) / Double(scores.count)
    }
}
