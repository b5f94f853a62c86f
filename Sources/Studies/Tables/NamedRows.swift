/// A row of a table with its columns by name.
package struct NamedRow: Sendable {
    /// Its numbers into the columns of its table.
    let row: TableRow
    private let columns: ColumnNames
    /// What stands in the place of its cells.
    private var given: [String: String] = [:]

    init(row: TableRow, columns: ColumnNames) {
        self.row = row
        self.columns = columns
    }

    package var line: Int { row.line }

    /// The row with these texts in the place of its cells.
    package func with(_ given: [String: String]) -> NamedRow {
        var row = self
        row.given.merge(given) { _, new in new }
        return row
    }

    /// Members of an object that no known column has.
    package var others: [String] { row.others }

    /// Whether the row has that column, empty or not.
    package func has(_ name: String) -> Bool { given[name] != nil || columns.numbers[name].map(row.has) ?? false }

    /// The text of a column, a number as it is spelt; nil when absent or empty; throws where it is not UTF-8.
    package func text(_ name: String) throws -> String? {
        try given[name] ?? columns.numbers[name].flatMap { try row.text($0) }
    }

    /// The list or object of a column.
    package func nested(_ name: String) -> JSONValue? { columns.numbers[name].flatMap { row.nested($0) } }

    /// The row as a record of `slam.rating.v1`; throws words that say what is wrong with it.
    package func record() throws -> RatingRecord { try RecordRows.record(row, columns.ofRecords).record }
}

/// The numbers of a table's columns by name.
final class ColumnNames: Sendable {
    let numbers: [String: Int]
    /// Those that records have members for.
    let ofRecords: [RecordRows.Column]

    init(_ columns: [String]) {
        ofRecords = RecordRows.columns(among: columns)
        numbers = Dictionary(columns.enumerated().map { ($1, $0) }) { first, _ in first }
    }
}

/// The rows of a table, CSV or JSON, read one at a time, with columns by name.
package struct NamedRows {
    /// The file's name as the user gave it.
    package var file: String { reader.file }
    /// Names in the header, or of members met so far, that no known column has.
    package var others: [String] { reader.others }
    /// Whether its mistakes have numbers of rows in the place of lines.
    package var countsRows: Bool { reader.countsRows }
    /// Whether rows are objects, each with names of its own.
    package var isJSON: Bool { reader.isJSON }

    private var reader: RowReader
    private let columns: ColumnNames

    package init(path: String, columns: [String], nesting: [String] = []) throws {
        try self.init(ByteSource(path: path), columns: columns, nesting: nesting)
    }

    package init(
        _ source: ByteSource,
        columns: [String],
        nesting: [String] = [],
        aliases: [String: [String]] = [:],
        mapped: [String: String] = [:]
    ) throws {
        reader = try RowReader(source, columns: columns, nesting: nesting, aliases: aliases, mapped: mapped)
        self.columns = ColumnNames(columns)
    }

    /// Whether a decimal comma is read without being asked for.
    package var allowsDecimalComma: Bool { reader.allowsDecimalComma }

    /// Whether the header names that column; of JSON always.
    package func has(_ name: String) -> Bool { reader.has(name) }

    /// What is wrong with the header where it lacks some of these columns.
    package func mistake(lacking needed: [String]) -> Mistake? { reader.mistake(lacking: needed) }

    /// The next row, or the mistake in its place; nil at the end.
    package mutating func next() throws -> Result<NamedRow, Mistake>? {
        try reader.next().map { result in result.map { NamedRow(row: $0, columns: columns) } }
    }

    /// Hands every row to `body`; what that throws, and what cannot be read, is thrown as `Mistakes` at the end.
    package mutating func each(_ body: (NamedRow) throws -> Void) throws {
        var mistakes: [Mistake] = []
        while let next = try next() {
            do { try body(try next.get()) } catch let mistake as Mistake {
                mistakes.append(mistake)
            } catch let error as StudiesError {
                let line = try next.get().line
                mistakes.append(Mistake(file: file, line: line, message: error.description))
            }
        }
        guard mistakes.isEmpty else { throw Mistakes(mistakes, areOfRows: countsRows) }
    }
}
