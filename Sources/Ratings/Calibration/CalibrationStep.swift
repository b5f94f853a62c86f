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

    /// By level of the judge's scores where there are at most eleven, else by tenths of the items.
    static func steps(
        _ known: [(prompt: Int, people: Double, judge: Double)],
        _ confidence: Double
    ) throws -> [CalibrationStep] {
        let sorted = known.sorted { ($0.judge, $0.prompt, $0.people) < ($1.judge, $1.prompt, $1.people) }
        let levels = Set(sorted.map(\.judge)).sorted()
        let groups: [[(prompt: Int, people: Double, judge: Double)]]
        if levels.count <= mostLevels {
            groups = levels.map { level in sorted.filter { $0.judge == level } }
        } else {
            groups = (0..<tenths).map { tenth in
                Array(sorted[(sorted.count * tenth / tenths)..<(sorted.count * (tenth + 1) / tenths)])
            }
        }
        return try groups.filter { !$0.isEmpty }.map { group in
            CalibrationStep(
                judge: group.reduce(0) { $0 + $1.judge } / Double(group.count),
                people: try clusteredMean(
                    group.map(\.people),
                    clusters: group.map(\.prompt),
                    confidence: confidence,
                    unit: "prompts"
                ),
                count: group.count
            )
        }
    }
}

extension [CalibrationStep] {
    /// The expected calibration error: the mean over items of |judge − people| of its step.
    package var expectedError: Double? {
        let count = reduce(0) { $0 + $1.count }
        guard count > 0 else { return nil }
        return reduce(0) { $0 + Double($1.count) * abs($1.judge - ($1.people.value ?? $1.judge)) } / Double(count)
    }
}
