import Studies

/// Says which item of each pair stands on the left, balanced within one in every group of two nested families at once.
///
/// One family: the rows of a pair of items, and all rows. The other: the rows of a reviewer, and all rows. In each family
/// rows are matched two by two from the smallest groups outwards, and two that are matched get different sides. Two
/// matchings together make paths and even cycles only, so that the sides always exist; a group has at most one row that
/// is not matched within it, hence the balance. Inner groups of two models, and turning whole components, balance the
/// models' sides as well as is left.
struct Sides {
    /// One row of a pair.
    struct Row {
        var unit: Unit
        var reviewer: Int
        /// The side of a row that stays.
        var fixed: RatingRecord.Side?
    }

    /// What rows have in common; what does not belong to it is 0.
    private struct Group {
        let one: UInt64
        let other: UInt64

        init(one: Int64 = 0, other: Int64 = 0, isTurned: Bool = false) {
            self.one = UInt64(bitPattern: one)
            self.other = UInt64(bitPattern: other) << 1 | (isTurned ? 1 : 0)
        }
    }

    let draw: Draw

    /// A side for each row.
    func sides(of rows: [Row]) -> [RatingRecord.Side] {
        let chances = rows.map(chance)
        let order = rows.indices.sorted { chances[$0] < chances[$1] }
        let byPair = matching(rows, order) { row, level in
            switch level {
            case 0: Group(one: row.unit.subject.first, other: row.unit.subject.second ?? 0)
            case 1: Group(one: Int64(row.unit.modelPair), isTurned: row.unit.isTurned)
            case 2: Group(one: Int64(row.unit.modelPair))
            default: Group()
            }
        }
        let byReviewer = matching(rows, order) { row, level in
            let reviewer = Int64(row.reviewer)
            return switch level {
            case 0: Group(one: reviewer, other: Int64(row.unit.modelPair), isTurned: row.unit.isTurned)
            case 1: Group(one: reviewer, other: Int64(row.unit.modelPair))
            case 2: Group(one: reviewer)
            default: Group()
            }
        }
        let sides = coloured(rows, order, byPair, byReviewer)
        // Without rows that stay there is nothing to even out.
        return rows.contains { $0.fixed != nil } ? SideRepair(rows, sides).sides : sides
    }

    private func chance(_ row: Row) -> UInt64 { draw(.side, row.unit.key, UInt64(bitPattern: Int64(row.reviewer))) }

    /// Each row's partner, from the finest level of groups to the coarsest; −1 where there is none.
    private func matching(_ rows: [Row], _ order: [Int], _ group: (Row, Int) -> Group) -> [Int32] {
        var partners = [Int32](repeating: -1, count: rows.count)
        var single = order
        for level in 0..<4 {
            var groups = WordNumbers()
            // Who waits for a partner, by the numbers of the groups.
            var waiting: [Int32] = []
            for place in single {
                let group = group(rows[place], level)
                let number = groups.number(of: group.one, group.other)
                if number == waiting.count { waiting.append(-1) }
                let other = waiting[number]
                if other >= 0 {
                    partners[place] = other
                    partners[Int(other)] = Int32(place)
                    waiting[number] = -1
                } else {
                    waiting[number] = Int32(place)
                }
            }
            single = single.filter { partners[$0] < 0 }
        }
        return partners
    }

    private func coloured(_ rows: [Row], _ order: [Int], _ one: [Int32], _ other: [Int32]) -> [RatingRecord.Side] {
        var colours = [Int8](repeating: 0, count: rows.count)
        var imbalance: [Int: Int] = [:]
        // Paths from their ends first; what is left are cycles.
        for start in order.filter({ one[$0] < 0 || other[$0] < 0 }) + order where colours[start] == 0 {
            var path: [Int] = []
            var usesOne = other[start] < 0
            var place = start
            while place >= 0, colours[place] == 0 {
                colours[place] = 1
                path.append(place)
                place = Int(usesOne ? one[place] : other[place])
                usesOne.toggle()
            }
            paint(path, rows, &colours, &imbalance)
        }
        return colours.map { $0 > 0 ? .first : .second }
    }

    /// Alternating sides along a path, fitted to the rows that stay, else turned to the models' balance.
    private func paint(_ path: [Int], _ rows: [Row], _ colours: inout [Int8], _ imbalance: inout [Int: Int]) {
        func fixed(_ place: Int) -> Int8? { rows[place].fixed.map { $0 == .first ? 1 : -1 } }
        let anchor = path.firstIndex { fixed($0) != nil } ?? 0
        colours[path[anchor]] = fixed(path[anchor]) ?? (chance(rows[path[0]]) & 1 == 0 ? 1 : -1)
        for index in stride(from: anchor - 1, through: 0, by: -1) { colours[path[index]] = -colours[path[index + 1]] }
        for index in path.indices.dropFirst(anchor + 1) {
            colours[path[index]] = fixed(path[index]) ?? -colours[path[index - 1]]
        }
        var sums: [Int: Int] = [:]
        for place in path {
            let unit = rows[place].unit
            sums[unit.modelPair, default: 0] += unit.isTurned ? -Int(colours[place]) : Int(colours[place])
        }
        let gain = sums.reduce(0) { $0 + $1.value * imbalance[$1.key, default: 0] }
        let isTurned = gain > 0 && fixed(path[anchor]) == nil
        if isTurned { for place in path { colours[place] = -colours[place] } }
        for (pair, sum) in sums { imbalance[pair, default: 0] += isTurned ? -sum : sum }
    }
}
