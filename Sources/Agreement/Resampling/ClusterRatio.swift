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
