/// Criteria in one option: `overall:1-5,send:yes/no,better:pair`.
package enum CriteriaList {
    /// Reads the list; throws words that say what may be written.
    package static func read(_ list: String) throws -> [Criterion] {
        let entries = list.split(separator: ",").map { ColumnName.trimmed(String($0)) }
        let criteria = try entries.map(criterion)
        guard !criteria.isEmpty else { throw StudiesError("no criterion: write for example overall:1-5") }
        var names: Set<String> = []
        if let twice = criteria.first(where: { !names.insert($0.name).inserted }) {
            throw StudiesError("the criterion '\(twice.name)' stands twice: rename one")
        }
        return criteria
    }

    private static func criterion(_ entry: String) throws -> Criterion {
        let parts = entry.split(separator: ":", maxSplits: 1).map { ColumnName.trimmed(String($0)) }
        guard parts.count < 2 || parts[0].isEmpty || Workspace.isName(parts[0]) else {
            let may = "use letters a–z, digits, '.', '-', '_'\(PlainName.like(parts[0]))"
            throw StudiesError("'\(parts[0])' is no name of a criterion: \(may)")
        }
        guard parts.count == 2, !parts[0].isEmpty else {
            throw StudiesError("'\(entry)' is no criterion: write NAME:1-5, NAME:yes/no, NAME:pair or NAME:rank")
        }
        let (name, form) = (parts[0], parts[1].lowercased())
        switch form {
        case "yes/no", "accept":
            let question = name == "send" ? "Would you send it?" : "\(title(name)): yes or no?"
            return Criterion(name: name, question: question, level: .nominal, form: .accept)
        case "pair":
            let form = Criterion.Form.pairwise(tie: true, bothBad: false)
            return Criterion(name: name, question: "Which one is better?", level: .nominal, form: form)
        case "rank":
            let form = Criterion.Form.ranking(most: 4, tie: true)
            return Criterion(name: name, question: "Put them in order, the best first.", level: .ordinal, form: form)
        default:
            guard let scale = scale(form) else {
                throw StudiesError(
                    "'\(entry)': write a scale of whole numbers such as 1-5, or yes/no, pair or rank; steps such as halves are set in "
                        + "study.yaml, as scale: {min: 1, max: 5, step: 0.5}"
                )
            }
            let question = ["overall", "quality"].contains(name) ? "How good is this answer?" : "\(title(name))?"
            return Criterion(name: name, question: question, level: .ordinal, form: .scale(scale))
        }
    }

    /// Two whole numbers with a dash between, of which the first may be negative.
    private static func scale(_ text: String) -> Scale? {
        guard let dash = text.dropFirst().firstIndex(where: { $0 == "-" || $0 == "–" }),
            let low = Int(text[..<dash]), let high = Int(text[text.index(after: dash)...]), low < high,
            high - low <= 100
        else { return nil }
        return Scale(min: Double(low), max: Double(high), step: 1)
    }

    private static func title(_ name: String) -> String {
        let words = name.replacing("_", with: " ").replacing("-", with: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}
