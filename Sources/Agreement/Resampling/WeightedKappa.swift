/// Cohen's kappa (1960) of two raters' values with weights; nil when chance alone would agree always.
package enum WeightedKappa {
    /// `pairs` are places in a list of `count` values, with the cluster of each.
    package static func value(_ pairs: [(Int, Int, cluster: Int)], count: Int, weights: [Double]) -> (
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
