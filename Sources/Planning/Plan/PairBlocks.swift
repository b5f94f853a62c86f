import Studies

/// The pairs of whole prompts: who compares texts of one prompt compares each of them equally often, so that none stands
/// out by coming back.
struct PairBlocks {
    let study: Study
    let draw: Draw
    /// One block for each prompt with different texts: its first answers to each text.
    let texts: [[PlanState.Answer]]
    /// As what `Assignment` gives them to reviewers.
    let units: [Unit]

    init(study: Study, draw: Draw, answers: [PlanState.Answer]) {
        self.study = study
        self.draw = draw
        guard study.criteria.contains(where: \.isPairwise) else {
            (texts, units) = ([], [])
            return
        }
        let byPrompt = Dictionary(grouping: answers, by: \.prompt)
        texts = byPrompt.keys.sorted().compactMap { prompt in
            var seen: Set<Int64> = []
            let texts = (byPrompt[prompt] ?? []).filter { seen.insert($0.item).inserted }
            return texts.count > 1 ? texts : nil
        }
        units = texts.map { Unit(set: $0) }
    }

    /// The pairs among these that are two texts of one prompt.
    func known(_ subjects: some Sequence<Unit.Subject>) -> [Unit.Subject: Unit] {
        let answers = Dictionary(texts.joined().map { ($0.item, $0) }) { first, _ in first }
        var known: [Unit.Subject: Unit] = [:]
        for subject in subjects {
            guard let one = answers[subject.first], let other = subject.second.flatMap({ answers[$0] }),
                one.prompt == other.prompt
            else { continue }
            known[subject] = Unit(one, other)
        }
        return known
    }

    /// Who compares texts of each block already, and who skipped all that they had of it.
    func taken(_ state: PlanState) -> [Unit.Subject: [Int?]] {
        let prompts = Dictionary(texts.flatMap(\.self).map { ($0.item, $0.prompt) }) { first, _ in first }
        let subjects = Dictionary(units.map { ($0.prompt, $0.subject) }) { first, _ in first }
        var taken: [Unit.Subject: [Int?]] = [:]
        for row in state.rows where row.phase == .blind && row.second != nil && (row.isFilled || row.isSkipped) {
            let prompt = prompts[row.first] ?? row.second.flatMap { prompts[$0] }
            guard let prompt, let subject = subjects[prompt], !(taken[subject] ?? []).contains(row.reviewer) else {
                continue
            }
            taken[subject, default: []].append(row.reviewer)
        }
        return taken
    }

    /// The pairs that a reviewer who began a block still lacks of it: their open rows were taken back to be planned anew.
    ///
    /// None where something of the block was compared that the design of today does not have, as after an edit of it.
    func unfinished(_ state: PlanState, _ taken: [Unit.Subject: [Int?]]) -> [(unit: Unit, reviewer: Int?)] {
        guard study.review.pairs == .ring || study.review.pairs == .all else { return [] }
        // By the first text, so that a block looks at its own pairs alone.
        var begun: [Int: [Int64: Set<Unit.Subject>]] = [:]
        for row in state.rows where row.phase == .blind && row.second != nil {
            if let reviewer = row.reviewer { begun[reviewer, default: [:]][row.first, default: []].insert(row.subject) }
        }
        return units.indices.flatMap { block -> [(unit: Unit, reviewer: Int?)] in
            let items = Set(texts[block].map(\.item))
            let reviewers: [Int] = (taken[units[block].subject] ?? []).compactMap(\.self)
            return reviewers.flatMap { reviewer -> [(unit: Unit, reviewer: Int?)] in
                let own = items.reduce(into: Set<Unit.Subject>()) { $0.formUnion(begun[reviewer]?[$1] ?? []) }
                guard own.count < pairCount(of: texts[block]) else { return [] }
                let whole = pairs(of: texts[block], Draw.key(of: study.reviewers[reviewer]), [:])
                let isOfToday = own.isSubset(of: whole.map(\.subject))
                return isOfToday ? whole.filter { !own.contains($0.subject) }.map { ($0, reviewer) } : []
            }
        }
    }

    /// The pairs that reviewers get, `counts` being how often each pair of models is compared so far.
    func pairs(
        _ given: [(unit: Int, reviewer: Int?)],
        counts: [Int: Int]
    ) -> [(unit: Unit, reviewer: Int?)] {
        var counts = counts
        return given.flatMap { block, reviewer -> [(unit: Unit, reviewer: Int?)] in
            let key = reviewer.map { Draw.key(of: study.reviewers[$0]) } ?? 0
            let pairs = pairs(of: texts[block], key, counts)
            for pair in pairs { counts[pair.modelPair, default: 0] += 1 }
            return pairs.map { ($0, reviewer) }
        }
    }

    private func pairs(of texts: [PlanState.Answer], _ reviewer: UInt64, _ counts: [Int: Int]) -> [Unit] {
        switch study.review.pairs {
        case .ring: ring(texts, reviewer)
        case .spread: [rarest(all(texts), reviewer, counts)].compactMap(\.self)
        default: all(texts)
        }
    }

    /// How many pairs a ring, or all pairs, of these are.
    private func pairCount(of texts: [PlanState.Answer]) -> Int {
        study.review.pairs == .ring && texts.count > 2 ? texts.count : texts.count * (texts.count - 1) / 2
    }

    /// Each text with the next one in an order that is drawn for the prompt and the reviewer, and the last with the first.
    private func ring(_ texts: [PlanState.Answer], _ reviewer: UInt64) -> [Unit] {
        guard texts.count > 2 else { return all(texts) }
        let order = texts.sorted { draw(.ring, reviewer, $0.key) < draw(.ring, reviewer, $1.key) }
        return order.indices.map { Unit(order[$0], order[($0 + 1) % order.count]) }
    }

    private func all(_ texts: [PlanState.Answer]) -> [Unit] {
        texts.indices.flatMap { one in texts[(one + 1)...].map { Unit(texts[one], $0) } }
    }

    private func rarest(_ pairs: [Unit], _ reviewer: UInt64, _ counts: [Int: Int]) -> Unit? {
        pairs.min { one, other in
            (counts[one.modelPair, default: 0], draw(.pair, reviewer, one.key))
                < (counts[other.modelPair, default: 0], draw(.pair, reviewer, other.key))
        }
    }
}

extension ReviewSettings.Pairs {
    /// Whether whole prompts are given to reviewers.
    var isByPrompt: Bool {
        switch self {
        case .ring, .spread, .all: true
        case .baseline, .budget: false
        }
    }
}
