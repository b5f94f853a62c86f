/// Values in their order, for Spearman's rank correlation with weights: mid-ranks of the weighted sample.
package struct WeightedRanks {
    private let values: [Double]
    private let order: [Int]

    package init(_ values: [Double]) {
        self.values = values
        order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    }

    /// Spearman's correlation with other values of the same items; nil when one of the two does not vary.
    package func correlation(with other: WeightedRanks, weights: [Double]) -> Double? {
        let (a, b) = (ranks(weights), other.ranks(weights))
        let total = weights.reduce(0, +)
        guard total > 0, values.count == other.values.count else { return nil }
        func mean(_ values: [Double]) -> Double { zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 } / total }
        let (meanA, meanB) = (mean(a), mean(b))
        var (covariance, varianceA, varianceB) = (0.0, 0.0, 0.0)
        for index in weights.indices {
            let (da, db) = (a[index] - meanA, b[index] - meanB)
            covariance += weights[index] * da * db
            varianceA += weights[index] * da * da
            varianceB += weights[index] * db * db
        }
        guard varianceA > 1e-12, varianceB > 1e-12 else { return nil }
        return covariance / (varianceA * varianceB).squareRoot()
    }

    private func ranks(_ weights: [Double]) -> [Double] {
        var ranks = [Double](repeating: 0, count: values.count)
        var below = 0.0
        var start = 0
        while start < order.count {
            var end = start
            var weight = 0.0
            while end < order.count, values[order[end]] == values[order[start]] {
                weight += weights[order[end]]
                end += 1
            }
            for index in order[start..<end] { ranks[index] = below + (weight + 1) / 2 }
            below += weight
            start = end
        }
        return ranks
    }
}
