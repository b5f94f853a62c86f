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
            guard value.mapping != nil, let fields = Fields(value, path: "criteria.\(name)", known: nil, log: log),
                fields.node("margin") != nil
            else { continue }
            settings.margins[name] = fields.positive("margin")
        }
        return settings
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
