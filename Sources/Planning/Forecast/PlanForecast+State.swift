package import Studies

extension PlanForecast {
    /// What a plan costs with the rows that are added to it, how precise its figures will be and what it could betray.
    package init(
        _ state: PlanState,
        adding new: [PlannedRow],
        study: Study,
        secondsPerItem: Double,
        assuming assumed: Assumptions
    ) {
        let rows = state.plannedRows + new
        self.init(rows, study: study, secondsPerItem: secondsPerItem)
        assumptions = assumed
        let scale = study.criteria.lazy.compactMap { criterion -> Scale? in
            if case .scale(let scale) = criterion.form { scale } else { nil }
        }.first
        if let scale {
            precision = PrecisionSimulation(rows, models: Self.standIns(state.answers), study: study).precision(
                assumed,
                scale: scale
            )
        }
        designs = Self.designs(rows, state, study, assumed.confidence)
        attack = PlanAttack(rows, answers: state.answers, seed: study.review.seed)
    }

    /// A model for each text, by the texts' own order within their prompts and not by who wrote them: with as many texts of
    /// each model it is as precise, and whoever asks again with other seeds learns nothing of the writers.
    static func standIns(_ answers: [PlanState.Answer]) -> [Int64: Int] {
        var models: [Int64: Int] = [:]
        for answers in Dictionary(grouping: answers, by: \.prompt).values {
            let texts = answers.sorted { ($0.key, $0.item) < ($1.key, $1.item) }
            for (text, model) in zip(texts, answers.map(\.model).sorted()) where models[text.item] == nil {
                models[text.item] = model
            }
        }
        return models
    }

    /// What each design of pairs would cost, for as many prompts and reviewers as compare pairs in this plan.
    private static func designs(
        _ rows: [PlannedRow],
        _ state: PlanState,
        _ study: Study,
        _ confidence: Double
    ) -> [DesignCost] {
        guard study.criteria.contains(where: \.isPairwise) else { return [] }
        let prompts = Dictionary(state.answers.map { ($0.item, $0.prompt) }) { first, _ in first }
        let blocks = Set(
            rows.filter { $0.phase == .blind && $0.second != nil }.map { [prompts[$0.first] ?? -1, $0.reviewer ?? -1] }
        )
        return DesignCost.designs(models: study.models.count, blocks: blocks.count, confidence: confidence)
    }
}
