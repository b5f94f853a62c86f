/// Krippendorff's alpha, 1 − D_o / D_e over pairable values (Krippendorff, 2011, 2019), at the four levels.
///
/// Each item with m ≥ 2 ratings adds its pairs divided by m − 1. Distances: nominal [c ≠ k]; interval (c − k)²; ratio
/// ((c − k) / (c + k))² with 0/0 = 0; ordinal is the interval form on mid-ranks of the pairable values. Linear in the
/// ratings, but for ratio, which is quadratic in the distinct values. Undefined when all pairable values are equal or no
/// item has two ratings.
struct AlphaKernel {
    let patterns: CountPatterns
    let levels: [Level]
    /// By pattern its disagreement at the nominal, interval and ratio level.
    private let within: [SIMD4<Double>]
    private let isTooLarge: Bool

    init(_ patterns: CountPatterns, levels: [Level]) {
        self.patterns = patterns
        self.levels = levels
        isTooLarge = patterns.categories.count > 10_000
        let hasRatio = levels.contains(.ratio) && !isTooLarge
        within = (0..<patterns.count).map { row in
            guard patterns.sizes[row] > 1 else { return .zero }
            let interval = patterns.squares(row) { patterns.categories[$0] }
            return SIMD4(patterns.nominal(row), interval, hasRatio ? patterns.ratio(row) : 0, 0)
        }
    }

    var kernel: Kernel {
        var kernel = Kernel(
            names: levels.map { "alpha.\($0.rawValue)" },
            compute: { compute($0, $1) },
            reason: { reason(levels[$0]) },
            closedForm: { place, value, confidence in closedForm(levels[place], value, confidence) }
        )
        kernel.caution = { place in
            levels[place] == .nominal ? Coverage.warnings(agreeingElsewhere: patterns.agreeingElsewhereCount) : []
        }
        kernel.edge = { edge(levels[$0]) }
        kernel.carries = { patterns.sizes[$0] > 1 }
        kernel.carriers = "items with two ratings"
        if levels.contains(.ratio), patterns.categories.count > 500 { kernel.limit = 0 }
        return kernel
    }

    private func compute(_ weights: Kernel.Weights, _ values: Kernel.Values) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: patterns.categories.count) { margins in
            margins.initialize(repeating: 0)
            let total = patterns.margins(weights, margins)
            let isConstant = margins.count { $0 > 0 } < 2
            for (place, level) in levels.enumerated() {
                values[place] = isConstant ? .nan : alpha(level, weights, UnsafeBufferPointer(margins), total)
            }
        }
    }

    private func alpha(
        _ level: Level,
        _ weights: Kernel.Weights,
        _ margins: UnsafeBufferPointer<Double>,
        _ total: Double
    ) -> Double {
        if level == .ratio, isTooLarge || (patterns.categories.first ?? 0) < 0 { return .nan }
        var observed = 0.0
        var expected = 0.0
        switch level {
        case .nominal:
            for row in within.indices { observed += weights[row] * within[row].x }
            expected = total * total - margins.reduce(0) { $0 + $1 * $1 }
        case .interval:
            for row in within.indices { observed += weights[row] * within[row].y }
            expected = Self.spread(margins, patterns.categories, total)
        case .ratio:
            for row in within.indices { observed += weights[row] * within[row].z }
            expected = patterns.ratioSpread(margins)
        case .ordinal:
            let ranks = Self.midRanks(margins)
            for row in within.indices where weights[row] > 0 && patterns.sizes[row] > 1 {
                observed += weights[row] * patterns.squares(row) { ranks[$0] }
            }
            expected = Self.spread(margins, ranks, total)
        }
        return expected > 0 ? 1 - observed * (total - 1) / expected : .nan
    }

    /// Nothing was seen to differ; a disagreement not seen is taken to be as large as the scale allows.
    private func edge(_ level: Level) -> Kernel.KappaEdge? {
        let weights = patterns.units.weights
        var margins = [Double](repeating: 0, count: patterns.categories.count)
        let (total, expected, largest) = weights.withUnsafeBufferPointer { weights in
            margins.withUnsafeMutableBufferPointer { margins in
                let total = patterns.margins(weights, margins)
                return spread(level, UnsafeBufferPointer(margins), total)
            }
        }
        guard total > 1, largest > 0 else { return nil }
        return Kernel.KappaEdge(
            agreement: { patterns.sizes[$0] > 1 ? 1 - patterns.nominal($0) / patterns.sizes[$0] : nil },
            expected: 1 - expected / (total * (total - 1) * largest)
        )
    }

    /// The number of values, Σ n_c n_k δ², and the largest δ².
    private func spread(
        _ level: Level,
        _ margins: UnsafeBufferPointer<Double>,
        _ total: Double
    ) -> (total: Double, expected: Double, largest: Double) {
        let (low, high) = (patterns.categories.first ?? 0, patterns.categories.last ?? 0)
        switch level {
        case .nominal: return (total, total * total - margins.reduce(0) { $0 + $1 * $1 }, 1)
        case .interval: return (total, Self.spread(margins, patterns.categories, total), (high - low) * (high - low))
        case .ratio:
            let quotient = high + low > 0 ? (high - low) / (high + low) : 0
            return (total, patterns.ratioSpread(margins), quotient * quotient)
        case .ordinal:
            let ranks = Self.midRanks(margins)
            let range = (ranks.last ?? 0) - (ranks.first ?? 0)
            return (total, Self.spread(margins, ranks, total), range * range)
        }
    }

    private func reason(_ level: Level) -> String {
        if let reason = patterns.constantReason(minimum: 2) { return reason }
        guard level == .ratio else {
            return patterns.categories.haveLostSquares ? [Double].lostSquares : "the expected disagreement is zero"
        }
        if let least = patterns.categories.first, least < 0 { return "a ratio scale has no negative scores" }
        let count = patterns.categories.count
        return "\(count) distinct values are too many at the ratio level: round the scores to at most 10000"
    }

    /// The delta method: t with one degree of freedom less than there are items with two ratings.
    private func closedForm(_ level: Level, _ value: Double, _ confidence: Double) -> ClosedForm? {
        let influence = AlphaInfluence(patterns, level: level)
        return ClosedForm.symmetric(
            value,
            influence.standardError,
            confidence,
            degrees: influence.itemCount - 1,
            within: -.infinity...1,
            "delta method"
        )
    }

    /// Σ_c Σ_k n_c n_k (x_c − x_k)².
    static func spread(_ margins: UnsafeBufferPointer<Double>, _ values: [Double], _ total: Double) -> Double {
        var mean = 0.0
        for place in margins.indices { mean += margins[place] * values[place] }
        mean /= total
        var sum = 0.0
        for place in margins.indices {
            let difference = values[place] - mean
            sum += margins[place] * difference * difference
        }
        return 2 * total * sum
    }

    static func midRanks(_ margins: UnsafeBufferPointer<Double>) -> [Double] {
        var below = 0.0
        return margins.map { count in
            defer { below += count }
            return below + count / 2
        }
    }
}

extension CountPatterns {
    /// Adds up the categories of items with two ratings; gives their number.
    func margins(_ weights: Kernel.Weights, _ margins: UnsafeMutableBufferPointer<Double>) -> Double {
        var total = 0.0
        for row in 0..<count where sizes[row] > 1 && weights[row] > 0 {
            for place in starts[row]..<starts[row + 1] {
                margins[Int(entries[place])] += weights[row] * entryCounts[place]
            }
            total += weights[row] * sizes[row]
        }
        return total
    }

    func nominal(_ row: Int) -> Double {
        let size = sizes[row]
        return (size * size - entryCounts[starts[row]..<starts[row + 1]].reduce(0) { $0 + $1 * $1 }) / (size - 1)
    }

    /// The pairs' squared distances, each pair twice, divided by m − 1.
    func squares(_ row: Int, _ value: (Int) -> Double) -> Double {
        var mean = 0.0
        for place in starts[row]..<starts[row + 1] { mean += entryCounts[place] * value(Int(entries[place])) }
        mean /= sizes[row]
        var sum = 0.0
        for place in starts[row]..<starts[row + 1] {
            let difference = value(Int(entries[place])) - mean
            sum += entryCounts[place] * difference * difference
        }
        return 2 * sizes[row] * sum / (sizes[row] - 1)
    }

    func ratio(_ row: Int) -> Double {
        var sum = 0.0
        for place in starts[row]..<starts[row + 1] {
            for other in starts[row]..<place {
                let distance = ratioDistance(Int(entries[place]), Int(entries[other]))
                sum += 2 * entryCounts[place] * entryCounts[other] * distance
            }
        }
        return sum / (sizes[row] - 1)
    }

    func ratioDistance(_ c: Int, _ k: Int) -> Double {
        let sum = categories[c] + categories[k]
        guard sum != 0 else { return 0 }
        let quotient = (categories[c] - categories[k]) / sum
        return quotient * quotient
    }

    func ratioSpread(_ margins: UnsafeBufferPointer<Double>) -> Double {
        var sum = 0.0
        for c in margins.indices where margins[c] > 0 {
            for k in 0..<c where margins[k] > 0 { sum += margins[c] * margins[k] * ratioDistance(c, k) }
        }
        return 2 * sum
    }
}
