package import Studies

/// What a plan costs and how precise its figures can be expected to be.
package struct PlanForecast: Sendable {
    /// What one reviewer is to do.
    package struct Load: Sendable, Equatable {
        package var reviewer: String
        package var items = 0
        package var pairs = 0
        /// Repeats, gold, attention checks and training.
        package var checks = 0
        /// Keys to press: one a criterion.
        package var ratings = 0
        package var seconds = 0.0
    }

    /// Half-widths of 95 % intervals, by simulation.
    package struct Precision: Sendable, Equatable {
        /// Of Krippendorff's alpha at the interval level; nil without overlap.
        package var alpha: Double?
        /// Of a model's mean score, in points of the scale.
        package var mean: Double?
        /// The alpha that was assumed.
        package var assumed: Double
        package var simulations: Int
    }

    package var loads: [Load]
    package var precision: Precision?

    /// What the rows cost; `seconds` an item, half as much again a pair.
    package init(_ rows: [PlannedRow], study: Study, secondsPerItem: Double) {
        let single = study.criteria.count { !$0.isPairwise }
        let paired = study.criteria.count(where: \.isPairwise)
        let names = study.reviewers + ["anyone"]
        loads = names.map { Load(reviewer: $0) }
        for row in rows {
            let place = row.reviewer ?? study.reviewers.count
            let isPair = row.second != nil
            switch (row.phase, isPair) {
            case (.blind, false): loads[place].items += 1
            case (.blind, true): loads[place].pairs += 1
            default: loads[place].checks += 1
            }
            loads[place].ratings += isPair ? paired : single
            loads[place].seconds += secondsPerItem * (isPair ? 1.5 : 1)
        }
        if loads.last?.ratings == 0 { loads.removeLast() }
    }
}
