import GRDB
import GRDBSQLite

extension Store {
    /// This store, from now on unable to read anything but what a blind review needs: SQLite itself refuses the rest.
    ///
    /// The authorizer takes the place of GRDB's own, which a connection that observes nothing and changes no schema does
    /// not need. It cannot be taken off again.
    package func restricted() throws -> Store {
        try writer.unsafeReentrantWrite { database in
            // SQLite builds this table at its first use, which the authorizer would refuse; a trigger needs it.
            _ = try Row.fetchOne(database, sql: "SELECT 1 FROM json_each('[]')")
            guard sqlite3_set_authorizer(database.sqliteConnection, Restriction.authorize, nil) == SQLITE_OK else {
                throw StoreError("the database '\(path)' cannot be restricted to the blind view: nothing was shown")
            }
        }
        return Store(writer: writer, path: path, isRestricted: true)
    }

    /// Runs a query and forgets its rows; for asking what SQLite allows.
    package func probe(_ sql: String) throws { try read { _ = try Row.fetchAll($0, sql: sql) } }
}

/// What the reviewing connection may do; whatever is not listed is refused.
enum Restriction {
    /// Tables that are read whole: the plan, the words, the log, and who is who.
    private static let open: Set<String> = [
        "prompt", "criterion", "rater", "presentation", "draft", "event", "unblinding", "sqlite_schema",
        "sqlite_master", "json_each",
    ]
    /// Of other tables only these columns.
    private static let columns: [String: Set<String>] = [
        "study": ["id", "name", "settings", "ROWID"],
        "item": ["id", "sha256", "prompt", "ROWID"],
        "bundle": ["id", "study", "reviewer", "name"],
        "rating": [
            "id", "record", "study", "presentation", "rater", "criterion", "first", "second", "outcome", "phase", "at",
            "place", "supersedes", "ROWID",
        ],
    ]
    /// Tables that a review writes.
    private static let written: Set<String> = ["presentation", "rating", "draft", "event"]

    static let authorize:
        @convention(c) (
            UnsafeMutableRawPointer?, CInt, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
            UnsafePointer<CChar>?
        ) -> CInt = { _, action, one, two, _, inside in
            let one = one.map { String(cString: $0) } ?? ""
            let two = two.map { String(cString: $0) } ?? ""
            let inside = inside.map { String(cString: $0) }
            return allows(action, one, two, inside) ? SQLITE_OK : SQLITE_DENY
        }

    private static func allows(_ action: CInt, _ one: String, _ two: String, _ inside: String?) -> Bool {
        switch action {
        case SQLITE_SELECT, SQLITE_TRANSACTION, SQLITE_SAVEPOINT, SQLITE_RECURSIVE: true
        case SQLITE_FUNCTION: two != "load_extension"
        case SQLITE_PRAGMA: one == "query_only"
        case SQLITE_READ: mayRead(one, two, inside)
        case SQLITE_INSERT: written.contains(one)
        case SQLITE_UPDATE: one != "rating" && one != "event" && written.contains(one)
        case SQLITE_DELETE: one == "draft" || one == "presentation"
        default: false
        }
    }

    private static func mayRead(_ table: String, _ column: String, _ inside: String?) -> Bool {
        if open.contains(table) { return true }
        if column.isEmpty { return columns[table] != nil || isView(table) }
        switch inside {
        case "v_blind": return table == "item" || table == "leak" || isView(table)
        // The trigger looks at the new row alone.
        case "rating_fits_its_scale": return table == "rating"
        default: return columns[table]?.contains(column) == true || isView(table)
        }
    }

    private static func isView(_ name: String) -> Bool { name == "v_blind" }
}
