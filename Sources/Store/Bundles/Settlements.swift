import GRDB
import Studies

/// When each reviewer settled which text or pair, or saw in a session of settling what others gave of it: whoever did rates
/// it blind no more.
struct Settlements {
    /// The earliest time in milliseconds, by reviewer and subject.
    private let times: [[String]: Int64]

    init(of study: Int64, _ database: Database) throws {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT t.name AS rater, a.sha256 AS first, b.sha256 AS second, min(r.at) AS at
                FROM rating r JOIN rater t ON t.id = r.rater JOIN item a ON a.id = r.first LEFT JOIN item b ON b.id = r.second
                WHERE +r.study = ? AND r.phase = 'adjudicated' AND r.presentation IS NULL AND r.item_set IS NULL
                    AND r.at IS NOT NULL GROUP BY r.rater, r.first, r.second
                """,
            arguments: [study]
        )
        let times = rows.map { row -> ([String], Int64) in
            let first = ItemID(rawValue: row["first"])
            let second = (row["second"] as String?).map(ItemID.init(rawValue:))
            let subject = second.map { RatingSubject.pair(PairID(first, $0)) } ?? .item(first)
            return ([row["rater"], subject.name], row["at"])
        }
        self.times = Dictionary(times + (try Self.looks(study, database)), uniquingKeysWith: min)
    }

    private static func looks(_ study: Int64, _ database: Database) throws -> [([String], Int64)] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT t.name AS rater, json_extract(e.payload, '$.looked') AS subject, e.at
                FROM event e JOIN rater t ON t.id = e.reviewer
                WHERE e.study = ? AND e.kind = 'adjudicated' AND json_extract(e.payload, '$.looked') IS NOT NULL
                """,
            arguments: [study]
        ).map { ([$0["rater"], $0["subject"]], $0["at"]) }
    }

    /// Whether a rating or skip planned for this phase came after its reviewer had seen what others gave of its texts; one
    /// without a time did.
    func precede(_ record: RatingRecord, planned: String) -> Bool {
        guard ["blind", "repeat"].contains(planned), record.kind == .human,
            [.rated, .skipped].contains(record.outcome),
            let settled = times[[record.rater, record.subject.name]]
        else { return false }
        return record.at.map { $0 >= settled } ?? true
    }
}
