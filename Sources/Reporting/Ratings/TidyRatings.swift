import SafeText
package import Studies

/// One row for each rating, skipped and retracted ones included, with the texts that were rated and without their models.
package struct TidyRatings {
    private static let columns = [
        "id", "study", "item", "pair", "set", "prompt", "criterion", "criterion_sha256", "rater", "kind", "version",
        "sample", "phase", "outcome", "value", "label", "at", "order", "side", "active_ms", "idle_ms", "confidence",
        "note", "flags", "reason", "supersedes",
    ]

    private static let places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })

    /// The forms of the table.
    package enum Form: String, CaseIterable { case csv, jsonl }

    private let form: Form
    private let write: (String) throws -> Void

    /// Writes the header of CSV, which is safe for spreadsheets; JSON has an object a line, what is unknown is absent.
    package init(as form: Form, _ write: @escaping (String) throws -> Void) throws {
        self.form = form
        self.write = write
        if form == .csv { try write((Self.columns + ["text", "second_text"]).joined(separator: ",") + "\n") }
    }

    /// Writes the row of a rating.
    package func add(_ record: RatingRecord, text: (ItemID) throws -> String?) throws {
        var values = [JSONValue?](repeating: nil, count: Self.columns.count)
        for (name, value) in record.json.members ?? [] {
            if let place = Self.places[name] { values[place] = value }
        }
        let items = record.subject.items
        let texts = [try text(items[0]), try items.dropFirst().first.flatMap(text)]
        switch form {
        case .csv:
            let cells = values.map(Self.cell) + texts.map { $0 ?? "" }
            try write(cells.map(CSVText.field).joined(separator: ",") + "\n")
        case .jsonl:
            var members = zip(Self.columns, values).compactMap { name, value in value.map { (name, $0) } }
            for (name, text) in zip(["text", "second_text"], texts) {
                if let text { members.append((name, .string(text))) }
            }
            try write(String(decoding: JSONValue.object(members).compactBytes, as: UTF8.self) + "\n")
        }
    }

    private static func cell(_ value: JSONValue?) -> String {
        switch value {
        case .string(let text): text
        case .number(let number): JSONValue.canonicalNumber(number)
        case .array(let list): list.compactMap(\.string).joined(separator: " ")
        default: ""
        }
    }
}
