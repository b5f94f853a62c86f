import Studies

/// Gives units to reviewers: as many people for each as the overlap says, with loads that differ by one at most.
struct Assignment {
    let settings: ReviewSettings
    /// The reviewers' keys.
    let reviewers: [UInt64]
    let draw: Draw
    /// Who skipped what: they are not asked again.
    let skipped: [Unit.Subject: Set<Int>]
    /// Rows of one form and of both so far, by reviewer.
    private var formLoads: [Int]
    private var loads: [Int]
    /// Rows of a model so far, by reviewer.
    private var modelLoads: [[Int]]

    init(
        settings: ReviewSettings,
        reviewers: [UInt64],
        modelCount: Int,
        skipped: [Unit.Subject: Set<Int>],
        draw: Draw
    ) {
        self.settings = settings
        self.skipped = skipped
        self.reviewers = reviewers
        self.draw = draw
        formLoads = [Int](repeating: 0, count: reviewers.count)
        loads = formLoads
        modelLoads = [[Int]](repeating: [Int](repeating: 0, count: modelCount), count: reviewers.count)
    }

    /// The rows that units of one form still need; `taken` has who rates what already.
    mutating func rows(for units: [Unit], taken: [Unit.Subject: [Int?]]) -> [(unit: Int, reviewer: Int?)] {
        formLoads = [Int](repeating: 0, count: reviewers.count)
        for unit in units {
            for case let reviewer? in taken[unit.subject] ?? [] { count(reviewer, unit) }
        }
        let wanted = wanted(units, taken)
        // Of a plan that stands mostly none lacks anything.
        let short = units.indices.filter { (taken[units[$0].subject]?.count ?? 0) < wanted[$0] }
        var rows: [(unit: Int, reviewer: Int?)] = []
        for place in short.sorted(byChance: { draw(.unit, units[$0].key) }) {
            let already = taken[units[place].subject] ?? []
            let missing = wanted[place] - already.count
            guard !settings.isOpen else {
                for _ in 0..<missing { rows.append((place, nil)) }
                continue
            }
            for reviewer in chosen(missing, for: units[place], without: already) {
                rows.append((place, reviewer))
                count(reviewer, units[place])
            }
        }
        return rows
    }

    private mutating func count(_ reviewer: Int, _ unit: Unit) {
        formLoads[reviewer] += 1
        loads[reviewer] += 1
        unit.eachModel { modelLoads[reviewer][$0] += 1 }
    }

    /// How many people each unit is to have: of the stated share `overlap`, of the rest one.
    private func wanted(_ units: [Unit], _ taken: [Unit.Subject: [Int?]]) -> [Int] {
        guard let overlap = settings.overlap else {
            return [Int](repeating: reviewers.count, count: units.count)
        }
        let shared = portion(settings.overlapShare, of: units.count)
        // Those that several people rate already come first, so that planning again adds as little as it can.
        let order = units.indices.sorted {
            ((taken[units[$0].subject]?.count ?? 0) > 1 ? 0 : 1, draw(.order, units[$0].key))
                < ((taken[units[$1].subject]?.count ?? 0) > 1 ? 0 : 1, draw(.order, units[$1].key))
        }
        var wanted = [Int](repeating: 1, count: units.count)
        for place in order.prefix(shared) { wanted[place] = overlap }
        return wanted
    }

    /// The least loaded of those who do not rate it yet.
    private func chosen(_ count: Int, for unit: Unit, without taken: [Int?]) -> [Int] {
        let barred = skipped[unit.subject] ?? []
        let free = reviewers.indices.filter { !taken.contains($0) && !barred.contains($0) }
        guard count < free.count else { return free }
        let ranked = free.map { reviewer -> (rank: (Int, Int, Int, UInt64), reviewer: Int) in
            let ofModels = unit.models.reduce(0) { $0 + modelLoads[reviewer][$1] }
            let chance = draw(.reviewer, reviewers[reviewer], unit.key)
            return ((formLoads[reviewer], loads[reviewer], ofModels, chance), reviewer)
        }
        return ranked.sorted { $0.rank < $1.rank }.prefix(count).map(\.reviewer).sorted()
    }
}
