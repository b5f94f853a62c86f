import GRDB
import Studies

/// When each reviewer settled which text or pair: whoever did saw what others gave, and rates it blind no more.
struct Settlements {
    /// The earliest time in milliseconds, by reviewer and subject.
    private let times: [[String]: Int64]

    init(of study: Int64, _ database: Database) throws {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT t.name AS rater, a.sha256 AS first, b.sha256 AS second, min(r.at) AS at
                FROM rating r JOIN rater t ON t.id = r.rater JOIN item a ON a.id = r.first LEFT JOIN item b ON b.id = r.second
                WHERE r.study = ? AND r.phase = 'adjudicated' AND r.presentation IS NULL AND r.item_set IS NULL
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
        self.times = Dictionary(times, uniquingKeysWith: min)
    }

    /// Whether a rating planned for this phase came after its reviewer had settled its texts; one without a time did.
    func precede(_ record: RatingRecord, planned: String) -> Bool {
        guard ["blind", "repeat"].contains(planned), record.kind == .human, record.outcome == .rated,
            let settled = times[[record.rater, record.subject.name]]
        else { return false }
        return record.at.map { $0 >= settled } ?? true
    }
}
