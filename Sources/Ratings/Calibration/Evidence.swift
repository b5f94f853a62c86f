import Agreement
package import Studies

/// What a gate rested on, so that a later run can say what moved.
package struct Evidence: Sendable {
    /// By name the hash of each thing: `labels`, `prompts`, `criteria`, `baseline`, `model NAME`, `judge NAME`.
    package let hashes: [(name: String, sha256: String)]

    /// `study` is read from its files, where they are there.
    package init(_ set: RatingSet, study: Study?, looks: [SequentialLook] = []) {
        var hashes: [(String, String)] = []
        func add(_ name: String, _ values: [JSONValue]) {
            hashes.append((name, SHA256.hex(of: JSONValue.array(values).canonicalBytes)))
        }
        let labels = set.opinions.filter { set.raters[Int($0.rater)].kind == .human }.map { set.row(of: $0) }
        add("labels", labels.sorted().map(JSONValue.string))
        for number in set.raters.indices where set.raters[number].kind != .human {
            let own = set.opinions.filter { Int($0.rater) == number }.map { set.row(of: $0) }.sorted()
            let versions = Set(set.opinions.filter { Int($0.rater) == number }.compactMap { set.version(of: $0) })
                .sorted()
            add(
                "\(set.raters[number].kind.rawValue) \(set.raters[number].name)",
                (versions + own).map(JSONValue.string)
            )
        }
        for model in set.modelNames.indices where !set.isBlind {
            let own = (0..<set.subjects.count).filter {
                set.subjects.figuredWriters(of: $0).first?.contains(Int32(model)) == true
            }
            add("model \(set.modelNames[model])", own.map { set.subjects.name(of: $0) }.sorted().map(JSONValue.string))
        }
        if !looks.isEmpty { add("looks", looks.map { $0.json(after: "") }) }
        if let study {
            add("prompts", study.prompts.map { .array([.string($0.id), .string($0.text)]) })
            add("criteria", study.criteria.map { .string($0.sha256) })
            add("margins", [study.calibration.json])
            add("baseline", study.baseline.map { [.string($0.name)] } ?? [])
        }
        self.hashes = hashes
    }

    /// As it is written.
    package var json: JSONValue { .object(hashes.map { ($0.name, .string($0.sha256)) }) }

    /// The names of what is another than in an earlier run's.
    package func moved(since earlier: JSONValue) -> [String] {
        let known = earlier.members ?? []
        var moved = hashes.filter { hash in earlier[hash.name]?.string != hash.sha256 }.map(\.name)
        moved += known.map(\.0).filter { name in !hashes.contains { $0.name == name } }
        return moved.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}

extension RatingSet {
    fileprivate func version(of opinion: Opinion) -> String? {
        guard opinion.act >= 0, acts.indices.contains(Int(opinion.act)) else { return nil }
        let version = acts[Int(opinion.act)].version
        return version < 0 ? nil : versions[Int(version)]
    }

    fileprivate func row(of opinion: Opinion) -> String {
        let value = opinion.value.isNaN ? "–" : JSONValue.canonicalNumber(opinion.value)
        return [
            criteria[Int(opinion.criterion)].name, subjects.name(of: Int(opinion.subject)),
            raters[Int(opinion.rater)].name, opinion.outcome.rawValue, value,
        ].joined(separator: "\u{1F}")
    }
}
