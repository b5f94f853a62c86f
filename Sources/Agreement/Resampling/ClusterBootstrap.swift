/// Percentile bootstrap over clusters (Efron, 1979), for figures that are functions of how often each cluster is drawn.
package struct ClusterBootstrap {
    /// For each item the place of its cluster.
    package let places: [Int]
    package let clusterCount: Int
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
        ClusterDraws.forEach(of: clusterCount, options) { weights in
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
        work: Int = 0,
        _ figures: ([Double]) -> [Double?]
    ) -> [Estimate] {
        if work * options.resamples > Self.mostWork {
            return leavingGroupsOut(itemCount: itemCount, ratingCount: ratingCount, reason: reason, figures)
        }
        return estimates(draws(figures), itemCount: itemCount, ratingCount: ratingCount, reason: reason)
    }

    /// The same of figures that are functions of how often each pattern of some tables stands in a sample.
    ///
    /// `tables` count the patterns of these very clusters.
    func estimates(
        of tables: [ClusterCounts],
        itemCount: Int,
        ratingCount: Int,
        reason: String,
        _ figures: ([[Double]]) -> [Double?]
    ) -> [Estimate] {
        let values = figures(tables.map(\.weights))
        var draws = [[Double]](repeating: [], count: values.count)
        if clusterCount > 1, options.resamples > 1 {
            ClusterCounts.forEachDraw(tables, of: clusterCount, options) { weights in
                for (index, figure) in figures(weights).enumerated() {
                    if let figure, figure.isFinite { draws[index].append(figure) }
                }
            }
        }
        return estimates((values, draws), itemCount: itemCount, ratingCount: ratingCount, reason: reason)
    }

    private func estimates(
        _ found: (values: [Double?], draws: [[Double]]),
        itemCount: Int,
        ratingCount: Int,
        reason: String
    ) -> [Estimate] {
        found.values.indices.map { place in
            guard let value = found.values[place], value.isFinite else {
                return Estimate(undefined: reason, itemCount: itemCount, ratingCount: ratingCount)
            }
            var estimate = Estimate(value: value, itemCount: itemCount, ratingCount: ratingCount)
            fill(&estimate, found.draws[place])
            return estimate
        }
    }

    /// Above so many steps a jackknife over groups takes the place of the bootstrap.
    private static let mostWork = 20_000_000
    private static let groupCount = 30

    /// The same with Student's t of a jackknife over random groups of clusters.
    private func leavingGroupsOut(
        itemCount: Int,
        ratingCount: Int,
        reason: String,
        _ figures: ([Double]) -> [Double?]
    ) -> [Estimate] {
        var generator = Generator(seed: options.seed)
        let count = min(Self.groupCount, clusterCount)
        var groups = (0..<clusterCount).map { $0 % max(1, count) }
        for place in groups.indices.dropFirst().reversed() { groups.swapAt(place, generator.index(below: place + 1)) }
        let values = figures([Double](repeating: 1, count: clusterCount))
        let draws = (0..<count).map { group in figures(groups.map { $0 == group ? 0 : 1 }) }
        return values.indices.map { place in
            guard let value = values[place], value.isFinite else {
                return Estimate(undefined: reason, itemCount: itemCount, ratingCount: ratingCount)
            }
            var estimate = Estimate(value: value, itemCount: itemCount, ratingCount: ratingCount)
            let left = draws.compactMap { $0[place] }
            let mean = left.reduce(0, +) / Double(max(1, left.count))
            let squares = left.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            let error = (Double(count - 1) / Double(max(1, count)) * squares).squareRoot()
            let name = "jackknife over \(count) random groups of \(unit)"
            guard left.count == count, count > 1,
                let form = ClosedForm.symmetric(value, error, options.confidence, degrees: count - 1, name)
            else { return estimate }
            (estimate.low, estimate.high) = (form.low, form.high)
            (estimate.standardError, estimate.method) = (form.standardError, form.method)
            return estimate
        }
    }

    private func fill(_ estimate: inout Estimate, _ draws: [Double]) {
        estimate.warnings = Coverage.warnings(count: clusterCount, unit: unit)
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
        estimate.isResampled = true
        estimate = estimate.holdingItself
    }
}

extension ClusterBootstrap {
    /// Over so many prompts, numbered from 0.
    package init(clusterCount: Int, options: IntervalOptions) {
        self.init(Array(0..<clusterCount), itemCount: clusterCount, options: options, unit: "prompts")
    }

    /// Each figure with its interval; the figures share the resamples, and their items are the clusters.
    package func estimates(_ figures: ([Double]) -> [Double?]) -> [Estimate] {
        estimates(itemCount: clusterCount, ratingCount: clusterCount, reason: "nothing varies", figures)
    }
}

extension Estimate {
    /// The same with Wilson's interval over so many clusters, for a share of 0 or 1, which no resample can leave.
    package func opened(clusterCount: Int, confidence: Double) -> Estimate {
        guard let value, value == 0 || value == 1, low == nil, clusterCount > 0 else { return self }
        var opened = self
        (opened.low, opened.high) = wilson(share: value, count: Double(clusterCount), confidence: confidence)
        opened.method = "Wilson (1927) over \(clusterCount) prompts"
        return opened
    }
}
