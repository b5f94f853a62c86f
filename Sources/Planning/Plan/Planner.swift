package import Studies

/// Says who rates what: the rows that a study's plan still lacks, by its settings and its seed.
///
/// Integers only, so that a seed gives the same plan on every machine, whatever the ids in its database.
package struct Planner: Sendable {
    let study: Study
    private let draw: Draw
    private var settings: ReviewSettings { study.review }

    /// Whether a new plan may let the baseline's texts come back in every pair.
    private let allowsRecurrence: Bool

    package init(_ study: Study, allowsRecurrence: Bool = false) {
        self.study = study
        self.allowsRecurrence = allowsRecurrence
        draw = Draw(seed: study.review.seed)
    }

    /// The rows to be added to what stays; throws the reason when the settings cannot be kept.
    package func rows(_ state: PlanState) throws(PlanningError) -> [PlannedRow] {
        try check(state)
        let taken = Self.taken(state)
        let known = Set(taken.keys)
        let list = UnitList(study: study, answers: state.answers, draw: draw, planned: known)
        let items = try list.limited(list.items, planned: known)
        let sets = try list.limited(SetList(study: study, draw: draw).sets(state), planned: known)
        var assignment = Assignment(
            settings: settings,
            reviewers: study.reviewers.map(Draw.key),
            modelCount: study.models.count,
            skipped: Self.skipped(state),
            draw: draw
        )
        var blocks = self.blocks(of: items).merging(self.blocks(of: sets)) { first, _ in first }
        var entries = assignment.rows(for: items, taken: taken).map { entry(items[$0.unit], $0.reviewer, blocks) }
        let pairs = try pairs(state, list, taken, &assignment, &blocks)
        entries += sided(pairs.rows, pairs.known, state, blocks)
        entries += arranged(assignment.rows(for: sets, taken: taken), sets, state, blocks)
        return try ordered(&entries, state)
    }

    /// Who compares what: pairs one by one, or whole prompts of them; and what is known of the pairs that stand already.
    private func pairs(
        _ state: PlanState,
        _ list: UnitList,
        _ taken: [Unit.Subject: [Int?]],
        _ assignment: inout Assignment,
        _ blocks: inout [Unit.Subject: Int]
    ) throws(PlanningError) -> (rows: [(unit: Unit, reviewer: Int?)], known: [Unit.Subject: Unit]) {
        guard settings.pairs.isByPrompt else {
            let all = list.pairs
            let pairs = try list.limited(all, planned: Set(taken.keys))
            blocks.merge(self.blocks(of: pairs)) { first, _ in first }
            let rows = assignment.rows(for: pairs, taken: taken).map { (unit: pairs[$0.unit], reviewer: $0.reviewer) }
            return (rows, Dictionary(all.map { ($0.subject, $0) }) { first, _ in first })
        }
        let byPrompt = PairBlocks(study: study, draw: draw, answers: state.answers)
        let takenBlocks = byPrompt.taken(state)
        let units = try list.limited(byPrompt.units, planned: Set(takenBlocks.keys))
        let places = Dictionary(byPrompt.units.enumerated().map { ($1.subject, $0) }) { first, _ in first }
        let given = assignment.rows(for: units, taken: takenBlocks).map { row in
            (unit: places[units[row.unit].subject] ?? 0, reviewer: row.reviewer)
        }
        let unfinished = byPrompt.unfinished(state, takenBlocks)
        // Nothing is lacking of most plans that stand.
        guard !given.isEmpty || !unfinished.isEmpty else { return ([], [:]) }
        // The pairs that prompts could have are many more than those that are planned.
        let known = byPrompt.known(taken.keys)
        var counts: [Int: Int] = [:]
        for (subject, reviewers) in taken {
            if let pair = known[subject]?.modelPair { counts[pair, default: 0] += reviewers.count }
        }
        for (pair, _) in unfinished { counts[pair.modelPair, default: 0] += 1 }
        let rows = unfinished + byPrompt.pairs(given, counts: counts)
        let drawn = self.blocks(of: units)
        let ofPrompts = Dictionary(units.map { ($0.prompt, drawn[$0.subject] ?? 0) }) { first, _ in first }
        for (pair, _) in rows { blocks[pair.subject] = ofPrompts[pair.prompt] ?? 0 }
        return (rows, known)
    }

    private func check(_ state: PlanState) throws(PlanningError) {
        guard !study.reviewers.isEmpty else {
            throw PlanningError("nobody can be asked: list the reviewers under 'reviewers' in study.yaml")
        }
        if let overlap = settings.overlap, overlap > study.reviewers.count {
            throw PlanningError(
                "an overlap of \(overlap) needs \(overlap) reviewers, but the study names \(study.reviewers.count): "
                    + "add reviewers or lower review.overlap"
            )
        }
        if settings.pairs == .baseline, study.criteria.contains(where: \.isPairwise), study.models.count > 2,
            !allowsRecurrence, Recurrence.count(state) == 0
        {
            throw PlanningError(
                "with 'pairs: baseline' the text that comes back in every pair of a prompt is the baseline's: set "
                    + "'pairs: ring' in review, or plan it knowingly with 'slam plan --allow-recurrence'"
            )
        }
        if settings.isOpen, study.criteria.contains(where: \.isPairwise) {
            throw PlanningError(
                "pairs need named reviewers, so that each sees both sides equally often: set 'assign: named' in review"
            )
        }
    }

    /// Who rates what blind already; nil is a row that is nobody's yet.
    private static func taken(_ state: PlanState) -> [Unit.Subject: [Int?]] {
        var taken: [Unit.Subject: [Int?]] = [:]
        for row in state.rows where row.phase == .blind && row.isFilled {
            taken[row.subject, default: []].append(row.reviewer)
        }
        return taken
    }

    private static func skipped(_ state: PlanState) -> [Unit.Subject: Set<Int>] {
        var skipped: [Unit.Subject: Set<Int>] = [:]
        for row in state.rows where row.phase == .blind && row.isSkipped {
            if let reviewer = row.reviewer { skipped[row.subject, default: []].insert(reviewer) }
        }
        return skipped
    }

    private func entry(_ unit: Unit, _ reviewer: Int?, _ blocks: [Unit.Subject: Int]) -> Ordering.Entry {
        let row = PlannedRow(
            first: unit.subject.first,
            second: unit.subject.second,
            reviewer: reviewer,
            block: blocks[unit.subject] ?? 0
        )
        return Ordering.Entry(row: row, prompt: unit.prompt, key: unit.key)
    }

    private func sided(
        _ rows: [(unit: Unit, reviewer: Int?)],
        _ units: [Unit.Subject: Unit],
        _ state: PlanState,
        _ blocks: [Unit.Subject: Int]
    ) -> [Ordering.Entry] {
        guard !rows.isEmpty else { return [] }
        let kept = state.rows.compactMap { row -> Sides.Row? in
            guard row.phase == .blind, row.isFilled, let side = row.side, let reviewer = row.reviewer else {
                return nil
            }
            return Sides.Row(unit: units[row.subject] ?? Unit(row.subject), reviewer: reviewer, fixed: side)
        }
        let new = rows.map { Sides.Row(unit: $0.unit, reviewer: $0.reviewer ?? -1) }
        let sides = Sides(draw: draw).sides(of: kept.isEmpty ? new : kept + new).dropFirst(kept.count)
        return zip(rows, sides).map { row, side in
            var entry = entry(row.unit, row.reviewer, blocks)
            entry.row.side = side
            return entry
        }
    }

    private func arranged(
        _ rows: [(unit: Int, reviewer: Int?)],
        _ sets: [Unit],
        _ state: PlanState,
        _ blocks: [Unit.Subject: Int]
    ) -> [Ordering.Entry] {
        var arrangements = Arrangements(draw: draw, sets: sets, kept: state.rows)
        return rows.map { row in
            var entry = entry(sets[row.unit], row.reviewer, blocks)
            entry.row.members = sets[row.unit].subject.members
            entry.row.arrangement = arrangements.next(for: sets[row.unit])
            return entry
        }
    }

    /// A block for each unit: every model and every block equally often, within one.
    private func blocks(of units: [Unit]) -> [Unit.Subject: Int] {
        guard settings.blocks > 1 else { return [:] }
        let order = units.sorted {
            ($0.modelPair, $0.firstModel, draw(.block, $0.key)) < ($1.modelPair, $1.firstModel, draw(.block, $1.key))
        }
        return Dictionary(order.enumerated().map { ($1.subject, $0 % settings.blocks) }) { first, _ in first }
    }

    /// Every reviewer's rows in order, with training, gold, attention checks and repeats. The entries are let go on the way:
    /// a large plan has hundreds of thousands.
    private func ordered(_ entries: inout [Ordering.Entry], _ state: PlanState) throws(PlanningError) -> [PlannedRow] {
        var rows: [PlannedRow] = []
        rows.reserveCapacity(entries.count)
        var byReviewer: [Int: [Ordering.Entry]] = [:]
        for entry in entries { byReviewer[entry.row.reviewer ?? -1, default: []].append(entry) }
        entries = []
        var last: [Int: Int] = [:]
        var first: [Int: Int] = [:]
        var hasRows: Set<Int> = []
        var seen: [Int: Set<Int64>] = [:]
        for row in state.rows {
            let reviewer = row.reviewer ?? -1
            last[reviewer] = max(last[reviewer] ?? 0, row.position)
            first[reviewer] = min(first[reviewer] ?? 1, row.position)
            hasRows.insert(reviewer)
            seen[reviewer, default: []].insert(row.first)
        }
        for reviewer in -1..<study.reviewers.count {
            let own = byReviewer.removeValue(forKey: reviewer) ?? []
            let list = try sequence(own, reviewer, state, seen[reviewer] ?? [])
            for (place, entry) in list.enumerated() {
                rows.append(entry.row)
                rows[rows.count - 1].position = (last[reviewer] ?? 0) + place + 1
            }
            guard reviewer >= 0, !hasRows.contains(reviewer), !list.isEmpty else { continue }
            let training = state.known.filter(\.isTraining)
            for (place, known) in training.enumerated() {
                rows.append(
                    PlannedRow(
                        first: known.item,
                        reviewer: reviewer,
                        phase: .training,
                        position: place - training.count
                    )
                )
            }
        }
        return rows
    }

    private func sequence(
        _ own: [Ordering.Entry],
        _ reviewer: Int,
        _ state: PlanState,
        _ seen: Set<Int64>
    ) throws(PlanningError) -> [Ordering.Entry] {
        let ordering = Ordering(
            settings: settings,
            draw: draw,
            reviewer: reviewer < 0 ? 0 : Draw.key(of: study.reviewers[reviewer]),
            name: reviewer < 0 ? "the open plan" : "'\(study.reviewers[reviewer])'"
        )
        var list = ordering.apart(ordering.spread(own))
        guard reviewer >= 0 else { return try ordering.withRepeats(list, reviewers: study.reviewers.count) }
        // Alone, known items would stand out as such.
        guard !list.isEmpty else { return [] }
        let gold = state.known.filter { !$0.isTraining && !seen.contains($0.item) }.map {
            Ordering.Entry(
                row: PlannedRow(first: $0.item, reviewer: reviewer, phase: .gold),
                prompt: $0.prompt,
                key: $0.key
            )
        }
        list = ordering.mixing(gold, into: list)
        list = ordering.withAttentionChecks(list, others: own.filter { $0.row.isItem }.map(\.row.first))
        return try ordering.withRepeats(list, reviewers: 1)
    }
}
