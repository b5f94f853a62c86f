import GRDB
import Studies

/// A rating with what the database keeps of it beside its record.
struct StoredRating {
    var row: Int64
    /// The id that it was stored under.
    var id: String
    var record: RatingRecord
    var presentation: Int64?
    var bundle: Int64?
    /// What a file named it by.
    var namedBy: String?
}

/// Reads the ratings of a study one by one, by position; what their numbers stand for is read once.
struct StoredRatingReader {
    private let database: Database
    private let studyID: Int64
    private let study: String
    private var items: [Int64: (id: ItemID, prompt: Int64)] = [:]
    private var prompts: [Int64: String] = [:]
    private var criteria: [Int64: String] = [:]
    /// By name.
    private var raters: [(row: Int64, name: String, kind: RaterKind)] = []

    /// The columns of `source`, in the order in which `rating` reads them.
    private static let columns = """
        id, record, presentation, bundle, named_by, criterion, first, second, item_set, value, label, outcome, phase,
        version, sample, at, place, side, shown_sha256, criterion_sha256, active_ms, idle_ms, confidence, note, flags,
        reason, supersedes
        """

    init(_ study: String, _ database: Database) throws {
        self.database = database
        self.study = study
        studyID = try Store.studyID(study, database)
        let (id, arguments): (Int64, StatementArguments) = (studyID, [studyID])
        prompts = try Self.names("prompt", arguments, database)
        criteria = try Self.names("criterion", arguments, database)
        raters = try Row.fetchAll(
            database,
            // Whoever put a rating in by hand may have given it another study's rater: it must be found, too.
            sql: """
                SELECT id, name, kind FROM rater WHERE study = ?1 OR id IN (SELECT rater FROM rating WHERE study = ?1)
                ORDER BY name, id
                """,
            arguments: [id]
        ).map { ($0[0], $0[1], RaterKind(rawValue: $0[2]) ?? .human) }
        var items: [Int64: (id: ItemID, prompt: Int64)] = [:]
        try RowCursor(
            database,
            "SELECT id, sha256, prompt FROM item WHERE prompt IN (SELECT id FROM prompt WHERE study = ?)",
            arguments
        ).forEach { items[$0.integer(0)] = (ItemID(rawValue: $0.text(1)), $0.integer(2)) }
        self.items = items
    }

    private static func names(_ table: String, _ arguments: StatementArguments, _ database: Database) throws
        -> [Int64: String]
    {
        var names: [Int64: String] = [:]
        try RowCursor(database, "SELECT id, name FROM \(table) WHERE study = ?", arguments).forEach {
            names[$0.integer(0)] = $0.text(1)
        }
        return names
    }

    /// Calls `body` with each rating of `source`, a table or view of ratings, by rater, each rater's as they were stored.
    func forEach(
        of source: String = "rating",
        kinds: [RaterKind] = RaterKind.allCases,
        _ body: (StoredRating) throws -> Void
    ) throws {
        for rater in raters where kinds.contains(rater.kind) {
            try RowCursor(
                database,
                "SELECT \(Self.columns) FROM \(source) WHERE rater = ? AND +study = ? ORDER BY id",
                [rater.row, studyID]
            ).forEach { row in
                if let rating = try rating(row, rater.name, rater.kind) { try body(rating) }
            }
        }
    }

    /// The ratings with these rows, in this order.
    func forEach(rows: [Int64], _ body: (StoredRating) throws -> Void) throws {
        let names = Dictionary(raters.map { ($0.row, $0) }) { first, _ in first }
        let cursor = try RowCursor(database, "SELECT \(Self.columns), rater FROM rating WHERE id = ?", [Int64(0)])
        for row in rows {
            try cursor.forEach(binding: row) { found in
                guard let rater = names[found.integer(27)] else { return }
                if let rating = try rating(found, rater.name, rater.kind) { try body(rating) }
            }
        }
    }

    /// An item of this study, or of another one to which somebody pointed a rating by hand.
    private func item(_ row: Int64) throws -> (id: ItemID, prompt: String)? {
        if let item = items[row], let prompt = prompts[item.prompt] { return (item.id, prompt) }
        return try Row.fetchOne(
            database,
            sql: "SELECT i.sha256, p.name FROM item i JOIN prompt p ON p.id = i.prompt WHERE i.id = ?",
            arguments: [row]
        ).map { (ItemID(rawValue: $0[0]), $0[1]) }
    }

    private func criterion(_ row: Int64) throws -> String? {
        try criteria[row]
            ?? String.fetchOne(database, sql: "SELECT name FROM criterion WHERE id = ?", arguments: [row])
    }

    /// Nil for what is about nothing that is there.
    private func rating(_ row: RowCursor, _ rater: String, _ kind: RaterKind) throws -> StoredRating? {
        guard let criterion = try criterion(row.integer(5)), let first = try item(row.integer(6)) else { return nil }
        let prompt = first.prompt
        let second = row.isNull(7) ? nil : try item(row.integer(7))?.id
        let set = row.isNull(8) ? nil : try item(row.integer(8)).flatMap { SetID(parsing: $0.id.rawValue) }
        let record = RatingRecord(
            study: study,
            subject: set.map { .member(first.id, of: $0) } ?? second.map { .pair(PairID(first.id, $0)) }
                ?? .item(first.id),
            prompt: prompt,
            criterion: criterion,
            criterionSHA256: row.knownText(19),
            value: row.isNull(9) ? nil : row.number(9),
            label: row.knownText(10),
            rater: rater,
            kind: kind,
            version: row.knownText(13),
            sample: row.knownInteger(14).map(Int.init),
            phase: RatingRecord.Phase(rawValue: row.text(12)) ?? .blind,
            at: row.knownInteger(15),
            order: row.knownInteger(16).map(Int.init),
            side: row.knownText(17).flatMap(RatingRecord.Side.init),
            shownSHA256: row.knownText(18),
            activeMilliseconds: row.knownInteger(20),
            idleMilliseconds: row.knownInteger(21),
            confidence: row.knownInteger(22).map(Int.init),
            note: row.knownText(23),
            flags: Self.flags(row.bytes(24)),
            outcome: RatingRecord.Outcome(rawValue: row.text(11)) ?? .rated,
            reason: row.knownText(25),
            supersedes: row.knownText(26)
        )
        return StoredRating(
            row: row.integer(0),
            id: row.text(1),
            record: record,
            presentation: row.knownInteger(2),
            bundle: row.knownInteger(3),
            namedBy: row.knownText(4)
        )
    }

    /// Nearly always none. A text that no program wrote so stands for itself, so that the rating's id tells of it.
    private static func flags(_ bytes: UnsafeBufferPointer<UInt8>) -> [String] {
        if bytes.elementsEqual("[]".utf8) { return [] }
        let text = String(decoding: bytes, as: UTF8.self)
        let flags = ((try? JSONValue(parsing: text))?.array ?? []).compactMap(\.string)
        let isOwn = bytes.elementsEqual(JSONValue.array(flags.map(JSONValue.string)).canonicalBytes)
        return isOwn ? flags : [text]
    }
}
