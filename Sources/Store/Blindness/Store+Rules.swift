import GRDB
import Studies

extension Store {
    /// What the schema's own rules forbid, so that only an edit from outside the program can have put it in.
    static func brokenRules(_ database: Database) throws -> [ChainFinding] {
        // A connection that was told to look away looks again here.
        try database.execute(sql: "PRAGMA ignore_check_constraints = OFF")
        let rules = try String.fetchAll(database, sql: "PRAGMA quick_check(5)").filter { $0 != "ok" }
        let references = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").prefix(5).map { row in
            "a row of '\(row["table"] as String)' names one of '\(row["parent"] as String)' that is not there"
        }
        return (rules + references).map {
            ChainFinding(
                .broken,
                reviewer: "",
                sitting: StudyChainCheck.sitting,
                "the database breaks its own rules: \($0)"
            )
        }
    }
}
