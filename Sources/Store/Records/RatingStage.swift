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
    func run(_ row: BoundRow) throws {
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
/// all rules of the table. A statement for each would keep copies of the pages that it changes.
final class RatingStage {
    /// How many wait at most.
    private static let most = 20_000

    private let database: Database
    private let row: BoundRow
    private var waiting: Set<String> = []
    /// The beginnings of the ids of all that came, and the hashes of what people rated: what is not among them was not rated.
    private var ids: Set<UInt64> = []
    private var subjects: Set<Int> = []
    /// Whether there were ratings before the file.
    private let isFirst: Bool
    private let earlierRaters: Set<Int64>

    init(_ database: Database) throws {
        self.database = database
        earlierRaters = try Int64.fetchSet(database, sql: "SELECT DISTINCT rater FROM rating")
        isFirst = earlierRaters.isEmpty
        try database.execute(
            sql: """
                DROP TABLE IF EXISTS temp.staged_rating;
                CREATE TEMP TABLE staged_rating (row INTEGER PRIMARY KEY, \(StagedRating.columns))
                """
        )
        row = try BoundRow(
            database,
            "INSERT INTO temp.staged_rating (\(StagedRating.columns)) VALUES (\(StagedRating.marks))"
        )
    }

    func add(_ rating: StagedRating) throws {
        try rating.run(row)
        waiting.insert(rating.id)
        ids.insert(Self.beginning(rating.id))
        if rating.record.kind == .human { subjects.insert(Self.hash(rating)) }
        if waiting.count >= Self.most { try flush() }
    }

    /// Whether a rating of that id is there or on its way; nil where the table must be asked.
    func has(_ id: String) -> Bool? {
        if waiting.contains(id) { return true }
        return isFirst && !ids.contains(Self.beginning(id)) ? false : nil
    }

    /// Whether its rater cannot have rated the subject of a row before.
    func isFirstOfItsSubject(_ rating: StagedRating) -> Bool {
        !earlierRaters.contains(rating.rater) && !subjects.contains(Self.hash(rating))
    }

    /// Puts what waits into the table.
    func flush() throws {
        guard !waiting.isEmpty else { return }
        try database.executeCached(
            sql: """
                INSERT INTO rating (\(StagedRating.columns)) SELECT \(StagedRating.columns) FROM temp.staged_rating ORDER BY row
                """
        )
        try database.executeCached(sql: "DELETE FROM temp.staged_rating")
        waiting.removeAll(keepingCapacity: true)
    }

    private static func beginning(_ id: String) -> UInt64 {
        id.utf8.prefix(16).reduce(0) { $0 << 4 &+ UInt64($1) }
    }

    private static func hash(_ rating: StagedRating) -> Int {
        var hasher = Hasher()
        hasher.combine(rating.rater)
        hasher.combine(rating.criterion)
        hasher.combine(rating.first)
        hasher.combine(rating.second)
        hasher.combine(rating.set)
        hasher.combine(rating.record.phase)
        return hasher.finalize()
    }
}
