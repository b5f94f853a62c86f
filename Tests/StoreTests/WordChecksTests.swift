import GRDB
import Testing

@testable import Store

/// Columns that hold one of some words: what they refuse, and that the check costs no tree for each row.
struct WordChecksTests {
    private static let tables = [
        "criterion", "rater", "rating", "presentation", "degraded", "leak", "request", "event", "look",
    ]

    /// A new database and one that build 644d720 wrote.
    private static let queues = Result {
        let (new, old, build) = (try DatabaseQueue(), try DatabaseQueue(), try OldBuild())
        try DatabaseQueue(path: try build.restored("database")).backup(to: old)
        for queue in [new, old] { try Schema.migrate(queue) }
        return [new, old]
    }

    @Test(arguments: tables) func aCheckMakesNoTreeForARow(table: String) throws {
        for queue in try Self.queues.get() {
            let trees = try queue.read { database in
                let values = try database.columns(in: table).map { _ in "NULL" }.joined(separator: ", ")
                // What a trigger's program holds is made once, behind an 'Once'.
                let steps = try Row.fetchAll(database, sql: "EXPLAIN INSERT INTO \"\(table)\" VALUES (\(values))")
                    .map { $0["opcode"] as String }
                return zip(["Once"] + steps, steps).filter { $1 == "OpenEphemeral" && $0 != "Once" }.count
            }
            #expect(trees == 0)
        }
    }

    @Test(arguments: tables) func aWordIsRefusedUnlessItIsListed(table: String) throws {
        for queue in try Self.queues.get() {
            let sql = try #require(
                try queue.read {
                    try String.fetchOne($0, sql: "SELECT sql FROM sqlite_schema WHERE name = ?", arguments: [table])
                }
            )
            let checks = sql.matches(of: /CHECK \((\w+) = '[^']+'( OR \w+ = '[^']+')+\)/).map { match in
                (column: String(match.1), words: match.0.matches(of: /'([^']+)'/).map { String($0.1) })
            }
            #expect(!checks.isEmpty && checks.allSatisfy { $0.words.count > 2 })
            for (column, words) in checks {
                let others = Dictionary(checks.map { ($0.column, $0.words[0]) }) { first, _ in first }
                for word in words + ["\(words[0]) ", "", words.joined()] {
                    let refusal = try refusal(of: others.merging([column: word]) { $1 }, table, queue)
                    #expect(
                        refusal.contains("CHECK constraint failed: \(column) = ") == !words.contains(word),
                        "\(word)"
                    )
                }
            }
        }
    }

    /// What the database says to a row of these words, and of ones where something is needed; the row is taken back.
    private func refusal(of words: [String: String], _ table: String, _ queue: DatabaseQueue) throws -> String {
        var said = ""
        try queue.inTransaction { database in
            // They would refuse a made-up row before its words are looked at.
            for name in try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
                try database.execute(sql: "DROP TRIGGER \"\(name)\"")
            }
            let needed = try Row.fetchAll(database, sql: "PRAGMA table_info(\"\(table)\")").filter {
                words[$0["name"]] != nil || $0["notnull"] == 1 && ($0["dflt_value"] as String?) == nil
            }
            let values = needed.map { words[$0["name"]] ?? "1" }
            do {
                try database.execute(
                    sql: """
                        INSERT INTO "\(table)" (\(needed.map { $0["name"] as String }.joined(separator: ", ")))
                            VALUES (\(repeatElement("?", count: needed.count).joined(separator: ", ")))
                        """,
                    arguments: StatementArguments(values)
                )
            } catch { said = "\(error)" }
            return .rollback
        }
        return said
    }
}
