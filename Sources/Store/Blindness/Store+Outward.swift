import GRDB
package import Studies

/// The ratings that may leave the database now, and how many stay until the study is unblinded.
package struct OutwardRatings: Sendable {
    package var records: [RatingRecord]
    package var withheld: Int
}

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
    /// the order of their ids.
    package func outwardRatings(of study: String) throws -> OutwardRatings {
        let all = try records(of: study)
        let (isBlind, byModel, masks) = try read { database in
            let id = try Self.studyID(study, database)
            return (
                try Self.isBlind(id, database), try Self.namedByModel(id, database),
                try Self.maskNames(of: id, database)
            )
        }
        guard isBlind else { return OutwardRatings(records: all, withheld: 0) }
        let kept = zip(all, byModel).filter { $0.kind != .metric && !$1 }.map(\.0)
        let people = kept.filter { $0.kind == .human }
        let judges = kept.filter { $0.kind != .human }
        return OutwardRatings(
            records: (people + Self.inOrderOfIDs(judges)).outward(masks),
            withheld: all.count - kept.count
        )
    }

    /// Ratings that leave in another form, such as opinions: masked items under the names that they have outside.
    package func outward(_ records: [RatingRecord], of study: String) throws -> [RatingRecord] {
        try isBlind(study) ? records.outward(try maskNames(of: study)) : records
    }

    /// Whether each rating came in a file by its model's name, in the order of `records(of:)`. Of what came before that was
    /// kept, nobody knows: it counts as such.
    private static func namedByModel(_ study: Int64, _ database: Database) throws -> [Bool] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT r.presentation, r.named_by, r.version, t.kind FROM rating r JOIN rater t ON t.id = r.rater
                WHERE r.study = ? ORDER BY t.name, r.id
                """,
            arguments: [study]
        ).map { row in
            switch row["named_by"] as String? {
            case "model": true
            case "item": false
            default:
                (row["presentation"] as Int64?) == nil
                    && (row["kind"] == "human" || (row["version"] as String?)?.utf8.count != 64)
            }
        }
    }

    /// What corrects another stands behind it, so that it can be read again line by line.
    private static func inOrderOfIDs(_ records: [RatingRecord]) -> [RatingRecord] {
        let byID = Dictionary(records.map { ($0.id, $0) }) { first, _ in first }
        func depth(_ record: RatingRecord) -> Int {
            var (depth, next) = (0, record.supersedes)
            while let id = next, depth < records.count {
                depth += 1
                next = byID[id]?.supersedes
            }
            return depth
        }
        return records.map { (depth($0), $0.id, $0) }.sorted { ($0.2.rater, $0.0, $0.1) < ($1.2.rater, $1.0, $1.1) }
            .map(\.2)
    }

    /// The texts of the study's items as they may leave it: until unblinding masked ones masked, under their names.
    package func outwardTexts(of study: String) throws -> [ItemID: String] {
        var texts = try itemTexts(of: study)
        guard try isBlind(study) else { return texts }
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT i.sha256, l.name, l.masked FROM leak l JOIN item i ON i.id = l.item
                    JOIN prompt p ON p.id = i.prompt WHERE p.study = ? AND l.policy = 'mask'
                    """,
                arguments: [try Self.studyID(study, database)]
            )
            for row in rows {
                texts[ItemID(rawValue: row["sha256"])] = nil
                if let name = row["name"] as String? { texts[ItemID(rawValue: name)] = row.text("masked") }
            }
        }
        return texts
    }
}

extension [RatingRecord] {
    /// The records with masked items under the names that they have outside, and with ids that follow from those.
    fileprivate func outward(_ masks: [ItemID: ItemID]) -> [RatingRecord] {
        guard !masks.isEmpty else { return self }
        var ids: [String: String] = [:]
        return map { record in
            var outward = record.renamed { masks[$0] ?? $0 }
            outward.supersedes = record.supersedes.map { ids[$0] ?? $0 }
            if record.outcome == .retracted, let corrected = outward.supersedes {
                outward.reason = "retracts \(corrected)"
            }
            ids[record.id] = outward.id
            return outward
        }
    }
}
