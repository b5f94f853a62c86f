import Planning
import Reporting
import Store
import Studies

extension Store {
    /// Plans what is not planned yet; what the settings do not allow is told, and left to `slam plan`.
    ///
    /// `partial` plans prompts too that some model has not answered, of what arrived in one file.
    func topUpPlan(of study: Study, isQuiet: Bool = false, partial: Bool = false) throws {
        guard !study.reviewers.isEmpty else { return }
        do {
            var waiting = PlanState.Waiting()
            try plan(study, partial: partial, worsened: Degradation.worsened) { state in
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

extension Degradation {
    /// The worse copy of a text that a planned row asks for.
    static func worsened(_ text: String, _ how: PlannedRow.Degraded, _ other: String?) -> String? {
        Self.text(text, how.harm, other: other, key: how.key)
    }
}

extension PlanState.Waiting {
    /// What waits and why; empty where nothing does.
    var words: String {
        var words = ""
        if prompts > 0 {
            words +=
                "\(Figures.count(prompts, "prompt")) not planned until every model has answered or failed, as the time "
            words += "of arrival would tell who wrote what ('slam plan --partial' plans all the same).\n"
        }
        if lateTexts > 0 {
            words +=
                "\(Figures.count(lateTexts, "late text")) not planned until others come with them, as alone they would "
            words += "stand out ('slam plan --partial' plans all the same).\n"
        }
        if replacedTexts > 0 {
            words +=
                "\(Figures.count(replacedTexts, "new text")) not planned: what was planned stays in the blind plan until every "
            words +=
                "text of its prompt is replaced, as what goes alone tells who wrote it ('slam plan --partial' takes the "
            words += "new all the same).\n"
        }
        return words
    }
}

extension Recurrence {
    /// What is said of a plan that stays as it is.
    static let warning = """
        The plan compares texts in which one of a prompt comes back more often than the others, which betrays the baseline: \
        'pairs: ring' plans new ones without.

        """
}
