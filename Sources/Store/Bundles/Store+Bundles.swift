import Foundation
import GRDB
import Studies

extension Store {
    /// Hands a reviewer's rows out, with up to `open` of those for anybody, in a file of their own that holds nothing else;
    /// returns how many.
    ///
    /// Everything is written anew into a fresh file, so that no page of it was ever used for anything else.
    package func writeBundle(
        for reviewer: String,
        study: String,
        open: Int = 0,
        to path: String,
        at time: Int64
    ) throws -> Int {
        try Self.refuseExisting(path)
        return try Self.drafting(path) { draft in
            var isThere = false
            // A file whose rows were not handed out is no bundle.
            defer { if isThere { try? FileManager.default.removeItem(atPath: path) } }
            let count = try write { database in
                // Another program may have written it while this one waited for the database.
                try Self.refuseExisting(path)
                try Self.give(open, to: reviewer, study: study, database)
                let bundle = try Issue(study: study, reviewer: reviewer, at: time, database)
                let file = try Store.open(path: draft, mode: .create)
                try file.write { try bundle.fill($0, from: database) }
                try bundle.seal(file, database)
                try file.pack()
                try file.close()
                // When it was written tells which texts were there by then.
                let day = Date(timeIntervalSince1970: Double(time.startOfDay / 1000))
                try? FileManager.default.setAttributes([.modificationDate: day], ofItemAtPath: draft)
                try FileManager.default.moveItem(atPath: draft, toPath: path)
                isThere = true
                let log = StudyLog(study: try Self.studyID(study, database), database: database)
                try log.append(
                    .bundle,
                    [
                        ("bundle", .string(bundle.name)), ("handed", bundle.handed), ("reviewer", .string(reviewer)),
                        try log.sessions(),
                    ],
                    at: StudyLog.now
                )
                return bundle.rowCount
            }
            isThere = false
            return count
        }
    }

    /// Makes open rows a reviewer's own, in their order, each with its repeats; never a second slot of the same.
    private static func give(_ count: Int, to name: String, study: String, _ database: Database) throws {
        guard count > 0 else { return }
        let (rater, id) = (try Self.reviewer(name, study: study, database), try studyID(study, database))
        try database.execute(
            sql: """
                UPDATE presentation SET reviewer = ?1 WHERE id IN (
                    SELECT min(n.id) FROM presentation n
                    WHERE n.study = ?2 AND n.state = 'open' AND n.reviewer IS NULL AND n.original IS NULL
                        AND NOT EXISTS (SELECT 1 FROM presentation x WHERE x.first = n.first AND x.reviewer = ?1
                            AND coalesce(x.second, 0) = coalesce(n.second, 0) AND x.phase = n.phase)
                    GROUP BY n.first, n.second, n.phase ORDER BY min(n.position) LIMIT ?3)
                """,
            arguments: [rater, id, count]
        )
        try database.execute(
            sql: """
                UPDATE presentation SET reviewer = ?1 WHERE study = ?2 AND state = 'open' AND reviewer IS NULL
                    AND original IN (SELECT id FROM presentation WHERE reviewer = ?1 AND state = 'open')
                """,
            arguments: [rater, id]
        )
    }

    /// Takes back what a reviewer has in bundles: the slots are open to the others, and what still comes is extra.
    package func revokeBundles(of reviewer: String, study: String) throws -> Int {
        try write { database in
            let rater = try Self.reviewer(reviewer, study: study, database)
            let rows = try Int64.fetchAll(
                database,
                sql: "SELECT id FROM presentation WHERE reviewer = ? AND state = 'issued' ORDER BY id",
                arguments: [rater]
            )
            for row in rows {
                // The reviewer may be planned for it again; what still comes of this row is extra.
                try database.execute(
                    sql: "UPDATE presentation SET state = 'revoked', is_extra = 1 WHERE id = ?",
                    arguments: [row]
                )
                try Self.replaceSkipped(row, database)
            }
            if !rows.isEmpty {
                let log = StudyLog(study: try Self.studyID(study, database), database: database)
                try log.append(.revoked, [("reviewer", .string(reviewer)), try log.sessions()], at: StudyLog.now)
            }
            return rows.count
        }
    }

    /// The study and the reviewer of a bundle.
    package func bundleOwner() throws -> (study: String, reviewer: String)? { try read(Self.bundleOwner) }

    /// Whether a file is a bundle; nothing of it is changed.
    package static func isBundle(at path: String) -> Bool {
        var configuration = Configuration()
        configuration.readonly = true
        guard FileManager.default.fileExists(atPath: path),
            let queue = try? DatabaseQueue(path: path, configuration: configuration),
            let owner = try? queue.read(bundleOwner)
        else { return false }
        return !owner.reviewer.isEmpty
    }

    private static func bundleOwner(_ database: Database) throws -> (study: String, reviewer: String)? {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT s.name AS study, t.name AS reviewer FROM bundle b JOIN study s ON s.id = b.study
                JOIN rater t ON t.id = b.reviewer
                """
        )
        let models = try Int.fetchOne(database, sql: "SELECT count(*) FROM model") ?? 0
        guard rows.count == 1, models == 0 else { return nil }
        return (rows[0]["study"], rows[0]["reviewer"])
    }

    /// Writes every page anew, by the rows' ids alone.
    func pack() throws { try writer.writeWithoutTransaction { try $0.execute(sql: "VACUUM") } }

    /// Writes the file in one piece and lets go of it.
    func close() throws {
        try writer.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA journal_mode = DELETE")
        }
        try writer.close()
    }

    /// The key that seals the study's bundles; made at the first use.
    static func bundleKey(_ study: Int64, _ database: Database) throws -> [UInt8] {
        try database.execute(
            sql: "INSERT INTO secret (study, bundle_key) VALUES (?, ?) ON CONFLICT (study) DO NOTHING",
            arguments: [study, Data((0..<32).map { _ in UInt8.random(in: 0...255) })]
        )
        let key = try Data.fetchOne(database, sql: "SELECT bundle_key FROM secret WHERE study = ?", arguments: [study])
        guard let key else { throw StoreError("the study has no key for bundles") }
        return Array(key)
    }
}
