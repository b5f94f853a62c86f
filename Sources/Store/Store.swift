import Foundation
import GRDB

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

    /// Whether the connection can read nothing but what a blind review needs.
    var isRestricted: Bool { restriction != nil }

    let restriction: Restriction?

    init(writer: any DatabaseWriter, path: String, restriction: Restriction? = nil) {
        self.writer = writer
        self.path = path
        self.restriction = restriction
    }

    /// Opens the database at `path`, and brings an older one up to date.
    package static func open(path: String, mode: Mode) throws(StoreError) -> Store {
        if mode == .existing, !FileManager.default.fileExists(atPath: path) {
            throw StoreError("no database at '\(path)': run 'slam collect' or 'slam import' first")
        }
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let store = Store(writer: queue, path: path)
            try queue.write { try Schema.check($0, path: path) }
            try queue.writeWithoutTransaction {
                try $0.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
            }
            try Schema.migrator.migrate(queue)
            return store
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError("cannot open the database '\(path)'")
        }
    }

    /// A store that lives as long as the value.
    package static func inMemory() throws -> Store {
        let queue = try DatabaseQueue(configuration: configuration)
        try Schema.migrator.migrate(queue)
        return Store(writer: queue, path: ":memory:")
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(30)
        return configuration
    }

    /// One transaction that writes; SQLite's failures come out in words.
    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try writer.unsafeReentrantWrite { database in
                var value: Value?
                try database.inTransaction(.immediate) {
                    value = try body(database)
                    return .commit
                }
                guard let value else { throw StoreError("the database '\(path)' gave no answer") }
                return value
            }
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
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
