/// The rows of a table in a file or on standard input: separated values under a header, JSON lines, or one JSON array of
/// objects, whichever the first bytes say; columns are found by name.
package struct RowReader {
    /// The names of the columns that the reader knows; a row's cells go by their indices.
    package let columns: [String]
    /// The file's name as the user gave it.
    package let file: String
    /// Names in the header, or of members met so far, that no known column has.
    package private(set) var others: [String] = []

    private var csv: CSV?
    private var objects: JSONElements?
    private var flat: FlatObject
    /// By known column the index of its field in the header, −1 where it has none.
    private var places: [Int] = []
    private let names: [String: Int]
    /// By the name of a member the column that it is.
    private let members: [String: Int]
    /// Columns that may hold a list or an object.
    private let nesting: Set<Int>
    private var seenOthers: Set<String> = []

    /// Looks at the first bytes and reads the header where there is one.
    ///
    /// Throws `Mistakes` where the bytes are no table at all.
    ///
    /// `aliases` are other names of a column, the likeliest first, where the column itself is not there; `mapped` says of
    /// columns by which name alone they go.
    package init(
        _ source: ByteSource,
        columns: [String],
        nesting: [String] = [],
        aliases: [String: [String]] = [:],
        mapped: [String: String] = [:]
    ) throws {
        self.columns = columns
        file = source.name
        var names = Dictionary(columns.enumerated().map { ($1, $0) }) { first, _ in first }
        self.nesting = Set(nesting.compactMap { names[$0] })
        for (column, others) in aliases { for name in others where names[name] == nil { names[name] = names[column] } }
        self.names = names
        members = Self.members(names, mapped)
        flat = FlatObject(columns: members, width: columns.count)
        switch try FileKind(of: source) {
        case .foreign(let message): throw Mistakes([Mistake(file: source.name, line: nil, message: message)])
        case .json: objects = JSONElements(source)
        case .separated:
            let csv = try CSV(source, known: columns)
            places = try columns.map { name in
                if let column = mapped[name] { return try Self.place(of: column, in: csv, source.name) }
                return csv.column(name) ?? aliases[name]?.lazy.compactMap { csv.column($0) }.first ?? -1
            }
            others = csv.header.indices.filter { !places.contains($0) && !csv.header[$0].isEmpty }.map {
                csv.header[$0]
            }
            self.csv = csv
        }
    }

    /// The names of columns, where those that `mapped` names another way go by that name alone.
    private static func members(_ names: [String: Int], _ mapped: [String: String]) -> [String: Int] {
        var members = names
        for (column, name) in mapped.sorted(by: { $0.key < $1.key }) {
            guard let number = names[column] else { continue }
            members = members.filter { $0.value != number }
            members[name] = number
            members[ColumnName.folded(name)] = number
        }
        return members
    }

    /// Where a column stands that was named by hand: another one in its place would give other figures in silence.
    private static func place(of name: String, in csv: CSV, _ file: String) throws -> Int {
        if let place = csv.header.firstIndex(of: name) ?? csv.column(ColumnName.folded(name)) { return place }
        let near = named(name, among: csv.header)
        let header = LongWord.list(csv.header.map { $0.isEmpty ? "''" : $0 })
        let message = "no column \(near), which --map names: the header reads \(header)"
        throw Mistakes([Mistake(file: file, line: csv.headerLine, message: message)])
    }

    /// Whether every row names its own members.
    package var isJSON: Bool { objects != nil }

    /// Whether rows have numbers in the place of lines, as a JSON array on one line has them.
    package var countsRows: Bool { objects?.countsRows ?? false }

    /// Whether a decimal comma is read without being asked for.
    package var allowsDecimalComma: Bool { csv?.dialect.allowsDecimalComma ?? false }

    /// Whether the header names that column; of JSON, whose rows differ, always.
    package func has(_ name: String) -> Bool { csv == nil || names[name].map { places[$0] >= 0 } ?? false }

    /// What is wrong with the header where it lacks some of these columns.
    package func mistake(lacking needed: [String]) -> Mistake? {
        guard let csv else { return nil }
        let lacking = needed.filter { !has($0) }
        guard !lacking.isEmpty else { return nil }
        let hints = lacking.map { Self.named($0, among: others) }
        let header = LongWord.list(csv.header.map { $0.isEmpty ? "''" : $0 })
        let message =
            "no column \(hints.joined(separator: ", ")): name it in the header, which reads \(header); "
            + "needed are \(needed.joined(separator: ", "))"
        return Mistake(file: file, line: csv.headerLine, message: message)
    }

    /// What is wrong with an object that lacks one of these members; nil where it has all, empty or not.
    package func mistake(in row: TableRow, lacking needed: [String]) -> Mistake? {
        let lacking = needed.filter { name in names[name].map { !row.has($0) } ?? true }
        guard !lacking.isEmpty else { return nil }
        let hints = lacking.map { Self.named($0, among: row.others) }
        return Mistake(file: file, line: row.line, message: "lacks \(hints.joined(separator: ", ")): write it, or null")
    }

    /// A name that is lacking, with the one that may be meant.
    private static func named(_ name: String, among others: [String]) -> String {
        let near = Spelling.nearest(to: name, among: others.map(ColumnName.folded))
        let meant = others.first { ColumnName.folded($0) == near }
        return "'\(name)'" + (meant.map { " (is it '\($0)'?)" } ?? "")
    }

    /// The next row, or the mistake in its place; nil at the end.
    package mutating func next() throws -> Result<TableRow, Mistake>? {
        guard csv != nil else { return try nextObject() }
        switch try csv?.next() {
        case nil: return nil
        case .failure(let mistake): return .failure(mistake)
        case .success(let record): return .success(TableRow(line: record.line, fields: record.fields, places: places))
        }
    }

    private mutating func nextObject() throws -> Result<TableRow, Mistake>? {
        guard let (line, element) = try objects?.next() else { return nil }
        func failed(_ message: String) -> Result<TableRow, Mistake> {
            .failure(Mistake(file: file, line: line, message: message))
        }
        do {
            let bytes = try element.get()
            let row =
                try flat.row(line, bytes)
                ?? TableRow(
                    line: line,
                    members: JSONValue.members(parsing: bytes),
                    names: members,
                    count: columns.count
                )
            for name in row.others where seenOthers.insert(name).inserted { others.append(name) }
            if let column = row.nestedColumns.first(where: { !nesting.contains($0) }) {
                return failed("'\(columns[column])' is a list or an object: write one value, in one row each")
            }
            return .success(row)
        } catch let error as JSONError {
            return failed("not JSON (\(error)): \(error.remedy ?? "write one JSON object for each row")")
        } catch let mistake as Mistake {
            return .failure(mistake)
        } catch {
            return failed("\(error)")
        }
    }
}
