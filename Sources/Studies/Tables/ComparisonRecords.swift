/// SLaM's own ratings of pairs and sets in a file, as `slam export --tidy` writes them with their models.
struct ComparisonRecords {
    /// One text over another, by their models.
    struct Verdict {
        var left: String
        var right: String
        var winner: ComparisonFile.Winner
        var record: RatingRecord
    }

    static let columns = [
        "schema", "id", "study", "item", "pair", "set", "prompt", "criterion", "criterion_sha256", "value", "label",
        "rater",
        "kind", "version", "sample", "phase", "at", "order", "side", "shown_sha256", "active_ms", "idle_ms",
        "confidence",
        "note", "flags", "outcome", "reason", "supersedes", "model", "second_model", "tags", "length", "second_length",
        "text", "second_text",
    ]

    private typealias Entry = (row: TableRow, record: RatingRecord)

    private let file: String
    private let names: [String]
    private var rows: RecordRows
    private var isEmpty = true

    init(file: String, columns: [String]) {
        (self.file, names) = (file, columns)
        rows = RecordRows(columns: columns)
    }

    /// Whether an object is one of SLaM's own records.
    func isOne(_ row: TableRow) -> Bool { has(row, "outcome") && !has(row, "winner") }

    mutating func add(_ row: TableRow) throws {
        isEmpty = false
        try rows.add(row)
    }

    /// Records of another phase than the blind one.
    var otherPhaseCount: Int { isEmpty ? 0 : rows.current(phase: .blind).otherPhaseCount }

    /// Every verdict given blind that counts, on the only criterion of pairs or sets or the one that is named.
    func verdicts(on wanted: String?) throws -> [Verdict] {
        guard !isEmpty else { return [] }
        let current = rows.current(phase: .blind).records.filter { $0.record.subject.kind != .item }
        let criteria = Set(current.map(\.record.criterion)).sorted()
        guard let name = wanted ?? (criteria.count == 1 ? criteria[0] : nil), criteria.contains(name) else {
            let list =
                criteria.isEmpty ? "it has none" : "name one with --criterion: \(criteria.joined(separator: ", "))"
            throw StudiesError(
                "'\(file)' holds SLaM's own ratings, and no one criterion of pairs or sets given blind: \(list)"
            )
        }
        let own = current.filter { $0.record.criterion == name && $0.record.outcome == .rated }
        guard own.contains(where: { cell($0.row, "model") != nil }) else {
            throw StudiesError(
                "'\(file)' holds SLaM's own ratings without models: run 'slam rank' on the study itself, or export them with "
                    + "'slam export --tidy csv' once it is unblinded"
            )
        }
        return own.filter { $0.record.subject.kind == .pair }.flatMap(pair) + rankings(own)
    }

    private func pair(_ entry: Entry) -> [Verdict] {
        let value = entry.record.value
        let winner: ComparisonFile.Winner =
            value.map { $0 > 0 ? .left : $0 < 0 ? .right : .tie } ?? .bothBad
        return verdicts(cell(entry.row, "model"), cell(entry.row, "second_model"), winner, entry.record)
    }

    /// Every two of a ranking, of which the smaller rank wins.
    private func rankings(_ entries: [Entry]) -> [Verdict] {
        let members = entries.filter { $0.record.subject.kind == .set && $0.record.value != nil }
        let groups = Dictionary(grouping: members) { entry -> [String] in
            guard case .member(_, let set) = entry.record.subject else { return [] }
            return [entry.record.rater, set.description]
        }
        return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.flatMap { _, group in
            group.indices.flatMap { place in
                group[(place + 1)...].flatMap { other -> [Verdict] in
                    let one = group[place]
                    guard let first = one.record.value, let second = other.record.value else { return [] }
                    let winner: ComparisonFile.Winner = first < second ? .left : first > second ? .right : .tie
                    return verdicts(cell(one.row, "model"), cell(other.row, "model"), winner, one.record)
                }
            }
        }
    }

    /// A text that several models gave counts for each of them, never for one against itself.
    private func verdicts(_ left: String?, _ right: String?, _ winner: ComparisonFile.Winner, _ record: RatingRecord)
        -> [Verdict]
    {
        let (lefts, rights) = ((left ?? "").split(separator: ";"), (right ?? "").split(separator: ";"))
        return lefts.flatMap { one in
            rights.filter { $0 != one }.map {
                Verdict(left: String(one), right: String($0), winner: winner, record: record)
            }
        }
    }

    private func has(_ row: TableRow, _ column: String) -> Bool { names.firstIndex(of: column).map(row.has) ?? false }

    private func cell(_ row: TableRow, _ column: String) -> String? {
        names.firstIndex(of: column).flatMap { row[$0] }.map { String(decoding: $0, as: UTF8.self) }
    }
}
