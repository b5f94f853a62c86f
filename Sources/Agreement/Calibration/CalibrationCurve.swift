/// What people gave where a judge gave about one score, and how far the two lie apart.
///
/// A step for each level of the judge's scores where there are at most eleven, else for each tenth of the items.
public struct CalibrationCurve: Sendable {
    /// One item that people and the judge scored.
    public struct Point: Sendable {
        /// The number of its prompt.
        public var prompt: Int
        /// The mean over the item's people.
        public var people: Double
        public var judge: Double

        public init(prompt: Int, people: Double, judge: Double) {
            (self.prompt, self.people, self.judge) = (prompt, people, judge)
        }
    }

    /// Items on which the judge gave about one score.
    public struct Step: Sendable {
        /// The mean of the judge's scores.
        public let judge: Double
        /// The mean of people's scores, Student's t over prompts; of fewer than five prompts without an interval.
        public let people: Estimate
        public let itemCount: Int
        public let promptCount: Int
    }

    /// By the judge's score, ascending.
    public let steps: [Step]
    /// The expected calibration error: the mean over items of |judge − people| of their step, resampled by prompt.
    ///
    /// Chance alone makes it larger than 0, and a resample larger still: its interval is that of a figure of this many
    /// items, and neither end is a bound of what many more would give. Undefined without an item.
    public let expectedError: Estimate

    /// Of fewer prompts nothing has an interval: their spread is hardly known.
    public static let fewestPrompts = 5
    private static let mostLevels = 11
    private static let tenths = 10

    /// `limits` are the ends of people's scale, where one is declared. Throws when a score is not finite.
    public init(
        _ points: [Point],
        options: IntervalOptions = IntervalOptions(),
        limits: ClosedRange<Double>? = nil
    ) throws(AgreementError) {
        try checkPairs(points.map(\.people), points.count)
        try checkPairs(points.map(\.judge), points.count)
        let groups = Self.groups(points)
        steps = groups.map { Self.step($0, options.confidence, limits) }
        expectedError = Self.expectedError(groups, options)
    }

    private static func step(_ group: [Point], _ confidence: Double, _ limits: ClosedRange<Double>?) -> Step {
        let prompts = Set(group.map(\.prompt)).count
        let people = clusteredMean(
            checked: group.map(\.people),
            clusters: group.map(\.prompt),
            confidence: confidence,
            unit: "prompts"
        )
        return Step(
            judge: Moments.mean(group.map(\.judge)),
            people: people.cut(to: limits).withoutInterval(ofFew: prompts),
            itemCount: group.count,
            promptCount: prompts
        )
    }

    private static func expectedError(_ groups: [[Point]], _ options: IntervalOptions) -> Estimate {
        let all = groups.joined()
        let prompts = Set(all.map(\.prompt)).sorted()
        let places = Dictionary(uniqueKeysWithValues: prompts.enumerated().map { ($1, $0) })
        let items = groups.enumerated().flatMap { step, group in
            group.map { (prompt: places[$0.prompt] ?? 0, step: step, rest: $0.judge - $0.people) }
        }
        guard !items.isEmpty else { return Estimate(undefined: "no item", itemCount: 0, ratingCount: 0) }
        var found = ClusterBootstrap(clusterCount: prompts.count, options: options).estimates { weights in
            var (rests, total) = ([Double](repeating: 0, count: groups.count), 0.0)
            for item in items {
                rests[item.step] += weights[item.prompt] * item.rest
                total += weights[item.prompt]
            }
            return [total > 0 ? rests.reduce(0) { $0 + abs($1) } / total : nil]
        }[0]
        (found.itemCount, found.ratingCount) = (items.count, items.count)
        return found.withoutInterval(ofFew: prompts.count)
    }

    private static func groups(_ points: [Point]) -> [[Point]] {
        let sorted = points.sorted { ($0.judge, $0.prompt, $0.people) < ($1.judge, $1.prompt, $1.people) }
        let levels = Set(sorted.map(\.judge)).sorted()
        guard levels.count > mostLevels else {
            let groups = Dictionary(grouping: sorted, by: \.judge)
            return levels.compactMap { groups[$0] }
        }
        return (0..<tenths).map { tenth in
            Array(sorted[(sorted.count * tenth / tenths)..<(sorted.count * (tenth + 1) / tenths)])
        }.filter { !$0.isEmpty }
    }
}

extension Estimate {
    /// The same without an interval, which `method` says, where so few prompts carry it.
    fileprivate func withoutInterval(ofFew prompts: Int) -> Estimate {
        guard value != nil, prompts < CalibrationCurve.fewestPrompts else { return self }
        var bare = self
        (bare.low, bare.high, bare.standardError, bare.warnings) = (nil, nil, nil, [])
        bare.method = "no interval: \(prompts) of at least \(CalibrationCurve.fewestPrompts) prompts"
        return bare
    }
}
