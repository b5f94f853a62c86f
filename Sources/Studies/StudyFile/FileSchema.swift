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
        case .prompts:
            Self.object(
                ["id", "prompt", "messages", "system", "reference", "tags"],
                ["id": Self.text, "prompt": Self.text, "system": Self.text, "tags": Self.texts],
                required: ["id"]
            )
        case .gold:
            Self.object(
                ["prompt", "response", "scores", "phase", "explanation"],
                [
                    "prompt": Self.text, "response": Self.text, "scores": Self.map(of: Self.type("number")),
                    "phase": Self.oneOf(["gold", "training"]), "explanation": Self.text,
                ],
                required: ["prompt", "response", "scores"]
            )
        case .rating: Self.ratingBody
        }
    }

    private static let text = type("string")
    private static let texts = JSONValue.object([("type", .string("array")), ("items", text)])
    private static let integer = type("integer")

    private static func type(_ name: String) -> JSONValue { .object([("type", .string(name))]) }

    private static func oneOf(_ words: [String]) -> JSONValue {
        .object([("enum", .array(words.map(JSONValue.string)))])
    }

    private static func oneOf<Word: RawRepresentable & CaseIterable>(_: Word.Type) -> JSONValue
    where Word.RawValue == String { oneOf(Word.allCases.map(\.rawValue)) }

    private static func map(of entry: JSONValue) -> JSONValue {
        .object([("type", .string("object")), ("additionalProperties", entry)])
    }

    /// An object with these members and no other; a member whose form is not given may hold anything.
    private static func object(_ names: [String], _ forms: [String: JSONValue], required: [String] = []) -> JSONValue {
        .object([
            ("type", .string("object")), ("additionalProperties", .bool(false)),
            ("required", .array(required.map(JSONValue.string))),
            ("properties", .object(names.map { ($0, forms[$0] ?? .object([])) })),
        ])
    }

    private static let sampling: [String: JSONValue] = [
        "temperature": type("number"), "top_p": type("number"), "max_tokens": integer, "seed": integer, "stop": texts,
        "samples": integer,
    ]

    private static let studyBody = object(
        StudyFile.keys,
        [
            "version": .object([("const", .number(1))]),
            "endpoints": map(
                of: object(
                    Fields.endpointKeys,
                    ["kind": oneOf(Endpoint.Kind.self), "url": text, "key": text, "profile": text],
                    required: ["kind", "url"]
                )
            ),
            "models": map(
                of: object(
                    Fields.modelKeys,
                    sampling.merging(["endpoint": text, "model": text, "family": text, "baseline": type("boolean")]) {
                        $1
                    }
                )
            ),
            "sampling": object(Fields.samplingKeys, sampling),
            "criteria": map(
                of: object(
                    Fields.criterionKeys,
                    ["question": text, "level": oneOf(MeasurementLevel.self), "note": oneOf(Criterion.NoteRule.self)],
                    required: ["question"]
                )
            ),
            "reviewers": texts, "review": object(Fields.reviewKeys, ["lease": text, "seed": integer]),
            "judges": map(
                of: object(
                    Fields.judgeKeys,
                    sampling.merging(["endpoint": text, "model": text, "template": text, "criteria": texts]) { $1 },
                    required: ["endpoint", "model", "template", "criteria"]
                )
            ),
            "panels": map(
                of: object(["judges", "vote", "quorum"], ["judges": texts, "quorum": integer], required: ["judges"])
            ),
            "similarity": map(
                of: object(Fields.similarityKeys, ["endpoint": text, "model": text, "band": type("number")])
            ),
            "slo": object(Fields.serviceKeys, ["failures": type("number")]),
            "cost": object(Fields.costKeys, ["replicas_min": integer]),
            "calibration": object(Fields.calibrationKeys, ["planned_n": integer]),
        ],
        required: ["version", "models"]
    )

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
