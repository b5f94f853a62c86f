import Foundation

/// A copy of a database that cannot be written where it lies: SQLite writes beside a database even to read it, and an older
/// one has to be brought up to date. Removed with the value.
final class ReadableCopy: Sendable {
    let path: String
    private let folder: String

    /// Nil where the database can be written.
    init?(of database: String) throws {
        let beside = URL(filePath: database).deletingLastPathComponent().path
        guard !Self.isWritable(database) || !Self.isWritable(beside) else { return nil }
        folder = FileManager.default.temporaryDirectory.appending(path: "slam-read-\(UUID().uuidString)").path
        path = "\(folder)/slam.sqlite"
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            for end in ["", "-wal"] where FileManager.default.fileExists(atPath: database + end) {
                try FileManager.default.copyItem(atPath: database + end, toPath: path + end)
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path + end)
            }
        } catch {
            try? FileManager.default.removeItem(atPath: folder)
            throw StoreError(
                "'\(database)' cannot be written, and not be copied to be read: check that you may read it"
            )
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 }
}
