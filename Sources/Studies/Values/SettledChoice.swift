/// What a criterion's verdicts hang on besides its margin, as it was settled: the baseline, and what may pass of a judge.
package struct SettledChoice: Sendable, Equatable {
    package var criterion: String
    /// Its hash, as the name is not for reviewers; nil where the study marks none.
    package var baseline: String?
    /// How much worse than a person a judge may be on the criterion, the default where nothing is said.
    package var judgeMargin: Double
    package var altEpsilon: Double
    package var plannedCount: Int?
    /// The blind ratings that people had given on the criterion by then.
    package var ratingsBefore: Int

    package init(
        _ criterion: Criterion,
        baseline: String?,
        calibration: CalibrationSettings,
        ratingsBefore: Int = 0
    ) {
        self.criterion = criterion.name
        self.baseline = baseline.map(Self.hash(ofBaseline:))
        judgeMargin = calibration.judgeMargin(on: criterion.name) ?? criterion.usualJudgeMargin
        (altEpsilon, plannedCount) = (calibration.altEpsilon, calibration.plannedCount)
        self.ratingsBefore = ratingsBefore
    }

    /// The defaults, by no baseline.
    package init(criterion: String, judgeMargin: Double) {
        self.criterion = criterion
        self.judgeMargin = judgeMargin
        (altEpsilon, ratingsBefore) = (CalibrationSettings().altEpsilon, 0)
    }

    /// What stands for the name of a baseline.
    package static func hash(ofBaseline name: String) -> String {
        SHA256.hex(of: JSONValue.array([.string("baseline"), .string(name)]).canonicalBytes)
    }

    /// Whether it settles the same.
    package func isSame(as other: SettledChoice) -> Bool {
        var other = other
        other.ratingsBefore = ratingsBefore
        return self == other
    }

    /// Whether this much passes more than was settled: a wider margin, a larger ε, or fewer prompts.
    package func isExceeded(margin: Double, epsilon: Double, plannedCount: Int?) -> Bool {
        let isShorter = self.plannedCount.map { planned in plannedCount.map { $0 < planned } ?? true } ?? false
        return isShorter || margin > judgeMargin + Self.tolerance || epsilon > altEpsilon + Self.tolerance
    }

    /// The ends of a scale as points may differ from those declared in the last digit.
    private static let tolerance = 1e-9
}

extension [SettledChoice] {
    /// What was settled of a criterion when nobody had rated it yet; nil where nothing was.
    package func beforeRatings(of criterion: String) -> SettledChoice? {
        last { $0.criterion == criterion && $0.ratingsBefore == 0 }
    }
}

extension SettledChoice {
    /// How much worse than a person a judge may be where nobody says: 5 % of the scale, or .1 of agreement where it is nil.
    package static func usualJudgeMargin(on scale: ClosedRange<Double>?) -> Double {
        0.1 * (scale.map { ($0.upperBound - $0.lowerBound) / 2 } ?? 1)
    }
}

extension Criterion {
    /// The judge margin where nobody says one.
    fileprivate var usualJudgeMargin: Double {
        guard case .scale(let scale) = form, level != .nominal else { return SettledChoice.usualJudgeMargin(on: nil) }
        return SettledChoice.usualJudgeMargin(on: scale.min...scale.max)
    }
}

extension SettledChoice {
    /// As the store keeps it.
    package var json: JSONValue {
        .object([
            ("criterion", .string(criterion)), ("baseline", baseline.map(JSONValue.string) ?? .null),
            ("judge_margin", .number(judgeMargin)), ("alt_epsilon", .number(altEpsilon)),
            ("planned_n", plannedCount.map { .number(Double($0)) } ?? .null),
            ("ratings_before", .number(Double(ratingsBefore))),
        ])
    }

    /// Nil for what is no such object.
    package init?(json: JSONValue) {
        guard let criterion = json["criterion"]?.string, let margin = json["judge_margin"]?.number,
            let epsilon = json["alt_epsilon"]?.number, let before = json["ratings_before"]?.number
        else { return nil }
        self.criterion = criterion
        baseline = json["baseline"]?.string
        (judgeMargin, altEpsilon, ratingsBefore) = (margin, epsilon, Int(before))
        plannedCount = json["planned_n"]?.number.map { Int($0) }
    }
}
