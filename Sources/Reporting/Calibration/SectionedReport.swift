import SafeText
package import Studies

/// A report of several tables and sentences, written in any format: CSV has the first table alone.
package struct SectionedReport: Sendable {
    /// One table under a key and a heading.
    package struct Section: Sendable {
        package var key: String
        package var title: String
        package var table: Table

        package init(_ key: String, title: String, _ table: Table) {
            self.key = key
            self.title = title
            self.table = table
        }
    }

    package var schema: String
    /// Members of the JSON object before the sections.
    package var head: [(String, JSONValue)]
    /// Sentences before the tables, and after them.
    package var opening: [String]
    package var sections: [Section]
    package var sentences: [String]

    package init(
        schema: String,
        head: [(String, JSONValue)] = [],
        opening: [String] = [],
        sections: [Section],
        sentences: [String] = []
    ) {
        self.schema = schema
        self.head = head
        self.opening = opening
        self.sections = sections
        self.sentences = sentences
    }

    package func written(as format: Format) -> String {
        switch format {
        case .json: return json.printed
        case .csv: return sections.first?.table.written(as: .csv) ?? ""
        case .table, .markdown:
            var parts = opening.isEmpty ? [] : [Self.lines(opening)]
            for section in sections where !section.table.rows.isEmpty {
                let heading =
                    section.title.isEmpty ? "" : format == .markdown ? "## \(section.title)\n\n" : "\(section.title)\n"
                parts.append(heading + section.table.written(as: format))
            }
            if !sentences.isEmpty { parts.append(Self.lines(sentences)) }
            return parts.joined(separator: "\n")
        }
    }

    /// Names from a study or a file control no terminal.
    private static func lines(_ sentences: [String]) -> String {
        sentences.map { TerminalText.line($0) + "\n" }.joined()
    }

    package var json: JSONValue {
        .object(
            [("schema", .string(schema))] + head + sections.map { ($0.key, $0.table.json) }
                + [("notes", .array((opening + sentences).map(JSONValue.string)))]
        )
    }
}
