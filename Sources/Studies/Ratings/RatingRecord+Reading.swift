extension RatingRecord {
    /// Reads one object of `slam.rating.v1`; throws words that say what is wrong with it.
    package init(json: JSONValue) throws {
        func text(_ name: String) throws -> String? {
            guard let member = json[name], member != .null else { return nil }
            guard let text = member.string else { throw StudiesError("'\(name)' must be a text") }
            return text
        }
        func required(_ name: String) throws -> String {
            guard let value = try text(name), !value.isEmpty else { throw StudiesError("lacks '\(name)'") }
            return value
        }
        func integer(_ name: String) throws -> Int? {
            guard let member = json[name], member != .null else { return nil }
            guard let integer = member.integer else { throw StudiesError("'\(name)' must be a whole number") }
            return integer
        }
        func word<Word: RawRepresentable & CaseIterable>(_ name: String, _: Word.Type) throws -> Word?
        where Word.RawValue == String {
            guard let text = try text(name) else { return nil }
            guard let word = Word(rawValue: text) else {
                let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
                throw StudiesError("'\(name)' must be one of \(known)")
            }
            return word
        }
        guard try text("schema") == Self.schema else { throw StudiesError("'schema' must be '\(Self.schema)'") }
        guard let kind = try word("kind", RaterKind.self) else { throw StudiesError("lacks 'kind'") }
        self.init(
            study: try required("study"),
            subject: try RatingSubject(json: json),
            prompt: try required("prompt"),
            criterion: try required("criterion"),
            criterionSHA256: try text("criterion_sha256"),
            value: json["value"]?.number,
            label: try text("label"),
            rater: try required("rater"),
            kind: kind,
            version: try text("version"),
            sample: try integer("sample"),
            phase: try word("phase", Phase.self) ?? .blind,
            at: try integer("at").map(Int64.init),
            order: try integer("order"),
            side: try word("side", Side.self),
            shownSHA256: try text("shown_sha256"),
            activeMilliseconds: try integer("active_ms").map(Int64.init),
            idleMilliseconds: try integer("idle_ms").map(Int64.init),
            confidence: try integer("confidence"),
            note: try text("note"),
            flags: json["flags"]?.array?.compactMap(\.string) ?? [],
            outcome: try word("outcome", Outcome.self) ?? .rated,
            reason: try text("reason"),
            supersedes: try text("supersedes")
        )
        if let id = try text("id"), id != self.id {
            throw StudiesError("'id' is not the hash of the rest: the line was changed")
        }
    }
}

extension RatingSubject {
    fileprivate init(json: JSONValue) throws {
        switch (json["item"]?.string, json["pair"]?.string, json["set"]?.string) {
        case (let item?, nil, nil): self = .item(ItemID(rawValue: item))
        case (let item?, nil, let text?):
            guard let set = SetID(parsing: text), set.items.contains(ItemID(rawValue: item)) else {
                throw StudiesError("'set' must be ids in order, the item's among them")
            }
            self = .member(ItemID(rawValue: item), of: set)
        case (nil, let text?, nil):
            guard let pair = PairID(parsing: text) else { throw StudiesError("'pair' must be two ids, smaller first") }
            self = .pair(pair)
        default: throw StudiesError("needs either 'item' or 'pair'; 'set' goes with 'item'")
        }
    }
}
