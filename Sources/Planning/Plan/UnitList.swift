import Studies

/// Lists what a study wants rated: every item, and the pairs of its design; identical texts once.
struct UnitList {
    let study: Study
    let answers: [PlanState.Answer]
    let draw: Draw
    /// What is planned already: a budget of pairs is spent on it first.
    var planned: Set<Unit.Subject> = []

    /// The items, where something rates single responses.
    var items: [Unit] {
        guard study.criteria.contains(where: { $0.subject == .item }) else { return [] }
        var seen: Set<Int64> = []
        return answers.filter { seen.insert($0.item).inserted }.map(Unit.init)
    }

    /// The pairs of the design, where something rates pairs.
    var pairs: [Unit] {
        guard study.criteria.contains(where: \.isPairwise) else { return [] }
        switch study.review.pairs {
        case .all, .ring, .spread: return candidates.flatMap(\.self)
        case .baseline:
            guard let baseline = study.models.firstIndex(where: \.isBaseline) else { return [] }
            return candidates(where: { one, other in
                one.sample == other.sample && (one.model == baseline) != (other.model == baseline)
            }).flatMap(\.self)
        case .budget(let budget): return roundRobin(budget)
        }
    }

    private var candidates: [[Unit]] { candidates { _, _ in true } }

    /// The pairs of different texts by prompt.
    private func candidates(where fits: (PlanState.Answer, PlanState.Answer) -> Bool) -> [[Unit]] {
        var byPrompt: [Int: [PlanState.Answer]] = [:]
        for answer in answers { byPrompt[answer.prompt, default: []].append(answer) }
        return byPrompt.keys.sorted().compactMap { prompt in
            guard let answers = byPrompt[prompt] else { return nil }
            var seen: Set<Unit.Subject> = []
            var units: [Unit] = []
            for (place, one) in answers.enumerated() {
                for other in answers[(place + 1)...] where other.item != one.item && fits(one, other) {
                    let unit = Unit(one, other)
                    if seen.insert(unit.subject).inserted { units.append(unit) }
                }
            }
            return units
        }
    }

    /// Pairs within a budget: prompt after prompt gives the pair of models that was compared least so far.
    private func roundRobin(_ budget: Int) -> [Unit] {
        var left = candidates.filter { !$0.isEmpty }
        left.sort { draw(.prompt, UInt64($0[0].prompt)) < draw(.prompt, UInt64($1[0].prompt)) }
        var pairCounts: [Int: Int] = [:]
        var modelCounts = [Int](repeating: 0, count: study.models.count)
        var chosen = left.joined().filter { planned.contains($0.subject) }
        for unit in chosen {
            pairCounts[unit.modelPair, default: 0] += 1
            for model in unit.models { modelCounts[model] += 1 }
        }
        left = left.map { units in
            let begun = units.filter { planned.contains($0.subject) }
            return units.filter { unit in !begun.contains { $0.shares(with: unit) } }
        }.filter { !$0.isEmpty }
        while chosen.count < budget, !left.isEmpty {
            for place in left.indices where chosen.count < budget {
                let best = left[place].indices.min { one, other in
                    rank(left[place][one], pairCounts, modelCounts) < rank(left[place][other], pairCounts, modelCounts)
                }
                guard let best else { continue }
                let unit = left[place].remove(at: best)
                // A text that came back in a second pair of its prompt would stand out.
                left[place].removeAll { $0.shares(with: unit) }
                pairCounts[unit.modelPair, default: 0] += 1
                for model in unit.models { modelCounts[model] += 1 }
                chosen.append(unit)
            }
            left.removeAll(where: \.isEmpty)
        }
        return chosen
    }

    private func rank(_ unit: Unit, _ pairs: [Int: Int], _ models: [Int]) -> (Int, Int, UInt64) {
        let sum = unit.models.reduce(0) { $0 + models[$1] }
        return (pairs[unit.modelPair, default: 0], sum, draw(.pair, unit.key))
    }

    /// The units that the quotas leave: of each tag or model with a quota exactly that many, or the reason why not.
    func limited(_ units: [Unit], planned: Set<Unit.Subject>) throws(PlanningError) -> [Unit] {
        let quotas = study.review.quotas
        guard !quotas.isEmpty, !units.isEmpty else { return units }
        var left = quotas.map(\.count)
        var taken: Set<Unit.Subject> = []
        let order = units.indices.sorted {
            (planned.contains(units[$0].subject) ? 0 : 1, draw(.quota, units[$0].key))
                < (planned.contains(units[$1].subject) ? 0 : 1, draw(.quota, units[$1].key))
        }
        for place in order {
            let groups = quotas.indices.filter { contains(quotas[$0], units[place]) }
            guard groups.allSatisfy({ left[$0] > 0 }) else { continue }
            for group in groups { left[group] -= 1 }
            taken.insert(units[place].subject)
        }
        for (quota, missing) in zip(quotas, left) where missing > 0 {
            throw PlanningError(
                "the quota of \(quota.count) for the \(quota.group.rawValue) '\(quota.name)' cannot be kept: "
                    + "only \(quota.count - missing) can be planned; lower it in review.quotas"
            )
        }
        return units.filter { taken.contains($0.subject) }
    }

    private func contains(_ quota: ReviewSettings.Quota, _ unit: Unit) -> Bool {
        switch quota.group {
        case .tag: study.prompts[unit.prompt].tags.contains(quota.name)
        case .model: unit.models.contains { study.models[$0].name == quota.name }
        }
    }
}
