/// A table of separated values (RFC 4180, other separators recognised) under a header, read a record at a time.
package struct CSV {
    /// The columns' names, as the header gives them; empty where it gives none.
    package private(set) var header: [String] = []

    private var scanner: CSVScanner
    /// Whether the next record of a Markdown table is its row of dashes.
    private var isAtFirst = true
    /// Columns without a name but the first, which is where data frames write their index.
    private var nameless: [Int] = []

    /// Reads the header; `known` are the names that help to recognise the separator, `repeated` folded names that several columns
    /// may bear: the later ones get their number.
    ///
    /// Throws `Mistakes` when there is no header or another column stands twice.
    package init(_ source: ByteSource, known: [String] = [], repeated: Set<String> = []) throws {
        scanner = CSVScanner(source, known: Set(known))
        guard let record = try scanner.record() else { throw Self.empty(source, line: 1) }
        if let problem = record.problem {
            throw Mistakes([Mistake(file: source.name, line: record.line, message: problem)])
        }
        headerLine = record.line
        header = try record.fields.map { field in
            guard let name = String(validating: field, as: UTF8.self) else {
                let message = "the header is not UTF-8: save the file as UTF-8"
                throw Mistakes([Mistake(file: source.name, line: record.line, message: message)])
            }
            return ColumnName.trimmed(name)
        }
        if header.count == 1, header[0].hasPrefix("#") {
            let message = "begins with '#': remove what stands above the table, whose first line names the columns"
            throw Mistakes([Mistake(file: source.name, line: record.line, message: message)])
        }
        if header.count == 1, scanner.isNamed, header[0].contains(where: { ",;\t|".contains($0) }) {
            let message =
                "has one column, as the line 'sep=' above says that '\(Character(UnicodeScalar(scanner.separator)))' parts "
                + "columns: remove that line, or part the columns so"
            throw Mistakes([Mistake(file: source.name, line: record.line, message: message)])
        }
        guard header.contains(where: { !$0.isEmpty }) else { throw Self.empty(source, line: record.line) }
        nameless = header.indices.filter { $0 > 0 && header[$0].isEmpty }
        if header.count > 2, nameless.count == header.count - 1 {
            let message =
                "names one of \(header.count) columns, as a title above a table does: remove the lines above the line that names "
                + "the columns"
            throw Mistakes([Mistake(file: source.name, line: record.line, message: message)])
        }
        var seen: Set<String> = []
        for column in header.indices where !header[column].isEmpty && !seen.insert(header[column]).inserted {
            guard repeated.contains(ColumnName.folded(header[column])) else {
                let message = "the column '\(header[column])' stands twice: rename or remove one"
                throw Mistakes([Mistake(file: source.name, line: record.line, message: message)])
            }
            header[column] += " (\(column + 1))"
        }
    }

    private static func empty(_ source: ByteSource, line: Int) -> Mistakes {
        Mistakes([Mistake(file: source.name, line: line, message: "empty: the first line must name the columns")])
    }

    /// How the table is written.
    package var dialect: CSVDialect { CSVDialect(separator: scanner.separator) }

    /// The line that the header stands on.
    package let headerLine: Int

    /// The index of the column with that name, capitals and small letters alike; an exact match first.
    package func column(_ name: String) -> Int? {
        header.firstIndex(of: name) ?? header.firstIndex { ColumnName.folded($0) == name }
    }

    /// The next record with something in it: the line it starts on and its fields' bytes, as many as there are columns;
    /// or the mistake there.
    package mutating func next() throws -> Result<(line: Int, fields: [ArraySlice<UInt8>]), Mistake>? {
        while var record = try scanner.record() {
            if let message = record.problem { return .failure(mistake(record.line, message)) }
            if scanner.isMarkdown {
                let isRule = isAtFirst && MarkdownRow.isRule(record.fields)
                isAtFirst = false
                if isRule { continue }
            } else if scanner.separator == MarkdownRow.bar {
                record.fields = record.fields.map(MarkdownRow.trimmed)
            }
            if record.fields[0].isEmpty, record.fields.allSatisfy(\.isEmpty), record.fields.count > 1 { continue }
            if record.fields.count > header.count, record.fields[header.count...].allSatisfy(\.isEmpty) {
                record.fields.removeLast(record.fields.count - header.count)
            }
            guard record.fields.count == header.count else { return .failure(mistake(record.line, miscount(record))) }
            if let column = nameless.first(where: { !record.fields[$0].isEmpty }) {
                let message = "a value stands in column \(column + 1), which the header does not name: name the column"
                return .failure(mistake(record.line, message))
            }
            return .success((record.line, record.fields))
        }
        return nil
    }

    private func miscount(_ record: CSVScanner.Record) -> String {
        let counts = "\(Figures.count(record.fields.count, "field")), but the header names \(header.count)"
        if record.fields.count < header.count { return "\(counts): complete the row" }
        return scanner.isMarkdown
            ? "\(counts): write a bar within a cell as \\|"
            : "\(counts): put quotes around a text with the separator in it"
    }

    private func mistake(_ line: Int, _ message: String) -> Mistake {
        Mistake(file: scanner.name, line: line, message: message)
    }

    /// The fields of one record in a text, such as an option's list.
    package static func fields(of text: String) throws -> [String] {
        var scanner = CSVScanner(bytes: Array(text.utf8))
        guard let record = try scanner.record() else { return [] }
        if let problem = record.problem { throw StudiesError("'\(text)': \(problem)") }
        guard try scanner.record() == nil else {
            throw StudiesError("'\(text)' is of several lines: put quotes around what holds a line feed")
        }
        return record.fields.map { ColumnName.trimmed(String(decoding: $0, as: UTF8.self)) }
    }
}
