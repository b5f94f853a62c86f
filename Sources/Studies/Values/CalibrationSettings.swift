/// What is settled before anybody rates: how much worse may pass, and when it is decided.
package struct CalibrationSettings: Sendable, Equatable {
    /// How much worse than a person a judge may be, in agreement or points; nil takes .1, or 5 % of the scale.
    package var judgeMargin: Double?
    /// The same of single criteria, in agreement or the criterion's own units; what is not named takes `judgeMargin`.
    package var judgeMargins: [String: Double] = [:]
    /// The most of it for verdicts, a share of agreement: twice the default; wider, a judge that reads nothing may pass.
    package static let mostOfAgreement = 0.2
    /// The largest ε that is taken: the test's authors name .2 for experts, less for others.
    package static let mostEpsilon = 0.3
    /// The benefit of the doubt of the alternative annotator test.
    package var altEpsilon: Double
    /// The prompts with labels that the study means to have; before them every verdict is interim.
    package var plannedCount: Int?
    /// By criterion how much worse than the baseline a model may be, in the criterion's own units.
    package var margins: [String: Double]

    package init(
        judgeMargin: Double? = nil,
        altEpsilon: Double = 0.2,
        plannedCount: Int? = nil,
        margins: [String: Double] = [:]
    ) {
        self.judgeMargin = judgeMargin
        self.altEpsilon = altEpsilon
        self.plannedCount = plannedCount
        self.margins = margins
    }
}

/// A margin as it was declared, with how many blind ratings people had given on its criterion by then.
package struct DeclaredMargin: Sendable, Equatable {
    package var criterion: String
    package var margin: Double
    package var plannedCount: Int?
    package var ratingsBefore: Int

    package init(criterion: String, margin: Double, plannedCount: Int?, ratingsBefore: Int) {
        self.criterion = criterion
        self.margin = margin
        self.plannedCount = plannedCount
        self.ratingsBefore = ratingsBefore
    }

    /// Whether it is the same promise.
    package func isSame(as other: DeclaredMargin) -> Bool {
        criterion == other.criterion && margin == other.margin && plannedCount == other.plannedCount
    }
}

extension CalibrationSettings {
    /// How much worse than a person a judge may be on a criterion; nil takes the default.
    package func judgeMargin(on criterion: String) -> Double? { judgeMargins[criterion] ?? judgeMargin }

    /// As the store keeps it.
    package var json: JSONValue {
        // Without one the object is what it was before there were any.
        let own = judgeMargins.isEmpty ? [] : [("judge_margins", Self.object(judgeMargins))]
        return .object(
            [
                ("judge_margin", judgeMargin.map(JSONValue.number) ?? .null), ("alt_epsilon", .number(altEpsilon)),
                ("planned_n", plannedCount.map { .number(Double($0)) } ?? .null),
                ("margins", Self.object(margins)),
            ] + own
        )
    }

    private static func object(_ margins: [String: Double]) -> JSONValue {
        .object(margins.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0, .number($1)) })
    }

    package init(json: JSONValue?) {
        self.init(
            judgeMargin: json?["judge_margin"]?.number,
            altEpsilon: json?["alt_epsilon"]?.number ?? 0.2,
            plannedCount: json?["planned_n"]?.number.map { Int($0) }
        )
        for (name, value) in json?["margins"]?.members ?? [] { margins[name] = value.number }
        for (name, value) in json?["judge_margins"]?.members ?? [] { judgeMargins[name] = value.number }
    }
}

extension DeclaredMargin {
    /// As the store keeps it.
    package var json: JSONValue {
        .object([
            ("criterion", .string(criterion)), ("margin", .number(margin)),
            ("planned_n", plannedCount.map { .number(Double($0)) } ?? .null),
            ("ratings_before", .number(Double(ratingsBefore))),
        ])
    }

    /// Nil for what is no such object.
    package init?(json: JSONValue) {
        guard let criterion = json["criterion"]?.string, let margin = json["margin"]?.number,
            let before = json["ratings_before"]?.number
        else { return nil }
        self.init(
            criterion: criterion,
            margin: margin,
            plannedCount: json["planned_n"]?.number.map { Int($0) },
            ratingsBefore: Int(before)
        )
    }
}
