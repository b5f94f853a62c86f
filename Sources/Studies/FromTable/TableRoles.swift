/// What a column of a table of responses holds.
package enum ColumnRole: String, Sendable, CaseIterable {
    case id, prompt, system, reference, tags, model, response, sample

    /// The usual names of such a column, folded.
    var names: [String] {
        switch self {
        case .id: ["id", "prompt_id", "question_id"]
        case .prompt: ["prompt", "question", "input", "instruction", "query"]
        case .system: ["system", "system_prompt"]
        case .reference: ["reference", "expected", "target", "ground_truth", "reference_answer", "expected_output"]
        case .tags: ["tags", "tag", "category"]
        case .model: ["model", "generator", "model_name", "model_id"]
        case .response: ["response", "output", "answer", "completion"]
        case .sample: ["sample"]
        }
    }
}

/// Which column of a table holds what.
package struct TableRoles: Sendable, Equatable {
    /// By role its column's name in the file.
    package private(set) var columns: [ColumnRole: String] = [:]
    /// Columns that each hold one model's responses, in the file's order.
    package private(set) var models: [String] = []
    /// Columns that are not used.
    package private(set) var others: [String] = []

    /// Columns that hold no responses, whatever their model.
    private static let besides: Set<String> = [
        "rater", "score", "rating", "label", "note", "notes", "comment", "comments", "date", "time", "timestamp",
        "latency",
        "tokens", "cost", "source", "split", "type", "difficulty", "language", "url", "winner", "index",
    ]

    /// Recognises the columns of a header; `map` says of some what they are, as `role=column`.
    ///
    /// Throws words that say how to choose where several columns may hold one role, or which role no column holds.
    package init(header: [String], map: [String]) throws {
        var chosen: [ColumnRole: String] = [:]
        for entry in map {
            let (role, column) = try Self.parsed(entry, header)
            if role == .model, entry.hasPrefix("models=") { models.append(column) } else { chosen[role] = column }
        }
        let taken = Set(chosen.values).union(models)
        for role in ColumnRole.allCases where chosen[role] == nil && !(role == .model && !models.isEmpty) {
            let found = header.filter { !taken.contains($0) && role.names.contains(ColumnName.folded($0)) }
            guard found.count < 2 else { throw Self.ambiguity(role, found) }
            chosen[role] = found.first
        }
        columns = chosen
        let rest = header.filter { !$0.isEmpty && !chosen.values.contains($0) && !models.contains($0) }
        if models.isEmpty, chosen[.response] == nil, chosen[.model] == nil {
            models = rest.filter { !Self.besides.contains(ColumnName.folded($0)) }
        }
        others = rest.filter { !models.contains($0) }
        try check(header)
    }

    private func check(_ header: [String]) throws {
        let read = "the columns are \(header.filter { !$0.isEmpty }.joined(separator: ", "))"
        guard columns[.prompt] != nil else {
            throw StudiesError("no column holds the prompt (\(read)): name it with --map prompt=COLUMN")
        }
        guard columns[.response] != nil || !models.isEmpty else {
            let ways = "name it with --map response=COLUMN, or a column for each model with --map models=COLUMN"
            throw StudiesError("no column holds the responses (\(read)): \(ways)")
        }
    }

    private static func parsed(_ entry: String, _ header: [String]) throws -> (ColumnRole, String) {
        let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
        let roles = ColumnRole.allCases.map(\.rawValue) + ["models"]
        guard parts.count == 2, let role = ColumnRole(rawValue: parts[0] == "models" ? "model" : parts[0]) else {
            throw StudiesError(
                "--map \(entry): write ROLE=COLUMN, where ROLE is one of \(roles.joined(separator: ", "))"
            )
        }
        let wanted = ColumnName.folded(parts[1])
        guard let column = header.first(where: { $0 == parts[1] || ColumnName.folded($0) == wanted }) else {
            let near = Spelling.nearest(to: wanted, among: header.map(ColumnName.folded))
            let hint = near.map { ": did you mean '\($0)'?" } ?? ": there is \(header.joined(separator: ", "))"
            throw StudiesError("--map \(entry): the file has no column '\(parts[1])'\(hint)")
        }
        return (role, column)
    }

    private static func ambiguity(_ role: ColumnRole, _ found: [String]) -> StudiesError {
        let names = found.map { "'\($0)'" }.joined(separator: " or ")
        let ways = found.map { "--map \(role.rawValue)=\($0)" }.joined(separator: " or ")
        return StudiesError("the \(role.rawValue) may be in \(names): choose with \(ways)")
    }

    /// What was recognised, a line each; no cell of the file.
    package var words: [String] {
        let roles = ColumnRole.allCases.compactMap { role in columns[role].map { "\(role.rawValue) ← \($0)" } }
        let wide = models.isEmpty ? [] : ["a model each ← \(models.joined(separator: ", "))"]
        return [(roles + wide).joined(separator: ", ")]
            + (others.isEmpty ? [] : ["not used: \(others.joined(separator: ", "))"])
    }
}
