import Store
import Studies

/// What several people scored blind, without who they are.
struct Disagreement {
    var subject: RatingSubject
    var prompt: String
    var criterion: String
    /// Ascending.
    var scores: [Double]
    /// The range of the scores in steps of the scale; for choices the share that is not the most frequent.
    var spread: Double
    /// `unanimous`, `adjudicated` or `unresolved`.
    var outcome: String
    var agreed: Double?

    var items: [ItemID] { subject.items }

    /// Everything that two people or more scored, the greatest spread first.
    static func all(of copy: StudyCopy, in store: Store) throws -> [Disagreement] {
        let blind = try store.currentRatings(of: copy.name).filter {
            $0.kind == .human && $0.outcome == .rated && $0.subject.kind != .set
        }
        let settled = try store.currentRatings(of: copy.name, phase: .adjudicated)
        let agreed = Dictionary(settled.map { ("\($0.subject.name) \($0.criterion)", $0.value) }) { _, newest in newest
        }
        let groups = Dictionary(grouping: blind.filter { $0.value != nil }) { "\($0.subject.name) \($0.criterion)" }
        let cases = groups.sorted { $0.key < $1.key }.compactMap { key, records -> Disagreement? in
            guard records.count > 1, let first = records.first,
                let criterion = copy.criteria.first(where: { $0.name == first.criterion })
            else { return nil }
            let scores = records.compactMap(\.value).sorted()
            let spread = spread(scores, criterion)
            let settled = agreed[key] ?? nil
            let outcome = spread == 0 ? "unanimous" : settled == nil ? "unresolved" : "adjudicated"
            return Disagreement(
                subject: first.subject,
                prompt: first.prompt,
                criterion: first.criterion,
                scores: scores,
                spread: spread,
                outcome: outcome,
                agreed: spread == 0 ? scores.first : settled
            )
        }
        return cases.sorted { ($1.spread, $0.subject.name, $0.criterion) < ($0.spread, $1.subject.name, $1.criterion) }
    }

    private static func spread(_ scores: [Double], _ criterion: Criterion) -> Double {
        guard let low = scores.first, let high = scores.last else { return 0 }
        if case .scale(let scale) = criterion.form { return (high - low) / scale.step }
        let most = Dictionary(grouping: scores) { $0 }.values.map(\.count).max() ?? 0
        return 1 - Double(most) / Double(scores.count)
    }

    /// The outcome as a rating.
    func record(_ value: Double, _ criterion: Criterion, by name: String, at time: Int64) -> RatingRecord {
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
