/// JSON Schema (2020-12) of the files that people write, made from the keys that are read.
package enum FileSchema: String, Sendable, CaseIterable {
    case study, prompts, gold, rating

    /// The schema, indented.
    package var text: String {
        let head: [(String, JSONValue)] = [
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")), ("title", .string(title)),
        ]
        return JSONValue.object(head + (body.members ?? [])).indented + "\n"
    }

    private var title: String {
        switch self {
        case .study: "study.yaml of SLaM"
        case .prompts: "One line of prompts.jsonl"
        case .gold: "One line of gold.jsonl"
        case .rating: "One line of slam.rating.v1"
        }
    }

    private var body: JSONValue {
        switch self {
        case .study: Self.studyBody
        case .prompts: Self.promptBody
        case .gold:
            Self.object(
                ["prompt", "response", "scores", "phase", "explanation"],
                [
                    "prompt": Self.written, "response": Self.spelt(["string", "number", "boolean"]),
                    "scores": .object([
                        ("type", .string("object")), ("minProperties", .number(1)),
                        ("additionalProperties", Self.type("number")),
                    ]),
                    "phase": .object([("enum", .array([.string("gold"), .string("training"), .null]))]),
                    "explanation": Self.spelt(["string", "number", "boolean", "null"]),
                ],
                required: ["prompt", "response", "scores"]
            )
        case .rating: Self.ratingBody
        }
    }

    private static let text = type("string")
    /// A text that is not empty.
    private static let written = JSONValue.object([("type", .string("string")), ("minLength", .number(1))])
    /// A text, or null for none.
    private static let optional = JSONValue.object([("type", .array([.string("string"), .string("null")]))])
    /// What is read as it is spelt.
    private static func spelt(_ types: [String]) -> JSONValue {
        .object([("type", .array(types.map(JSONValue.string))), ("minLength", .number(1))])
    }
    private static let optionalTexts = JSONValue.object([
        ("type", .array([.string("array"), .string("null")])), ("items", text),
    ])

    private static let promptBody: JSONValue = {
        let turn = JSONValue.object([
            ("type", .string("object")), ("required", .array([.string("role"), .string("content")])),
            ("properties", .object([("role", oneOf(Message.Role.self)), ("content", text)])),
        ])
        let id = JSONValue.object([
            ("type", .string("string")), ("pattern", .string("^[^\\u0000-\\u001f\\u007f-\\u009f]+$")),
        ])
        let said = JSONValue.object([
            ("type", .array([.string("string"), .string("null")])), ("pattern", .string("\\S")),
        ])
        let own = object(
            ["id", "prompt", "messages", "system", "reference", "references", "tags"],
            [
                "id": id, "prompt": said,
                "messages": .object([
                    ("type", .array([.string("array"), .string("null")])), ("minItems", .number(1)), ("items", turn),
                ]),
                "system": optional, "reference": optional, "references": optionalTexts, "tags": optionalTexts,
            ],
            required: ["id"]
        )
        // Null is as if it were not there.
        let ways = [("prompt", "messages"), ("messages", "prompt")].map { given, other -> JSONValue in
            let absent = type("null")
            return .object([
                ("required", .array([.string(given)])),
                ("properties", .object([(given, .object([("not", absent)])), (other, absent)])),
            ])
        }
        return .object((own.members ?? []) + [("oneOf", .array(ways))])
    }()

    private static let texts = JSONValue.object([("type", .string("array")), ("items", text)])
    private static let integer = type("integer")

    static func type(_ name: String) -> JSONValue { .object([("type", .string(name))]) }

    static func oneOf(_ words: [String]) -> JSONValue {
        .object([("enum", .array(words.map(JSONValue.string)))])
    }

    static func oneOf<Word: RawRepresentable & CaseIterable>(_: Word.Type) -> JSONValue
    where Word.RawValue == String { oneOf(Word.allCases.map(\.rawValue)) }

    static func map(of entry: JSONValue) -> JSONValue {
        .object([("type", .string("object")), ("additionalProperties", entry)])
    }

    /// An object with these members and no other; a member whose form is not given may hold anything.
    static func object(_ names: [String], _ forms: [String: JSONValue], required: [String] = []) -> JSONValue {
        .object([
            ("type", .string("object")), ("additionalProperties", .bool(false)),
            ("required", .array(required.map(JSONValue.string))),
            ("properties", .object(names.map { ($0, forms[$0] ?? .object([])) })),
        ])
    }

    private static let ratingBody = object(
        [
            "schema", "id", "study", "item", "pair", "set", "prompt", "criterion", "criterion_sha256", "value", "label",
            "rater", "kind", "version", "sample", "phase", "at", "order", "side", "shown_sha256", "active_ms",
            "idle_ms",
            "confidence", "note", "flags", "outcome", "reason", "supersedes",
        ],
        [
            "schema": .object([("const", .string(RatingRecord.schema))]), "id": text, "study": text, "item": text,
            "pair": text,
            "set": text, "prompt": text, "criterion": text, "criterion_sha256": text, "value": type("number"),
            "label": text,
            "rater": text, "kind": oneOf(RaterKind.self), "version": text, "sample": integer,
            "phase": oneOf(RatingRecord.Phase.self), "at": integer, "order": integer,
            "side": oneOf(RatingRecord.Side.self),
            "shown_sha256": text, "active_ms": integer, "idle_ms": integer, "confidence": integer, "note": text,
            "flags": texts, "outcome": oneOf(RatingRecord.Outcome.self), "reason": text, "supersedes": text,
        ],
        required: ["schema", "study", "prompt", "criterion", "rater", "kind"]
    )
}

extension JSONValue {
    /// Members and elements on lines of their own, two spaces deeper each level; short lists on one line.
    package var indented: String { indented("") }

    private func indented(_ margin: String) -> String {
        let deeper = margin + "  "
        switch self {
        case .object(let members) where !members.isEmpty:
            let lines = members.map { "\(deeper)\(JSONValue.string($0).canonicalText): \($1.indented(deeper))" }
            return "{\n\(lines.joined(separator: ",\n"))\n\(margin)}"
        case .array(let elements):
            return "[\(elements.map { $0.indented(deeper) }.joined(separator: ", "))]"
        default: return canonicalText
        }
    }
}
