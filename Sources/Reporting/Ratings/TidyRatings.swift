import SafeText
package import Studies

/// One row for each rating, skipped and retracted ones included, with the texts that were rated, their lengths and their
/// prompt's tags; their models once the study is unblinded.
package struct TidyRatings {
    private static let columns = [
        "id", "study", "item", "pair", "set", "prompt", "criterion", "criterion_sha256", "rater", "kind", "version",
        "sample", "phase", "outcome", "value", "label", "at", "order", "side", "shown_sha256", "active_ms", "idle_ms",
        "confidence", "note", "flags", "reason", "supersedes",
    ]

    private static let places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })

    /// The forms of the table.
    package enum Form: String, CaseIterable { case csv, jsonl }

    /// What is known of texts and prompts.
    package struct Known {
        /// By prompt.
        package var tags: [String: [String]]
        /// By item the models that gave it; nil while the study is blind.
        package var writers: [ItemID: [String]]?

        package init(tags: [String: [String]], writers: [ItemID: [String]]?) {
            (self.tags, self.writers) = (tags, writers)
        }
    }

    private let form: Form
    private let known: Known
    private let write: (String) throws -> Void

    /// Writes the header of CSV, which is safe for spreadsheets; JSON has an object a line, what is unknown is absent.
    package init(as form: Form, _ known: Known, _ write: @escaping (String) throws -> Void) throws {
        self.form = form
        self.known = known
        self.write = write
        if form == .csv { try write((Self.columns + besides).joined(separator: ",") + "\n") }
    }

    /// Columns behind those of the record.
    private var besides: [String] {
        (known.writers == nil ? [] : ["model", "second_model"]) + [
            "tags", "length", "second_length", "text", "second_text",
        ]
    }

    /// What stands in them.
    private func values(_ record: RatingRecord, _ texts: [String?]) -> [JSONValue?] {
        let items = record.subject.items
        let models = known.writers.map { writers in
            (0..<2).map { place -> JSONValue? in
                guard place < texts.count, texts[place] != nil, items.indices.contains(place) else { return nil }
                return writers[items[place]].map { .string($0.joined(separator: ";")) }
            }
        }
        let tags = known.tags[record.prompt].flatMap { $0.isEmpty ? nil : JSONValue.array($0.map(JSONValue.string)) }
        let lengths = texts.map { $0.map { JSONValue.number(Double($0.count)) } }
        return (models ?? []) + [tags] + lengths + texts.map { $0.map(JSONValue.string) }
    }

    /// Writes the row of a rating.
    package func add(_ record: RatingRecord, text: (ItemID) throws -> String?) throws {
        var values = [JSONValue?](repeating: nil, count: Self.columns.count)
        for (name, value) in record.json.members ?? [] {
            if let place = Self.places[name] { values[place] = value }
        }
        let items = record.subject.items
        let isOfPair = record.subject.kind == .pair
        let texts = [try text(items[0]), try isOfPair ? items.dropFirst().first.flatMap(text) : nil]
        values += self.values(record, texts)
        switch form {
        case .csv: try write(values.map(Self.cell).map(CSVText.field).joined(separator: ",") + "\n")
        case .jsonl:
            let members = zip(Self.columns + besides, values).compactMap { name, value in value.map { (name, $0) } }
            try write(JSONValue.object(members).printed)
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
