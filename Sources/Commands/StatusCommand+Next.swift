import Store
import Studies

extension StatusCommand {
    /// What to run next.
    func next(
        _ progress: [ReviewProgress],
        _ judges: [JudgeRow],
        _ study: Study,
        _ closed: Int,
        _ late: PlanState.Waiting
    ) -> String {
        let known = Set(study.reviewers + [ReviewProgress.anyone])
        let waiting = progress.filter { $0.left > $0.inBundle }
        if let reviewer = waiting.first(where: { known.contains($0.reviewer) }) {
            return "slam review --reviewer \(reviewer.reviewer == ReviewProgress.anyone ? "NAME" : reviewer.reviewer)"
        }
        if let gone = waiting.first {
            return "slam plan, as '\(gone.reviewer)' is no reviewer of the study any more"
        }
        if judges.contains(where: { $0.left > 0 }) { return "slam judge" }
        if let away = progress.first(where: { $0.inBundle > 0 }) {
            return "slam merge FILE, once '\(away.reviewer)' has handed the bundle in"
        }
        if late.prompts + late.lateTexts > 0 { return "slam plan --partial to have them rated, or slam agreement" }
        return closed > 0 ? "slam plan --reopen, or slam agreement with what is rated" : "slam agreement"
    }
}
