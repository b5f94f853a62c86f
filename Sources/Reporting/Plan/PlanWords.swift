package import Planning
package import Studies

extension PlanState.Waiting {
    /// What waits and why; empty where nothing does.
    package var words: String {
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
    package static let warning = """
        The plan compares texts in which one of a prompt comes back more often than the others, which betrays the baseline: \
        'pairs: ring' plans new ones without.

        """
}

extension PlanState {
    /// Says how many prompts not every model answered: what is known of failures is beyond the attack that is computed.
    package var wordsOfLacking: String {
        let models = Set(answers.map(\.model)).count
        let lacking = Dictionary(grouping: answers, by: \.prompt).values.count { Set($0.map(\.model)).count < models }
        guard lacking > 0 else { return "" }
        return
            "\(Figures.count(lacking, "prompt")) without an answer of every model: who knows which one failed knows more of "
            + "who wrote the others. Until 'slam unblind' they are in no figure by letter.\n"
    }
}
