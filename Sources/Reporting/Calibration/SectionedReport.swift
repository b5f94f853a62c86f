package import Studies

/// A report of several tables and sentences, written in any format: CSV has the first table alone.
package struct SectionedReport: Sendable {
    /// One table under a key and a heading.
    package struct Section: Sendable {
        package var key: String
        package var title: String
        package var table: Table
        /// What people read instead, where that is another.
        package var shown: Table
        /// Why it has no row.
        package var reason: String?

        package init(_ key: String, title: String, _ table: Table, shown: Table? = nil, reason: String? = nil) {
            self.key = key
            self.title = title
            self.table = table
            self.shown = shown ?? table
            self.reason = table.rows.isEmpty ? reason : nil
        }

        /// More rows nobody reads on a screen; CSV and JSON have all.
        private static let mostRows = 100

        fileprivate func text(as format: Format) -> String {
            let heading = title.isEmpty ? "" : format == .markdown ? "## \(title)\n\n" : "\(title)\n"
            if let reason { return heading + PageWidth.lines([reason]) }
            var part = shown
            part.rows = Array(shown.rows.prefix(Self.mostRows))
            let left = shown.rows.count - part.rows.count
            let rest = left > 0 ? "… and \(Figures.count(left, "row")) more: --format json has all.\n" : ""
            return heading + part.written(as: format) + rest
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

    /// `only` is the key of the one table that is wanted.
    package func written(as format: Format, only: String? = nil) -> String {
        guard let only else { return written(as: format) }
        guard var section = sections.first(where: { $0.key == only }) else { return "" }
        if section.shown.rows.isEmpty { section.shown = section.table }
        if format == .json {
            let notes = JSONValue.array([section.reason].compactMap { $0.map(JSONValue.string) })
            let members = [("schema", .string(schema))] + head + [(only, section.table.json), ("notes", notes)]
            return JSONValue.object(members).printed
        }
        return format == .csv ? section.table.written(as: .csv) : section.text(as: format)
    }

    package func written(as format: Format) -> String {
        switch format {
        case .json: return json.printed
        case .csv: return sections.first?.table.written(as: .csv) ?? ""
        case .table, .markdown:
            var parts = opening.isEmpty ? [] : [PageWidth.lines(opening)]
            for section in sections where !section.shown.rows.isEmpty { parts.append(section.text(as: format)) }
            if !sentences.isEmpty { parts.append(PageWidth.lines(sentences)) }
            return parts.joined(separator: "\n")
        }
    }

    package var json: JSONValue {
        .object(
            [("schema", .string(schema))] + head + sections.map { ($0.key, $0.table.json) }
                + [("notes", .array((opening + sentences).map(JSONValue.string)))]
        )
    }
}
