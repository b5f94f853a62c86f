import Foundation
import GRDB
import Studies

extension Store {
    /// The tags of each of the study's prompts, by the prompt's name.
    package func tags(of study: String) throws -> [String: [String]] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT name, tags FROM prompt WHERE study = ?",
                arguments: [try Self.studyID(study, database)]
            )
            let pairs = try rows.map { row -> (String, [String]) in
                let list = try JSONValue(parsing: row["tags"] as String).array ?? []
                return (row["name"], list.compactMap(\.string))
            }
            return Dictionary(pairs) { first, _ in first }
        }
    }
}
