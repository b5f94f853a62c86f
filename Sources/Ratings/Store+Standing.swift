package import Store
package import Studies

extension Store {
    /// The current ratings that figures take, in these phases: of what people gave under an older question, scale or prompt, or
    /// on a criterion that the study has no more, only how many there are.
    package func standingRatings(
        of study: String,
        phases: [RatingRecord.Phase] = [.blind]
    ) throws -> (records: [RatingRecord], stale: [RatingNote]) {
        let copy = try copy(of: study)
        let current = try currentRatings(of: study, phase: nil).filter { phases.contains($0.phase) }
        var stale: Set<Int64> = []
        var counts: [String: [RatingNote.Staleness: Int]] = [:]
        for phase in phases where current.contains(where: { $0.phase == phase && $0.kind == .human }) {
            let set = RatingSet(try ratingRows(of: study, phase: phase), copy: copy)
            for act in set.acts where set.raters[Int(act.rater)].kind == .human {
                guard let why = act.staleness else { continue }
                stale.insert(act.row)
                counts[set.criteria[Int(act.criterion)].name, default: [:]][why, default: 0] += 1
            }
        }
        guard !stale.isEmpty else { return (current, []) }
        let ids = Set(try recordsByRow(of: study).filter { stale.contains($0.key) }.map(\.value.id))
        let notes = counts.sorted { $0.key < $1.key }.flatMap { criterion, counts in
            RatingNote.Staleness.allCases.compactMap { why in
                counts[why].map { RatingNote.stale(why, criterion: criterion, rater: nil, count: $0) }
            }
        }
        return (current.filter { !ids.contains($0.id) }, notes)
    }
}
