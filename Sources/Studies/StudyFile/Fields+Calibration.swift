import Yams

extension Fields {
    static let calibrationKeys = ["judge_margin", "alt_epsilon", "planned_n"]

    /// The section `calibration`, and each criterion's `margin`.
    var calibration: CalibrationSettings {
        var settings = CalibrationSettings()
        if let fields = fields("calibration", known: Self.calibrationKeys) {
            settings.judgeMargin = fields.positive("judge_margin")
            settings.altEpsilon =
                fields.number("alt_epsilon", in: 0...CalibrationSettings.mostEpsilon) ?? settings.altEpsilon
            settings.plannedCount = fields.integer("planned_n", atLeast: 1)
        }
        // What is no mapping is told of where the criteria are read.
        guard node("criteria")?.mapping != nil else { return settings }
        for (name, _, value) in fields("criteria", known: nil)?.all ?? [] {
            guard value.mapping != nil, let fields = Fields(value, path: "criteria.\(name)", known: nil, log: log)
            else {
                continue
            }
            if fields.node("margin") != nil { settings.margins[name] = fields.margin(within: Self.range(value)) }
            guard fields.node("judge_margin") != nil, let margin = fields.positive("judge_margin") else { continue }
            settings.judgeMargins[name] = margin
            if Self.isOfShares(value), margin > CalibrationSettings.mostOfAgreement {
                fields.mistake(
                    "judge_margin",
                    "must be at most \(CalibrationSettings.mostOfAgreement), as it is a share of agreement here"
                )
            } else if let most = Self.mostOfScale(value), margin > most + 1e-9 {
                fields.mistake("judge_margin", "must be at most \(Self.words(most)), a fifth of the scale")
            }
        }
        refuseWideJudgeMargin(settings.judgeMargin)
        return settings
    }

    /// A share of agreement that wide would let a judge pass that reads nothing.
    private func refuseWideJudgeMargin(_ margin: Double?) {
        guard let margin else { return }
        let criteria = fields("criteria", known: nil)?.all ?? []
        guard margin > CalibrationSettings.mostOfAgreement else {
            return refuseMarginOfScales(margin, criteria.map { ($0.name, $0.value) })
        }
        // A criterion with a margin of its own takes that.
        let share = criteria.first { _, _, value in Self.isOfShares(value) && value["judge_margin"] == nil }
        guard let share, let own = fields("calibration", known: nil) else {
            return refuseMarginOfScales(margin, criteria.map { ($0.name, $0.value) })
        }
        own.mistake(
            "judge_margin",
            "must be at most \(CalibrationSettings.mostOfAgreement), as it is a share of agreement for '\(share.name)': leave it out for .1 there and 5 % of each scale, or give criteria.\(share.name).judge_margin"
        )
    }

    /// So many points would let a judge pass that gives any score.
    private func refuseMarginOfScales(_ margin: Double, _ criteria: [(name: String, value: Node)]) {
        for (name, value) in criteria where value["judge_margin"] == nil {
            guard let most = Self.mostOfScale(value), margin > most + 1e-9 else { continue }
            fields("calibration", known: nil)?.mistake(
                "judge_margin",
                "must be at most \(Self.words(most)), a fifth of the scale of '\(name)': make it smaller, or give criteria.\(name).judge_margin"
            )
            return
        }
    }

    /// A fifth of a criterion's scale, as a share of agreement is a fifth at most; nil where a margin is such a share.
    private static func mostOfScale(_ criterion: Node) -> Double? {
        guard !isOfShares(criterion), criterion["scale"] != nil else { return nil }
        return range(criterion).map { $0 * CalibrationSettings.mostOfAgreement }
    }

    /// The largest difference that there can be on a criterion: points, or shares; nil where it is unknown.
    private static func range(_ criterion: Node) -> Double? {
        if criterion["accept"] != nil { return 1 }
        // Half of all verdicts: a model that wins every one is that far from one that wins as often as it loses.
        if criterion["pairwise"] != nil { return 0.5 }
        guard let low = criterion["scale"]?["min"]?.float, let high = criterion["scale"]?["max"]?.float, low < high
        else { return nil }
        return high - low
    }

    private static func words(_ number: Double) -> String {
        JSONValue.canonicalNumber((number * 1e9).rounded() / 1e9)
    }

    /// A margin that not every model passes.
    private func margin(within range: Double?) -> Double? {
        guard let margin = positive("margin") else { return nil }
        guard let range, margin >= range else { return margin }
        mistake("margin", "must be below \(Self.words(range)), the largest difference that there can be here")
        return nil
    }

    /// Whether a margin on the criterion is a share of agreement.
    private static func isOfShares(_ criterion: Node) -> Bool {
        let keys = criterion.mapping?.keys.compactMap(\.string) ?? []
        return keys.contains("accept") || keys.contains("pairwise") || criterion["level"]?.string == "nominal"
    }

    private func positive(_ name: String) -> Double? {
        guard let number = number(name) else { return nil }
        guard number > 0 else {
            mistake(name, "must be above 0, in the criterion's own units")
            return nil
        }
        return number
    }
}
