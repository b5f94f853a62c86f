import Planning
import Reporting
import Store
import Studies

extension Store {
    /// Plans what is not planned yet; what the settings do not allow is told, and left to `slam plan`.
    ///
    /// `partial` plans prompts too that some model has not answered, of what arrived in one file.
    func topUpPlan(of study: Study, isQuiet: Bool = false, partial: Bool = false, after: PlanOccasion = .any) throws {
        guard !study.reviewers.isEmpty else { return }
        do {
            var waiting = PlanState.Waiting()
            try plan(study, partial: partial, after: after, worsened: Degradation.worsened) { state in
                waiting = state.waiting
                return try Planner(study).rows(state)
            }
            // What waits would tell whether a text in a file was the stored one.
            if !isQuiet { Context.current.tell(waiting.words) }
            if study.review.pairs == .baseline,
                Recurrence.count(try planState(of: study, replacing: false, partial: true)) > 0
            {
                Context.current.tell(Recurrence.warning)
            }
        } catch let refusal as PlanningError {
            Context.current.tell("Nothing was planned: \(refusal).\n")
        }
    }
}
