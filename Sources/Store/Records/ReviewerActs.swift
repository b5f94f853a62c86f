import Foundation
import GRDB
import Studies

/// What a reviewer does to one row of the plan, within one transaction.
struct ReviewerActs {
    let row: Int64
    /// The phase, place and marks of the row, and what stands on it already.
    let standing: Standing
    /// Criterion and digest of each act, and what it takes the place of, for the log.
    private(set) var digests: [JSONValue] = []
    private let writer: RatingWriter
    private let blank: RatingRecord

    init(
        on row: Int64,
        of presentation: BlindPresentation,
        study: String,
        reviewer: String,
        at time: Int64,
        _ database: Database
    ) throws {
        self.row = row
        writer = try RatingWriter(study: study, database)
        standing = try Standing(of: row, database)
        blank = RatingRecord(
            study: study,
            subject: presentation.subject,
            prompt: presentation.prompt,
            criterion: "",
            rater: reviewer,
            kind: .human,
            phase: standing.phase,
            at: time,
            order: standing.place,
            side: presentation.side
        )
    }

    /// Stores one act, which takes the place of what stands; on a set, about one of its members.
    mutating func add(
        _ criterion: String,
        of subject: RatingSubject? = nil,
        _ fill: (inout RatingRecord) -> Void
    ) throws {
        var record = blank
        record.criterion = criterion
        record.subject = subject ?? blank.subject
        record.supersedes = standing.current[Standing.Act(criterion: criterion, item: record.subject.items[0])]
        fill(&record)
        record = try writer.resolved(ImportedRating(line: 0, record: record))
        try writer.insert(record, presentation: row)
        digests.append(
            .array([
                .string(criterion), .string(record.wholeDigest), record.supersedes.map(JSONValue.string) ?? .null,
            ])
        )
    }
}

/// What a new rating of a row of the plan has to know.
struct Standing {
    var place: Int?
    var phase: RatingRecord.Phase
    /// What marks the rating as planned out of the ordinary.
    var flags: [String]
    /// Each act's newest record that is neither superseded nor a retraction.
    var current: [Act: String]

    /// A criterion and the item that its value is about: the first of a pair, a member of a set.
    struct Act: Hashable {
        var criterion: String
        var item: ItemID
    }

    static let currentQuery = """
        SELECT c.name, i.sha256, r.record FROM presentation n CROSS JOIN criterion c CROSS JOIN rating r
            JOIN item i ON i.id = r.first
        WHERE n.id = ?1 AND c.study = n.study AND r.study = n.study AND r.criterion = c.id AND r.rater = n.reviewer
            AND r.first = n.first AND r.second IS n.second AND \(stands)
        UNION ALL
        SELECT c.name, i.sha256, r.record FROM presentation n CROSS JOIN rating r JOIN criterion c ON c.id = r.criterion
            JOIN item i ON i.id = r.first
        WHERE n.id = ?1 AND n.arrangement IS NOT NULL AND r.item_set = n.first AND r.rater = n.reviewer AND \(stands)
        """
    private static let stands = """
        r.phase IN (n.phase, 'unblinded') AND r.outcome != 'retracted'
            AND NOT EXISTS (SELECT 1 FROM rating x WHERE x.supersedes = r.record)
        """

    init(of row: Int64, _ database: Database) throws {
        let planned = try Row.fetchOne(
            database,
            sql: """
                SELECT coalesce(place, position) AS place, phase, design, is_extra,
                       EXISTS (SELECT 1 FROM unblinding u WHERE u.study = presentation.study) AS is_unblinded
                FROM presentation WHERE id = ?
                """,
            arguments: [row]
        )
        guard let planned else { throw StoreError("the plan has no such row any more: start the review again") }
        place = planned["place"]
        phase = planned["is_unblinded"] ? .unblinded : RatingRecord.Phase(rawValue: planned["phase"]) ?? .blind
        flags = (planned["is_extra"] ? ["extra"] : []) + (planned["design"] == "adaptive" ? ["adaptive"] : [])
        let records = try Row.fetchAll(database, sql: Self.currentQuery, arguments: [row])
        current = Dictionary(
            records.map { (Act(criterion: $0["name"], item: ItemID(rawValue: $0["sha256"])), $0["record"]) }
        ) { _, newest in newest }
    }
}
