import Store
import Studies

/// Turns the rows of a file into responses or ratings; every bad row is a mistake with its line.
struct ImportFile {
    let name: String
    let study: String

    func responses(_ rows: [ImportRows.Row]) throws -> [ImportedResponse] {
        try all(rows) { row in
            guard let prompt = row.text("prompt") ?? row.text("prompt_id") else { throw StudiesError("lacks 'prompt'") }
            guard let model = row.text("model") else { throw StudiesError("lacks 'model'") }
            guard let response = row.value["response"]?.string else { throw StudiesError("lacks the text 'response'") }
            guard !response.isEmpty else {
                throw StudiesError("the response is empty: an empty answer is a failed attempt")
            }
            return ImportedResponse(
                line: row.line,
                prompt: prompt,
                model: model,
                sample: try sample(row),
                text: response,
                finishReason: row.text("finish_reason"),
                inputTokens: try count(row, "input_tokens"),
                outputTokens: try count(row, "output_tokens"),
                firstToken: try nanoseconds(row, "first_token_ms"),
                total: try nanoseconds(row, "total_ms")
            )
        }
    }

    func ratings(_ rows: [ImportRows.Row]) throws -> [ImportedRating] {
        try all(rows) { row in
            if row.value["schema"] != nil {
                return ImportedRating(line: row.line, record: try RatingRecord(json: row.value))
            }
            return try row.value["winner"] == nil ? score(row) : comparison(row)
        }
    }

    private func score(_ row: ImportRows.Row) throws -> ImportedRating {
        guard let text = row.text("score") else { throw StudiesError("lacks 'score'") }
        var record = try record(row)
        if let outcome = withoutVerdict(text, record) {
            record.outcome = outcome
        } else {
            guard let score = ["accept": 1, "reject": 0][text] ?? Double(text), score.isFinite else {
                throw StudiesError("the score '\(text)' is no number")
            }
            record.value = score
        }
        guard case .item(let item) = record.subject, item.rawValue.isEmpty else {
            return ImportedRating(line: row.line, record: record)
        }
        guard !record.prompt.isEmpty, let model = row.text("model") else {
            throw StudiesError("needs either 'item' or 'prompt' and 'model'")
        }
        return ImportedRating(line: row.line, record: record, sources: [.init(model: model, sample: try sample(row))])
    }

    private func comparison(_ row: ImportRows.Row) throws -> ImportedRating {
        guard let left = row.text("left_model"), let right = row.text("right_model"), row.text("prompt") != nil else {
            throw StudiesError("needs 'prompt', 'left_model' and 'right_model'")
        }
        var record = try record(row)
        switch row.text("winner") {
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
            sources: [.init(model: left, sample: sample), .init(model: right, sample: sample)]
        )
    }

    /// What a judge's reply came to that is no verdict.
    private func withoutVerdict(_ word: String, _ record: RatingRecord) -> RatingRecord.Outcome? {
        guard record.kind == .judge else { return nil }
        return [.unparsed, .refused, .error].first { $0.rawValue == word }
    }

    private func record(_ row: ImportRows.Row) throws -> RatingRecord {
        guard let rater = row.text("rater") else { throw StudiesError("lacks 'rater'") }
        guard Workspace.isName(rater) else {
            throw StudiesError("the rater's name may have letters, digits, '.', '-', '_'")
        }
        guard let criterion = row.text("criterion") else { throw StudiesError("lacks 'criterion'") }
        guard let kind = RaterKind(rawValue: row.text("kind") ?? "human") else {
            throw StudiesError("the kind must be human, judge or metric")
        }
        guard let phase = RatingRecord.Phase(rawValue: row.text("phase") ?? "blind") else {
            throw StudiesError("no phase '\(row.text("phase") ?? "")'")
        }
        return RatingRecord(
            study: study,
            subject: .item(ItemID(rawValue: row.text("item") ?? "")),
            prompt: row.text("prompt") ?? row.text("prompt_id") ?? "",
            criterion: criterion,
            rater: rater,
            kind: kind,
            version: kind == .human ? nil : row.text("version"),
            phase: phase,
            note: row.text("note")
        )
    }

    private func sample(_ row: ImportRows.Row) throws -> Int { try count(row, "sample") ?? 1 }

    private func count(_ row: ImportRows.Row, _ column: String) throws -> Int? {
        guard let text = row.text(column) else { return nil }
        guard let count = Int(text), count >= (column == "sample" ? 1 : 0) else {
            throw StudiesError("'\(column)' must be a whole number")
        }
        return count
    }

    private func nanoseconds(_ row: ImportRows.Row, _ column: String) throws -> Int64? {
        guard let text = row.text(column) else { return nil }
        guard let milliseconds = Double(text), (0...1e12).contains(milliseconds) else {
            throw StudiesError("'\(column)' must be a number of milliseconds")
        }
        return Int64((milliseconds * 1_000_000).rounded())
    }

    private func all<Value>(_ rows: [ImportRows.Row], _ convert: (ImportRows.Row) throws -> Value) throws -> [Value] {
        var mistakes: [Mistake] = []
        let values = try rows.compactMap { row -> Value? in
            do {
                return try convert(row)
            } catch let error as StudiesError {
                mistakes.append(Mistake(file: name, line: row.line, message: error.description))
                return nil
            }
        }
        guard mistakes.isEmpty else { throw Mistakes(mistakes) }
        return values
    }
}
