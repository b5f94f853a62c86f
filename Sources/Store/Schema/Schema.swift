import GRDB

/// The database's form and its history.
enum Schema {
    /// "SLaM" in ASCII: marks the file as ours.
    static let applicationID: Int64 = 0x534C_614D

    /// Every migration in order: the number of one is its place, from 1. Append only.
    private static let migrations = [
        migration001,
        migration002,
        migration003,
        migration004,
        migration005,
        migration006,
        migration007,
        migration008,
        migration009,
        migration010,
        migration011,
        migration012,
        migration013,
        migration014,
        migration015,
        migration016,
        migration017,
        migration018,
        migration019,
        migration020,
        migration021,
        migration022,
        migration023,
        migration024,
        migration025,
        migration026,
        migration027,
        migration028,
        migration029,
        migration030,
        migration031,
        migration032,
        migration033,
        migration034,
        migration035,
        migration036,
        migration037,
    ]

    /// Those that make and drop indices, or an empty table, and nothing else: no row and no reference changes, and looking at
    /// all references takes longer than all else in a database of millions of rows.
    private static let withoutRows: Set<String> = [
        migration028, migration033, migration034, migration036, migration037,
    ]

    /// The newest version; kept in `user_version`.
    static var version: Int { migrations.count }

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for (place, sql) in migrations.enumerated() {
            let number = place + 1
            migrator.registerMigration(
                String(repeating: "0", count: 3 - "\(number)".count) + "\(number)",
                foreignKeyChecks: withoutRows.contains(sql) ? .immediate : .deferred
            ) { database in
                try database.execute(sql: sql)
                try database.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(number)")
            }
        }
        return migrator
    }

    /// Gives an empty database the newest form in one transaction: thirty of them, each with a check of all foreign keys, take
    /// longer than all that most commands do.
    private static func begin(_ writer: any DatabaseWriter) throws {
        try writer.writeWithoutTransaction { database in
            guard try isEmpty(database) else { return }
            let statements = try newest.get()
            try database.inTransaction(.immediate) {
                // Another program may have begun it meanwhile.
                if try isEmpty(database) { for sql in statements { try database.execute(sql: sql) } }
                return .commit
            }
        }
    }

    private static func isEmpty(_ database: Database) throws -> Bool {
        try !(Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM sqlite_schema)") ?? true)
    }

    /// What makes the newest form of an empty database, as the migrations leave it: tables, indexes, views, triggers, and the
    /// names of the migrations.
    private static let newest: Result<[String], any Error> = Result {
        let queue = try DatabaseQueue()
        try migrator.migrate(queue)
        return try queue.read { database in
            let parts = try String.fetchAll(
                database,
                sql: """
                    SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
                    ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 WHEN 'view' THEN 3 ELSE 4 END, rowid
                    """
            )
            let steps = try migrator.appliedIdentifiers(database).sorted().map {
                "INSERT INTO grdb_migrations (identifier) VALUES ('\($0)')"
            }
            return parts + steps + ["PRAGMA application_id = \(applicationID)", "PRAGMA user_version = \(version)"]
        }
    }

    /// Brings a database up to date; where another program does so at the same time, each takes the steps that are left.
    static func migrate(_ writer: any DatabaseWriter) throws {
        try begin(writer)
        var stepsBefore = -1
        while true {
            do { return try migrator.migrate(writer) } catch {
                let steps = try writer.read { try migrator.appliedIdentifiers($0).count }
                guard steps > stepsBefore else { throw error }
                stepsBefore = steps
            }
        }
    }

    /// Refuses a foreign or a newer database in words.
    static func check(_ database: Database, path: String) throws {
        let id = try Int64.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let tables =
            try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE '%grdb_migrations%'"
            ) ?? 0
        if tables > 0, id != applicationID {
            throw StoreError("'\(path)' is another program's database: name another file with --database")
        }
        if found > version {
            throw StoreError(
                "'\(path)' was made by a newer slam (version \(found), this one knows \(version)): update slam"
            )
        }
    }
}
