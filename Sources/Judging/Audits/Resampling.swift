import Agreement
import Foundation

/// A figure with its interval, or why there is none.
package struct AuditEstimate: Sendable, Equatable {
    package var value: Double?
    package var low: Double?
    package var high: Double?

    package init(value: Double? = nil, low: Double? = nil, high: Double? = nil) {
        self.value = value
        self.low = low
        self.high = high
    }
}

/// Percentile bootstrap over clusters of items (Efron, 1979), for figures that are functions of the clusters' weights.
struct ClusterBootstrap {
    let clusterCount: Int
    let options: IntervalOptions

    /// Each figure on the data and the interval of its resamples; the figures share the resamples.
    func estimates(_ figures: ([Double]) -> [Double?]) -> [AuditEstimate] {
        var estimates = figures([Double](repeating: 1, count: clusterCount)).map { AuditEstimate(value: $0) }
        guard clusterCount > 1, options.resamples > 1 else { return estimates }
        var draws = [[Double]](repeating: [], count: estimates.count)
        var generator = Generator(seed: options.seed)
        var weights = [Double](repeating: 0, count: clusterCount)
        for _ in 0..<options.resamples {
            for index in weights.indices { weights[index] = 0 }
            for _ in 0..<clusterCount { weights[Int.random(in: 0..<clusterCount, using: &generator)] += 1 }
            for (index, figure) in figures(weights).enumerated() {
                if let figure, figure.isFinite { draws[index].append(figure) }
            }
        }
        let tail = (1 - options.confidence) / 2
        for index in estimates.indices where estimates[index].value != nil && draws[index].count > 1 {
            let sorted = draws[index].sorted()
            estimates[index].low = sorted.quantile(tail)
            estimates[index].high = sorted.quantile(1 - tail)
        }
        return estimates
    }
}

extension AuditEstimate {
    /// The same with Wilson's interval (1927) over the clusters, for a share of 0 or 1, which no resample can leave.
    func opened(clusterCount: Int, confidence: Double) -> AuditEstimate {
        guard let value, value == 0 || value == 1, low == high, clusterCount > 0 else { return self }
        let square = Self.quantile(of: confidence) * Self.quantile(of: confidence)
        let margin = square / (Double(clusterCount) + square)
        return AuditEstimate(value: value, low: value == 0 ? 0 : 1 - margin, high: value == 0 ? margin : 1)
    }

    /// How many standard deviations hold that share of a normal distribution, by bisection.
    private static func quantile(of confidence: Double) -> Double {
        var (low, high) = (0.0, 10.0)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if erf(middle / 2.0.squareRoot()) < confidence { low = middle } else { high = middle }
        }
        return low
    }
}

/// Numerators and denominators by cluster: a share or a mean, and its sums.
struct Ratio {
    private var tops: [Double]
    private var bottoms: [Double]

    init(clusterCount: Int) {
        tops = [Double](repeating: 0, count: clusterCount)
        bottoms = tops
    }

    /// Counts one observation.
    mutating func add(_ value: Double, cluster: Int) {
        tops[cluster] += value
        bottoms[cluster] += 1
    }

    /// How many observations there are.
    var count: Int { Int(bottoms.reduce(0, +)) }

    /// The mean with those weights of the clusters; nil without an observation.
    func value(_ weights: [Double]) -> Double? {
        var (top, bottom) = (0.0, 0.0)
        for index in weights.indices {
            top += weights[index] * tops[index]
            bottom += weights[index] * bottoms[index]
        }
        return bottom > 0 ? top / bottom : nil
    }
}

/// Cohen's kappa (1960) of two raters' values with weights; nil when chance alone would agree always.
enum Kappa {
    /// `pairs` are places in a list of `count` values, with the cluster of each.
    static func value(_ pairs: [(Int, Int, cluster: Int)], count: Int, weights: [Double]) -> (
        kappa: Double?, chance: Double
    )? {
        var cells = [Double](repeating: 0, count: count * count)
        var total = 0.0
        for pair in pairs {
            cells[pair.0 * count + pair.1] += weights[pair.cluster]
            total += weights[pair.cluster]
        }
        guard total > 0 else { return nil }
        var (same, chance) = (0.0, 0.0)
        for value in 0..<count {
            same += cells[value * count + value]
            let row = (0..<count).reduce(0) { $0 + cells[value * count + $1] }
            let column = (0..<count).reduce(0) { $0 + cells[$1 * count + value] }
            chance += row * column / (total * total)
        }
        return (chance < 1 ? (same / total - chance) / (1 - chance) : nil, chance)
    }
}
