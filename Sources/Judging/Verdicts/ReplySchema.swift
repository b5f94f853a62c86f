import Studies

/// The JSON schema of a reply, for servers that hold a model to one: the reason first, then the verdict.
enum ReplySchema {
    /// The schema of what a reply on these criteria must be.
    static func of(_ criteria: [Criterion], manner: Judge.Manner, count: Int) -> JSONValue {
        if manner.isRanking {
            let place = JSONValue.object([
                ("type", .string("integer")), ("minimum", .number(1)), ("maximum", .number(Double(count))),
            ])
            let ranking = JSONValue.object([
                ("type", .string("array")), ("items", place), ("minItems", .number(Double(count))),
                ("maxItems", .number(Double(count))),
            ])
            return object([("reason", text), ("ranking", ranking)])
        }
        guard manner.isTogether else { return criteria.first.map(verdict) ?? object([]) }
        return object([("criteria", object(criteria.map { ($0.name, verdict($0)) }))])
    }

    private static let text = JSONValue.object([("type", .string("string"))])

    private static func verdict(_ criterion: Criterion) -> JSONValue {
        switch criterion.form {
        case .scale(let scale):
            let points = JSONValue.array(scale.points.map(JSONValue.number))
            return object([("reason", text), ("score", .object([("type", .string("number")), ("enum", points)]))])
        case .accept: return object([("reason", text), ("choice", words(["accept", "reject"]))])
        case .pairwise(let tie, let bothBad):
            let choices = ["first", "second"] + (tie ? ["tie"] : []) + (bothBad ? ["both_bad"] : [])
            return object([("reason", text), ("choice", words(choices))])
        // Only people rank sets: a judge's study is refused before this.
        case .ranking: return object([("reason", text)])
        }
    }

    private static func words(_ words: [String]) -> JSONValue {
        .object([("type", .string("string")), ("enum", .array(words.map(JSONValue.string)))])
    }

    private static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .object([
            ("type", .string("object")), ("properties", .object(members)),
            ("required", .array(members.map { .string($0.0) })), ("additionalProperties", .bool(false)),
        ])
    }
}
