extension Schema {
    /// A column that holds one of some words says so with `OR`: of a list of three and more SQLite makes a tree anew for
    /// every row that it checks, which was half of the time that a plan of hundreds of thousands of rows takes. The rule is
    /// the same, so the rows stand as they are, and only the text of their tables changes.
    static let migration031 = """
        PRAGMA writable_schema = ON;
        \(wordedColumns.map(\.statement).joined(separator: "\n"))
        PRAGMA writable_schema = RESET;
        """

    private static let wordedColumns = [
        WordedColumn("criterion", "form", ["scale", "pairwise", "accept", "metric"]),
        WordedColumn("rater", "kind", ["human", "judge", "metric"]),
        WordedColumn(
            "rating",
            "outcome",
            ["rated", "skipped", "retracted", "unparsed", "refused", "error", "inconsistent"],
            isBroken: true
        ),
        WordedColumn(
            "rating",
            "phase",
            ["blind", "repeat", "training", "attention", "discussed", "adjudicated", "gold", "unblinded"],
            isBroken: true
        ),
        WordedColumn(
            "presentation",
            "phase",
            ["blind", "repeat", "training", "attention", "discussed", "adjudicated", "gold"],
            isBroken: true
        ),
        WordedColumn("presentation", "state", ["open", "claimed", "done", "skipped", "issued", "revoked"]),
        WordedColumn("degraded", "how", ["cut", "shuffled", "other_prompt"]),
        WordedColumn("leak", "policy", ["report", "mask", "exclude"]),
        WordedColumn("request", "purpose", ["response", "judgement", "embedding", "probe"]),
        WordedColumn("request", "state", ["pending", "leased", "done", "failed"]),
        WordedColumn(
            "event",
            "kind",
            ["opened", "claimed", "shown", "rated", "skipped", "retracted", "revealed", "guessed", "adjudicated"],
            isBroken: true
        ),
        WordedColumn("look", "verdict", ["non-inferior", "not", "not enough"]),
    ]
}

/// A column whose check was a list of words.
private struct WordedColumn {
    private let table: String
    private let column: String
    private let words: [String]
    /// The table's text has the list on a line of its own.
    private let isBroken: Bool

    init(_ table: String, _ column: String, _ words: [String], isBroken: Bool = false) {
        self.table = table
        self.column = column
        self.words = words
        self.isBroken = isBroken
    }

    /// Puts the spelled check in the place of the list.
    var statement: String {
        let list = words.map { "'\($0)'" }.joined(separator: ", ")
        let old = "CHECK (\(column) IN\(isBroken ? "\n        " : " ")(\(list)))"
        let new = "CHECK (" + words.map { "\(column) = '\($0)'" }.joined(separator: " OR ") + ")"
        return """
            UPDATE sqlite_schema SET sql = replace(sql, \(quoted(old)), \(quoted(new)))
                WHERE type = 'table' AND name = '\(table)';
            """
    }

    private func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
}
