import GRDB

/// The database's form and its history.
enum Schema {
    /// "SLaM" in ASCII: marks the file as ours.
    static let applicationID: Int64 = 0x534C_614D

    /// The newest version; kept in `user_version`.
    static let version = 2

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("001") { database in
            try database.execute(sql: migration001)
            try database.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = 1")
        }
        migrator.registerMigration("002") { database in
            try database.execute(sql: migration002)
            try database.execute(sql: "PRAGMA user_version = 2")
        }
        return migrator
    }

    /// Refuses a foreign or a newer database in words.
    static func check(_ database: Database, path: String) throws {
        let id = try Int64.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
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
