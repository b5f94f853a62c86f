/// How intervals are made.
public struct IntervalOptions: Sendable, Equatable {
    /// Bootstrap samples; 0 for no interval.
    public var resamples: Int
    public var confidence: Double
    public var seed: UInt64

    public init(resamples: Int = 1000, confidence: Double = 0.95, seed: UInt64 = 1) {
        self.resamples = resamples
        self.confidence = confidence
        self.seed = seed
    }
}

/// A value, or why there is none.
enum Outcome: Sendable, Equatable {
    case value(Double)
    case undefined(String)
}

/// A figure as a function of the weights of the patterns: 1 for each item in the data, a draw in a resample.
struct Statistic {
    let name: String
    let compute: ([Double]) -> Outcome
}

/// Percentile bootstrap over items, or over clusters where there are any (Efron, 1979).
struct Bootstrap {
    let patterns: Patterns
    let options: IntervalOptions
    /// Items and ratings that enter the figures.
    let itemCount: Int
    let ratingCount: Int

    /// Every statistic on the data, with the interval of the same resamples for all.
    func estimates(_ statistics: [Statistic]) -> Measures {
        let weights = patterns.weights
        let outcomes = statistics.map { $0.compute(weights) }
        let draws = draws(statistics, defined: outcomes.map { if case .value = $0 { true } else { false } })
        var measures = Measures()
        for (index, statistic) in statistics.enumerated() {
            measures.append(statistic.name, estimate(outcomes[index], draws: draws[index]))
        }
        return measures
    }

    private func draws(_ statistics: [Statistic], defined: [Bool]) -> [[Double]] {
        var draws = [[Double]](repeating: [], count: statistics.count)
        let unitCount = patterns.clusters.isEmpty ? patterns.itemCount : patterns.clusters.count
        guard unitCount > 1, defined.contains(true) else { return draws }
        var generator = Generator(seed: options.seed)
        for _ in 0..<max(0, options.resamples) {
            let weights = patterns.resampled(&generator)
            for (index, statistic) in statistics.enumerated() where defined[index] {
                if case .value(let value) = statistic.compute(weights) { draws[index].append(value) }
            }
        }
        return draws
    }

    private func estimate(_ outcome: Outcome, draws: [Double]) -> Estimate {
        switch outcome {
        case .undefined(let reason):
            return Estimate(undefined: reason, itemCount: itemCount, ratingCount: ratingCount)
        case .value(let value):
            var estimate = Estimate(value: value, itemCount: itemCount, ratingCount: ratingCount)
            guard draws.count > 1 else { return estimate }
            let sorted = draws.sorted()
            let tail = (1 - options.confidence) / 2
            estimate.low = Self.quantile(sorted, tail)
            estimate.high = Self.quantile(sorted, 1 - tail)
            let mean = sorted.reduce(0, +) / Double(sorted.count)
            let squares = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            estimate.standardError = (squares / Double(sorted.count - 1)).squareRoot()
            estimate.method = method(used: draws.count)
            return estimate
        }
    }

    private func method(used: Int) -> String {
        let clusters = patterns.clusters.count
        var method = "percentile bootstrap over \(clusters > 0 ? "\(clusters) clusters" : "items")"
        method += ", \(options.resamples) resamples"
        if used < options.resamples { method += ", \(options.resamples - used) of them undefined and left out" }
        if clusters > 0, clusters < 20 { method += "; fewer than 20 clusters: too narrow" }
        if clusters == 0, patterns.itemCount < 20 { method += "; fewer than 20 items: too narrow" }
        return method
    }

    /// The quantile by linear interpolation (Hyndman and Fan's type 7) of sorted values.
    static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        let position = share * Double(sorted.count - 1)
        let below = Int(position)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
    }
}
