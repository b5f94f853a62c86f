import Foundation
import GRDB
package import Studies

extension Store {
    /// The plan in each reviewer's order, for simulating and looking after it.
    package func showings(of study: String) throws -> [PlannedShowing] {
        try read { database in
            let model = """
                (SELECT m.name FROM response r JOIN model m ON m.id = r.model
                    WHERE r.item IN (ITEM, (SELECT origin FROM degraded WHERE item = ITEM)) AND r.is_current = 1
                    ORDER BY m.position LIMIT 1)
                """
            let id = try Self.studyID(study, database)
            let sets = try Row.fetchAll(
                database,
                sql: """
                    SELECT m.item_set, length(a.text) AS length, \(model.replacingOccurrences(of: "ITEM", with: "a.id")) AS model
                    FROM set_member m JOIN item a ON a.id = m.member JOIN prompt p ON p.id = a.prompt
                    WHERE p.study = ? ORDER BY m.item_set, m.place
                    """,
                arguments: [id]
            )
            let members = Dictionary(grouping: sets) { $0["item_set"] as Int64 }
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT t.name AS reviewer, n.first AS first_row, a.sha256 AS first, b.sha256 AS second, p.name AS prompt, n.phase, n.side,
                           coalesce(n.place, n.position) AS place, n.state, length(a.text) AS length_a,
                           length(b.text) AS length_b, EXISTS (SELECT 1 FROM degraded d WHERE d.item = a.id) AS is_degraded,
                           \(model.replacingOccurrences(of: "ITEM", with: "a.id")) AS model_a,
                           \(model.replacingOccurrences(of: "ITEM", with: "b.id")) AS model_b
                    FROM presentation n LEFT JOIN rater t ON t.id = n.reviewer JOIN item a ON a.id = n.first
                    LEFT JOIN item b ON b.id = n.second JOIN prompt p ON p.id = a.prompt
                    WHERE n.study = ? AND n.state != 'revoked' ORDER BY t.name, n.position, n.id
                    """,
                arguments: [id]
            ).map { row in
                let first = ItemID(rawValue: row["first"])
                let second = (row["second"] as String?).map(ItemID.init(rawValue:))
                let set = SetID(parsing: first.rawValue)
                let texts = members[row["first_row"]] ?? []
                return PlannedShowing(
                    reviewer: row["reviewer"],
                    subject: set.map { .member($0.items[0], of: $0) } ?? second.map { .pair(PairID(first, $0)) }
                        ?? .item(first),
                    prompt: row["prompt"],
                    phase: RatingRecord.Phase(rawValue: row["phase"]) ?? .blind,
                    side: (row["side"] as String?).flatMap(RatingRecord.Side.init),
                    place: row["place"],
                    state: row.word("state") ?? .revoked,
                    models: set == nil
                        ? [row["model_a"], row["model_b"]].compactMap { $0 as String? }
                        : texts.map { $0["model"] ?? "" },
                    isDegraded: row["is_degraded"],
                    lengths: set == nil
                        ? [row["length_a"], row["length_b"]].compactMap { $0 as Int? } : texts.map { $0["length"] }
                )
            }
        }
    }

    /// The rows of a study's items by their ids.
    package func itemRows(of study: String) throws -> [ItemID: Int64] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT i.sha256, i.id FROM item i JOIN prompt p ON p.id = i.prompt WHERE p.study = ?",
                arguments: [try Self.studyID(study, database)]
            )
            return Dictionary(rows.map { (ItemID(rawValue: $0["sha256"]), $0["id"] as Int64) }) { one, _ in one }
        }
    }

    /// What known items should get: item, criterion, value.
    package func knownScores(of study: String) throws -> [(item: ItemID, criterion: String, value: Double)] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT i.sha256, a.criterion, a.value FROM answer a JOIN item i ON i.id = a.item
                    WHERE a.study = ? ORDER BY a.id
                    """,
                arguments: [try Self.studyID(study, database)]
            ).map { (ItemID(rawValue: $0["sha256"]), $0["criterion"], $0["value"]) }
        }
    }
}
