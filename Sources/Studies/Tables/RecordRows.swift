/// Rows of SLaM's own records in a file: which of them count.
struct RecordRows {
    /// A column that a record has a member for.
    struct Column: Sendable {
        let place: Int
        let name: String
    }

    private let columns: [Column]
    private var rows: [(row: TableRow, record: RatingRecord, id: String?)] = []

    init(columns: [String]) { self.columns = Self.columns(among: columns) }

    /// Which of a table's columns a record has members for: looked up once, not for each row.
    static func columns(among names: [String]) -> [Column] {
        names.enumerated().filter { known.contains($0.element) }.map { Column(place: $0.offset, name: $0.element) }
    }

    /// Adds a row of `slam.rating.v1`, or of the tidy table; throws words that say what is wrong with it.
    mutating func add(_ row: TableRow) throws {
        let (record, id) = try Self.record(row, columns)
        rows.append((row, record, id))
    }

    /// The record that a row is, and the id that it bears.
    static func record(_ row: TableRow, _ columns: [Column]) throws -> (record: RatingRecord, id: String?) {
        var members: [(String, JSONValue)] = []
        var id: String?
        for column in columns where row.has(column.place) {
            let name = column.name
            if let list = row.nested(column.place) {
                members.append((name, list))
            } else if let text = try row.text(column.place) {
                if name == "id" { id = text }
                members.append((name, try value(text, of: name)))
            }
        }
        // A tidy table of an earlier version has not every member, so that its ids are no hashes of its rows.
        if !members.contains(where: { $0.0 == "schema" }) {
            members.removeAll { $0.0 == "id" }
            members.append(("schema", .string(RatingRecord.schema)))
        }
        return (try RatingRecord(json: .object(members)), id)
    }

    private static let known: Set<String> = [
        "schema", "id", "study", "item", "pair", "set", "prompt", "criterion", "criterion_sha256", "value", "label",
        "rater",
        "kind", "version", "sample", "phase", "at", "order", "side", "shown_sha256", "active_ms", "idle_ms",
        "confidence",
        "note", "flags", "outcome", "reason", "supersedes",
    ]

    private static let numbers: Set<String> = [
        "value", "sample", "at", "order", "active_ms", "idle_ms", "confidence",
    ]

    private static func value(_ text: String, of name: String) throws -> JSONValue {
        if numbers.contains(name) {
            guard let number = NumberText(ArraySlice(Array(text.utf8))).value else {
                throw StudiesError("'\(name)' must be a number")
            }
            return .number(number)
        }
        if name == "flags" { return .array(text.split(separator: " ").map { .string(String($0)) }) }
        return .string(text)
    }

    /// The criteria of all phases.
    var criteria: Set<String> { Set(rows.map(\.record.criterion)) }

    /// The last value of each rater, criterion and subject in a phase that is neither superseded nor retracted.
    func current(phase: RatingRecord.Phase) -> (
        records: [(row: TableRow, record: RatingRecord)], otherPhaseCount: Int, remarks: [String]
    ) {
        let own = rows.filter { $0.record.phase == phase }
        let superseded = Set(own.compactMap(\.record.supersedes))
        // The newest version of a judge or metric is the one that stands last.
        let newest = Dictionary(
            own.filter { $0.record.kind != .human }.map { ([$0.record.rater, $0.record.criterion], $0.record.version) }
        ) { $1 }
        let standing = own.filter { _, record, id in
            (superseded.isEmpty || !superseded.contains(id ?? record.id)) && record.outcome != .retracted
                && record.outcome != .skipped
                && (record.kind == .human || newest[[record.rater, record.criterion]] == record.version)
        }
        let nominal = Set(standing.filter { $0.record.subject.kind == .pair }.map(\.record.criterion))
        let joined = Opinions().joined(standing.map(\.record), nominal: nominal)
        let lines = Dictionary(standing.map { (Self.key($0.record), $0.row) }) { first, _ in first }
        let records = joined.compactMap { record in lines[Self.key(record)].map { (row: $0, record: record) } }
            .sorted { $0.row.line < $1.row.line }
        return (records, rows.count - own.count, remarks(own.count - standing.count, joined))
    }

    private static func key(_ record: RatingRecord) -> [String] {
        [record.rater, record.criterion, record.subject.name]
    }

    private func remarks(_ passedOver: Int, _ joined: [RatingRecord]) -> [String] {
        var remarks: [String] = []
        if passedOver > 0 {
            remarks.append("\(passedOver) records were corrected, retracted, skipped or of an older version: not used.")
        }
        // Of one text a rating without a value is none.
        func isBothBad(_ record: RatingRecord) -> Bool { record.outcome == .rated && record.subject.kind == .pair }
        let without = Dictionary(grouping: joined.filter { $0.outcome != .rated || $0.value == nil }) { record in
            let what = isBothBad(record) ? "both bad" : record.outcome == .rated ? "no value" : record.outcome.rawValue
            return "\(record.rater) on '\(record.criterion)': \(what)"
        }
        return remarks
            + without.sorted { $0.key < $1.key }.map { words, own in
                "\(words) \(own.count) times, \(isBothBad(own[0]) ? "counted as ties" : "in no figure")."
            }
    }
}
