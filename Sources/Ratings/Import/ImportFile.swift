package import Store
package import Studies

/// A file of responses or ratings to be imported, read row by row; every bad row is a mistake with its line.
package struct ImportFile {
    /// Whether the rows are responses; else they are ratings.
    package let isOfResponses: Bool
    /// The file's name as the user gave it.
    package let name: String
    /// Names of columns that are none of those that are read.
    package var others: [String] { rows?.others ?? table?.others ?? [] }
    /// Which columns were taken for what, where they bear other names than a file of responses has.
    package var recognised: String? { table?.recognised }

    /// Of a file of responses with ratings beside them how these are read; nil of others.
    package var besides: String? {
        guard isOfResponses, hasRatings else { return nil }
        return "Ratings stand beside the responses: --map rater=COLUMN --map score=COLUMN reads them."
    }

    /// Whether its mistakes have numbers of rows in the place of lines.
    package var countsRows: Bool { rows?.countsRows ?? table?.countsRows ?? false }

    /// Responses that read like failures, of those that were read so far.
    package private(set) var failures = FailedCells()

    private var rows: NamedRows?
    private var table: ImportTable?
    /// Whether ratings are asked for by `map`, also of a file with the responses beside them.
    private let areRatings: Bool
    /// Whether ratings stand in its columns; of JSON, whose rows differ, in those of the first row.
    private var hasRatings = false
    /// Columns with one rater's scores each, and what is left of a row that has some.
    private var ofRaters: [RatingColumns.OfRater] = []
    private var waiting: ArraySlice<NamedRow> = []
    private var first: Result<NamedRow, Mistake>?
    private var reader: ImportRowReader

    static let figures = ["finish_reason", "input_tokens", "output_tokens", "first_token_ms", "total_ms"]
    static let ofResponses = ["prompt", "prompt_id", "model", "response", "sample"] + figures
    static let ofRatings = [
        "rater", "criterion", "score", "item", "prompt", "prompt_id", "model", "sample", "kind", "phase", "version",
        "note",
        "left_model", "right_model", "winner",
    ]
    static let ofRecords = [
        "schema", "id", "study", "pair", "set", "criterion_sha256", "value", "label", "at", "order", "side",
        "shown_sha256",
        "active_ms", "idle_ms", "confidence", "flags", "outcome", "reason", "supersedes", "text", "second_text",
        "second_model", "tags", "length", "second_length",
    ]

    /// Reads the header, and looks at the first row; `map` says of columns what they are, as `role=column`.
    package init(path: String, names: ImportNames, map: [String] = [], decimal: NumberText.Decimal? = nil) throws {
        let source = try ByteSource(path: path)
        name = source.name
        reader = ImportRowReader(names: names, decimals: Decimals(decimal ?? .point, mayBeEither: false))
        let header = try TableHeader.names(of: source)
        areRatings = RatingColumns.areMeant(by: map)
        if map.isEmpty, let hint = ForeignExport.hint(of: header, file: name) {
            throw Mistakes([Mistake(file: name, line: 1, message: hint)])
        }
        if !areRatings, !map.isEmpty || TableHeader.hasUsualNames(header) {
            isOfResponses = true
            let besides = Set(Self.figures)
            let read = try StudyTable.read(source, map: map, besides: besides)
            guard read.roles.nameModels else {
                let remedy = "add a column 'model', or name one with --map model=COLUMN"
                throw Mistakes([Mistake(file: name, line: nil, message: "no column names the model: \(remedy)")])
            }
            table = ImportTable(read, names: names)
            return
        }
        ofRaters = areRatings ? RatingColumns.ofRaters(map: map) : []
        let columns = Self.ofRatings + Self.ofRecords + Self.ofResponses + ofRaters.map(\.name)
        var rows = try NamedRows(
            source,
            columns: columns,
            nesting: ["flags", "tags"],
            aliases: RatingColumns.aliases(map: areRatings ? map : []),
            mapped: try RatingColumns.mapped(areRatings ? map : [])
        )
        if !rows.isJSON, var mistake = Self.mistake(inHeaderOf: rows, ofRaters, names.onlyCriterion, areRatings) {
            if ofRaters.isEmpty, rows.has("rater") || rows.has("score") {
                mistake.message += " (--map score=COLUMN says which column it is)"
            }
            throw Mistakes([mistake])
        }
        reader.decimals = Decimals(decimal ?? .point, mayBeEither: decimal == nil && rows.allowsDecimalComma)
        first = try rows.next()
        guard let first else {
            throw Mistakes([Mistake(file: rows.file, line: nil, message: "no rows: there is nothing to import")])
        }
        let row = rows.isJSON ? try? first.get() : nil
        func has(_ column: String) -> Bool { rows.isJSON ? row?.has(column) ?? false : rows.has(column) }
        isOfResponses = has("response") && !areRatings
        hasRatings = has("rater") && has("score")
        self.rows = rows
    }

    /// The next response, or the mistake in its place.
    package mutating func nextResponse() throws -> Result<ImportedResponse, Mistake>? {
        let found =
            try table != nil
            ? table?.next(reader)
            : next { row, reader in
                guard row.has("response") else { throw StudiesError("lacks 'response', which the rows before have") }
                return try reader.response(row)
            }
        if case .success(let response)? = found {
            failures.take(response.text, of: response.model, line: response.line)
        }
        return found
    }

    /// The next rating, or the mistake in its place.
    package mutating func nextRating() throws -> Result<ImportedRating, Mistake>? {
        let areAsked = areRatings
        return try next { row, reader in
            guard areAsked || !row.has("response") else {
                throw StudiesError("has 'response', which the rows before lack")
            }
            guard areAsked, !row.has("criterion"), let only = reader.names.onlyCriterion else {
                return try reader.rating(row)
            }
            return try reader.rating(row.with(["criterion": only]))
        }
    }

    /// Every rating; throws `Mistakes` with every bad row.
    package mutating func allRatings() throws -> [ImportedRating] {
        guard !isOfResponses else { throw StudiesError("'\(name)' holds responses: use 'slam import'") }
        var (ratings, mistakes) = ([ImportedRating](), [Mistake]())
        while let next = try nextRating() {
            switch next {
            case .success(let rating): ratings.append(rating)
            case .failure(let mistake): mistakes.append(mistake)
            }
        }
        guard mistakes.isEmpty else { throw Mistakes(mistakes, areOfRows: countsRows) }
        return ratings
    }

    private mutating func next<Value>(_ convert: (NamedRow, inout ImportRowReader) throws -> Value) throws
        -> Result<Value, Mistake>?
    {
        switch try nextRow() {
        case nil: return nil
        case .failure(let mistake): return .failure(mistake)
        case .success(let row):
            do { return .success(try convert(row, &reader)) } catch let error as StudiesError {
                return .failure(Mistake(file: name, line: row.line, message: error.description))
            }
        }
    }

    /// The next row; one with a column for each rater is a row for each of them who gave a score.
    private mutating func nextRow() throws -> Result<NamedRow, Mistake>? {
        if let row = waiting.popFirst() { return .success(row) }
        while let next = try first ?? rows?.next() {
            first = nil
            guard !ofRaters.isEmpty, case .success(let row) = next else { return next }
            do {
                waiting = try ofRaters.compactMap { one in try row.text(one.name).map { rating(by: one, $0, row) } }[
                    ...
                ]
            } catch let error as StudiesError {
                return .failure(Mistake(file: name, line: row.line, message: error.description))
            }
            if let one = waiting.popFirst() { return .success(one) }
        }
        return nil
    }

    private func rating(by column: RatingColumns.OfRater, _ score: String, _ row: NamedRow) -> NamedRow {
        var given = ["rater": column.name, "score": score, "kind": column.kind.rawValue]
        if !row.has("criterion") { given["criterion"] = reader.names.onlyCriterion }
        return row.with(given)
    }

    private static func mistake(
        inHeaderOf rows: NamedRows,
        _ ofRaters: [RatingColumns.OfRater],
        _ onlyCriterion: String?,
        _ areRatings: Bool
    ) -> Mistake? {
        if !ofRaters.isEmpty {
            return rows.mistake(lacking: (onlyCriterion == nil ? ["criterion"] : []) + ofRaters.map(\.name))
        }
        let prompt = rows.has("prompt_id") ? "prompt_id" : "prompt"
        if rows.has("response"), !areRatings {
            return rows.mistake(lacking: [prompt, "model"])
        }
        if rows.has("value"), rows.has("outcome"), !rows.has("score") {
            return rows.mistake(lacking: ["rater", "criterion"])
        }
        let value = rows.has("winner") ? ["winner", prompt, "left_model", "right_model"] : ["score"]
        if rows.has("rater") || rows.has("score") || rows.has("winner") {
            let isKnown = areRatings && onlyCriterion != nil
            return rows.mistake(lacking: ["rater"] + (isKnown ? [] : ["criterion"]) + value)
        }
        return rows.mistake(lacking: ["prompt", "model", "response"])
    }
}
