import GRDB
import GRDBSQLite

/// The rows of a query read by the position of their columns, without a name or a copied value: for the many.
struct RowCursor {
    private let statement: Statement
    private let pointer: OpaquePointer
    private let database: Database

    /// `isCached` keeps the statement for the next time; no other use of it may be under way then.
    init(_ database: Database, _ sql: String, _ arguments: StatementArguments, isCached: Bool = false) throws {
        self.database = database
        statement = try isCached ? database.cachedStatement(sql: sql) : database.makeStatement(sql: sql)
        statement.arguments = arguments
        pointer = statement.sqliteStatement
    }

    /// Calls `body` with each row.
    func forEach(_ body: (RowCursor) throws -> Void) throws {
        defer { sqlite3_reset(pointer) }
        while true {
            switch sqlite3_step(pointer) {
            case SQLITE_ROW: try body(self)
            case SQLITE_DONE: return
            case let code:
                let words = sqlite3_errmsg(database.sqliteConnection).map { String(cString: $0) }
                throw DatabaseError(resultCode: ResultCode(rawValue: code), message: words)
            }
        }
    }

    /// The same with other values for the query's parameters.
    func forEach(with arguments: StatementArguments, _ body: (RowCursor) throws -> Void) throws {
        statement.arguments = arguments
        try forEach(body)
    }

    /// The same with other whole numbers for the query's parameters, in their order, and without a list of values.
    func forEach(binding values: Int64..., body: (RowCursor) throws -> Void) throws {
        for (place, value) in values.enumerated() {
            sqlite3_bind_int64(pointer, Int32(place + 1), value)
        }
        try forEach(body)
    }

    /// The same with another text for the query's one parameter, up to its first NUL.
    func forEach(binding text: String, body: (RowCursor) throws -> Void) throws {
        sqlite3_bind_text(pointer, 1, text, -1, BoundRow.copied)
        try forEach(body)
    }

    var columnCount: Int32 { sqlite3_column_count(pointer) }

    /// `SQLITE_INTEGER` and so on.
    func type(_ column: Int32) -> Int32 { sqlite3_column_type(pointer, column) }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(pointer, column) == SQLITE_NULL }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(pointer, column) }

    /// NaN where there is none.
    func number(_ column: Int32) -> Double { isNull(column) ? .nan : sqlite3_column_double(pointer, column) }

    /// The bytes of a text or a blob, valid until the next row; empty where there is none.
    func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
        let start = sqlite3_column_blob(pointer, column)?.assumingMemoryBound(to: UInt8.self)
        return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, column)))
    }

    /// Nil where there is none.
    func knownText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    /// Nil where there is none.
    func knownInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

    func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }
}
