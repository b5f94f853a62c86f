import Agreement

/// Audits of scores on a scale: with length, with family, and how the scale is used.
enum Spread {
    /// An item's mean score by the judge and by people.
    private struct Scores {
        var item: Int
        var judge: Double
        var people: Double?
    }

    /// A score, the cluster of its item, and its share of the item.
    private struct Given {
        let score: Double
        let cluster: Int
        let weight: Double

        func weight(_ weights: [Double]) -> Double { weights[cluster] * weight }
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
        _ statistic: (_ values: [Double]) -> ([Double]) -> Double?
    ) -> AuditFigure {
        let clusters = Clusters(scores.map { scope.table.items[$0.item].cluster })
        let people = scores.compactMap(\.people)
        let bootstrap = ClusterBootstrap(clusterCount: clusters.count, options: scope.options)
        let (ofJudge, ofPeople) = (statistic(scores.map(\.judge)), statistic(people))
        let estimates = bootstrap.estimates { weights in
            let own = clusters.places.map { weights[$0] }
            let judge = ofJudge(own)
            let theirs = people.count == scores.count ? ofPeople(own) : nil
            return [judge, theirs, judge.flatMap { judge in theirs.map { judge - $0 } }]
        }
        var figure = figure
        figure.items = scores.count
        figure.verdicts = scores.count
        (figure.value, figure.people, figure.difference) = (estimates[0], estimates[1], estimates[2])
        if figure.value.value == nil, figure.note == nil { figure.note = "undefined: nothing varies" }
        figure.noteWarnings()
        return figure
    }

    /// Spearman's correlation of score and length.
    static func length(_ scope: AuditScope) -> AuditFigure {
        let known = scores(scope).filter { scope.table.items[$0.item].lengths.count == 1 }
        let figure = AuditFigure(.length, "rank correlation of score and length")
        guard known.count > 2 else { return noItem(figure) }
        let lengths = known.map { Double(scope.table.items[$0.item].lengths[0]) }
        let order = WeightedRanks(lengths)
        return estimated(scope, known, figure) { values in
            let own = WeightedRanks(values)
            return { weights in order.correlation(with: own, weights: weights) }
        }
    }

    /// The mean score of the own family less that of the others; a text of unknown family is neither.
    static func family(_ scope: AuditScope) -> AuditFigure {
        let all = scores(scope)
        let known = all.filter { scope.table.items[$0.item].families.first.flatMap(\.self) != nil }
        var figure = AuditFigure(.selfPreference, "mean score of its own family less the others'")
        figure.unknownFamilyCount = scope.unknownFamilyCount(among: all.map(\.item), texts: 1)
        guard let family = scope.family, !known.isEmpty else { return noItem(figure) }
        let isOwn = known.map { scope.table.items[$0.item].families.first == .some(family) }
        guard Set(isOwn).count == 2 else { return noItem(figure) }
        return estimated(scope, known, figure) { values in
            { weights in
                var (tops, bottoms) = ([0.0, 0.0], [0.0, 0.0])
                for (index, value) in values.enumerated() {
                    tops[isOwn[index] ? 0 : 1] += weights[index] * value
                    bottoms[isOwn[index] ? 0 : 1] += weights[index]
                }
                return bottoms.contains(0) ? nil : tops[0] / bottoms[0] - tops[1] / bottoms[1]
            }
        }
    }

    /// The standard deviation of the scores, and the share of the one that is given most. The scores of one item, by however
    /// many people, weigh as much as one.
    static func use(_ scope: AuditScope) -> [AuditFigure] {
        let deviation = AuditFigure(.scaleUse, "standard deviation of the scores")
        let top = AuditFigure(.scaleUse, "share of the score given most")
        let items = scores(scope).map(\.item)
        guard items.count > 1 else { return [noItem(deviation)] }
        let clusters = Clusters(items.map { scope.table.items[$0].cluster })
        func given(_ rows: [Int: [VerdictTable.Row]]) -> [Given] {
            zip(items, clusters.places).flatMap { item, place in
                let scores = (rows[item] ?? []).compactMap(\.value.number)
                return scores.map { Given(score: $0, cluster: place, weight: 1 / Double(scores.count)) }
            }
        }
        let (judge, people) = (given(scope.own), given(scope.people))
        let bootstrap = ClusterBootstrap(clusterCount: clusters.count, options: scope.options)
        return [(deviation, Self.deviation), (top, Self.topShare)].map { figure, statistic in
            let estimates = bootstrap.estimates { weights in
                let (own, theirs) = (statistic(judge, weights), statistic(people, weights))
                return [own, theirs, own.flatMap { own in theirs.map { own - $0 } }]
            }
            var figure = figure
            (figure.items, figure.verdicts) = (items.count, judge.count)
            (figure.value, figure.people, figure.difference) = (estimates[0], estimates[1], estimates[2])
            figure.noteWarnings()
            return figure
        }
    }

    private static func deviation(_ scores: [Given], _ weights: [Double]) -> Double? {
        let total = scores.reduce(0) { $0 + $1.weight(weights) }
        guard total > 0 else { return nil }
        let mean = scores.reduce(0) { $0 + $1.weight(weights) * $1.score } / total
        let squares = scores.reduce(0) { $0 + $1.weight(weights) * ($1.score - mean) * ($1.score - mean) }
        return (squares / total).squareRoot()
    }

    private static func topShare(_ scores: [Given], _ weights: [Double]) -> Double? {
        var counts: [Double: Double] = [:]
        for given in scores { counts[given.score, default: 0] += given.weight(weights) }
        let total = scores.reduce(0) { $0 + $1.weight(weights) }
        return total > 0 ? counts.values.max().map { $0 / total } : nil
    }

    private static func noItem(_ figure: AuditFigure) -> AuditFigure {
        var figure = figure
        figure.note = "no item to see it on"
        return figure
    }
}
