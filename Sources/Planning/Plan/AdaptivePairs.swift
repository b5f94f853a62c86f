import Foundation
package import Studies

/// Chooses the pairs that tell most about the ranking, from the comparisons so far.
package struct AdaptivePairs {
    /// One comparison of two models: 1 when the first won, 0 when the second did, a half for a tie.
    package struct Comparison: Sendable {
        package var first: Int
        package var second: Int
        package var share: Double

        package init(first: Int, second: Int, share: Double) {
            self.first = first
            self.second = second
            self.share = share
        }
    }

    private let study: Study
    private let draw: Draw
    private let count: Int
    private let allowsRecurrence: Bool
    private var games: [[Double]]
    private var wins: [[Double]]

    package init(_ study: Study, comparisons: [Comparison], allowsRecurrence: Bool = false) {
        self.study = study
        self.allowsRecurrence = allowsRecurrence
        draw = Draw(seed: study.review.seed)
        count = study.models.count
        // Half a game each way with everybody keeps the strengths finite.
        games = [[Double]](repeating: [Double](repeating: 1, count: count), count: count)
        wins = [[Double]](repeating: [Double](repeating: 0.5, count: count), count: count)
        for one in comparisons where one.first != one.second {
            games[one.first][one.second] += 1
            games[one.second][one.first] += 1
            wins[one.first][one.second] += one.share
            wins[one.second][one.first] += 1 - one.share
        }
    }

    /// At most `budget` rows, each for the reviewer with the fewest pairs, marked as adaptive. Who compares texts of a
    /// prompt already gets no further pair of it, unless recurrence is allowed.
    package mutating func rows(_ state: PlanState, budget: Int) throws(PlanningError) -> [PlannedRow] {
        guard study.criteria.contains(where: \.isPairwise) else {
            throw PlanningError("the study compares no pairs: add a pairwise criterion")
        }
        guard !study.reviewers.isEmpty else { throw PlanningError("nobody can be asked: list the reviewers") }
        var everything = study
        everything.review.pairs = .all
        let planned = Set(state.rows.filter(\.isFilled).map(\.subject))
        let list = UnitList(study: everything, answers: state.answers, draw: draw)
        let free = list.pairs.filter { !planned.contains($0.subject) && $0.models[0] != $0.models[1] }
        var byModels = Dictionary(grouping: free, by: \.modelPair).mapValues { units in
            units.sorted { draw(.pair, $0.key) > draw(.pair, $1.key) }
        }
        var loads = [Int](repeating: 0, count: study.reviewers.count)
        for row in state.rows where row.second != nil { if let reviewer = row.reviewer { loads[reviewer] += 1 } }
        let prompts = Dictionary(state.answers.map { ($0.item, $0.prompt) }) { first, _ in first }
        var busy: [Int: Set<Int>] = [:]
        for row in state.rows where row.second != nil {
            if let reviewer = row.reviewer, let prompt = prompts[row.first] {
                busy[prompt, default: []].insert(reviewer)
            }
        }
        var chosen: [(unit: Unit, reviewer: Int)] = []
        let strengths = strengths()
        while chosen.count < budget {
            let best = byModels.keys.filter { byModels[$0]?.isEmpty == false }.sorted().max {
                information($0, strengths) < information($1, strengths)
            }
            guard let best, let unit = byModels[best]?.popLast() else { break }
            let free = loads.indices.filter { allowsRecurrence || busy[unit.prompt]?.contains($0) != true }
            guard let reviewer = free.min(by: { (loads[$0], $0) < (loads[$1], $1) }) else { continue }
            busy[unit.prompt, default: []].insert(reviewer)
            loads[reviewer] += 1
            games[unit.models[0]][unit.models[1]] += 1
            games[unit.models[1]][unit.models[0]] += 1
            chosen.append((unit, reviewer))
        }
        return placed(chosen, state, list)
    }

    private func placed(_ chosen: [(unit: Unit, reviewer: Int)], _ state: PlanState, _ list: UnitList) -> [PlannedRow] {
        let units = Dictionary(list.pairs.map { ($0.subject, $0) }) { first, _ in first }
        let kept = state.rows.compactMap { row -> Sides.Row? in
            guard row.isFilled, let side = row.side, let reviewer = row.reviewer else { return nil }
            return Sides.Row(unit: units[row.subject] ?? Unit(row.subject), reviewer: reviewer, fixed: side)
        }
        let new = chosen.map { Sides.Row(unit: $0.unit, reviewer: $0.reviewer) }
        let sides = Sides(draw: draw).sides(of: kept + new).dropFirst(kept.count)
        var last = [Int](repeating: 0, count: study.reviewers.count)
        for row in state.rows { if let reviewer = row.reviewer { last[reviewer] = max(last[reviewer], row.position) } }
        return zip(chosen, sides).map { choice, side in
            last[choice.reviewer] += 1
            return PlannedRow(
                first: choice.unit.subject.first,
                second: choice.unit.subject.second,
                reviewer: choice.reviewer,
                side: side,
                position: last[choice.reviewer],
                isAdaptive: true
            )
        }
    }

    /// Bradley–Terry strengths by Hunter's minorisation (2004).
    private func strengths() -> [Double] {
        var strengths = [Double](repeating: 1, count: count)
        for _ in 0..<200 {
            let next = strengths.indices.map { one in
                let won = strengths.indices.reduce(0) { $1 == one ? $0 : $0 + wins[one][$1] }
                let weight = strengths.indices.reduce(0) { sum, other in
                    other == one ? sum : sum + games[one][other] / (strengths[one] + strengths[other])
                }
                return won / weight
            }
            let mean = next.reduce(0, +) / Double(max(1, count))
            strengths = next.map { $0 / mean }
        }
        return strengths
    }

    /// What one more comparison of two models adds to what is known of their difference: p (1 − p) over the games so far.
    private func information(_ models: Int, _ strengths: [Double]) -> Double {
        let (one, other) = (models >> 20, models & 0xFFFFF)
        let chance = strengths[one] / (strengths[one] + strengths[other])
        return chance * (1 - chance) / games[one][other]
    }
}
