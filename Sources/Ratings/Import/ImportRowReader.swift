import Store
import Studies

/// Turns rows into responses or ratings; throws words that say what is wrong with one.
struct ImportRowReader {
    let names: ImportNames
    var decimals: Decimals

    func response(_ row: NamedRow) throws -> ImportedResponse {
        guard let prompt = try prompt(row) else { throw StudiesError("lacks 'prompt'") }
        guard let model = try row.text("model") else { throw StudiesError("lacks 'model'") }
        guard let response = try row.text("response") else {
            throw StudiesError("the response is empty: an empty answer is a failed attempt, so leave the row out")
        }
        var read = ImportedResponse(
            line: row.line,
            prompt: prompt,
            model: names.model(model),
            sample: 1,
            text: response
        )
        try readFigures(into: &read) { try row.text($0) }
        return read
    }

    /// Reads what a row says beside the text; throws words with every cell that cannot be read.
    func readFigures(into response: inout ImportedResponse, cell: (String) throws -> String?) throws {
        var problems: [String] = []
        func read<Value>(_ column: String, _ convert: (String, String) throws -> Value) throws -> Value? {
            guard let text = try cell(column) else { return nil }
            do { return try convert(text, column) } catch let error as StudiesError {
                problems.append(error.description)
                return nil
            }
        }
        response.sample = try read("sample", Self.count) ?? response.sample
        response.finishReason = try cell("finish_reason")
        response.inputTokens = try read("input_tokens", Self.count)
        response.outputTokens = try read("output_tokens", Self.count)
        response.firstToken = try read("first_token_ms", Self.nanoseconds)
        response.total = try read("total_ms", Self.nanoseconds)
        guard problems.isEmpty else { throw StudiesError(problems.joined(separator: "; ")) }
    }

    /// The prompt's id: what `prompt_id` says, or the id or the text in `prompt`, which agree where both stand there.
    private func prompt(_ row: NamedRow) throws -> String? {
        try names.prompts.id(named: row.text("prompt_id"), text: row.text("prompt"))
    }

    mutating func rating(_ row: NamedRow) throws -> ImportedRating {
        if row.has("schema") || (row.has("outcome") && !row.has("score")) {
            return ImportedRating(line: row.line, record: try row.record())
        }
        return try row.has("winner") ? comparison(row) : score(row)
    }

    private mutating func score(_ row: NamedRow) throws -> ImportedRating {
        guard let text = try row.text("score") else { throw StudiesError("lacks 'score'") }
        var record = try record(row)
        if let outcome = withoutVerdict(text, record) {
            record.outcome = outcome
        } else {
            record.value = try value(text, on: record.criterion, row.line)
        }
        guard case .item(let item) = record.subject, item.rawValue.isEmpty else {
            return ImportedRating(line: row.line, record: record, isPhaseStated: try row.text("phase") != nil)
        }
        guard !record.prompt.isEmpty, let model = try row.text("model") else {
            throw StudiesError("needs either 'item' or 'prompt' and 'model'")
        }
        return ImportedRating(
            line: row.line,
            record: record,
            sources: [.init(model: names.model(model), sample: try sample(row))],
            isPhaseStated: try row.text("phase") != nil
        )
    }

    private mutating func value(_ text: String, on criterion: String, _ line: Int) throws -> Double {
        switch try decimals.read(text, line: line) {
        case .number(let value): return value
        case .odd(let message): throw StudiesError("the score \(message)")
        case .missing: throw StudiesError("the score '\(text)' is none: leave the row out")
        case .word: return try names.value(ofWord: text, on: criterion)
        }
    }

    private func comparison(_ row: NamedRow) throws -> ImportedRating {
        guard let left = try row.text("left_model"), let right = try row.text("right_model"),
            try row.text("prompt") ?? row.text("prompt_id") != nil
        else {
            throw StudiesError("needs 'prompt', 'left_model' and 'right_model'")
        }
        guard names.model(left) != names.model(right) else {
            throw StudiesError("left and right are the same: nothing is compared")
        }
        var record = try record(row)
        let word = try row.text("winner") ?? ""
        switch try ComparisonFile.Winner(inRow: word, left: left, right: right) {
        case .left: record.value = 1
        case .right: record.value = -1
        case .tie: record.value = 0
        case .bothBad: record.value = nil
        case nil:
            guard let outcome = withoutVerdict(word, record) else {
                throw StudiesError(
                    "'winner' is '\(word)': it must be left, right, tie, both_bad or one of the two names; of a judge also unparsed, refused or error"
                )
            }
            record.outcome = outcome
        }
        let sample = try sample(row)
        return ImportedRating(
            line: row.line,
            record: record,
            sources: [left, right].map { .init(model: names.model($0), sample: sample) },
            isPhaseStated: try row.text("phase") != nil
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
            throw StudiesError("the rater's name may have letters a–z, digits, '.', '-', '_'")
        }
        guard let criterion = try row.text("criterion") else { throw StudiesError("lacks 'criterion'") }
        let kindText = try row.text("kind") ?? "human"
        guard let kind = RaterKind(rawValue: kindText) else {
            throw StudiesError("the kind '\(kindText)' must be human, judge or metric")
        }
        guard let phase = RatingRecord.Phase(rawValue: try row.text("phase") ?? "blind") else {
            let phases = RatingRecord.Phase.allCases.map(\.rawValue).joined(separator: ", ")
            throw StudiesError("no phase '\(try row.text("phase") ?? "")': it is one of \(phases)")
        }
        return RatingRecord(
            study: names.study,
            subject: .item(ItemID(rawValue: try row.text("item") ?? "")),
            prompt: try prompt(row) ?? "",
            criterion: criterion,
            rater: rater,
            kind: kind,
            version: kind == .human ? nil : try row.text("version"),
            phase: phase,
            note: try row.text("note")
        )
    }

    private func sample(_ row: NamedRow) throws -> Int {
        try row.text("sample").map { try Self.count($0, "sample") } ?? 1
    }

    private static func count(_ text: String, _ column: String) throws -> Int {
        guard let count = Int(text), count >= (column == "sample" ? 1 : 0) else {
            let from = column == "sample" ? " from 1 on" : ""
            throw StudiesError("'\(column)' is '\(text)': it must be a whole number\(from)")
        }
        return count
    }

    private static func nanoseconds(_ text: String, _ column: String) throws -> Int64 {
        guard let milliseconds = Double(text), (0...1e12).contains(milliseconds) else {
            throw StudiesError("'\(column)' is '\(text)': it must be a number of milliseconds")
        }
        return Int64((milliseconds * 1_000_000).rounded())
    }
}
