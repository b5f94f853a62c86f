import SafeText
package import Studies

/// One row for each rating, skipped and retracted ones included, with the texts that were rated and without their models.
package struct TidyRatings {
    private static let columns = [
        "id", "study", "item", "pair", "set", "prompt", "criterion", "criterion_sha256", "rater", "kind", "version",
        "sample", "phase", "outcome", "value", "label", "at", "order", "side", "active_ms", "idle_ms", "confidence",
        "note", "flags", "reason", "supersedes",
    ]

    private let records: [RatingRecord]
    private let texts: [ItemID: String]

    package init(records: [RatingRecord], texts: [ItemID: String]) {
        self.records = records
        self.texts = texts
    }

    /// A header and a row for each rating, safe for spreadsheets.
    package func writeCSV(_ write: (String) throws -> Void) throws {
        try write((Self.columns + ["text", "second_text"]).joined(separator: ",") + "\n")
        for record in records {
            let json = record.json
            let cells = Self.columns.map { Self.cell(json[$0]) } + texts(of: record).map { $0 ?? "" }
            try write(cells.map(CSVText.field).joined(separator: ",") + "\n")
        }
    }

    /// An object a line; what is unknown is absent.
    package func writeJSONLines(_ write: (String) throws -> Void) throws {
        for record in records {
            var members = Self.columns.compactMap { name in record.json[name].map { (name, $0) } }
            for (name, text) in zip(["text", "second_text"], texts(of: record)) {
                if let text { members.append((name, .string(text))) }
            }
            try write(String(decoding: JSONValue.object(members).compactBytes, as: UTF8.self) + "\n")
        }
    }

    private func texts(of record: RatingRecord) -> [String?] {
        let items = record.subject.items
        return [texts[items[0]], items.dropFirst().first.flatMap { texts[$0] }]
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
