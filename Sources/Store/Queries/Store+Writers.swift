import Foundation
import GRDB
package import Studies

extension Store {
    /// By item the models that gave its text, now or in an earlier generation, by name; for a study that is unblinded.
    package func writers(of study: String) throws -> [ItemID: [String]] {
        try read { database in
            let id = try Self.studyID(study, database)
            guard try !Self.isBlind(id, database) else {
                throw StoreError("the study '\(study)' is blind: run 'slam unblind' first")
            }
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT i.sha256, m.name FROM response r JOIN item i ON i.id = r.item
                    JOIN model m ON m.id = r.model JOIN prompt p ON p.id = i.prompt WHERE p.study = ? ORDER BY m.name
                    """,
                arguments: [id]
            )
            return Dictionary(grouping: rows) { ItemID(rawValue: $0["sha256"]) }.mapValues { $0.map { $0["name"] } }
        }
    }
}
