import GRDB
package import Studies

extension Store {
    /// Whether who wrote what is still to be kept from reviewers: several models, people who are to rate, no unblinding.
    package func isBlind(_ study: String) throws -> Bool {
        try read { try Self.isBlind(try Self.studyID(study, $0), $0) }
    }

    static func isBlind(_ study: Int64, _ database: Database) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: """
                SELECT NOT EXISTS (SELECT 1 FROM unblinding u WHERE u.study = s.id)
                    AND (SELECT count(*) FROM model m WHERE m.study = s.id) > 1
                    AND (coalesce(json_array_length(s.settings, '$.reviewers'), 0) > 0
                        OR EXISTS (SELECT 1 FROM presentation n WHERE n.study = s.id))
                FROM study s WHERE s.id = ?
                """,
            arguments: [study]
        ) ?? true
    }

    /// The study's ratings as they may leave it.
    ///
    /// Until unblinding without metrics (a text that an anchored one lacks is the anchor's) and without what was imported by
    /// the name of a model; masked items bear the names that they have outside, and the lines of automatic raters stand in
    /// the order of their ids, without their times.
    ///
    /// `body` gets them one by one, each rater's together, and the texts of items; returned is how many ratings stay until
    /// the study is unblinded.
    package func forEachOutwardRating(
        of study: String,
        _ body: (RatingRecord, _ text: (ItemID) throws -> String?) throws -> Void
    ) throws -> Int {
        try read { database in
            let id = try Self.studyID(study, database)
            let reader = try StoredRatingReader(study, database)
            let isBlind = try Self.isBlind(id, database)
            let texts = try OutwardTexts(id, isBlind: isBlind, database)
            guard isBlind else {
                try reader.forEach { try body($0.record, texts.text) }
                return 0
            }
            var names = OutwardNames(masks: try Self.maskNames(of: id, database))
            names.keepsIDs = try Self.hasCorrections(database)
            var (withheld, named) = (0, 0)
            try reader.forEach(kinds: [.human]) { rating in
                if rating.isNamedByModel { named += 1 } else { try body(names.outward(rating.record), texts.text) }
            }
            var kept: [(row: Int64, id: String, rater: String, supersedes: String?)] = []
            try reader.forEach(kinds: [.judge, .metric]) { rating in
                if rating.isNamedByModel {
                    named += 1
                } else if rating.record.kind == .metric {
                    withheld += 1
                } else {
                    kept.append((rating.row, rating.id, rating.record.rater, rating.record.supersedes))
                }
            }
            try reader.forEach(rows: Self.inOrderOfIDs(kept)) { try body(names.outward($0.record), texts.text) }
            return withheld + max(named, try NamingSecrecy.count(id, database))
        }
    }

    /// All that may leave at once, for the few.
    package func outwardRatings(of study: String) throws -> [RatingRecord] {
        var records: [RatingRecord] = []
        _ = try forEachOutwardRating(of: study) { record, _ in records.append(record) }
        return records
    }

    /// Ratings that leave in another form, such as opinions: masked items under the names that they have outside, and no times
    /// of automatic raters.
    package func outward(_ records: [RatingRecord], of study: String) throws -> [RatingRecord] {
        guard try isBlind(study) else { return records }
        var names = OutwardNames(masks: try maskNames(of: study))
        return records.map { names.outward($0) }
    }

    /// What corrects another stands behind it, so that it can be read again line by line.
    private static func inOrderOfIDs(_ ratings: [(row: Int64, id: String, rater: String, supersedes: String?)])
        -> [Int64]
    {
        guard ratings.contains(where: { $0.supersedes != nil }) else {
            return ratings.sorted { ($0.rater, $0.id) < ($1.rater, $1.id) }.map(\.row)
        }
        let before = Dictionary(ratings.map { ($0.id, $0.supersedes) }) { first, _ in first }
        func depth(_ supersedes: String?) -> Int {
            var (depth, next) = (0, supersedes)
            while let id = next, depth < ratings.count {
                depth += 1
                next = before[id] ?? nil
            }
            return depth
        }
        return ratings.map { (depth($0.supersedes), $0) }.sorted {
            ($0.1.rater, $0.0, $0.1.id) < ($1.1.rater, $1.0, $1.1.id)
        }.map(\.1.row)
    }
}

/// How items are called outside of a blind study, and the ids of records that follow from that.
private struct OutwardNames {
    let masks: [ItemID: ItemID]
    /// Whether ids are kept for records that correct others, which are mostly none.
    var keepsIDs = true
    private var ids: [String: String] = [:]

    init(masks: [ItemID: ItemID]) { self.masks = masks }

    mutating func outward(_ record: RatingRecord) -> RatingRecord {
        guard !masks.isEmpty || record.kind != .human else { return record }
        var outward = record.renamed { masks[$0] ?? $0 }
        // A model that was collected later was judged later.
        if record.kind != .human { outward.at = nil }
        outward.supersedes = record.supersedes.map { ids[$0] ?? $0 }
        if record.outcome == .retracted, let corrected = outward.supersedes {
            outward.reason = "retracts \(corrected)"
        }
        if keepsIDs { ids[record.id] = outward.id }
        return outward
    }
}

/// The texts of the study's items as they may leave it: until unblinding masked ones masked, under their names.
private struct OutwardTexts {
    private let cursor: RowCursor
    private let study: Int64
    /// By the name outside.
    private var masked: [ItemID: String?] = [:]
    private var hidden: Set<ItemID> = []

    init(_ study: Int64, isBlind: Bool, _ database: Database) throws {
        self.study = study
        cursor = try RowCursor(
            database,
            "SELECT i.text FROM item i JOIN prompt p ON p.id = i.prompt WHERE i.sha256 = ? AND +p.study = ?",
            ["", study]
        )
        guard isBlind else { return }
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT i.sha256, l.name, l.masked FROM leak l JOIN item i ON i.id = l.item
                JOIN prompt p ON p.id = i.prompt WHERE p.study = ? AND l.policy = 'mask'
                """,
            arguments: [study]
        )
        for row in rows {
            hidden.insert(ItemID(rawValue: row["sha256"]))
            if let name = row["name"] as String? { masked[ItemID(rawValue: name)] = row.text("masked") }
        }
    }

    func text(of item: ItemID) throws -> String? {
        if let text = masked[item] { return text }
        guard !hidden.contains(item) else { return nil }
        var text: String?
        try cursor.forEach(with: [item.rawValue, study]) { text = $0.text(0) }
        return text
    }
}
