/// Percentile bootstrap over clusters (Efron, 1979), for figures that are functions of how often each cluster is drawn.
struct ClusterBootstrap {
    /// For each item the place of its cluster.
    let places: [Int]
    let clusterCount: Int
    let options: IntervalOptions
    /// What the clusters are, in the plural.
    var unit = "clusters"

    /// Clusters named by any numbers; nil takes each item for a cluster of its own.
    init(_ clusters: [Int]?, itemCount: Int, options: IntervalOptions, unit: String = "clusters") {
        self.options = options
        self.unit = clusters == nil ? "items" : unit
        guard let clusters else {
            places = Array(0..<itemCount)
            clusterCount = itemCount
            return
        }
        // Numbered in ascending order, so that no figure depends on the order of rows.
        let numbers = Set(clusters).sorted()
        let coded = Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($1, $0) })
        places = clusters.map { coded[$0] ?? 0 }
        clusterCount = numbers.count
    }

    /// The values added up by cluster.
    func sums(_ values: [Double]) -> [Double] {
        var sums = [Double](repeating: 0, count: clusterCount)
        for (place, value) in zip(places, values) { sums[place] += value }
        return sums
    }

    /// The figures on the data and on each resample; the figures of one resample share its draws.
    ///
    /// `figures` gets how often each cluster was drawn.
    func draws(_ figures: ([Double]) -> [Double?]) -> (values: [Double?], draws: [[Double]]) {
        let values = figures([Double](repeating: 1, count: clusterCount))
        var draws = [[Double]](repeating: [], count: values.count)
        guard clusterCount > 1, options.resamples > 1 else { return (values, draws) }
        var generator = Generator(seed: options.seed)
        var weights = [Double](repeating: 0, count: clusterCount)
        for _ in 0..<options.resamples {
            for index in weights.indices { weights[index] = 0 }
            for _ in 0..<clusterCount { weights[generator.index(below: clusterCount)] += 1 }
            for (index, figure) in figures(weights).enumerated() {
                if let figure, figure.isFinite { draws[index].append(figure) }
            }
        }
        return (values, draws)
    }

    /// Each figure with its interval; `reason` says why one is undefined.
    func estimates(
        itemCount: Int,
        ratingCount: Int,
        reason: String,
        _ figures: ([Double]) -> [Double?]
    ) -> [Estimate] {
        let (values, draws) = draws(figures)
        return values.indices.map { place in
            guard let value = values[place], value.isFinite else {
                return Estimate(undefined: reason, itemCount: itemCount, ratingCount: ratingCount)
            }
            var estimate = Estimate(value: value, itemCount: itemCount, ratingCount: ratingCount)
            fill(&estimate, draws[place])
            return estimate
        }
    }

    private func fill(_ estimate: inout Estimate, _ draws: [Double]) {
        guard draws.count > 1 else {
            estimate.method = clusterCount < 2 ? "no interval: fewer than two \(unit)" : "no interval"
            return
        }
        let sorted = draws.sorted()
        let tail = (1 - options.confidence) / 2
        let mean = sorted.reduce(0, +) / Double(sorted.count)
        let squares = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        estimate.standardError = (squares / Double(sorted.count - 1)).squareRoot()
        guard sorted[0] < sorted[sorted.count - 1] else {
            estimate.method = "no interval: every resample over \(unit) gives the same"
            return
        }
        estimate.low = sorted.quantile(tail)
        estimate.high = sorted.quantile(1 - tail)
        var method = "percentile bootstrap over \(clusterCount) \(unit), \(options.resamples) resamples"
        let lost = options.resamples - draws.count
        if lost > 0 { method += ", \(lost) of them undefined and left out" }
        estimate.method = method
    }
}
