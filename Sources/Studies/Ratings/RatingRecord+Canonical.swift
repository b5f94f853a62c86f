extension RatingRecord {
    /// The bytes of the record's canonical JSON, written member by member in their order: a study has them by the million.
    func canonicalBytes(id: String?, supersedes: String?) -> [UInt8] {
        var object = CanonicalMembers()
        object.add("active_ms", activeMilliseconds)
        object.add("at", at)
        object.add("confidence", confidence.map(Int64.init))
        object.add("criterion", criterion)
        object.add("criterion_sha256", criterionSHA256)
        if !flags.isEmpty { object.add("flags", JSONValue.array(flags.map(JSONValue.string))) }
        object.add("id", id)
        object.add("idle_ms", idleMilliseconds)
        switch subject {
        case .item(let item), .member(let item, _): object.add("item", item.rawValue)
        case .pair: break
        }
        object.add("kind", kind.rawValue)
        object.add("label", label)
        object.add("note", note)
        object.add("order", order.map(Int64.init))
        object.add("outcome", outcome.rawValue)
        if case .pair(let pair) = subject { object.add("pair", pair.description) }
        object.add("phase", phase.rawValue)
        object.add("prompt", prompt)
        object.add("rater", rater)
        object.add("reason", reason)
        object.add("sample", sample.map(Int64.init))
        object.add("schema", Self.schema)
        if case .member(_, let set) = subject { object.add("set", set.description) }
        object.add("shown_sha256", shownSHA256)
        object.add("side", side?.rawValue)
        object.add("study", study)
        object.add("supersedes", supersedes)
        if let value { object.add("value", JSONValue.number(value)) }
        object.add("version", version)
        return object.closed()
    }
}
