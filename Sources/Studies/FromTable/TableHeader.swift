/// The names of a table's columns, looked at without reading on.
package enum TableHeader {
    /// The header's names, or those of the first object's members, folded; empty where none can be read.
    package static func names(of source: ByteSource) throws -> [String] {
        let start = ByteSource(name: source.name, bytes: Array(try source.peek(1 << 16)))
        switch try FileKind(of: source) {
        case .foreign: return []
        case .separated:
            // What is wrong with the header is said by whoever reads the table.
            let known = ColumnRole.allCases.flatMap(\.names) + ["rater", "criterion", "score", "winner"]
            guard let csv = try? CSV(start, known: known, repeated: WholeRows.besidesOfPromptfoo) else { return [] }
            return csv.header.map(ColumnName.folded)
        case .json:
            var elements = JSONElements(start)
            guard let first = try? elements.next()?.bytes.get() else { return [] }
            return ((try? JSONValue.members(parsing: first)) ?? []).flatMap { member -> [String] in
                let name = ColumnName.folded(member.name)
                guard ChatTurns.columns.contains(name), let list = member.value.array else { return [name] }
                return ChatTurns(list)?.answer == nil ? [name] : [name, ChatTurns.answers(of: name)]
            }
        }
    }

    /// Whether a header of responses must be read by the usual names of its columns: it says which models gave them, but not
    /// in the very words of a file of responses.
    package static func hasUsualNames(_ names: [String]) -> Bool {
        let isPlain =
            names.contains("response") && names.contains("model")
            && !Set(names).isDisjoint(with: ["prompt", "prompt_id"])
        guard !isPlain, Set(names).isDisjoint(with: ["schema", "rater", "score", "winner", "outcome"]) else {
            return false
        }
        // Who annotated is named beside ratings; beside responses it is one more column.
        let responses = Set(ColumnRole.response.names)
        if RatingColumns.nameRaters(names), names.contains("model"), responses.isDisjoint(with: names) { return false }
        guard let roles = try? TableRoles(header: names, map: []) else {
            return names.contains { ColumnRole.prompt.names.contains($0) } && !names.contains("response")
        }
        return roles.nameModels || !names.contains("response")
    }
}
