/// How a rater's scores lie to those of the other people on the same items.
public struct RaterSeverity: Sendable, Equatable {
    public let rater: String
    public let kind: RaterKind
    /// Items that the rater and at least one other person scored.
    public let itemCount: Int
    /// The mean of the rater's score less the mean of the other people's: positive is lenient. Undefined for nominal scores,
    /// and for a metric, which has a scale of its own.
    public let difference: Estimate
    /// The mean share of the other people who gave another score to the same item; undefined for a metric on its own scale.
    public let odds: Estimate

    /// The same without its interval.
    public var atOdds: Double? { odds.value }
}

extension RatingTable {
    /// Every rater's severity, in the order of raters; intervals are over clusters where the table has some, by Student's t of
    /// the mean difference and by Wilson (1927) of the share, and none without resamples.
    public func severities(level: Level, options: IntervalOptions = IntervalOptions()) -> [RaterSeverity] {
        let humans = raters { $0.kind == .human }
        return raters.indices.map { rater in
            var differences: [Double] = []
            var odds: [Double] = []
            var places: [Int] = []
            for item in items.indices {
                guard let score = score(rater: rater, item: item) else { continue }
                let others = otherPeople(than: rater, on: item, among: humans)
                guard !others.isEmpty else { continue }
                differences.append(score - others.reduce(0, +) / Double(others.count))
                odds.append(Double(others.count { $0 != score }) / Double(others.count))
                places.append(clusters.map { Int($0[item]) } ?? item)
            }
            let isForeign = level == .nominal || raters[rater].kind == .metric
            return RaterSeverity(
                rater: raters[rater].name,
                kind: raters[rater].kind,
                itemCount: differences.count,
                difference: isForeign
                    ? Estimate(
                        undefined: level == .nominal
                            ? "nominal scores have no direction" : "another scale than people's",
                        itemCount: differences.count,
                        ratingCount: differences.count
                    ) : mean(differences, places, options),
                odds: isForeign && level != .nominal
                    ? Estimate(
                        undefined: "another scale than people's",
                        itemCount: odds.count,
                        ratingCount: odds.count
                    ) : share(odds, places, options)
            )
        }
    }

    private static let nobody = Estimate(
        undefined: "no item that another person scored too",
        itemCount: 0,
        ratingCount: 0
    )

    private func mean(_ values: [Double], _ places: [Int], _ options: IntervalOptions) -> Estimate {
        guard !values.isEmpty else { return Self.nobody }
        let unit = clusters == nil ? "items" : clusterName
        let found = clusteredMean(checked: values, clusters: places, confidence: options.confidence, unit: unit)
        return options.resamples > 0 ? found : found.withoutInterval
    }

    private func share(_ values: [Double], _ places: [Int], _ options: IntervalOptions) -> Estimate {
        guard !values.isEmpty else { return Self.nobody }
        let found = ClusteredShare(checked: values, clusters: places, confidence: options.confidence).estimate
        return options.resamples > 0 ? found : found.withoutInterval
    }
}

extension Estimate {
    /// The same without an interval, where none is asked for.
    var withoutInterval: Estimate {
        var new = self
        (new.low, new.high) = (nil, nil)
        return new
    }
}
