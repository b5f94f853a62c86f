import Foundation
import GRDB
import GRDBSQLite
import Synchronization

/// The database of a workspace: the only room with SQL. Every method is one transaction.
package final class Store: Sendable {
    /// What may be there when a store is opened.
    package enum Mode: Sendable {
        /// Made when it is absent.
        case create
        /// Must be there.
        case existing
    }

    let writer: any DatabaseWriter
    let path: String

    /// The file that was opened; nil for one in memory and for a copy.
    private let identity: FileIdentity?

    /// Whether the connection can read nothing but what a blind review needs.
    var isRestricted: Bool { restriction != nil }

    let restriction: Restriction?

    /// For each reviewer the position up to which nothing that is open to anybody was theirs to take.
    let openFrom = Mutex<[Int64: Int]>([:])

    /// When what is under way is given up.
    private let giving = GivingUp()

    /// How another program's hold on the database is waited for.
    let wait: BusyWait?

    /// The copy that is read in the place of a database that cannot be written.
    let copy: ReadableCopy?

    /// Whether what is written would be lost: it is refused.
    package var isCopyForReading: Bool { copy != nil }

    init(
        writer: any DatabaseWriter,
        path: String,
        restriction: Restriction? = nil,
        wait: BusyWait? = nil,
        copy: ReadableCopy? = nil
    ) {
        self.copy = copy
        identity = copy == nil ? FileIdentity(at: path) : nil
        self.writer = writer
        self.path = path
        self.restriction = restriction
        self.wait = wait
    }

    /// Called with the time waited so far, every half second while another program holds the database.
    package var onWait: (@Sendable (Duration) -> Void)? {
        get { wait?.hook }
        set { wait?.hook = newValue }
    }

    /// Opens the database at `path`, and brings an older one up to date. Another program that holds it is waited for up to
    /// `limit`, then and with every later act; `onWait` is called as the property of that name.
    package static func open(
        path: String,
        mode: Mode,
        waiting limit: Duration = .seconds(30),
        onWait: (@Sendable (Duration) -> Void)? = nil
    ) throws(StoreError) -> Store {
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        if mode == .existing, !isThere {
            throw StoreError("no database at '\(path)': run 'slam collect' or 'slam import' first")
        }
        guard !isThere || !isFolder.boolValue else {
            throw StoreError("'\(path)' is a folder: name a file with --database")
        }
        do {
            let wait = BusyWait(limit: limit)
            wait.hook = onWait
            let copy = try mode == .existing ? ReadableCopy(of: path) : nil
            let queue = try DatabaseQueue(path: copy?.path ?? path, configuration: configuration(wait))
            let store = Store(writer: queue, path: path, wait: wait, copy: copy)
            try queue.read { try Schema.check($0, path: path) }
            try queue.writeWithoutTransaction { try setUp($0) }
            try Schema.migrate(queue)
            if copy == nil { try store.beginLogs() }
            return store
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError("cannot open the database '\(path)'")
        }
    }

    /// Keeps up to so many megabytes of pages in memory: for what goes through the whole database in more than one order.
    package func keepPages(megabytes: Int) throws {
        try read { try $0.execute(sql: "PRAGMA cache_size = \(-1000 * megabytes)") }
    }

    /// Writes the pages in memory that were changed to the log, and lets go of all, for what needs the memory otherwise; within
    /// a transaction, too, which stays open.
    package func letGoOfPages() throws {
        try read { database in
            let code = sqlite3_db_cacheflush(database.sqliteConnection)
            // A page in use, or a reader of the database, may keep some back.
            guard code == SQLITE_OK || code == SQLITE_BUSY else {
                throw DatabaseError(resultCode: ResultCode(rawValue: code))
            }
            _ = sqlite3_db_release_memory(database.sqliteConnection)
        }
        Memory.giveBack()
    }

    /// Gives up what a statement is doing, and with it its transaction, as soon as `isWanted` says so.
    package func giveUp(when isWanted: (@Sendable () -> Bool)?) {
        giving.isWanted.withLock { $0 = isWanted }
        wait?.giveUp(when: isWanted)
        writer.unsafeReentrantWrite { giving.attend($0) }
    }

    /// Gives up as another store does.
    func giveUp(as other: Store) { giveUp(when: other.giving.isWanted.withLock(\.self)) }

    private static func setUp(_ database: Database) throws {
        // SQLite asks nobody to wait where two programs turn to the log at once.
        var tries = 0
        while true {
            do {
                try database.execute(sql: "PRAGMA journal_mode = WAL")
                break
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && tries < 100 {
                tries += 1
                usleep(20_000)
            }
        }
        // 16 MB of pages: a plan of thousands of rows is not written to the log in pieces.
        try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA cache_size = -16000")
    }

    /// A store that lives as long as the value.
    package static func inMemory() throws -> Store {
        let queue = try DatabaseQueue(configuration: configuration(BusyWait(limit: .zero)))
        try Schema.migrate(queue)
        return Store(writer: queue, path: ":memory:")
    }

    private static func configuration(_ wait: BusyWait) -> Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .callback { wait.goesOn(tries: $0) }
        // Connections that read look pages up again by the thousand, too.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -16000") }
        return configuration
    }

    /// One transaction that writes; SQLite's failures come out in words.
    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        guard !isCopyForReading else {
            throw StoreError(
                "cannot write the database '\(path)': nothing was saved; check that you may write it and its folder"
            )
        }
        guard identity == nil || identity == FileIdentity(at: path) else {
            throw StoreError(
                "'\(path)' was removed or replaced while this program had it open: nothing was saved; end this program and look"
            )
        }
        do {
            return try writer.unsafeReentrantWrite { database in
                var value: Value?
                func act() throws -> Database.TransactionCompletion {
                    value = try body(database)
                    // What was added belongs to the study's chain; a review has its own.
                    if !isRestricted { try StudyLog.commitAdded(database) }
                    return .commit
                }
                // Within `atomically` it is a part of that one transaction, which fails as a whole; a savepoint would
                // copy every page that is changed while it is open.
                if database.isInsideTransaction {
                    _ = try act()
                } else {
                    try database.inTransaction(.immediate, act)
                }
                guard let value else { throw StoreError("the database '\(path)' gave no answer") }
                return value
            }
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }

    /// Begins the chains that studies of earlier builds lack.
    private func beginLogs() throws {
        let lacks = try read {
            try Bool.fetchOne(
                $0,
                sql:
                    "SELECT 1 FROM model m WHERE NOT EXISTS (SELECT 1 FROM study_event e WHERE e.study = m.study) LIMIT 1"
            )
        }
        if lacks == true { try write { try StudyLog.beginAll($0) } }
    }

    /// Makes everything that `body` does with this store one transaction: all of it, or nothing when it throws.
    package func atomically<Value>(_ body: () throws -> Value) throws -> Value { try write { _ in try body() } }

    /// Removes a database that this store made and put nothing into; the store is closed by it.
    package func discard() throws {
        guard try read({ try Int.fetchOne($0, sql: "SELECT count(*) FROM study") }) == 0 else { return }
        try writer.close()
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.removeItem(atPath: path + suffix)
        }
    }

    /// One transaction that reads.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try writer.unsafeReentrantRead(body)
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }
}
