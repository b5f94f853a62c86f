/// Ranks of values, ties by their mean rank.
package enum Ranks {
    /// From 1, in the values' order; infinities are ties.
    package static func of(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start
            while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
            let rank = Double(start + end) / 2 + 1
            for place in start...end { ranks[order[place]] = rank }
            start = end + 1
        }
        return ranks
    }

    /// The rank correlation of each value with the next one; nil of fewer than four or where nothing differs.
    package static func lagOne(_ values: [Double]) -> Double? {
        guard values.count > 3 else { return nil }
        let (now, next) = (of(Array(values.dropLast())), of(Array(values.dropFirst())))
        return correlation(now, next)
    }

    /// Pearson's r of two lists; nil where one does not vary.
    package static func correlation(_ left: [Double], _ right: [Double]) -> Double? {
        let size = Double(left.count)
        let (a, b) = (left.reduce(0, +) / size, right.reduce(0, +) / size)
        var (both, one, other) = (0.0, 0.0, 0.0)
        for (x, y) in zip(left, right) {
            both += (x - a) * (y - b)
            one += (x - a) * (x - a)
            other += (y - b) * (y - b)
        }
        return one > 0 && other > 0 ? both / (one * other).squareRoot() : nil
    }
}

/// Whether values differ by group, described (Kruskal and Wallis, 1952).
package struct KruskalWallis: Sendable, Equatable {
    /// Corrected for ties.
    package let statistic: Double
    /// By χ². Not for a day's hours: neighbouring values depend on each other, and it rejects a flat week nearly always.
    package let p: Double
    /// The share of the variance that lies between the groups.
    package let etaSquared: Double?

    /// Nil with fewer than two groups or where nothing differs.
    package init?(_ values: [Double], groups: [Int]) {
        let names = Set(groups).sorted()
        guard names.count > 1, values.count == groups.count else { return nil }
        let ranks = Ranks.of(values)
        let size = Double(values.count)
        var (between, squares, statistic) = (0.0, 0.0, 0.0)
        let mean = values.reduce(0, +) / size
        for name in names {
            let members = groups.indices.filter { groups[$0] == name }
            let count = Double(members.count)
            let sum = members.reduce(0) { $0 + ranks[$1] }
            statistic += sum * sum / count
            let own = members.reduce(0) { $0 + values[$1] } / count
            between += count * (own - mean) * (own - mean)
        }
        for value in values { squares += (value - mean) * (value - mean) }
        let ties = Dictionary(grouping: ranks, by: \.self).values.reduce(0.0) { sum, tied in
            let count = Double(tied.count)
            return sum + count * count * count - count
        }
        let correction = 1 - ties / (size * size * size - size)
        guard correction > 0 else { return nil }
        self.statistic = (12 / (size * (size + 1)) * statistic - 3 * (size + 1)) / correction
        p = ChiSquared.above(self.statistic, Double(names.count - 1))
        etaSquared = squares > 0 ? between / squares : nil
    }
}
