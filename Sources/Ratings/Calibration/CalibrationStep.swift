package import Agreement

/// What people gave where a judge gave about one score: a step of the calibration curve.
package struct CalibrationStep: Sendable {
    /// The mean of the judge's scores.
    package let judge: Double
    /// The mean of people's scores, by prompt.
    package let people: Estimate
    package let count: Int

    private static let mostLevels = 11
    private static let tenths = 10

    /// One item that people and the judge scored.
    typealias Known = (prompt: Int, people: Double, judge: Double)

    /// By level of the judge's scores where there are at most eleven, else by tenths of the items.
    static func steps(_ known: [Known], _ confidence: Double, within limits: ClosedRange<Double>?) throws
        -> [CalibrationStep]
    {
        try groups(known).map { group in
            CalibrationStep(
                judge: group.reduce(0) { $0 + $1.judge } / Double(group.count),
                people: try clusteredMean(
                    group.map(\.people),
                    clusters: group.map(\.prompt),
                    confidence: confidence,
                    unit: "prompts"
                ).cut(to: limits),
                count: group.count
            )
        }
    }

    /// The expected calibration error: the mean over items of |judge − people| of their step, resampled by prompt.
    ///
    /// Chance alone makes it larger than 0, and a resample larger still: its interval is that of a figure of this many
    /// items, and neither end is a bound of what many more would give.
    static func expectedError(_ known: [Known], _ options: IntervalOptions) -> Estimate {
        let groups = groups(known)
        let prompts = Set(known.map(\.prompt)).sorted()
        let places = Dictionary(uniqueKeysWithValues: prompts.enumerated().map { ($1, $0) })
        let items = groups.enumerated().flatMap { step, group in
            group.map { (prompt: places[$0.prompt] ?? 0, step: step, rest: $0.judge - $0.people) }
        }
        var found = ClusterBootstrap(clusterCount: prompts.count, options: options).estimates { weights in
            var (rests, total) = ([Double](repeating: 0, count: groups.count), 0.0)
            for item in items {
                rests[item.step] += weights[item.prompt] * item.rest
                total += weights[item.prompt]
            }
            return [total > 0 ? rests.reduce(0) { $0 + abs($1) } / total : nil]
        }[0]
        (found.itemCount, found.ratingCount) = (items.count, items.count)
        return found
    }

    private static func groups(_ known: [Known]) -> [[Known]] {
        let sorted = known.sorted { ($0.judge, $0.prompt, $0.people) < ($1.judge, $1.prompt, $1.people) }
        let levels = Set(sorted.map(\.judge)).sorted()
        let groups: [[Known]]
        if levels.count <= mostLevels {
            groups = levels.map { level in sorted.filter { $0.judge == level } }
        } else {
            groups = (0..<tenths).map { tenth in
                Array(sorted[(sorted.count * tenth / tenths)..<(sorted.count * (tenth + 1) / tenths)])
            }
        }
        return groups.filter { !$0.isEmpty }
    }
}
