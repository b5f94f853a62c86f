import Agreement
package import Studies

/// A draw of responses for learning where automatic raters are wrong: likelier where they disagree, at random all the same.
package struct LearningDraw: Sendable {
    /// One response that could be drawn.
    package struct Candidate: Sendable {
        package let item: Int64
        package let probability: Double
        package let isDrawn: Bool
    }

    /// Every response that could be drawn, by its key.
    package let pool: [Candidate]
    /// A row for each that was, at the end of its reviewer's order.
    package let rows: [PlannedRow]

    /// `disagreement` is how far automatic raters lie apart on an item, by its row; what it does not name cannot be drawn.
    ///
    /// Who has a row of an item already gets no second one; `number` counts the draws, so that another draws others.
    package init(
        _ study: Study,
        _ state: PlanState,
        disagreement: [Int64: Double],
        count: Int,
        number: Int
    ) throws(PlanningError) {
        guard study.criteria.contains(where: { $0.subject == .item }) else {
            throw PlanningError("labels of single responses are drawn, and the study has no criterion of them")
        }
        var holders: [Int64: Set<Int>] = [:]
        var (loads, last) = ([Int: Int](), [Int: Int]())
        for row in state.rows {
            guard let reviewer = row.reviewer else { continue }
            loads[reviewer, default: 0] += 1
            last[reviewer] = max(last[reviewer] ?? 0, row.position)
            if row.second == nil, row.phase == .blind { holders[row.first, default: []].insert(reviewer) }
        }
        let reviewers = Array(study.reviewers.indices)
        let keys = Dictionary(state.answers.map { ($0.item, $0.key) }) { first, _ in first }
        let items = disagreement.keys.filter { item in
            keys[item] != nil && (holders[item]?.count ?? 0) < reviewers.count
        }.sorted { (keys[$0] ?? 0, $0) < (keys[$1] ?? 0, $1) }
        guard !items.isEmpty else {
            throw PlanningError(
                "nothing is left to draw: each response that two judges scored has a label already, or is in every reviewer's plan; a lower 'overlap' in review leaves some out"
            )
        }
        let probabilities: [Double]
        do {
            let scores = items.map { disagreement[$0] ?? 0 }
            probabilities = try labelProbabilities(scores: scores, count: min(count, items.count)).probabilities
        } catch { throw PlanningError(error.description) }
        let draw = Draw(seed: study.review.seed)
        pool = zip(items, probabilities).map { item, probability in
            let number = draw(.learning, keys[item] ?? 0, UInt64(number))
            let share = Double(number >> 11) * 0x1p-53
            return Candidate(item: item, probability: probability, isDrawn: share < probability)
        }
        var rows: [PlannedRow] = []
        for candidate in pool where candidate.isDrawn {
            let free = reviewers.filter { holders[candidate.item]?.contains($0) != true }
            guard let reviewer = free.min(by: { (loads[$0] ?? 0, $0) < (loads[$1] ?? 0, $1) }) else { continue }
            loads[reviewer, default: 0] += 1
            last[reviewer, default: 0] += 1
            rows.append(
                PlannedRow(
                    first: candidate.item,
                    reviewer: reviewer,
                    position: last[reviewer] ?? 0,
                    isAdaptive: true
                )
            )
        }
        self.rows = rows
    }
}
