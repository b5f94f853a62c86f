import Foundation
import GRDB
import Studies

/// The rows of sets: an item without a text, and its members.
extension Store {
    /// The row of a set; made where it is not there yet and all its members answer one prompt of the study.
    static func row(of set: SetID, study: Int64, _ database: Database) throws -> Int64 {
        let query = "SELECT i.id FROM item i JOIN prompt p ON p.id = i.prompt WHERE i.sha256 = ? AND p.study = ?"
        if let row = try Int64.fetchOne(database, sql: query, arguments: [set.description, study]) { return row }
        let members = try set.items.map { item in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT i.id, i.prompt FROM item i JOIN prompt p ON p.id = i.prompt WHERE i.sha256 = ? AND p.study = ?
                    """,
                arguments: [item.rawValue, study]
            )
            guard let row else {
                throw StoreError("no response has the item '\(item.rawValue.prefix(12))…' of the set: import it first")
            }
            return row
        }
        guard let prompt = members.first?["prompt"] as Int64?,
            members.allSatisfy({ $0["prompt"] as Int64 == prompt })
        else { throw StoreError("the items of the set answer different prompts") }
        try database.execute(
            sql: "INSERT INTO item (sha256, prompt, text) VALUES (?, ?, ?)",
            arguments: [set.description, prompt, Data()]
        )
        let id = database.lastInsertedRowID
        for (place, member) in members.enumerated() {
            try database.execute(
                sql: "INSERT INTO set_member (item_set, place, member) VALUES (?, ?, ?)",
                arguments: [id, place, member["id"] as Int64]
            )
        }
        return id
    }

    /// The members of every set of a study, by the sets' rows.
    static func members(of study: Int64, _ database: Database) throws -> [Int64: [Int64]] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT m.item_set, m.member FROM set_member m JOIN item i ON i.id = m.item_set
                JOIN prompt p ON p.id = i.prompt WHERE p.study = ? ORDER BY m.item_set, m.place
                """,
            arguments: [study]
        )
        return Dictionary(grouping: rows) { $0["item_set"] as Int64 }.mapValues { $0.map { $0["member"] } }
    }

    /// An order as a JSON array, or the way back.
    static func arrangement(_ json: String?) -> [Int] {
        json.flatMap { try? JSONValue(parsing: $0) }?.array?.compactMap(\.integer) ?? []
    }

    static func json(of arrangement: [Int]) -> String? {
        arrangement.isEmpty
            ? nil : JSONValue.array(arrangement.map { .number(Double($0)) }).canonicalText
    }
}
