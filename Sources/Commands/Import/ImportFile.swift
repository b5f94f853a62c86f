import Store
import Studies

/// A file of responses or ratings to be imported, read row by row; every bad row is a mistake with its line.
struct ImportFile {
    /// Whether the rows are responses; else they are ratings.
    let isOfResponses: Bool
    /// The file's name as the user gave it.
    var name: String { rows.file }
    /// Names of columns that are none of those that are read.
    var others: [String] { rows.others }

    private var rows: NamedRows
    private var first: Result<NamedRow, Mistake>?
    private let reader: ImportRowReader

    static let ofResponses = [
        "prompt", "prompt_id", "model", "response", "sample", "finish_reason", "input_tokens", "output_tokens",
        "first_token_ms", "total_ms",
    ]
    static let ofRatings = [
        "rater", "criterion", "score", "item", "prompt", "prompt_id", "model", "sample", "kind", "phase", "version",
        "note",
        "left_model", "right_model", "winner",
    ]
    static let ofRecords = [
        "schema", "id", "study", "pair", "set", "criterion_sha256", "value", "label", "at", "order", "side",
        "shown_sha256",
        "active_ms", "idle_ms", "confidence", "flags", "outcome", "reason", "supersedes", "text", "second_text",
    ]

    /// Reads the header, and looks at the first row; `models` maps what files may call a model to the study's name for it.
    init(path: String, study: String, models: [String: String] = [:]) throws {
        var rows = try NamedRows(
            path: path,
            columns: Self.ofRatings + Self.ofRecords + Self.ofResponses,
            nesting: ["flags"]
        )
        if !rows.isJSON, let mistake = Self.mistake(inHeaderOf: rows) { throw Mistakes([mistake]) }
        first = try rows.next()
        guard let first else {
            throw Mistakes([Mistake(file: rows.file, line: nil, message: "no rows: there is nothing to import")])
        }
        isOfResponses = rows.isJSON ? (try? first.get())?.has("response") ?? false : rows.has("response")
        self.rows = rows
        reader = ImportRowReader(study: study, models: models)
    }

    /// The next response, or the mistake in its place.
    mutating func nextResponse() throws -> Result<ImportedResponse, Mistake>? {
        try next { [reader] row in
            guard row.has("response") else { throw StudiesError("lacks 'response', which the rows before have") }
            return try reader.response(row)
        }
    }

    /// The next rating, or the mistake in its place.
    mutating func nextRating() throws -> Result<ImportedRating, Mistake>? {
        try next { [reader] row in
            guard !row.has("response") else { throw StudiesError("has 'response', which the rows before lack") }
            return try reader.rating(row)
        }
    }

    /// Every rating; throws `Mistakes` with every bad row.
    mutating func allRatings() throws -> [ImportedRating] {
        guard !isOfResponses else { throw StudiesError("'\(name)' holds responses: use 'slam import'") }
        var (ratings, mistakes) = ([ImportedRating](), [Mistake]())
        while let next = try nextRating() {
            switch next {
            case .success(let rating): ratings.append(rating)
            case .failure(let mistake): mistakes.append(mistake)
            }
        }
        guard mistakes.isEmpty else { throw Mistakes(mistakes) }
        return ratings
    }

    private mutating func next<Value>(_ convert: (NamedRow) throws -> Value) throws -> Result<Value, Mistake>? {
        let row = try first ?? rows.next()
        first = nil
        switch row {
        case nil: return nil
        case .failure(let mistake): return .failure(mistake)
        case .success(let row):
            do { return .success(try convert(row)) } catch let error as StudiesError {
                return .failure(Mistake(file: rows.file, line: row.line, message: error.description))
            }
        }
    }

    private static func mistake(inHeaderOf rows: NamedRows) -> Mistake? {
        if rows.has("response") {
            return rows.mistake(lacking: [rows.has("prompt_id") ? "prompt_id" : "prompt", "model"])
        }
        if rows.has("value"), rows.has("outcome"), !rows.has("score") {
            return rows.mistake(lacking: ["rater", "criterion"])
        }
        let value = rows.has("winner") ? ["winner", "prompt", "left_model", "right_model"] : ["score"]
        if rows.has("rater") || rows.has("score") || rows.has("winner") {
            return rows.mistake(lacking: ["rater", "criterion"] + value)
        }
        return rows.mistake(lacking: ["prompt", "model", "response"])
    }
}

/// Turns rows into responses or ratings; throws words that say what is wrong with one.
struct ImportRowReader {
    let study: String
    /// What files may call a model, and the study's name for it.
    var models: [String: String] = [:]

    func response(_ row: NamedRow) throws -> ImportedResponse {
        guard let prompt = try row.text("prompt") ?? row.text("prompt_id") else { throw StudiesError("lacks 'prompt'") }
        guard let model = try row.text("model") else { throw StudiesError("lacks 'model'") }
        guard let response = try row.text("response") else {
            throw StudiesError("the response is empty: an empty answer is a failed attempt, so leave the row out")
        }
        return ImportedResponse(
            line: row.line,
            prompt: prompt,
            model: models[model] ?? model,
            sample: try sample(row),
            text: response,
            finishReason: try row.text("finish_reason"),
            inputTokens: try count(row, "input_tokens"),
            outputTokens: try count(row, "output_tokens"),
            firstToken: try nanoseconds(row, "first_token_ms"),
            total: try nanoseconds(row, "total_ms")
        )
    }

    func rating(_ row: NamedRow) throws -> ImportedRating {
        if row.has("schema") || (row.has("outcome") && !row.has("score")) {
            return ImportedRating(line: row.line, record: try row.record())
        }
        return try row.has("winner") ? comparison(row) : score(row)
    }

    private func score(_ row: NamedRow) throws -> ImportedRating {
        guard let text = try row.text("score") else { throw StudiesError("lacks 'score'") }
        var record = try record(row)
        if let outcome = withoutVerdict(text, record) {
            record.outcome = outcome
        } else {
            record.value = try value(text)
        }
        guard case .item(let item) = record.subject, item.rawValue.isEmpty else {
            return ImportedRating(line: row.line, record: record)
        }
        guard !record.prompt.isEmpty, let model = try row.text("model") else {
            throw StudiesError("needs either 'item' or 'prompt' and 'model'")
        }
        return ImportedRating(
            line: row.line,
            record: record,
            sources: [.init(model: models[model] ?? model, sample: try sample(row))]
        )
    }

    private func value(_ text: String) throws -> Double {
        if let value = ["accept": 1.0, "reject": 0.0][text] { return value }
        switch NumberText(ArraySlice(Array(text.utf8))) {
        case .number(let value): return value
        case .odd(let message): throw StudiesError("the score \(message)")
        case .missing: throw StudiesError("the score '\(text)' is none: leave the row out")
        case .word: throw StudiesError("the score '\(text)' is no number, nor accept or reject")
        }
    }

    private func comparison(_ row: NamedRow) throws -> ImportedRating {
        guard let left = try row.text("left_model"), let right = try row.text("right_model"),
            try row.text("prompt") != nil
        else {
            throw StudiesError("needs 'prompt', 'left_model' and 'right_model'")
        }
        var record = try record(row)
        switch try row.text("winner") {
        case "left": record.value = 1
        case "right": record.value = -1
        case "tie": record.value = 0
        case "both_bad": record.value = nil
        case let word:
            guard let outcome = withoutVerdict(word ?? "", record) else {
                throw StudiesError(
                    "'winner' must be left, right, tie or both_bad; of a judge also unparsed, refused or error"
                )
            }
            record.outcome = outcome
        }
        let sample = try sample(row)
        return ImportedRating(
            line: row.line,
            record: record,
            sources: [left, right].map { .init(model: models[$0] ?? $0, sample: sample) }
        )
    }

    /// What a judge's reply came to that is no verdict.
    private func withoutVerdict(_ word: String, _ record: RatingRecord) -> RatingRecord.Outcome? {
        guard record.kind == .judge else { return nil }
        return [.unparsed, .refused, .error].first { $0.rawValue == word }
    }

    private func record(_ row: NamedRow) throws -> RatingRecord {
        guard let rater = try row.text("rater") else { throw StudiesError("lacks 'rater'") }
        guard Workspace.isName(rater) else {
            throw StudiesError("the rater's name may have letters, digits, '.', '-', '_'")
        }
        guard let criterion = try row.text("criterion") else { throw StudiesError("lacks 'criterion'") }
        guard let kind = RaterKind(rawValue: try row.text("kind") ?? "human") else {
            throw StudiesError("the kind must be human, judge or metric")
        }
        guard let phase = RatingRecord.Phase(rawValue: try row.text("phase") ?? "blind") else {
            throw StudiesError("no phase '\(try row.text("phase") ?? "")'")
        }
        return RatingRecord(
            study: study,
            subject: .item(ItemID(rawValue: try row.text("item") ?? "")),
            prompt: try row.text("prompt") ?? row.text("prompt_id") ?? "",
            criterion: criterion,
            rater: rater,
            kind: kind,
            version: kind == .human ? nil : try row.text("version"),
            phase: phase,
            note: try row.text("note")
        )
    }

    private func sample(_ row: NamedRow) throws -> Int { try count(row, "sample") ?? 1 }

    private func count(_ row: NamedRow, _ column: String) throws -> Int? {
        guard let text = try row.text(column) else { return nil }
        guard let count = Int(text), count >= (column == "sample" ? 1 : 0) else {
            throw StudiesError("'\(column)' must be a whole number")
        }
        return count
    }

    private func nanoseconds(_ row: NamedRow, _ column: String) throws -> Int64? {
        guard let text = try row.text(column) else { return nil }
        guard let milliseconds = Double(text), (0...1e12).contains(milliseconds) else {
            throw StudiesError("'\(column)' must be a number of milliseconds")
        }
        return Int64((milliseconds * 1_000_000).rounded())
    }
}
