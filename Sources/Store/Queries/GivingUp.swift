import GRDB
import GRDBSQLite
import Synchronization

/// Whether the statements of a connection go on, asked every some ten thousand steps of SQLite's machine.
final class GivingUp: Sendable {
    private static let steps: Int32 = 20_000

    let isWanted = Mutex<(@Sendable () -> Bool)?>(nil)

    /// Lets a connection ask; this value must live as long as the connection.
    func attend(_ database: Database) {
        guard isWanted.withLock({ $0 != nil }) else {
            return sqlite3_progress_handler(database.sqliteConnection, 0, nil, nil)
        }
        sqlite3_progress_handler(
            database.sqliteConnection,
            Self.steps,
            { pointer in
                guard let pointer else { return 0 }
                let giving = Unmanaged<GivingUp>.fromOpaque(pointer).takeUnretainedValue()
                return giving.isWanted.withLock { $0?() ?? false } ? 1 : 0
            },
            Unmanaged.passUnretained(self).toOpaque()
        )
    }
}
