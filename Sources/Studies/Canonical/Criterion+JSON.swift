extension Criterion {
    /// The criterion as JSON, from which `init(json:)` makes it again.
    package var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("name", .string(name)), ("question", .string(question)), ("level", .string(level.rawValue)),
        ]
        switch form {
        case .scale(let scale):
            let points: [(String, JSONValue)] = [
                ("min", .number(scale.min)), ("max", .number(scale.max)), ("step", .number(scale.step)),
            ]
            members.append(("scale", .object(points)))
            let anchors = scale.anchors.map { JSONValue.array([.number($0.point), .string($0.label)]) }
            members.append(("anchors", .array(anchors)))
        case .pairwise(let tie, let bothBad):
            members.append(("pairwise", .object([("tie", .bool(tie)), ("both_bad", .bool(bothBad))])))
        case .accept: members.append(("accept", .bool(true)))
        case .ranking(let most, let tie):
            members.append(("ranking", .object([("most", .number(Double(most))), ("tie", .bool(tie))])))
        }
        // Absent where nothing is asked, so that a criterion's version is the one it had before there were such questions.
        if asks != Criterion.Asks() { members.append(("asks", asks.json)) }
        return .object(members)
    }

    /// The criterion's version: SHA-256 of its canonical JSON.
    package var sha256: String { SHA256.hex(of: json.canonicalBytes) }

    /// The versions under which the same is rated: whether a note is asked for and how sure a reviewer is are how a person
    /// is asked, not what, so that turning them on or off makes no rating stale.
    package var versionsAlike: Set<String> {
        var versions: Set<String> = []
        for confidence in [false, true] {
            for note in NoteRule.allCases {
                var other = self
                (other.asks.confidence, other.asks.note) = (confidence, note)
                versions.insert(other.sha256)
            }
        }
        return versions
    }

    /// Whether another version asks for the same rating, however a person is asked for it.
    package func isAlike(_ other: Criterion) -> Bool {
        var other = other
        (other.asks.confidence, other.asks.note) = (asks.confidence, asks.note)
        return self == other
    }

    /// Nil unless `json` is a criterion's.
    package init?(json: JSONValue) {
        guard let name = json["name"]?.string, let question = json["question"]?.string,
            let level = json["level"]?.string.flatMap(MeasurementLevel.init), let form = Form(json: json)
        else { return nil }
        self.init(name: name, question: question, level: level, form: form, asks: Asks(json: json["asks"]))
    }

    /// The words of a value: an anchor of the scale, or the choice that it stands for.
    package func label(of value: Double?) -> String? {
        switch form {
        case .scale(let scale): value.flatMap(scale.label)
        case .accept: value.map { $0 == 1 ? "accept" : "reject" }
        case .pairwise: value.map { $0 == 0 ? "tie" : $0 > 0 ? "first" : "second" } ?? "both_bad"
        case .ranking: nil
        }
    }

    /// Why a value cannot be a rating on this criterion, or nil when it can.
    ///
    /// A value beside a point, however near, is none: it would be a category of its own.
    package func refusal(of value: Double?) -> String? {
        switch form {
        case .scale(let scale):
            guard let value, scale.points.contains(where: { $0 == value || $0.tidied == value }) else {
                let ends = [scale.min, scale.max, scale.step].map(JSONValue.canonicalNumber)
                return "must be a point from \(ends[0]) to \(ends[1]) in steps of \(ends[2])"
            }
        case .accept:
            guard value == 0 || value == 1 else { return "must be 1 (accept) or 0 (reject)" }
        case .pairwise(let tie, let bothBad):
            switch value {
            case 1, -1: return nil
            case 0: return tie ? nil : "must be 1 (first) or -1 (second): the criterion has no tie"
            case nil: return bothBad ? nil : "is missing: the criterion has no 'both_bad'"
            default: return "must be 1 (first), -1 (second) or 0 (tie)"
            }
        case .ranking(let most, _):
            guard let value, value.rounded() == value, (1...Double(most)).contains(value) else {
                return "must be a rank from 1, the best, to \(most)"
            }
        }
        return nil
    }
}

extension Criterion {
    /// A scale point as it is written: points of tenths, computed in binary, are not the numbers that people type.
    package func tidied(_ value: Double?) -> Double? {
        if case .scale = form { value.map(\.tidied) } else { value }
    }
}

extension Double {
    /// The nearest number of at most nine decimals.
    fileprivate var tidied: Double { abs(self) < 1e6 ? (self * 1e9).rounded() / 1e9 : self }
}

extension Criterion.Asks {
    fileprivate var json: JSONValue {
        var members: [(String, JSONValue)] = []
        if confidence { members.append(("confidence", .bool(true))) }
        if !reasons.isEmpty { members.append(("reasons", .array(reasons.map(JSONValue.string)))) }
        if note != .optional { members.append(("note", .string(note.rawValue))) }
        return .object(members)
    }

    fileprivate init(json: JSONValue?) {
        self.init(
            confidence: json?["confidence"]?.bool ?? false,
            reasons: json?["reasons"]?.array?.compactMap(\.string) ?? [],
            note: json?["note"]?.string.flatMap(Criterion.NoteRule.init) ?? .optional
        )
    }
}

extension Criterion.Form {
    fileprivate init?(json: JSONValue) {
        if let scale = json["scale"], let low = scale["min"]?.number, let high = scale["max"]?.number,
            let step = scale["step"]?.number
        {
            let anchors = (json["anchors"]?.array ?? []).compactMap { pair -> Scale.Anchor? in
                guard let pair = pair.array, pair.count == 2, let point = pair[0].number, let label = pair[1].string
                else { return nil }
                return Scale.Anchor(point: point, label: label)
            }
            self = .scale(Scale(min: low, max: high, step: step, anchors: anchors))
        } else if let pairwise = json["pairwise"] {
            self = .pairwise(tie: pairwise["tie"]?.bool ?? false, bothBad: pairwise["both_bad"]?.bool ?? false)
        } else if let ranking = json["ranking"], let most = ranking["most"]?.integer {
            self = .ranking(most: most, tie: ranking["tie"]?.bool ?? false)
        } else if json["accept"]?.bool == true {
            self = .accept
        } else {
            return nil
        }
    }
}
