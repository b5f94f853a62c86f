/// Audits of scores on a scale: with length, with family, and how the scale is used.
enum Spread {
    /// An item's mean score by the judge and by people.
    private struct Scores {
        var item: Int
        var judge: Double
        var people: Double?
    }

    private static func scores(_ scope: AuditScope) -> [Scores] {
        func mean(_ rows: [VerdictTable.Row]?) -> Double? {
            let values = (rows ?? []).compactMap(\.value.number)
            return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
        }
        let scored = scope.items.compactMap { item in
            mean(scope.own[item]).map { Scores(item: item, judge: $0, people: mean(scope.people[item])) }
        }
        let shared = scored.filter { $0.people != nil }
        return shared.isEmpty ? scored : shared
    }

    private static func estimated(
        _ scope: AuditScope,
        _ scores: [Scores],
        _ figure: AuditFigure,
        _ statistic: ([Double], _ values: [Double]) -> Double?
    ) -> AuditFigure {
        let clusters = Clusters(scores.map { scope.table.items[$0.item].cluster })
        let people = scores.compactMap(\.people)
        let bootstrap = ClusterBootstrap(clusterCount: clusters.count, options: scope.options)
        let estimates = bootstrap.estimates { weights in
            let own = clusters.places.map { weights[$0] }
            let judge = statistic(own, scores.map(\.judge))
            let theirs = people.count == scores.count ? statistic(own, people) : nil
            return [judge, theirs, judge.flatMap { judge in theirs.map { judge - $0 } }]
        }
        var figure = figure
        figure.items = scores.count
        figure.verdicts = scores.count
        (figure.value, figure.people, figure.difference) = (estimates[0], estimates[1], estimates[2])
        if figure.value.value == nil, figure.note == nil { figure.note = "undefined: nothing varies" }
        return figure
    }

    /// Spearman's correlation of score and length.
    static func length(_ scope: AuditScope) -> AuditFigure {
        let known = scores(scope).filter { scope.table.items[$0.item].lengths.count == 1 }
        let figure = AuditFigure("length", "rank correlation of score and length")
        guard known.count > 2 else { return noItem(figure) }
        let lengths = known.map { Double(scope.table.items[$0.item].lengths[0]) }
        return estimated(scope, known, figure) { weights, values in
            WeightedRanks.correlation(lengths, values, weights: weights)
        }
    }

    /// The mean score of the own family less that of the others.
    static func family(_ scope: AuditScope) -> AuditFigure {
        let known = scores(scope).filter { scope.table.items[$0.item].families.first != nil }
        let figure = AuditFigure("self-preference", "mean score of its own family less the others'")
        guard let family = scope.family, !known.isEmpty else { return noItem(figure) }
        let isOwn = known.map { scope.table.items[$0.item].families.first == .some(family) }
        guard Set(isOwn).count == 2 else { return noItem(figure) }
        return estimated(scope, known, figure) { weights, values in
            var (tops, bottoms) = ([0.0, 0.0], [0.0, 0.0])
            for (index, value) in values.enumerated() {
                tops[isOwn[index] ? 0 : 1] += weights[index] * value
                bottoms[isOwn[index] ? 0 : 1] += weights[index]
            }
            return bottoms.contains(0) ? nil : tops[0] / bottoms[0] - tops[1] / bottoms[1]
        }
    }

    /// The standard deviation of the scores, and the share of the one that is given most.
    static func use(_ scope: AuditScope) -> [AuditFigure] {
        let all = scores(scope)
        let deviation = AuditFigure("use of the scale", "standard deviation of the scores")
        guard all.count > 1 else { return [noItem(deviation)] }
        let top = AuditFigure("use of the scale", "share of the score given most")
        return [
            estimated(scope, all, deviation) { weights, values in
                let total = weights.reduce(0, +)
                guard total > 0 else { return nil }
                let mean = zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 } / total
                let squares = zip(weights, values).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
                return (squares / total).squareRoot()
            },
            estimated(scope, all, top) { weights, values in
                var counts: [Double: Double] = [:]
                for (weight, value) in zip(weights, values) { counts[value, default: 0] += weight }
                let total = weights.reduce(0, +)
                return total > 0 ? (counts.values.max() ?? 0) / total : nil
            },
        ]
    }

    private static func noItem(_ figure: AuditFigure) -> AuditFigure {
        var figure = figure
        figure.note = "no item to see it on"
        return figure
    }
}

/// Spearman's rank correlation with weights: mid-ranks of the weighted sample.
enum WeightedRanks {
    static func correlation(_ left: [Double], _ right: [Double], weights: [Double]) -> Double? {
        let (a, b) = (ranks(left, weights), ranks(right, weights))
        let total = weights.reduce(0, +)
        guard total > 0 else { return nil }
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

    private static func ranks(_ values: [Double], _ weights: [Double]) -> [Double] {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
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
