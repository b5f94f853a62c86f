/// What a criterion's verdicts hang on besides its margin, as it was settled: the baseline, the models compared with it, and
/// what may pass of a judge.
package struct SettledChoice: Sendable, Equatable {
    package var criterion: String
    /// Its hash, as the name is not for reviewers; nil where the study marks none.
    package var baseline: String?
    /// How much worse than a person a judge may be on the criterion; nil takes the default.
    package var judgeMargin: Double?
    package var altEpsilon: Double
    package var plannedCount: Int?
    /// The hashes of the models that are compared with the baseline at a margin, which share its error: none without a margin.
    /// Nil where an earlier version settled it, which kept no such thing.
    package var candidates: [String]?
    /// The blind ratings that people had given on the criterion by then.
    package var ratingsBefore: Int

    /// `models` are the study's; nil where they are not known.
    package init(
        criterion: String,
        baseline: String? = nil,
        models: [String]? = nil,
        calibration: CalibrationSettings = CalibrationSettings(),
        ratingsBefore: Int = 0
    ) {
        self.criterion = criterion
        self.baseline = baseline.map(Self.hash(ofBaseline:))
        judgeMargin = calibration.judgeMargin(on: criterion)
        (altEpsilon, plannedCount) = (calibration.altEpsilon, calibration.plannedCount)
        let isTested = baseline != nil && calibration.margins[criterion] != nil
        candidates = models.map { names in
            isTested ? names.filter { $0 != baseline }.map(Self.hash(ofCandidate:)).sorted() : []
        }
        self.ratingsBefore = ratingsBefore
    }

    /// What stands for the name of a baseline.
    package static func hash(ofBaseline name: String) -> String {
        SHA256.hex(of: JSONValue.array([.string("baseline"), .string(name)]).canonicalBytes)
    }

    /// What stands for the name of a model that is compared with it.
    package static func hash(ofCandidate name: String) -> String {
        SHA256.hex(of: JSONValue.array([.string("candidate"), .string(name)]).canonicalBytes)
    }

    /// Whether it settles the same.
    package func isSame(as other: SettledChoice) -> Bool {
        var other = other
        other.ratingsBefore = ratingsBefore
        return self == other
    }

    /// Whether this much passes more than was settled: a wider margin (`usual` where nothing was said), a larger ε, or fewer
    /// prompts.
    package func isExceeded(margin: Double, usual: Double, epsilon: Double, plannedCount: Int?) -> Bool {
        let isShorter = self.plannedCount.map { planned in plannedCount.map { $0 < planned } ?? true } ?? false
        return isShorter || margin > (judgeMargin ?? usual) + Self.tolerance || epsilon > altEpsilon + Self.tolerance
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
    /// As the store keeps it.
    package var json: JSONValue {
        .object([
            ("criterion", .string(criterion)), ("baseline", baseline.map(JSONValue.string) ?? .null),
            ("judge_margin", judgeMargin.map(JSONValue.number) ?? .null), ("alt_epsilon", .number(altEpsilon)),
            ("planned_n", plannedCount.map { .number(Double($0)) } ?? .null),
            ("candidates", candidates.map { .array($0.map(JSONValue.string)) } ?? .null),
            ("ratings_before", .number(Double(ratingsBefore))),
        ])
    }

    /// Nil for what is no such object.
    package init?(json: JSONValue) {
        guard let criterion = json["criterion"]?.string, let epsilon = json["alt_epsilon"]?.number,
            let before = json["ratings_before"]?.number
        else { return nil }
        self.criterion = criterion
        baseline = json["baseline"]?.string
        (judgeMargin, altEpsilon, ratingsBefore) = (json["judge_margin"]?.number, epsilon, Int(before))
        candidates = json["candidates"]?.array?.compactMap(\.string)
        plannedCount = json["planned_n"]?.number.map { Int($0) }
    }
}
