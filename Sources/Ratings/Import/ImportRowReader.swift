import Store
import Studies

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
