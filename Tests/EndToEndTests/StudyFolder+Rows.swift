import Foundation
import GRDBSQLite

extension StudyFolder {
    /// The first column of a query, as texts.
    func rows(_ sql: String) throws -> [String] {
        var (database, statement): (OpaquePointer?, OpaquePointer?)
        defer { sqlite3_close(database) }
        guard sqlite3_open_v2(path + "/slam.sqlite", &database, SQLITE_OPEN_READONLY, nil) == SQLITE_OK,
            sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK
        else { throw CocoaError(.fileReadUnknown) }
        defer { sqlite3_finalize(statement) }
        var rows: [String] = []
        var step = sqlite3_step(statement)
        while step == SQLITE_ROW {
            rows.append(sqlite3_column_text(statement, 0).map { String(cString: $0) } ?? "")
            step = sqlite3_step(statement)
        }
        // A query that broke off has not found nothing.
        guard step == SQLITE_DONE else { throw CocoaError(.fileReadUnknown) }
        return rows
    }

    /// Changes the database behind the program's back.
    func execute(_ sql: String) throws {
        var database: OpaquePointer?
        defer { sqlite3_close(database) }
        guard sqlite3_open_v2(path + "/slam.sqlite", &database, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK,
            sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK
        else { throw CocoaError(.fileWriteUnknown) }
    }

    /// The texts of the current responses.
    func currentResponses() throws -> [String] {
        try rows("SELECT CAST(i.text AS TEXT) FROM response r JOIN item i ON i.id = r.item WHERE r.is_current = 1")
    }
}
