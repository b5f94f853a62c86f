import Studies

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
        let turns = turns(of: unit)
        let free = turns.indices.filter { used[unit.subject]?.contains($0) != true }
        let best = (free.isEmpty ? Array(turns.indices) : free).min { one, other in
            (load(turns[one], of: unit), draw(.set, unit.key, UInt64(one)))
                < (load(turns[other], of: unit), draw(.set, unit.key, UInt64(other)))
        }
        let chosen = turns[best ?? 0]
        count(chosen, of: unit)
        return chosen
    }

    /// A drawn order and what comes of it by turning.
    private func turns(of unit: Unit) -> [[Int]] {
        let base = unit.models.indices.sorted {
            draw(.order, unit.key, UInt64($0)) < draw(.order, unit.key, UInt64($1))
        }
        return base.indices.map { Array(base[$0...] + base[..<$0]) }
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
        if let turn = turns(of: unit).firstIndex(of: arrangement) { used[unit.subject, default: []].insert(turn) }
    }
}
