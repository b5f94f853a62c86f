import Planning
import Store
import Studies

extension Store {
    /// Plans what is not planned yet; what the settings do not allow is told, and left to `slam plan`.
    func topUpPlan(of study: Study) throws {
        guard !study.reviewers.isEmpty else { return }
        do {
            try plan(study, worsened: Degradation.worsened, by: Planner(study).rows)
        } catch let refusal as PlanningError {
            Context.current.tell("Nothing was planned: \(refusal).\n")
        }
    }
}

extension Degradation {
    /// The worse copy of a text that a planned row asks for.
    static func worsened(_ text: String, _ how: PlannedRow.Degraded, _ other: String?) -> String? {
        Self.text(text, how.harm, other: other, key: how.key)
    }
}
