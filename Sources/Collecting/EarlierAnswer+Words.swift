import Store
import Studies

extension [EarlierAnswer] {
    /// A line on imported responses that are left out, as they answer an earlier wording of their prompt; nil for none.
    package var words: String? {
        guard !isEmpty else { return nil }
        var prompts: [String] = []
        for answer in self where prompts.last != answer.prompt { prompts.append(answer.prompt) }
        let (verb, state) = count == 1 ? ("answers", "is") : ("answer", "are")
        return
            "\(Figures.count(count, "imported response")) to \(Figures.quoted(prompts)) \(verb) an earlier wording and \(state) left out: "
            + "import again what answers the new one, or set the prompts back in prompts.jsonl.\n"
    }
}
