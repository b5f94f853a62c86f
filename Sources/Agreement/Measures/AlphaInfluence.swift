/// What each item adds to Krippendorff's alpha, to first order; their spread gives the standard error.
struct AlphaInfluence {
    private(set) var standardError = Double.nan
    /// Items with two ratings.
    private(set) var itemCount = 0

    private let patterns: CountPatterns
    private let level: Level
    private var margins: [Double]
    private var total = 0.0
    /// The places of the categories as numbers: their values, or mid-ranks at the ordinal level.
    private var values: [Double]

    init(_ patterns: CountPatterns, level: Level) {
        self.patterns = patterns
        self.level = level
        margins = [Double](repeating: 0, count: patterns.categories.count)
        values = patterns.categories
        let weights = patterns.units.weights
        for row in 0..<patterns.count where patterns.sizes[row] > 1 { itemCount += patterns.units.counts[row] }
        total = weights.withUnsafeBufferPointer { weights in
            margins.withUnsafeMutableBufferPointer { patterns.margins(weights, $0) }
        }
        if level == .ordinal { values = margins.withUnsafeBufferPointer { AlphaKernel.midRanks($0) } }
        guard itemCount > 1, total > 1 else { return }
        standardError = spread(weights)
    }

    private func spread(_ weights: [Double]) -> Double {
        let rows = (0..<patterns.count).filter { patterns.sizes[$0] > 1 }
        let own = rows.map { disagreement($0) }
        let observed = zip(rows, own).reduce(0) { $0 + weights[$1.0] * $1.1 }
        let distances = distances()
        let expected = zip(margins, distances).reduce(0) { $0 + $1.0 * $1.1 }
        let (observedSlopes, expectedSlopes) = rankSlopes(rows, weights)
        var effects: [Double] = []
        for (row, disagreement) in zip(rows, own) {
            var (direct, moved) = (0.0, 0.0)
            for place in patterns.starts[row]..<patterns.starts[row + 1] {
                let category = Int(patterns.entries[place])
                let count = patterns.entryCounts[place]
                direct += count * (2 * distances[category] + expectedSlopes[category])
                moved += count * observedSlopes[category]
            }
            let change = (total - 1) * (disagreement + moved) + patterns.sizes[row] * observed
            effects.append(-(change / expected - (total - 1) * observed * direct / (expected * expected)))
        }
        let count = Double(itemCount)
        let mean = zip(rows, effects).reduce(0) { $0 + weights[$1.0] * $1.1 } / count
        let squares = zip(rows, effects).reduce(0) { $0 + weights[$1.0] * ($1.1 - mean) * ($1.1 - mean) }
        return (squares * count / (count - 1)).squareRoot()
    }

    private func disagreement(_ row: Int) -> Double {
        switch level {
        case .nominal: patterns.nominal(row)
        case .ratio: patterns.ratio(row)
        case .ordinal, .interval: patterns.squares(row) { values[$0] }
        }
    }

    /// For each category Σ_k n_k δ²(c, k).
    private func distances() -> [Double] {
        switch level {
        case .nominal: return margins.map { total - $0 }
        case .ordinal, .interval:
            let mean = zip(margins, values).reduce(0) { $0 + $1.0 * $1.1 } / total
            let spread = zip(margins, values).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
            return values.map { total * ($0 - mean) * ($0 - mean) + spread }
        case .ratio:
            return margins.indices.map { c in
                margins.indices.reduce(0) { $0 + margins[$1] * patterns.ratioDistance(c, $1) }
            }
        }
    }

    /// How the mid-ranks' own movement changes D_o and D_e when one more rating of a category is given; zero but for ordinal.
    private func rankSlopes(_ rows: [Int], _ weights: [Double]) -> (observed: [Double], expected: [Double]) {
        let zero = [Double](repeating: 0, count: margins.count)
        guard level == .ordinal else { return (zero, zero) }
        var observed = zero
        for row in rows {
            let range = patterns.starts[row]..<patterns.starts[row + 1]
            let sum = range.reduce(0) { $0 + patterns.entryCounts[$1] * values[Int(patterns.entries[$1])] }
            let scale = 4 * weights[row] / (patterns.sizes[row] - 1)
            for place in range {
                let category = Int(patterns.entries[place])
                observed[category] +=
                    scale * patterns.entryCounts[place] * (patterns.sizes[row] * values[category] - sum)
            }
        }
        let sum = zip(margins, values).reduce(0) { $0 + $1.0 * $1.1 }
        let expected = margins.indices.map { 4 * margins[$0] * (total * values[$0] - sum) }
        return (Self.suffixes(observed), Self.suffixes(expected))
    }

    /// Σ above, and half of the own one: how a mid-rank moves with the count of a category.
    private static func suffixes(_ slopes: [Double]) -> [Double] {
        var above = 0.0
        var sums = slopes
        for place in slopes.indices.reversed() {
            sums[place] = above + slopes[place] / 2
            above += slopes[place]
        }
        return sums
    }
}
