/// Numerators and denominators by cluster: a share or a mean, and its sums.
package struct ClusterRatio {
    private var tops: [Double]
    private var bottoms: [Double]

    package init(clusterCount: Int) {
        tops = [Double](repeating: 0, count: clusterCount)
        bottoms = tops
    }

    /// Counts one observation.
    package mutating func add(_ value: Double, cluster: Int) {
        tops[cluster] += value
        bottoms[cluster] += 1
    }

    /// Counts an item's observations as one: their mean.
    package mutating func addItem(_ values: [Double], cluster: Int) {
        guard !values.isEmpty else { return }
        add(values.reduce(0, +) / Double(values.count), cluster: cluster)
    }

    /// How many observations there are.
    package var count: Int { Int(bottoms.reduce(0, +)) }

    /// The mean with those weights of the clusters; nil without an observation.
    package func value(_ weights: [Double]) -> Double? {
        var (top, bottom) = (0.0, 0.0)
        for index in weights.indices {
            top += weights[index] * tops[index]
            bottom += weights[index] * bottoms[index]
        }
        return bottom > 0 ? top / bottom : nil
    }
}
