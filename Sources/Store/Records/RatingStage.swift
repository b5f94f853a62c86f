import Foundation
import GRDB
import Studies

/// A rating as its table has it.
struct StagedRating {
    var id: String
    var record: RatingRecord
    var study: Int64
    var presentation: Int64?
    var rater: Int64
    var criterion: Int64
    var first: Int64
    var second: Int64?
    var set: Int64?
    var bundle: Int64?
    var namedBy: NamedBy?

    static let columns = """
        record, study, presentation, rater, criterion, first, second, item_set, value, label, outcome, phase, version, sample,
        at, place, side, shown_sha256, criterion_sha256, active_ms, idle_ms, confidence, note, flags, reason, supersedes,
        bundle, named_by
        """

    /// A mark for each of the columns.
    static let marks = Array(repeating: "?", count: columns.split(separator: ",").count).joined(separator: ", ")

    /// Runs a statement that takes the columns in their order.
    func run(_ row: some RowTaking) throws {
        try row.bind(id).bind(study).bind(presentation).bind(rater).bind(criterion).bind(first).bind(second).bind(set)
        try row.bind(record.value).bind(record.label).bind(record.outcome.rawValue).bind(record.phase.rawValue)
        try row.bind(record.version).bind(record.sample).bind(record.at).bind(record.order)
        try row.bind(record.side?.rawValue).bind(record.shownSHA256).bind(record.criterionSHA256)
        try row.bind(record.activeMilliseconds).bind(record.idleMilliseconds).bind(record.confidence)
        try row.bind(record.note?.data)
        try row.bind(
            record.flags.isEmpty ? "[]" : JSONValue.array(record.flags.map(JSONValue.string)).canonicalText
        )
        try row.bind(record.reason).bind(record.supersedes).bind(bundle).bind(namedBy?.rawValue)
        try row.run()
    }
}

/// The ratings of a file on their way into the table: put there by one statement for thousands, which holds each of them to
/// all rules of the table.
final class RatingStage {
    /// How many wait at most.
    private static let most = 10_000

    private let database: Database
    private let buffer: RowBuffer
    private var waiting: Set<String> = []
    /// The beginnings of the ids of all that came, and the hashes of what people rated: what is not among them was not rated.
    private var ids = WordNumbers()
    private var subjects = WordNumbers()
    /// Whether there were ratings before the file.
    private let isFirst: Bool
    private let earlierRaters: Set<Int64>
    /// Whether what waits names rows of the plan: no file does.
    private var namesShown = false
    /// The index of records, while it is off.
    private var records: BulkWrite?

    init(_ database: Database) throws {
        self.database = database
        earlierRaters = try Int64.fetchSet(database, sql: "SELECT DISTINCT rater FROM rating")
        isFirst = earlierRaters.isEmpty
        buffer = try RowBuffer(into: "rating", StagedRating.columns, database)
    }

    func add(_ rating: StagedRating) throws {
        try rating.run(buffer)
        waiting.insert(rating.id)
        _ = ids.insert(Self.beginning(rating.id))
        if rating.presentation != nil { namesShown = true }
        if rating.record.kind == .human { _ = subjects.insert(Self.hash(rating)) }
        if waiting.count >= Self.most { try flush() }
    }

    /// Whether a rating of that id is there or on its way; nil where the table must be asked, which can be then.
    func has(_ id: String) throws -> Bool? {
        let isLikely = ids.contains(Self.beginning(id))
        if isLikely, waiting.contains(id) { return true }
        if isFirst, !isLikely { return false }
        try restore()
        return nil
    }

    /// Whether its rater cannot have rated the subject of a row before.
    func isFirstOfItsSubject(_ rating: StagedRating) -> Bool {
        !earlierRaters.contains(rating.rater) && !subjects.contains(Self.hash(rating))
    }

    /// Puts what waits into the table, and makes the table whole.
    func finish() throws {
        try flush()
        try restore()
    }

    /// Makes the index of records anew where it is off: what asks for a record needs it.
    private func restore() throws {
        let records = records
        self.records = nil
        try records?.finish()
    }

    private func flush() throws {
        guard !waiting.isEmpty else { return }
        if waiting.count < BulkWrite.few || namesShown || buffer.needsSearches {
            try restore()
            try buffer.put(inBulk: false)
        } else {
            try flushInBulk()
        }
        waiting.removeAll(keepingCapacity: true)
    }

    /// The rule of the trigger that fits a rating to its scale is held to for all of them together, behind them. The other
    /// one has nothing to say of ratings that name no row of the plan.
    private func flushInBulk() throws {
        let last = try Int64.fetchOne(database, sql: "SELECT max(id) FROM rating") ?? 0
        // Records are in no order: each of hundreds of thousands would change another page of the index.
        if last == 0 { records = try BulkWrite(of: "rating", indices: ["rating_by_record"], [], database) }
        let triggers = ["rating_fits_its_scale", "rating_was_shown"]
        let bulk = try BulkWrite(of: "rating", indices: [], triggers, database)
        try buffer.put(inBulk: true)
        try bulk.finish()
        guard try Bool.fetchOne(database, sql: Self.unfit, arguments: [last]) != true else {
            let message = "the value is no point of the criterion"
            throw DatabaseError(resultCode: .SQLITE_CONSTRAINT_TRIGGER, message: message)
        }
    }

    /// Whether some rating behind a row is no point of its criterion, as the trigger says it.
    static let unfit = """
        SELECT EXISTS (SELECT 1 FROM rating r CROSS JOIN criterion c ON c.id = r.criterion
            WHERE r.id > ? AND r.outcome = 'rated' AND (
                (c.form = 'scale' AND (r.value IS NULL OR r.value < c.low - 1e-9 OR r.value > c.high + 1e-9
                    OR (abs((r.value - c.low) / c.step - round((r.value - c.low) / c.step)) > 1e-6
                        AND NOT EXISTS (SELECT 1 FROM json_each(r.flags) f WHERE f.value = 'weighted'))))
                OR (c.form = 'accept' AND (r.value IS NULL OR r.value NOT IN (0, 1)))
                OR (c.form = 'pairwise' AND r.value IS NOT NULL AND r.value NOT IN (-1, 0, 1))
                OR ((c.form = 'pairwise') != (r.second IS NOT NULL))
                OR (c.is_of_sets != (r.item_set IS NOT NULL))))
        """

    private static func beginning(_ id: String) -> UInt64 {
        var id = id
        return id.withUTF8 { $0.prefix(16).reduce(0) { $0 << 4 &+ UInt64($1) } }
    }

    private static func hash(_ rating: StagedRating) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(rating.rater)
        hasher.combine(rating.criterion)
        hasher.combine(rating.first)
        hasher.combine(rating.second)
        hasher.combine(rating.set)
        hasher.combine(rating.record.phase)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
