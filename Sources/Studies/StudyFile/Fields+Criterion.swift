import Yams

extension Fields {
    static let criterionKeys = [
        "question", "level", "scale", "anchors", "pairwise", "accept", "ranking", "confidence", "reasons", "note",
        "margin", "judge_margin",
    ]

    /// One entry of `criteria`.
    func criterion(named name: String) -> Criterion? {
        let question = requiredText("question")
        let level = choice("level", MeasurementLevel.self)
        let forms = ["scale", "pairwise", "accept", "ranking"].filter { node($0) != nil }
        guard forms.count == 1 else {
            log.add("\(path) needs exactly one of 'scale', 'pairwise', 'accept' and 'ranking'", line: line)
            return nil
        }
        let form: Criterion.Form?
        switch forms[0] {
        case "scale": form = scale.map(Criterion.Form.scale)
        case "pairwise": form = pairwise
        case "ranking": form = ranking
        default:
            form = bool("accept") == true ? .accept : nil
            if bool("accept") == false { mistake("accept", "must be true: leave it out where it does not apply") }
        }
        let usual: MeasurementLevel = ["scale", "ranking"].contains(forms[0]) ? .ordinal : .nominal
        if forms[0] != "scale", node("level") != nil, level != usual {
            mistake(
                "level",
                "must be \(usual.rawValue) (or left out) for a \(forms[0] == "ranking" ? "ranking" : "choice")"
            )
        }
        if forms[0] != "scale", node("anchors") != nil { mistake("anchors", "belong to a scale: remove them") }
        let asks = asks
        guard let question, let form else { return nil }
        return Criterion(
            name: name,
            question: question,
            level: forms[0] == "scale" ? level ?? .ordinal : usual,
            form: form,
            asks: asks
        )
    }

    private var asks: Criterion.Asks {
        Criterion.Asks(
            confidence: bool("confidence") ?? false,
            reasons: reasons,
            note: choice("note", Criterion.NoteRule.self) ?? .optional
        )
    }

    private var reasons: [String] {
        guard node("reasons") != nil, let reasons = texts("reasons") else { return [] }
        if reasons.isEmpty || reasons.contains(where: { $0.allSatisfy(\.isWhitespace) }) {
            mistake("reasons", "has an empty entry, or none: list what may be chosen, or leave it out")
        }
        if Set(reasons).count < reasons.count { mistake("reasons", "has the same reason twice: remove one") }
        if reasons.count > Criterion.Asks.mostReasons {
            mistake("reasons", "has \(reasons.count) reasons, but each needs a digit: keep 9 or fewer")
        }
        return reasons
    }

    private var pairwise: Criterion.Form? {
        if node("pairwise")?.bool == true { return .pairwise(tie: true, bothBad: false) }
        guard let fields = fields("pairwise", known: ["tie", "both_bad"]) else { return nil }
        return .pairwise(tie: fields.bool("tie") ?? true, bothBad: fields.bool("both_bad") ?? false)
    }

    private var ranking: Criterion.Form? {
        // A place needs a digit.
        let largest = 9
        if node("ranking")?.bool == true { return .ranking(most: largest, tie: true) }
        guard let fields = fields("ranking", known: ["most", "tie"]) else { return nil }
        let most = fields.number("most") ?? Double(largest)
        guard most.rounded() == most, (2...Double(largest)).contains(most) else {
            fields.mistake("most", "must be a whole number from 2 to \(largest): so many responses are ranked at once")
            return nil
        }
        return .ranking(most: Int(most), tie: fields.bool("tie") ?? true)
    }

    private var scale: Scale? {
        if let text = node("scale")?.string, let ends = text.wholeMatch(of: /(-?[0-9]+) *[-–] *([0-9]+)/) {
            mistake("scale", "is written as {min: \(ends.1), max: \(ends.2)}")
            return nil
        }
        guard let fields = fields("scale", known: ["min", "max", "step"]) else { return nil }
        let (low, high) = (fields.number("min"), fields.number("max"))
        let step = fields.number("step") ?? 1
        for name in ["min", "max"] where fields.node(name) == nil {
            log.add("\(fields.path) lacks '\(name)': add it", line: fields.line)
        }
        guard let low, let high else { return nil }
        guard low < high, step > 0 else {
            log.add("\(fields.path): min must be below max and step above 0", line: fields.line)
            return nil
        }
        let steps = (high - low) / step
        guard abs(steps - steps.rounded()) < 1e-9, steps.rounded() <= 1000 else {
            log.add(
                "\(fields.path): a step of \(JSONValue.canonicalNumber(step)) does not divide "
                    + "\(JSONValue.canonicalNumber(low)) to \(JSONValue.canonicalNumber(high)) into at most 1000 steps",
                line: fields.line
            )
            return nil
        }
        var scale = Scale(min: low, max: high, step: step)
        scale.anchors = anchors(of: scale)
        return scale
    }

    private func anchors(of scale: Scale) -> [Scale.Anchor] {
        guard let fields = fields("anchors", known: nil) else { return [] }
        let points = scale.points
        return fields.all.compactMap { name, key, value in
            guard let point = Double(name), let nearest = points.first(where: { abs($0 - point) < 1e-9 }) else {
                log.add("\(fields.path): \(name) is no point of the scale", at: key)
                return nil
            }
            guard let label = value.scalar?.string, !label.isEmpty else {
                log.add("\(fields.path).\(name) must be a text", at: value)
                return nil
            }
            return Scale.Anchor(point: nearest, label: label)
        }.sorted { $0.point < $1.point }
    }
}
