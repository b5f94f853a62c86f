/// How a rater's scores lie to those of the other people on the same items.
public struct RaterSeverity: Sendable, Equatable {
    public let rater: String
    public let kind: RaterKind
    /// Items that the rater and at least one other person scored.
    public let itemCount: Int
    /// The mean of the rater's score less the mean of the other people's: positive is lenient. Undefined for nominal scores,
    /// and for a metric, which has a scale of its own.
    public let difference: Estimate
    /// The mean share of the other people who gave another score to the same item.
    public let atOdds: Double?
}

extension RatingTable {
    /// Every rater's severity, in the order of raters.
    public func severities(level: Level) -> [RaterSeverity] {
        let humans = raters { $0.kind == .human }
        return raters.indices.map { rater in
            var differences: [Double] = []
            var odds: [Double] = []
            for item in items.indices {
                guard let score = score(rater: rater, item: item) else { continue }
                let others = otherPeople(than: rater, on: item, among: humans)
                guard !others.isEmpty else { continue }
                differences.append(score - others.reduce(0, +) / Double(others.count))
                odds.append(Double(others.count { $0 != score }) / Double(others.count))
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
                    ) : Self.mean(differences),
                atOdds: odds.isEmpty || isForeign && level != .nominal ? nil : odds.reduce(0, +) / Double(odds.count)
            )
        }
    }

    /// The mean with its standard error.
    private static func mean(_ values: [Double]) -> Estimate {
        guard !values.isEmpty else {
            return Estimate(undefined: "no item that another person scored too", itemCount: 0, ratingCount: 0)
        }
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        var estimate = Estimate(value: mean, itemCount: values.count, ratingCount: values.count)
        guard values.count > 1 else { return estimate }
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        estimate.standardError = (squares / (count - 1) / count).squareRoot()
        estimate.method = "standard error of a mean, \(values.count - 1) degrees of freedom"
        return estimate
    }
}
