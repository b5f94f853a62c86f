/// One look at whether a candidate is non-inferior, before or at the planned number of prompts.
package struct SequentialLook: Sendable, Equatable {
    package var criterion: String
    package var model: String
    /// Prompts that carried it, of so many planned.
    package var promptCount: Int
    package var plannedCount: Int
    package var margin: Double
    /// What was said: non-inferior, not, not enough.
    package var verdict: String

    package init(
        criterion: String,
        model: String,
        promptCount: Int,
        plannedCount: Int,
        margin: Double,
        verdict: String
    ) {
        (self.criterion, self.model, self.verdict) = (criterion, model, verdict)
        (self.promptCount, self.plannedCount, self.margin) = (promptCount, plannedCount, margin)
    }

    /// The share of the planned prompts, at most 1.
    package var fraction: Double { min(1, Double(promptCount) / Double(plannedCount)) }

    /// What its hash covers.
    package func json(after earlier: String) -> JSONValue {
        .object([
            ("after", .string(earlier)), ("criterion", .string(criterion)), ("margin", .number(margin)),
            ("model", .string(model)), ("planned", .number(Double(plannedCount))),
            ("prompts", .number(Double(promptCount))), ("verdict", .string(verdict)),
        ])
    }
}
