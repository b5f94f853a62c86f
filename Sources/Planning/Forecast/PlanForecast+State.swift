package import Studies

extension PlanForecast {
    /// What a plan costs with the rows that are added to it, how precise its figures will be and what it could betray;
    /// `simulating` are the alpha to assume and the number of simulations.
    package init(
        _ state: PlanState,
        adding new: [PlannedRow],
        study: Study,
        secondsPerItem: Double,
        simulating: (alpha: Double, count: Int)
    ) {
        let rows = state.plannedRows + new
        self.init(rows, study: study, secondsPerItem: secondsPerItem)
        let scale = study.criteria.lazy.compactMap { criterion -> Scale? in
            if case .scale(let scale) = criterion.form { scale } else { nil }
        }.first
        if let scale {
            let models = Dictionary(state.answers.map { ($0.item, $0.model) }) { first, _ in first }
            precision = PrecisionSimulation(rows, models: models, study: study).precision(
                alpha: simulating.alpha,
                scale: scale,
                simulations: simulating.count,
                seed: study.review.seed
            )
        }
        designs = Self.designs(rows, state, study)
        attack = PlanAttack(rows, answers: state.answers, seed: study.review.seed)
    }

    /// What each design of pairs would cost, for as many prompts and reviewers as compare pairs in this plan.
    private static func designs(_ rows: [PlannedRow], _ state: PlanState, _ study: Study) -> [DesignCost] {
        guard study.criteria.contains(where: \.isPairwise) else { return [] }
        let prompts = Dictionary(state.answers.map { ($0.item, $0.prompt) }) { first, _ in first }
        let blocks = Set(
            rows.filter { $0.phase == .blind && $0.second != nil }.map { [prompts[$0.first] ?? -1, $0.reviewer ?? -1] }
        )
        return DesignCost.designs(models: study.models.count, blocks: blocks.count)
    }
}
