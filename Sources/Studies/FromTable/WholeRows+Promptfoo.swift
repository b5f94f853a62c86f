extension WholeRows {
    /// Folded names of columns that promptfoo writes behind each column of outputs, so that they stand several times.
    static let besidesOfPromptfoo: Set<String> = [
        "status", "score", "named_scores", "grader_reason", "comment", "messages", "redteamhistory",
        "redteamtreehistory", "pluginid", "strategyid", "sessionid", "sessionids",
    ]

    /// Names the columns of promptfoo's table of outputs shortly, and says as `--map` does which are outputs and what was asked;
    /// empty for every other table.
    ///
    /// A column of outputs is called by its provider and its prompt's template, in brackets or as JSON.
    mutating func rolesOfPromptfoo() -> [String] {
        guard headerLine != nil else { return [] }
        let outputs = header.compactMap { column in OutputsOfPromptfoo(column).map { (column: column, of: $0) } }
        guard !outputs.isEmpty else { return [] }
        let asked = outputs.reduce(into: [String]()) { $0 += $1.of.variables }
        let rest = header.filter { column in
            let folded = ColumnName.folded(column.prefix { $0 != "(" }.description)
            return !column.isEmpty && !outputs.contains { $0.column == column } && !column.hasPrefix("__")
                && !Self.besidesOfPromptfoo.contains(folded) && !["result", "description"].contains(folded)
        }
        let variables = rest.filter(asked.contains).isEmpty ? rest : rest.filter(asked.contains)
        guard !variables.isEmpty else { return [] }
        let providers = outputs.compactMap(\.of.provider)
        let isShort = Set(providers).count == outputs.count
        var names: [String] = []
        for (column, of) in outputs {
            let name = isShort ? of.provider ?? of.label : of.label
            names.append(rename(column, name))
        }
        return ["prompt=\(variables.joined(separator: "+"))"] + names.map { "models=\($0)" }
    }

    /// Gives a column another name, where none has that; returns its name.
    private mutating func rename(_ column: String, _ name: String) -> String {
        guard name != column, !name.isEmpty, !header.contains(name), let place = header.firstIndex(of: column) else {
            return column
        }
        header[place] = name
        for row in all.indices {
            all[row].cells[name] = all[row].cells.removeValue(forKey: column)
        }
        return name
    }
}

/// What promptfoo's name for a column of outputs says: `[openai:gpt-4] Answer {{question}}`, alone or in JSON, or the template.
private struct OutputsOfPromptfoo {
    let provider: String?
    let label: String
    let variables: [String]

    /// Nil where a column is called in another way.
    init?(_ column: String) {
        let written = column.hasPrefix("{") ? try? JSONValue(parsing: column) : nil
        let label = written?["display"]?.string ?? column
        let template = written?["raw"]?.string ?? label
        variables = template.matches(of: /\{\{-?\s*([\w.]+)[^}]*\}\}/).map { String($0.1) }
        provider = label.firstMatch(of: /^\[([^\]\s]+)\]\s/).map { String($0.1) }
        guard written?["raw"] != nil || provider != nil || !variables.isEmpty else { return nil }
        self.label = label
    }
}
