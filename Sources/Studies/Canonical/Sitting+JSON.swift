extension Sitting {
    /// The settings as JSON, from which `init(json:)` makes them again.
    package var json: JSONValue {
        let members: [(String, JSONValue)] = [
            ("idle_after_ms", .number(idleAfter.wholeMilliseconds)),
            ("too_fast_ms", .number(tooFast.atLeast.wholeMilliseconds)),
            ("too_fast_ms_per_byte", .number(tooFast.perByte.wholeMilliseconds)),
            ("break_after_ms", breakAfter.map { .number($0.wholeMilliseconds) } ?? .null),
            ("warms_up", .bool(warmsUp)),
            ("keys", .object(keys.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
            ("guess", guess?.json ?? .null), ("unread", .string(unread.rawValue)),
            ("advance", .string(advance.rawValue)),
        ]
        // What was stored before there was a view stays as it was.
        return .object(members + (view == .rendered ? [] : [("view", .string(view.rawValue))]))
    }

    /// The usual settings where `json` says nothing.
    package init(json: JSONValue?) {
        self.init()
        guard let json else { return }
        func duration(_ name: String) -> Duration? { json[name]?.integer.map { .milliseconds($0) } }
        idleAfter = duration("idle_after_ms") ?? idleAfter
        tooFast.atLeast = duration("too_fast_ms") ?? tooFast.atLeast
        tooFast.perByte = duration("too_fast_ms_per_byte") ?? tooFast.perByte
        breakAfter = duration("break_after_ms")
        warmsUp = json["warms_up"]?.bool ?? warmsUp
        let members = json["keys"]?.members ?? []
        keys = Dictionary(members.compactMap { name, key in key.string.map { (name, $0) } }) { $1 }
        guess = json["guess"].flatMap(GuessQuestion.init(json:))
        unread = json["unread"]?.string.flatMap(UnreadRule.init) ?? unread
        advance = json["advance"]?.string.flatMap(Advance.init) ?? advance
        view = json["view"]?.string.flatMap(View.init) ?? view
    }
}

extension GuessQuestion {
    fileprivate var json: JSONValue {
        .object([("every", .number(Double(every))), ("labels", .array(labels.map(JSONValue.string)))])
    }

    fileprivate init?(json: JSONValue) {
        guard let every = json["every"]?.integer, let labels = json["labels"]?.array else { return nil }
        self.init(every: every, labels: labels.compactMap(\.string))
    }
}

extension Duration {
    fileprivate var wholeMilliseconds: Double {
        Double(components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
