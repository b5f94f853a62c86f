import Studies

/// The sets to be ranked: one for each prompt, of different texts, with every model as often as any other.
struct SetList {
    let study: Study
    let draw: Draw

    /// What is begun of a prompt stays its set for everybody.
    func sets(_ state: PlanState) -> [Unit] {
        guard let most = study.criteria.compactMap(\.most).min() else { return [] }
        let answers = Dictionary(state.answers.map { ($0.item, $0) }) { first, _ in first }
        var begun: [Int: [PlanState.Answer]] = [:]
        for row in state.rows where !row.members.isEmpty && row.isFilled {
            let members = row.members.compactMap { answers[$0] }
            guard members.count == row.members.count else { continue }
            begun[members[0].prompt] = members
        }
        var byPrompt: [Int: [PlanState.Answer]] = [:]
        for answer in state.answers { byPrompt[answer.prompt, default: []].append(answer) }
        var uses = [Int](repeating: 0, count: study.models.count)
        return byPrompt.keys.sorted().compactMap { prompt in
            let members = begun[prompt] ?? chosen(byPrompt[prompt] ?? [], most: most, uses: uses)
            guard members.count > 1 else { return nil }
            for member in members { uses[member.model] += 1 }
            return Unit(set: members)
        }
    }

    /// Different texts, those of the models that stand in the fewest sets so far first.
    private func chosen(_ answers: [PlanState.Answer], most: Int, uses: [Int]) -> [PlanState.Answer] {
        var uses = uses
        var seen: Set<Int64> = []
        var left = answers.filter { seen.insert($0.item).inserted }
        var chosen: [PlanState.Answer] = []
        while chosen.count < most, !left.isEmpty {
            let next = left.indices.min { one, other in
                (uses[left[one].model], left[one].sample, draw(.set, left[one].key))
                    < (uses[left[other].model], left[other].sample, draw(.set, left[other].key))
            }
            guard let next else { break }
            let answer = left.remove(at: next)
            uses[answer.model] += 1
            chosen.append(answer)
        }
        return chosen
    }
}

extension Criterion {
    /// How many are ranked at once.
    fileprivate var most: Int? {
        if case .ranking(let most, _) = form { most } else { nil }
    }
}
