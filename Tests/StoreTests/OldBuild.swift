import Foundation
import GRDBSQLite
import Testing

/// Databases and bundles that build 644d720 wrote, as SQLite's shell dumps them, in files of their own.
///
/// The study `s` has four prompts, three models (`planted-large`, the baseline, `planted-small` and `planted-tiny`), a gold
/// and a training item, attention checks, repeats and masked texts. Ben sat in the database; ana's bundle was rated, cleo's
/// was not.
final class OldBuild {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "slam-old-\(UUID().uuidString)").path
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/build-644d720").path

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func file(_ name: String) -> String { "\(folder)/\(name)" }

    /// The restored file: `database`, `bundle-rated` or `bundle-issued`.
    func restored(_ name: String) throws -> String {
        let path = file("\(name).sqlite")
        let sql = try String(contentsOfFile: "\(Self.fixtures)/\(name).sql", encoding: .utf8)
        var database: OpaquePointer?
        defer { sqlite3_close(database) }
        try #require(sqlite3_open(path, &database) == SQLITE_OK)
        try #require(sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK)
        return path
    }

    static func heads() throws -> String { try String(contentsOfFile: "\(fixtures)/heads.jsonl", encoding: .utf8) }
}
