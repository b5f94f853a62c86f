/// The rows of a file to be imported, CSV or JSON lines, as objects with their line numbers.
package enum ImportRows {
    /// One row.
    package struct Row: Sendable {
        package var line: Int
        package var value: JSONValue

        /// The text of a column; a number as JSON writes it; nil when absent or empty.
        package func text(_ name: String) -> String? {
            switch value[name] {
            case .string(let text): text.isEmpty ? nil : text
            case .number(let number): JSONValue.canonicalNumber(number)
            default: nil
            }
        }
    }

    /// Reads every row; throws `Mistakes` with each line that cannot be read.
    package static func read(path: String) throws -> (file: String, rows: [Row]) {
        let source = try ByteSource(path: path)
        let isCSV = path.hasSuffix(".csv")
        let (rows, mistakes) = try isCSV ? csv(source) : jsonLines(source)
        guard mistakes.isEmpty else { throw Mistakes(mistakes) }
        guard !rows.isEmpty else {
            throw Mistakes([Mistake(file: source.name, line: nil, message: "no rows: there is nothing to import")])
        }
        return (source.name, rows)
    }

    private static func jsonLines(_ source: ByteSource) throws -> ([Row], [Mistake]) {
        var rows: [Row] = []
        var mistakes: [Mistake] = []
        try JSONLines.read(source) { line, result in
            switch result {
            case .failure(let mistake): mistakes.append(mistake)
            case .success(let value) where value.members != nil: rows.append(Row(line: line, value: value))
            case .success:
                mistakes.append(
                    Mistake(file: source.name, line: line, message: "not an object: write {…} on each line")
                )
            }
        }
        return (rows, mistakes)
    }

    private static func csv(_ source: ByteSource) throws -> ([Row], [Mistake]) {
        var csv = try CSV(source)
        var rows: [Row] = []
        var mistakes: [Mistake] = []
        while let next = try csv.next() {
            switch next {
            case .failure(let mistake): mistakes.append(mistake)
            case .success(let (line, fields)):
                let texts = fields.map { String(validating: $0, as: UTF8.self) }
                guard !texts.contains(nil) else {
                    mistakes.append(
                        Mistake(file: source.name, line: line, message: "not UTF-8: save the file as UTF-8")
                    )
                    continue
                }
                let members = zip(csv.header, texts).map { ($0, JSONValue.string($1 ?? "")) }
                rows.append(Row(line: line, value: .object(members)))
            }
        }
        return (rows, mistakes)
    }
}
