/// The figures of a human ceiling with their intervals.
struct CeilingFigures {
    private let cells: CeilingCells
    private let bootstrap: ClusterBootstrap
    private let isForeign: Bool

    init(_ cells: CeilingCells, _ bootstrap: ClusterBootstrap, isForeign: Bool) {
        self.cells = cells
        self.bootstrap = bootstrap
        self.isForeign = isForeign
    }

    private static let reason = "no item has two people and the automatic rater"
    private static let foreign = "another scale than people's"

    private var count: Int { cells.items.count }

    /// Person, automatic rater and the difference.
    var means: (Estimate, Estimate, Estimate) {
        let size = bootstrap.sums([Double](repeating: 1, count: count))
        let person = bootstrap.sums(cells.items.map(\.person))
        let judge = bootstrap.sums(cells.items.map(\.judge))
        var estimates = bootstrap.estimates(itemCount: count, ratingCount: cells.cells.count, reason: Self.reason) {
            weights in
            var (total, own, theirs) = (0.0, 0.0, 0.0)
            for place in weights.indices {
                total += weights[place] * size[place]
                own += weights[place] * person[place]
                theirs += weights[place] * judge[place]
            }
            guard total > 0 else { return [nil, nil, nil] }
            return [own / total, theirs / total, theirs / total - own / total]
        }
        if isForeign {
            for place in 1...2 {
                estimates[place] = Estimate(undefined: Self.foreign, itemCount: count, ratingCount: cells.cells.count)
            }
        }
        guard cells.isNominal, count > 0 else { return (estimates[0], estimates[1], estimates[2]) }
        let own = share(cells.items.map(\.person), cells.clusters)
        let theirs = share(cells.items.map(\.judge), cells.clusters)
        widen(&estimates[2])
        return (own.estimate, theirs.estimate, estimates[2])
    }

    private func share(_ values: [Double], _ clusters: [Int]?) -> ClusteredShare {
        // Sums of thirds may pass 1 by rounding.
        let values = values.map { min(1, max(0, $0)) }
        let clusters = clusters ?? Array(values.indices)
        return ClusteredShare(checked: values, clusters: clusters, confidence: bootstrap.options.confidence)
    }

    /// A difference that no resample moves gets the width of a share of which no exception was seen.
    private func widen(_ difference: inout Estimate) {
        guard let value = difference.value, difference.low == nil, bootstrap.clusterCount > 1 else { return }
        let prompts = Double(bootstrap.clusterCount)
        let half = 1 - wilson(share: 1, count: prompts, confidence: bootstrap.options.confidence).low
        (difference.low, difference.high) = (max(-1, value - half), min(1, value + half))
        difference.method = "Wilson (1927): no resample differs"
    }

    /// Spearman's correlation within each person, of the person, of the automatic rater, and the difference.
    var spearman: (Estimate, Estimate, Estimate) {
        let people = Dictionary(grouping: cells.cells, by: \.person).sorted { $0.key < $1.key }.map {
            PersonRanks($0.value)
        }
        let (reason, places) = ("no person has three items on which the scores vary", bootstrap.places)
        guard !cells.isNominal else {
            let none = Estimate(
                undefined: "nominal scores have no ranks",
                itemCount: count,
                ratingCount: cells.cells.count
            )
            return (none, none, none)
        }
        let estimates = bootstrap.estimates(itemCount: count, ratingCount: cells.cells.count, reason: reason) {
            weights in
            var (own, theirs, total) = (0.0, 0.0, 0.0)
            for person in people {
                guard let found = person.correlations({ weights[places[$0]] }) else { continue }
                own += found.weight * found.own
                theirs += found.weight * found.judge
                total += found.weight
            }
            guard total > 0 else { return [nil, nil, nil] }
            return [own / total, theirs / total, theirs / total - own / total]
        }
        return (estimates[0], estimates[1], estimates[2])
    }

    /// Each person's own figure over the person's cells.
    func byPerson(_ table: RatingTable) -> [HumanCeiling.Person] {
        let groups = Dictionary(grouping: cells.cells, by: \.person)
        return table.raters.indices.filter { table.raters[$0].kind == .human && table.raters[$0].name != "" }
            .compactMap { person in
                let own = groups[person] ?? []
                let values = own.map(\.ownFigure)
                let clusters = own.map { bootstrap.places[$0.item] }
                var value = Estimate(undefined: "no item with another person", itemCount: 0, ratingCount: 0)
                if !own.isEmpty, cells.isNominal {
                    value = share(values, clusters).estimate
                } else if !own.isEmpty {
                    let confidence = bootstrap.options.confidence
                    value = clusteredMean(checked: values, clusters: clusters, confidence: confidence, unit: "prompts")
                }
                return HumanCeiling.Person(name: table.raters[person].name, cellCount: own.count, value: value)
            }
    }
}

/// One person's cells, each column coded by its distinct values in order.
private struct PersonRanks {
    private let items: [Int]
    private let columns: [[Int32]]
    private let sizes: [Int]

    init(_ cells: [CeilingCells.Cell]) {
        items = cells.map(\.item)
        let coded = [cells.map(\.own), cells.map(\.judge), cells.map(\.others)].map { values in
            let levels = Set(values).sorted()
            let places = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, Int32($0)) })
            return (codes: values.map { places[$0] ?? 0 }, count: levels.count)
        }
        columns = coded.map(\.codes)
        sizes = coded.map(\.count)
    }

    /// Nil with fewer than three cells or a constant column.
    func correlations(_ weight: (Int) -> Double) -> (own: Double, judge: Double, weight: Double)? {
        let weights = items.map(weight)
        let total = weights.reduce(0, +)
        guard total >= 3 else { return nil }
        let ranks = columns.indices.map { column in
            var counts = [Double](repeating: 0, count: sizes[column])
            for place in weights.indices { counts[Int(columns[column][place])] += weights[place] }
            return counts.withUnsafeBufferPointer { AlphaKernel.midRanks($0).map { $0 - total / 2 } }
        }
        var (xx, yy, zz, xz, yz) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for place in weights.indices where weights[place] > 0 {
            let (x, y, z) = (
                ranks[0][Int(columns[0][place])], ranks[1][Int(columns[1][place])], ranks[2][Int(columns[2][place])]
            )
            xx += weights[place] * x * x
            yy += weights[place] * y * y
            zz += weights[place] * z * z
            xz += weights[place] * x * z
            yz += weights[place] * y * z
        }
        guard xx > 1e-9, yy > 1e-9, zz > 1e-9 else { return nil }
        return (xz / (xx * zz).squareRoot(), yz / (yy * zz).squareRoot(), total)
    }
}
