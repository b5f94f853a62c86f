import Foundation
import GRDB
import Studies

/// Puts a metric's scores into the table of ratings within one transaction, with statements that are prepared once.
struct MetricWriter {
    private let database: Database
    private let metric: MetricVersion
    private let study: Int64
    private let rater: Int64
    private let criterion: Int64

    /// Nil where the metric has never scored and nothing is to be made.
    init?(_ metric: MetricVersion, making isMade: Bool = false, _ database: Database) throws {
        let study = try Store.studyID(metric.study, database)
        let known = try Int64.fetchOne(
            database,
            sql: "SELECT id FROM rater WHERE study = ? AND name = ?",
            arguments: [study, metric.name]
        )
        let criterion = try Int64.fetchOne(
            database,
            sql: "SELECT id FROM criterion WHERE study = ? AND name = ? AND form = 'metric'",
            arguments: [study, metric.name]
        )
        guard let criterion, known != nil || isMade else { return nil }
        rater = try Store.rater(metric.name, kind: .metric, study: study, database)
        self.criterion = criterion
        self.study = study
        self.metric = metric
        self.database = database
    }

    /// The current score of an item in this version.
    struct Current {
        var record: String
        var inputs: [UInt8]?
        var value: Double?
    }

    /// By the item: the index that the order would rather have leads through all of the metric's scores for each.
    static let currentQuery = """
        SELECT r.record, r.value, m.sha256 FROM rating r INDEXED BY rating_by_subject
            LEFT JOIN metric_input m ON m.rating = r.id
        WHERE r.study = ? AND r.criterion = ? AND r.rater = ? AND r.first = ? AND r.version = ?
            AND r.outcome = 'rated' AND NOT EXISTS (SELECT 1 FROM rating n WHERE n.supersedes = r.record)
        ORDER BY r.id DESC LIMIT 1
        """

    func current(_ item: Int64) throws -> Current? {
        let statement = try database.cachedStatement(sql: Self.currentQuery)
        return try Row.fetchOne(statement, arguments: [study, criterion, rater, item, metric.version]).map {
            Current(
                record: $0["record"],
                inputs: ($0["sha256"] as Data?).map { Array($0) },
                value: $0["value"]
            )
        }
    }

    /// True when the score is new.
    func insert(_ score: MetricScore, at now: Int64) throws -> Bool {
        guard let item = try Store.row(of: score.item, database) else {
            throw StoreError("no response has the item '\(score.item.rawValue.prefix(12))…': import it first")
        }
        let earlier = try current(item)
        if let earlier, earlier.inputs == score.inputs { return false }
        if let earlier, earlier.inputs == nil, earlier.value == score.value {
            try keepInputs(of: score, record: earlier.record)
            return false
        }
        var record = record(of: score.item, prompt: score.prompt)
        record.value = score.value
        record.supersedes = earlier?.record
        // A first score says nothing of when it was made, so that a second database has the same record.
        if try earlier != nil || isTaken(record.id) { record.at = now }
        try insert(record, item: item)
        try keepInputs(of: score, record: record.id)
        return true
    }

    /// Notes what a stored score was made from; an imported one has none.
    private func keepInputs(of score: MetricScore, record: String) throws {
        try database.executeCached(
            sql: "INSERT INTO metric_input (rating, sha256) SELECT id, ? FROM rating WHERE record = ?",
            arguments: [Data(score.inputs), record]
        )
    }

    /// Takes back the item's score where there is one.
    func withdraw(_ item: ItemID, at now: Int64) throws {
        guard let row = try Store.row(of: item, database), let earlier = try current(row) else { return }
        let prompt = try database.valueCached(
            String.self,
            sql: "SELECT p.name FROM item i JOIN prompt p ON p.id = i.prompt WHERE i.id = ?",
            arguments: [row]
        )
        var record = record(of: item, prompt: prompt ?? "")
        record.outcome = .retracted
        record.supersedes = earlier.record
        record.reason = "has nothing to be compared with"
        record.at = now
        try insert(record, item: row)
    }

    private func isTaken(_ record: String) throws -> Bool {
        try database.valueCached(Bool.self, sql: "SELECT 1 FROM rating WHERE record = ?", arguments: [record]) ?? false
    }

    private func record(of item: ItemID, prompt: String) -> RatingRecord {
        RatingRecord(
            study: metric.study,
            subject: .item(item),
            prompt: prompt,
            criterion: metric.name,
            rater: metric.name,
            kind: .metric,
            version: metric.version
        )
    }

    private func insert(_ record: RatingRecord, item: Int64) throws {
        try database.executeCached(
            sql: """
                INSERT INTO rating (record, study, rater, criterion, first, value, outcome, phase, version, at, flags, reason,
                    supersedes)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', ?, ?)
                """,
            arguments: [
                record.id, study, rater, criterion, item, record.value, record.outcome.rawValue,
                record.phase.rawValue, record.version, record.at, record.reason, record.supersedes,
            ]
        )
    }
}
