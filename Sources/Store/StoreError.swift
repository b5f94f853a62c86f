import GRDB

/// What failed in the database, on which thing, and what to do.
package struct StoreError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

extension StoreError {
    /// SQLite's failures in words.
    init(_ error: DatabaseError, path written: String) {
        // Of a file that is being written beside its place, the place is what was asked for.
        let path = written.replacing(/\.[0-9]+\.part$/, with: "")
        let message =
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED:
                "the database '\(path)' was locked by another program all the time: nothing was saved; close it and try again"
            case .SQLITE_FULL:
                "the disk is full: this was not saved, what was saved before is safe; make room and try again"
            case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
                "cannot write the database '\(path)': nothing was saved; check that you may write it and its folder"
            case .SQLITE_AUTH:
                "a blind review may not do that with '\(path)' (\(error.message ?? "refused")): this is a mistake of slam"
            case .SQLITE_NOTADB: "'\(path)' is no database: name another file with --database"
            case .SQLITE_CORRUPT: "the database '\(path)' is damaged: restore it from a copy"
            case .SQLITE_IOERR:
                "the disk failed while '\(path)' was read or written: nothing was saved; check the disk and its room"
            default: "the database '\(path)' refused (\(error.message ?? "\(error.resultCode)"))"
            }
        self.init(message)
    }
}
