import CSQLite
import Foundation
import GRDB
import GRDBSQLite

/// What takes the values of one row after another, each row in the order of its columns.
protocol RowTaking: AnyObject {
    @discardableResult func bind(_ value: Int64?) throws -> Self
    @discardableResult func bind(_ value: Int?) throws -> Self
    @discardableResult func bind(_ value: Double?) throws -> Self
    /// Up to its first NUL.
    @discardableResult func bind(_ value: String?) throws -> Self
    @discardableResult func bind(_ value: Data?) throws -> Self
    /// Ends the row.
    func run() throws
}

extension BoundRow: RowTaking {}

/// Rows on their way into a table, put there by one statement for thousands: a statement for each would keep copies of the
/// pages that it changes. The statement reads them where they lie.
final class RowBuffer: RowTaking {
    private let database: Database
    /// What statements call the rows.
    private let name: String
    private let insertion: String
    private let width: Int
    /// What statements read, which must stay where it is.
    private let offered: UnsafeMutablePointer<slam_rows>
    private var cells = Room<slam_cell>()
    private var bytes = Room<UInt8>()
    private let references: References

    /// Of a table with these columns, written as in a statement.
    init(into table: String, _ columns: String, _ database: Database) throws {
        self.database = database
        let names = columns.split { $0 == "," || $0.isWhitespace }.map(String.init)
        width = names.count
        references = try References(of: table, columns: names, database)
        offered = .allocate(capacity: 1)
        offered.initialize(to: slam_rows(cells: nil, bytes: nil, count: 0, width: Int32(width)))
        name = "buffered_\(UInt(bitPattern: offered))"
        let read = names.indices.map { "c\($0)" }.joined(separator: ", ")
        insertion = "INSERT INTO \(table) (\(columns)) SELECT \(read) FROM \(name)"
        let code = slam_offer_rows(UnsafeMutableRawPointer(database.sqliteConnection), name, offered)
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    deinit {
        _ = slam_withdraw_rows(UnsafeMutableRawPointer(database.sqliteConnection), name)
        offered.deallocate()
        cells.end()
        bytes.end()
    }

    /// How many rows wait.
    var count: Int { cells.count / width }

    @discardableResult
    func bind(_ value: Int64?) -> RowBuffer {
        cells.add(value.map { slam_cell(value: $0, length: 0, type: Self.integer) } ?? slam_cell())
        return self
    }

    @discardableResult
    func bind(_ value: Int?) -> RowBuffer { bind(value.map(Int64.init)) }

    @discardableResult
    func bind(_ value: Double?) -> RowBuffer {
        let bits = value.map { slam_cell(value: Int64(bitPattern: $0.bitPattern), length: 0, type: Self.real) }
        cells.add(bits ?? slam_cell())
        return self
    }

    @discardableResult
    func bind(_ value: String?) -> RowBuffer {
        guard var value else {
            cells.add(slam_cell())
            return self
        }
        return value.withUTF8 { text in
            let end = text.firstIndex(of: 0) ?? text.count
            return add(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(text)[..<end]), Self.text)
        }
    }

    @discardableResult
    func bind(_ value: Data?) -> RowBuffer {
        guard let value else {
            cells.add(slam_cell())
            return self
        }
        return value.withUnsafeBytes { add($0, Self.blob) }
    }

    private func add(_ value: UnsafeRawBufferPointer, _ type: Int32) -> RowBuffer {
        cells.add(slam_cell(value: Int64(bytes.count), length: Int32(value.count), type: type))
        bytes.add(value)
        return self
    }

    func run() {}

    /// Whether some row refers to something else than a row's number, which is searched for with each.
    var needsSearches: Bool { references.needSearches(cells.all) }

    /// Puts what waits into the table. With `inBulk` what its rows refer to is looked up for all of them together, not by a
    /// search for each, where they refer to rows by number.
    func put(inBulk: Bool) throws {
        guard cells.count > 0 else { return }
        let isBulk = inBulk && !needsSearches
        offered.pointee = slam_rows(
            cells: cells.all.baseAddress,
            bytes: bytes.all.baseAddress,
            count: Int64(count),
            width: Int32(width)
        )
        defer { offered.pointee = slam_rows(cells: nil, bytes: nil, count: 0, width: Int32(width)) }
        if isBulk {
            try database.withoutSearches { try database.execute(sql: insertion) }
            try references.check(cells.all)
        } else {
            try database.execute(sql: insertion)
        }
        cells.clear()
        bytes.clear()
    }

    private static let integer = Int32(slam_integer)
    private static let real = Int32(slam_real)
    private static let text = Int32(slam_text)
    private static let blob = Int32(slam_blob)
}

/// Values that are added by the million: a list would ask with each whether somebody else has it too.
private struct Room<Value: BitwiseCopyable> {
    private var values: UnsafeMutablePointer<Value>
    private var size = 1024
    private(set) var count = 0

    init() { values = .allocate(capacity: size) }

    var all: UnsafeBufferPointer<Value> { UnsafeBufferPointer(start: values, count: count) }

    mutating func add(_ value: Value) {
        if count == size { grow(to: count + 1) }
        values[count] = value
        count += 1
    }

    /// Adds what lies in a row of bytes, as single ones.
    mutating func add(_ bytes: UnsafeRawBufferPointer) where Value == UInt8 {
        guard let start = bytes.baseAddress else { return }
        if count + bytes.count > size { grow(to: count + bytes.count) }
        UnsafeMutableRawPointer(values + count).copyMemory(from: start, byteCount: bytes.count)
        count += bytes.count
    }

    private mutating func grow(to needed: Int) {
        size = max(needed, size * 2)
        let larger = UnsafeMutablePointer<Value>.allocate(capacity: size)
        larger.update(from: values, count: count)
        values.deallocate()
        values = larger
    }

    /// Keeps the room.
    mutating func clear() { count = 0 }

    /// The values may not be used any more.
    func end() { values.deallocate() }
}

extension Database {
    /// Lets `body` put in rows without a search for what each refers to; whoever calls it looks that up.
    fileprivate func withoutSearches(_ body: () throws -> Void) throws {
        let connection = UnsafeMutableRawPointer(sqliteConnection)
        let isOn = try Bool.fetchOne(self, sql: "PRAGMA foreign_keys") ?? true
        guard isOn, slam_look_up_references(connection, 0) == SQLITE_OK else { return try body() }
        defer { _ = slam_look_up_references(connection, 1) }
        try body()
    }
}

/// What the rows of a table refer to, looked up for many rows together: the rows of each table that is referred to are read
/// once, and what is not among them is searched for.
private final class References {
    /// A column, and the table whose rows its numbers are; nil where it holds something else than a row's number.
    private struct Reference {
        var column: Int
        var table: String?
    }

    private let database: Database
    private let width: Int
    private let all: [Reference]
    private var known: [String: RowSet] = [:]

    init(of table: String, columns: [String], _ database: Database) throws {
        self.database = database
        width = columns.count
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?)",
            arguments: [table]
        )
        all = rows.compactMap { row in
            let to: String? = row["to"]
            return columns.firstIndex(of: row["from"]).map {
                Reference(column: $0, table: to == nil || to == "id" ? row["table"] : nil)
            }
        }
    }

    /// Whether some row refers to something else than a row's number.
    func needSearches(_ cells: UnsafeBufferPointer<slam_cell>) -> Bool {
        all.contains { reference in
            reference.table == nil
                && stride(from: reference.column, to: cells.count, by: width).contains { cells[$0].type != 0 }
        }
    }

    /// Throws as SQLite does where a row refers to one that is not there.
    func check(_ cells: UnsafeBufferPointer<slam_cell>) throws {
        for reference in all {
            guard let table = reference.table else { continue }
            var rows = known.removeValue(forKey: table) ?? RowSet()
            for place in stride(from: reference.column, to: cells.count, by: width) where cells[place].type != 0 {
                let row = cells[place].value
                if rows.contains(row) { continue }
                try rows.readOn(in: table, database)
                if rows.contains(row) { continue }
                guard cells[place].type == Int32(slam_integer), try isThere(row, in: table) else {
                    throw DatabaseError(
                        resultCode: .SQLITE_CONSTRAINT_FOREIGNKEY,
                        message: "FOREIGN KEY constraint failed"
                    )
                }
                rows.insert(row)
            }
            known[table] = rows
        }
    }

    private func isThere(_ row: Int64, in table: String) throws -> Bool {
        try database.valueCached(Bool.self, sql: "SELECT 1 FROM \"\(table)\" WHERE id = ?", arguments: [row]) ?? false
    }
}
