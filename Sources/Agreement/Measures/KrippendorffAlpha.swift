/// Krippendorff's alpha, 1 − D_o / D_e over pairable values (Krippendorff, 2011, 2019), in the form for its level.
///
/// Each item with m ≥ 2 ratings adds its pairs divided by m − 1. Distances: nominal [c ≠ k]; interval (c − k)²; ratio
/// ((c − k) / (c + k))² with 0/0 = 0; ordinal is the interval form on mid-ranks of the pairable values. Undefined when all
/// pairable values are equal or no item has two ratings.
struct KrippendorffAlpha {
    private let table: CountTable
    private let level: Level
    /// For each pattern the disagreement within one item of it; nil at the ordinal level, whose distances depend on the weights.
    private let within: [Double]?

    init(_ table: CountTable, level: Level) {
        self.table = table
        self.level = level
        let values = table.categories
        switch level {
        case .nominal: within = table.rows.map { Self.nominal($0) }
        case .interval: within = table.rows.map { row in Self.interval(row) { values[$0] } }
        case .ratio: within = table.rows.map { Self.ratio($0, values) }
        case .ordinal: within = nil
        }
    }

    func callAsFunction(_ weights: [Double]) -> Outcome {
        if level == .ratio, let least = table.categories.first, least < 0 {
            return .undefined("a ratio scale has no negative scores")
        }
        if let reason = table.constantReason(weights) { return .undefined(reason) }
        var margins = [Double](repeating: 0, count: table.categories.count)
        for (row, weight) in zip(table.rows, weights) where weight > 0 && row.size >= 2 {
            for entry in row.entries { margins[entry.category] += weight * entry.count }
        }
        let total = margins.reduce(0, +)
        let values = level == .ordinal ? Self.midRanks(margins) : table.categories
        let expected = expected(margins, total: total, values: values) / (total - 1)
        var observed = 0.0
        for (index, weight) in weights.enumerated() where weight > 0 && table.rows[index].size >= 2 {
            observed += weight * (within?[index] ?? Self.interval(table.rows[index]) { values[$0] })
        }
        guard expected > 0 else { return .undefined("the expected disagreement is zero") }
        return .value(1 - observed / expected)
    }

    /// Σ_c Σ_k n_c n_k δ²(c, k).
    private func expected(_ margins: [Double], total: Double, values: [Double]) -> Double {
        switch level {
        case .nominal: return total * total - margins.reduce(0) { $0 + $1 * $1 }
        case .ordinal, .interval:
            let mean = zip(margins, values).reduce(0) { $0 + $1.0 * $1.1 } / total
            return 2 * total * zip(margins, values).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
        case .ratio:
            var sum = 0.0
            for c in margins.indices where margins[c] > 0 {
                for k in 0..<c where margins[k] > 0 {
                    sum += margins[c] * margins[k] * Self.ratio(values[c], values[k])
                }
            }
            return 2 * sum
        }
    }

    private static func nominal(_ row: CountTable.Row) -> Double {
        guard row.size >= 2 else { return 0 }
        return (row.size * row.size - row.entries.reduce(0) { $0 + $1.count * $1.count }) / (row.size - 1)
    }

    private static func interval(_ row: CountTable.Row, _ value: (Int) -> Double) -> Double {
        guard row.size >= 2 else { return 0 }
        let mean = row.entries.reduce(0) { $0 + $1.count * value($1.category) } / row.size
        let squares = row.entries.reduce(0) {
            let difference = value($1.category) - mean
            return $0 + $1.count * difference * difference
        }
        return 2 * row.size * squares / (row.size - 1)
    }

    private static func ratio(_ row: CountTable.Row, _ values: [Double]) -> Double {
        guard row.size >= 2 else { return 0 }
        var sum = 0.0
        for (index, c) in row.entries.enumerated() {
            for k in row.entries[..<index] {
                sum += 2 * c.count * k.count * ratio(values[c.category], values[k.category])
            }
        }
        return sum / (row.size - 1)
    }

    private static func ratio(_ c: Double, _ k: Double) -> Double {
        let sum = c + k
        guard sum != 0 else { return 0 }
        let quotient = (c - k) / sum
        return quotient * quotient
    }

    private static func midRanks(_ margins: [Double]) -> [Double] {
        var below = 0.0
        return margins.map { count in
            defer { below += count }
            return below + count / 2
        }
    }
}
