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

/// In which order the members of each set stand on the screen: turned on from one reviewer of a set to the next, and over
/// all sets every model in every place about equally often.
struct Arrangements {
    private struct Spot: Hashable {
        var model: Int
        var place: Int
    }

    private let draw: Draw
    private var counts: [Spot: Int] = [:]
    private var used: [Unit.Subject: Set<Int>] = [:]

    init(draw: Draw, sets: [Unit], kept: [PlanState.Row]) {
        self.draw = draw
        let units = Dictionary(sets.map { ($0.subject, $0) }) { first, _ in first }
        for row in kept { if let unit = units[row.subject] { count(row.arrangement, of: unit) } }
    }

    /// The members' places in the set, in the order of the screen.
    mutating func next(for unit: Unit) -> [Int] {
        let turns = unit.models.indices.map { turn(unit, by: $0) }
        let free = turns.indices.filter { used[unit.subject]?.contains($0) != true }
        let best = (free.isEmpty ? Array(turns.indices) : free).min { one, other in
            (load(turns[one], of: unit), draw(.set, unit.key, UInt64(one)))
                < (load(turns[other], of: unit), draw(.set, unit.key, UInt64(other)))
        }
        let chosen = turns[best ?? 0]
        count(chosen, of: unit)
        return chosen
    }

    private func base(_ unit: Unit) -> [Int] {
        unit.models.indices.sorted { draw(.order, unit.key, UInt64($0)) < draw(.order, unit.key, UInt64($1)) }
    }

    private func turn(_ unit: Unit, by steps: Int) -> [Int] {
        let base = base(unit)
        return Array(base[steps...] + base[..<steps])
    }

    private func load(_ arrangement: [Int], of unit: Unit) -> Int {
        arrangement.enumerated().reduce(0) {
            let count = counts[Spot(model: unit.models[$1.element], place: $1.offset), default: 0]
            // Squares, so that a place that is far ahead weighs more than several that are a little ahead.
            return $0 + count * count
        }
    }

    private mutating func count(_ arrangement: [Int], of unit: Unit) {
        for (place, member) in arrangement.enumerated() where member < unit.models.count {
            counts[Spot(model: unit.models[member], place: place), default: 0] += 1
        }
        if let turn = unit.models.indices.first(where: { self.turn(unit, by: $0) == arrangement }) {
            used[unit.subject, default: []].insert(turn)
        }
    }
}

extension Criterion {
    /// How many are ranked at once.
    fileprivate var most: Int? {
        if case .ranking(let most, _) = form { most } else { nil }
    }
}
