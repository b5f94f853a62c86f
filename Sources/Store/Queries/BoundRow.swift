import Foundation
import GRDB
import GRDBSQLite

/// A statement that is run for each of many rows: values are bound by position, and no list holds them on the way.
final class BoundRow {
    private let statement: Statement
    private let pointer: OpaquePointer
    private let database: Database
    private var place: Int32 = 0

    init(_ database: Database, _ sql: String) throws {
        self.database = database
        statement = try database.makeStatement(sql: sql)
        pointer = statement.sqliteStatement
    }

    /// The next value.
    @discardableResult
    func bind(_ value: Int64?) throws -> BoundRow {
        place += 1
        return try check(value.map { sqlite3_bind_int64(pointer, place, $0) } ?? sqlite3_bind_null(pointer, place))
    }

    @discardableResult
    func bind(_ value: Int?) throws -> BoundRow { try bind(value.map(Int64.init)) }

    @discardableResult
    func bind(_ value: Double?) throws -> BoundRow {
        place += 1
        return try check(value.map { sqlite3_bind_double(pointer, place, $0) } ?? sqlite3_bind_null(pointer, place))
    }

    /// As the rest of the store binds texts: up to their first NUL.
    @discardableResult
    func bind(_ value: String?) throws -> BoundRow {
        place += 1
        return try check(
            value.map { sqlite3_bind_text(pointer, place, $0, -1, Self.copied) } ?? sqlite3_bind_null(pointer, place)
        )
    }

    @discardableResult
    func bind(_ value: Data?) throws -> BoundRow {
        place += 1
        let code = value.map { data in
            data.withUnsafeBytes { bytes in
                bytes.baseAddress.map { sqlite3_bind_blob(pointer, place, $0, Int32(bytes.count), Self.copied) }
                    ?? sqlite3_bind_zeroblob(pointer, place, 0)
            }
        }
        return try check(code ?? sqlite3_bind_null(pointer, place))
    }

    /// The bytes of a text, a NUL inside it included.
    @discardableResult
    func bind(bytes text: String) throws -> BoundRow {
        var text = text
        place += 1
        let code = text.withUTF8 { bytes in
            bytes.baseAddress.map {
                sqlite3_bind_blob(pointer, place, $0, Int32(bytes.count), Self.copied)
            }
                ?? sqlite3_bind_zeroblob(pointer, place, 0)
        }
        return try check(code)
    }

    /// Runs the statement with what was bound; the next value is the first of another row.
    func run() throws {
        defer { sqlite3_reset(pointer) }
        place = 0
        try check(sqlite3_step(pointer))
    }

    @discardableResult
    private func check(_ code: Int32) throws -> BoundRow {
        guard code == SQLITE_OK || code == SQLITE_DONE else {
            let words = sqlite3_errmsg(database.sqliteConnection).map { String(cString: $0) }
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: words)
        }
        return self
    }

    /// SQLite keeps a copy of what is bound.
    static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
