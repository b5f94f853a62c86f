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
        var own = share(cells.items.map(\.person), cells.clusters).estimate
        var theirs = share(cells.items.map(\.judge), cells.clusters).estimate
        (own.ratingCount, theirs.ratingCount) = (cells.cells.count, cells.cells.count)
        widen(&estimates[2])
        return (own, theirs, estimates[2])
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
        let reason = "no person has three items on which the scores vary"
        guard !cells.isNominal else {
            let none = Estimate(
                undefined: "nominal scores have no ranks",
                itemCount: count,
                ratingCount: cells.cells.count
            )
            return (none, none, none)
        }
        let people = cells.byPerson.filter { !$0.isEmpty }.map {
            PersonRanks($0, clusters: bootstrap.places, clusterCount: bootstrap.clusterCount)
        }
        let estimates = bootstrap.estimates(
            of: people.map(\.counts),
            itemCount: count,
            ratingCount: cells.cells.count,
            reason: reason
        ) { drawn in
            var (own, theirs, total) = (0.0, 0.0, 0.0)
            for (person, drawn) in zip(people, drawn) {
                guard let found = person.correlations(drawn) else { continue }
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
        let groups = cells.byPerson
        return table.raters.indices.filter { table.raters[$0].kind == .human && table.raters[$0].name != "" }
            .compactMap { person in
                let own = person < groups.count ? groups[person] : []
                let values = own.map(\.ownFigure)
                let clusters = own.map { bootstrap.places[$0.item] }
                var value = Estimate(undefined: "no item with another person", itemCount: 0, ratingCount: 0)
                if !own.isEmpty, cells.isNominal {
                    value = share(values, clusters).estimate
                } else if !own.isEmpty {
                    let confidence = bootstrap.options.confidence
                    value = clusteredMean(
                        checked: values,
                        clusters: clusters,
                        confidence: confidence,
                        unit: table.clusterName
                    ).cut(to: 0...Double.infinity)
                }
                return HumanCeiling.Person(name: table.raters[person].name, cellCount: own.count, value: value)
            }
    }
}
