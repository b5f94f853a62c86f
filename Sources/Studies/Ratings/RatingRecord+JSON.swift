extension RatingRecord {
    /// The name of the format, with its version.
    package static let schema = "slam.rating.v1"

    /// SHA-256 of the canonical record without `id` and `supersedes`.
    package var id: String { SHA256.hex(of: canonicalBytes(id: nil, supersedes: nil)) }

    /// SHA-256 of the whole act; of a retraction without the words that name what it retracts, which the log names apart.
    package var wholeDigest: String { digests.whole }

    /// SHA-256 of what its rater did, whatever the plan made of it: build 644d720 and earlier ones logged ratings so.
    package var actDigest: String { digests.act }

    /// `wholeDigest` and `actDigest`, which are mostly the id: each is reckoned only where it differs.
    package var digests: (id: String, whole: String, act: String) {
        let id = id
        var act = self
        if outcome == .retracted { act.reason = nil }
        let whole = act.reason == reason ? id : act.id
        act.phase = .blind
        act.flags.removeAll { ["extra", "adaptive"].contains($0) }
        return (id, whole, act.phase == phase && act.flags == flags ? whole : act.id)
    }

    /// One canonical line, without the line feed.
    package var canonicalLine: [UInt8] { canonicalBytes(id: id, supersedes: supersedes) }

    /// The whole record.
    package var json: JSONValue { .object(members + [("id", .string(id))]) }

    /// Every member but `id`; what is unknown is absent.
    var members: [(String, JSONValue)] {
        var members: [(String, JSONValue)] = [("schema", .string(Self.schema)), ("study", .string(study))]
        switch subject {
        case .item(let item): members.append(("item", .string(item.rawValue)))
        case .pair(let pair): members.append(("pair", .string(pair.description)))
        case .member(let item, let set):
            members += [("item", .string(item.rawValue)), ("set", .string(set.description))]
        }
        members += [("prompt", .string(prompt)), ("criterion", .string(criterion)), ("rater", .string(rater))]
        members += [("kind", .string(kind.rawValue)), ("phase", .string(phase.rawValue))]
        members.append(("outcome", .string(outcome.rawValue)))
        func add(_ name: String, _ value: JSONValue?) { if let value { members.append((name, value)) } }
        add("criterion_sha256", criterionSHA256.map(JSONValue.string))
        add("value", value.map(JSONValue.number))
        add("label", label.map(JSONValue.string))
        add("version", version.map(JSONValue.string))
        add("sample", sample.map { .number(Double($0)) })
        add("at", at.map { .number(Double($0)) })
        add("order", order.map { .number(Double($0)) })
        add("side", side.map { .string($0.rawValue) })
        add("shown_sha256", shownSHA256.map(JSONValue.string))
        add("active_ms", activeMilliseconds.map { .number(Double($0)) })
        add("idle_ms", idleMilliseconds.map { .number(Double($0)) })
        add("confidence", confidence.map { .number(Double($0)) })
        add("note", note.map(JSONValue.string))
        add("flags", flags.isEmpty ? nil : .array(flags.map(JSONValue.string)))
        add("reason", reason.map(JSONValue.string))
        add("supersedes", supersedes.map(JSONValue.string))
        return members
    }
}
