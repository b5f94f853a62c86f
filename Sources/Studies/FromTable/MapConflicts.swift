/// What several `--map` say that cannot hold together: one would win unseen, or one text would count twice.
struct MapConflicts {
    /// A column that `--map` names, as the file calls it.
    struct Named {
        var role: String
        var column: String

        var words: String { "--map \(isQuoted ? "'\(role)=\(column)'" : "\(role)=\(column)")" }
        private var isQuoted: Bool { column.contains { $0 == " " || $0 == "'" } }
    }

    /// The roles that several columns may have, each its own.
    private static let ofSeveral: Set<String> = ["models", "raters", "judges", "metrics"]

    let named: [Named]

    /// Roles of one column that two have, and columns of one model or rater that are named twice.
    var problems: [String] {
        var problems: [String] = []
        var (columns, seen): ([String: Named], [String: Named]) = ([:], [:])
        for one in named {
            if Self.ofSeveral.contains(one.role) {
                if let other = seen.updateValue(one, forKey: one.column) {
                    problems.append("\(other.words) \(one.words): each column counts once: name it once")
                }
            } else if let other = columns.updateValue(one, forKey: one.role), other.column != one.column {
                problems.append("\(other.words) \(one.words): one column holds the \(one.role): \(remedy(other, one))")
            }
        }
        return problems
    }

    private func remedy(_ one: Named, _ other: Named) -> String {
        switch one.role {
        case "prompt":
            let joined = Named(role: "prompt", column: "\(one.column)+\(other.column)")
            return "name one, or join them with \(joined.words)"
        case "response", "model": return "name one, or with --map models=COLUMN a column for each model"
        default: return "name one"
        }
    }

    /// The same of a table of responses, and what its forms exclude.
    var problemsOfResponses: [String] {
        var problems = problems
        if let model = named.first(where: { $0.role == "models" }),
            let other = named.first(where: { ["model", "response"].contains($0.role) })
        {
            problems.append(
                "\(other.words) \(model.words): either each row has a model and its response, or each model has a column: "
                    + "name them with --map model and --map response, or with --map models alone"
            )
        }
        let texts = named.filter { ["prompt", "model", "response", "models"].contains($0.role) }
        for (place, one) in texts.enumerated() {
            guard let other = texts[..<place].first(where: { $0.column == one.column && $0.role != one.role }) else {
                continue
            }
            problems.append("\(other.words) \(one.words): a column holds one of them: name another")
        }
        return problems
    }
}
