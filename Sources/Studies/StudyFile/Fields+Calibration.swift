import Yams

extension Fields {
    static let calibrationKeys = ["judge_margin", "alt_epsilon", "planned_n"]

    /// The section `calibration`, and each criterion's `margin`.
    var calibration: CalibrationSettings {
        var settings = CalibrationSettings()
        if let fields = fields("calibration", known: Self.calibrationKeys) {
            settings.judgeMargin = fields.positive("judge_margin")
            settings.altEpsilon = fields.number("alt_epsilon", in: 0...1) ?? settings.altEpsilon
            settings.plannedCount = fields.integer("planned_n", atLeast: 1)
        }
        // What is no mapping is told of where the criteria are read.
        guard node("criteria")?.mapping != nil else { return settings }
        for (name, _, value) in fields("criteria", known: nil)?.all ?? [] {
            guard value.mapping != nil, let fields = Fields(value, path: "criteria.\(name)", known: nil, log: log)
            else {
                continue
            }
            if fields.node("margin") != nil { settings.margins[name] = fields.positive("margin") }
            guard fields.node("judge_margin") != nil, let margin = fields.positive("judge_margin") else { continue }
            settings.judgeMargins[name] = margin
            if Self.isOfShares(value), margin > CalibrationSettings.mostOfAgreement {
                fields.mistake(
                    "judge_margin",
                    "must be at most \(CalibrationSettings.mostOfAgreement), as it is a share of agreement here"
                )
            }
        }
        refuseWideJudgeMargin(settings.judgeMargin)
        return settings
    }

    /// A share of agreement that wide would let a judge pass that reads nothing.
    private func refuseWideJudgeMargin(_ margin: Double?) {
        guard let margin, margin > CalibrationSettings.mostOfAgreement else { return }
        let criteria = fields("criteria", known: nil)?.all ?? []
        // A criterion with a margin of its own takes that.
        let share = criteria.first { _, _, value in Self.isOfShares(value) && value["judge_margin"] == nil }
        guard let share, let own = fields("calibration", known: nil) else { return }
        own.mistake(
            "judge_margin",
            "must be at most \(CalibrationSettings.mostOfAgreement), as it is a share of agreement for '\(share.name)': leave it out for .1 there and 5 % of each scale, or give criteria.\(share.name).judge_margin"
        )
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
