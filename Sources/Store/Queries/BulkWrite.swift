import GRDB

/// Many rows of a table written at once: indices and triggers that cost a search for each row are taken off within the
/// transaction and made anew behind the rows.
struct BulkWrite {
    /// So few that the searches cost less.
    static let few = 5_000

    private let database: Database
    private let definitions: [String]

    /// Rows that come into a table, without its indices too, but for some; nil where it has about as many rows already, or
    /// few come.
    init?(
        inserting count: Int,
        into table: String,
        with known: Int64,
        besides kept: Set<String> = [],
        without triggers: [String] = [],
        _ database: Database
    )
        throws
    {
        guard count >= Self.few, count >= known else { return nil }
        try self.init(of: table, indices: nil, besides: kept, triggers, database)
    }

    /// Rows that are changed, without those indices; nil where they are few, or have no such trigger.
    init?(
        changing count: Int,
        of table: String,
        indices: [String],
        without triggers: [String],
        _ database: Database
    ) throws {
        guard count >= Self.few else { return nil }
        try self.init(of: table, indices: indices, triggers, database)
        if definitions.isEmpty { return nil }
    }

    /// With these triggers of a table taken off, and these indices; `indices` nil means all but those kept.
    init(
        of table: String,
        indices: [String]?,
        besides kept: Set<String> = [],
        _ triggers: [String],
        _ database: Database
    ) throws {
        self.database = database
        let found = try Row.fetchAll(
            database,
            sql:
                "SELECT type, name, sql FROM sqlite_schema WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL",
            arguments: [table]
        ).filter { row in
            let name: String = row["name"]
            return row["type"] == "index" ? indices?.contains(name) ?? !kept.contains(name) : triggers.contains(name)
        }
        definitions = found.map { $0["sql"] }
        for row in found {
            try database.execute(sql: "DROP \(row["type"] as String) \"\(row["name"] as String)\"")
        }
    }

    /// Makes what was taken off anew.
    func finish() throws { for definition in definitions { try database.execute(sql: definition) } }
}
