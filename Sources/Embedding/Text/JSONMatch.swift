package import Studies

/// Answers that should be JSON: whether they are, and which fields are those of the reference.
package struct JSONMatch: Sendable {
    let fields: [JSONField]

    package init(fields: [JSONField]) { self.fields = fields }

    /// 1 where the text is one JSON value that has every declared field with its type, else 0.
    package func validity(of text: String) -> Double {
        guard let value = try? JSONValue(parsing: text) else { return 0 }
        return fields.allSatisfy { $0.isMet(by: value) } ? 1 : 0
    }

    /// The share of the declared fields that have the reference's value, against the reference that it is highest with; 0 for
    /// a text that is not JSON, nil where no reference is JSON.
    package func fieldMatch(of text: String, against references: [String]) -> Double? {
        let targets = references.compactMap { try? JSONValue(parsing: $0) }
        guard !targets.isEmpty, !fields.isEmpty else { return nil }
        guard let value = try? JSONValue(parsing: text) else { return 0 }
        return targets.map { target in
            let equal = fields.count { Self.canonical($0.value(in: value)) == Self.canonical($0.value(in: target)) }
            return Double(equal) / Double(fields.count)
        }.max()
    }

    /// Members in whatever order and numbers in whatever spelling are the same value.
    private static func canonical(_ value: JSONValue?) -> [UInt8]? { value?.canonicalBytes }
}

extension JSONField {
    /// The value at the field's path; nil where the text has none.
    func value(in document: JSONValue) -> JSONValue? {
        path.split(separator: ".", omittingEmptySubsequences: false).reduce(Optional(document)) { value, name in
            value.flatMap { $0[String(name)] }
        }
    }

    func isMet(by document: JSONValue) -> Bool {
        guard let value = value(in: document) else { return false }
        return switch (type, value) {
        case (.any, _), (.string, .string), (.number, .number), (.boolean, .bool), (.array, .array), (.object, .object),
            (.null, .null):
            true
        case (.integer, .number): value.integer != nil
        default: false
        }
    }
}
