import GRDB

/// Many rows on their way into a table that has few: its indices, and triggers that are named, are taken off within the
/// transaction and made anew behind the rows, in one sorted pass in the place of a search for each row.
struct BulkInsertion {
    /// So few that the searches cost less.
    private static let few = 5_000

    private let database: Database
    private let definitions: [String]

    /// Nil where the table has about as many rows already, or few come.
    init?(
        of count: Int,
        into table: String,
        with known: Int64,
        without triggers: [String] = [],
        _ database: Database
    )
        throws
    {
        guard count >= Self.few, count >= known else { return nil }
        self.database = database
        let found = try Row.fetchAll(
            database,
            sql:
                "SELECT type, name, sql FROM sqlite_schema WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL",
            arguments: [table]
        ).filter { $0["type"] == "index" || triggers.contains($0["name"]) }
        definitions = found.map { $0["sql"] }
        for row in found {
            try database.execute(sql: "DROP \(row["type"] as String) \"\(row["name"] as String)\"")
        }
    }

    /// Makes what was taken off anew.
    func finish() throws { for definition in definitions { try database.execute(sql: definition) } }
}
