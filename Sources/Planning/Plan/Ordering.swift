import Studies

/// The order in which one reviewer sees the rows.
struct Ordering {
    /// What is to be put in order.
    struct Entry {
        var row: PlannedRow
        private let place: Int32
        var key: UInt64

        var prompt: Int { Int(place) }

        init(row: PlannedRow, prompt: Int, key: UInt64) {
            self.row = row
            self.key = key
            place = Int32(prompt)
        }
    }

    let settings: ReviewSettings
    let draw: Draw
    /// The reviewer's key; 0 for the rows that are open to all.
    let reviewer: UInt64
    /// The reviewer's name, for messages.
    let name: String

    /// Block after block, the responses to one prompt spread evenly over each.
    func spread(_ entries: [Entry]) -> [Entry] {
        let chances = entries.map(chance)
        let blocks = entries.map(\.row.block)
        let groups = Dictionary(grouping: entries.indices) {
            UInt64(blocks[$0]) << 32 | UInt64(entries[$0].prompt)
        }
        var places = [UInt64](repeating: 0, count: entries.count)
        for (group, members) in groups {
            let offset = draw(.prompt, reviewer, group) >> 32
            for (place, member) in members.sorted(by: { chances[$0] < chances[$1] }).enumerated() {
                places[member] = (UInt64(place) << 32 | offset) / UInt64(members.count)
            }
        }
        return entries.indices.sorted {
            (blocks[$0], places[$0], chances[$0]) < (blocks[$1], places[$1], chances[$1])
        }.map { entries[$0] }
    }

    /// Showings between two pairs of one prompt, at least, where the list is long enough.
    private static let pairGap = 10

    /// The list with the pairs of each prompt apart, block by block: a pair that would come too soon waits.
    func apart(_ list: [Entry]) -> [Entry] {
        var spacing = PairSpacing(gap: Self.pairGap, count: list.count)
        for entry in list {
            if let last = spacing.result.last, last.row.block != entry.row.block { spacing.settle(all: true) }
            spacing.settle(all: false)
            spacing.take(entry)
        }
        spacing.settle(all: true)
        return spacing.result
    }

    private func chance(_ entry: Entry) -> UInt64 { draw(.order, reviewer, entry.key) }

    /// Puts entries in at places drawn at random.
    func mixing(_ entries: [Entry], into list: [Entry]) -> [Entry] {
        guard !entries.isEmpty else { return list }
        return inserted(entries.map { (draw.below(list.count + 1, .gold, reviewer, $0.key), $0) }, into: list)
    }

    /// Worsened copies of a share of the list's items, far from their originals.
    func withAttentionChecks(_ list: [Entry], others: [Int64]) -> [Entry] {
        let items = list.indices.filter { list[$0].row.phase == .blind && list[$0].row.isItem }
        let count = portion(settings.attention, of: items.count)
        guard count > 0, !others.isEmpty else { return list }
        let chosen = items.sorted {
            draw(.attention, reviewer, list[$0].key) < draw(.attention, reviewer, list[$1].key)
        }
        let apart = list.count / 3
        let copies = chosen.prefix(count).enumerated().map { number, original -> (Int, Entry) in
            var copy = list[original]
            let chance = draw(.attentionPlace, reviewer, copy.key)
            copy.row.phase = .attention
            copy.row.degraded = PlannedRow.Degraded(
                harm: PlannedRow.Harm.allCases[number % 3],
                other: others[Int(chance % UInt64(others.count))],
                key: chance
            )
            copy.key = chance
            let places = (0...list.count).filter { $0 <= original - apart || $0 > original + apart }
            let place =
                places.isEmpty ? list.count : places[draw.below(places.count, .attentionPlace, reviewer, chance)]
            return (place, copy)
        }
        return inserted(copies, into: list)
    }

    /// Hidden repeats of a share of the list's blind rows, each after the stated distance at least.
    func withRepeats(_ list: [Entry], reviewers: Int) throws(PlanningError) -> [Entry] {
        let own = list.indices.filter { list[$0].row.phase == .blind }
        let count = portion(settings.repeats, of: own.count)
        guard count > 0 else { return list }
        let distance = settings.distance ?? min(50, list.count / 3)
        // In a list for all, everybody sees about one row in as many as there are reviewers.
        let apart = distance * max(1, reviewers)
        let early = own.filter { $0 + apart < list.count }
        guard early.count >= count else {
            throw PlanningError(
                "\(count) repeats at a distance of \(distance) do not fit into the \(list.count) items of \(name): "
                    + "lower review.distance or review.repeats"
            )
        }
        let chosen = early.sorted { draw(.repeats, reviewer, list[$0].key) < draw(.repeats, reviewer, list[$1].key) }
        let copies = chosen.prefix(count).map { original -> (Int, Entry) in
            var copy = list[original]
            copy.row.phase = .repeat
            copy.row.distance = distance
            let earliest = original + apart + 1
            let place = earliest + draw.below(list.count - earliest + 1, .repeatPlace, reviewer, copy.key)
            return (place, copy)
        }
        return inserted(copies, into: list)
    }

    /// Inserts each entry before the list's entry of that place; those of one place by chance.
    private func inserted(_ entries: [(Int, Entry)], into list: [Entry]) -> [Entry] {
        var result: [Entry] = []
        result.reserveCapacity(list.count + entries.count)
        var rest = entries.sorted { ($0.0, chance($0.1)) < ($1.0, chance($1.1)) }[...]
        for (place, entry) in list.enumerated() {
            while let first = rest.first, first.0 <= place { result.append(rest.removeFirst().1) }
            result.append(entry)
        }
        return result + rest.map(\.1)
    }
}
