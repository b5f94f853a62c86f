package import Studies

/// What a plan costs and how precise its figures can be expected to be.
package struct PlanForecast: Sendable {
    /// What one reviewer is to do.
    package struct Load: Sendable, Equatable {
        package var reviewer: String
        package var items = 0
        package var pairs = 0
        package var sets = 0
        /// Repeats, gold, attention checks and training.
        package var checks = 0
        /// Keys to press: one a criterion.
        package var ratings = 0
        package var seconds = 0.0
    }

    /// What the precision to expect is simulated with.
    package struct Assumptions: Sendable, Equatable {
        /// Krippendorff's alpha of the people.
        package var alpha = 0.6
        package var simulations = 100
        package var seed: UInt64
        /// Coverage of the intervals.
        package var confidence = 0.95

        package init(alpha: Double = 0.6, simulations: Int = 100, seed: UInt64, confidence: Double = 0.95) {
            (self.alpha, self.simulations, self.seed, self.confidence) = (alpha, simulations, seed, confidence)
        }
    }

    /// Half-widths of intervals, by simulation.
    package struct Precision: Sendable, Equatable {
        /// Of Krippendorff's alpha at the interval level; nil without overlap.
        package var alpha: Double?
        /// Of a model's mean score, in points of the scale.
        package var mean: Double?
        /// The alpha that was assumed.
        package var assumed: Double
        package var simulations: Int

        package init(alpha: Double?, mean: Double?, assumed: Double, simulations: Int) {
            (self.alpha, self.mean, self.assumed, self.simulations) = (alpha, mean, assumed, simulations)
        }
    }

    package var loads: [Load]
    package var assumptions: Assumptions
    package var precision: Precision?
    /// What each design of pairs would cost; empty where no pairs are compared.
    package var designs: [DesignCost] = []
    /// What a reviewer could infer from the plan.
    package var attack: PlanAttack?

    /// What the rows cost; `seconds` an item, half as much again for each further text of a pair or a set.
    package init(_ rows: [PlannedRow], study: Study, secondsPerItem: Double) {
        let criteria = Dictionary(grouping: study.criteria, by: \.subject).mapValues(\.count)
        assumptions = Assumptions(seed: study.review.seed)
        let names = study.reviewers + ["anyone"]
        loads = names.map { Load(reviewer: $0) }
        for row in rows {
            let place = row.reviewer ?? study.reviewers.count
            let subject: Criterion.Subject = row.isItem ? .item : row.members.isEmpty ? .pair : .set
            switch (row.phase, subject) {
            case (.blind, .item): loads[place].items += 1
            case (.blind, .pair): loads[place].pairs += 1
            case (.blind, .set): loads[place].sets += 1
            default: loads[place].checks += 1
            }
            let texts = subject == .item ? 1 : max(2, row.members.count)
            // A ranking takes a key a text.
            loads[place].ratings += criteria[subject, default: 0] * (subject == .set ? texts : 1)
            loads[place].seconds += secondsPerItem * (1 + 0.5 * Double(texts - 1))
        }
        if loads.last?.ratings == 0 { loads.removeLast() }
    }
}
