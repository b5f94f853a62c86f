import Foundation
import GRDB
import Studies

/// A bundle that came back, read from a copy of its file.
struct ReturnedBundle {
    let path: String
    let study: String
    let name: String
    let seal: String
    let reviewer: String
    /// 1: rows are called by their ids; 2: by names.
    let format: Int
    let issuedAt: Int64
    private let issued: [UInt8]
    let records: [(record: RatingRecord, id: String, presentation: Int64?)]
    let events: [ReviewEvent]
    let places: [(id: Int64, place: Int?)]
    /// How many of its rows were rated or skipped.
    let doneCount: Int

    init(path: String, copy: String, study: String) throws {
        self.path = path
        self.study = study
        func refused(_ reason: String) -> StoreError { StoreError("'\(path)' \(reason); nothing was merged") }
        guard FileManager.default.fileExists(atPath: path) else { throw refused("is not there") }
        let file: Store
        do {
            try FileManager.default.copyItem(atPath: path, toPath: copy)
            if FileManager.default.fileExists(atPath: path + "-wal") {
                try FileManager.default.copyItem(atPath: path + "-wal", toPath: copy + "-wal")
            }
            file = try Store.open(path: copy, mode: .existing)
            guard try file.read({ try String.fetchOne($0, sql: "PRAGMA integrity_check") }) == "ok" else {
                throw StoreError("damaged")
            }
        } catch {
            throw refused("is damaged or no bundle: ask for it again")
        }
        guard let owner = try file.bundleOwner() else { throw refused("is no bundle") }
        guard owner.study == study else { throw refused("is of the study '\(owner.study)', not of '\(study)'") }
        let report = try file.verify(study)
        if let finding = report.findings.first(where: { $0.standing == .broken }) {
            throw refused("does not match its log (\(finding.what))")
        }
        let row = try file.read { try Row.fetchOne($0, sql: "SELECT name, seal, format, issued_at FROM bundle") }
        guard let row else { throw refused("is no bundle") }
        reviewer = owner.reviewer
        name = row["name"]
        seal = row["seal"]
        format = row["format"]
        issuedAt = row["issued_at"]
        issued = try file.read { try IssuedPart.bytes($0) }
        let rows = try file.read {
            try Row.fetchAll($0, sql: "SELECT record, presentation FROM rating ORDER BY id")
        }
        let byID = Dictionary(try file.records(of: study).map { ($0.id, $0) }) { one, _ in one }
        records = try rows.map { row in
            guard let record = byID[row["record"]] else {
                throw refused("does not match its log: a rating has another id")
            }
            return (record, row["record"], row["presentation"])
        }
        events = try file.read { database in
            try Store.events(of: try Store.studyID(study, database), study, database)
        }
        doneCount =
            try file.read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM presentation WHERE state IN ('done', 'skipped')")
            } ?? 0
        places = try file.read {
            try Row.fetchAll($0, sql: "SELECT id, place FROM presentation ORDER BY id").map { ($0["id"], $0["place"]) }
        }
    }

    /// Refuses a bundle that this database, or the one that it is a copy of, did not issue, or not so.
    func check(_ main: Database) throws {
        let id = try Store.studyID(study, main)
        let known = try String.fetchOne(
            main,
            sql: "SELECT seal FROM bundle WHERE name = ? AND study = ?",
            arguments: [name, id]
        )
        let found = SHA256.hmacHex(key: try Store.bundleKey(id, main), message: issued)
        if known == nil, format == 1 || found != seal {
            throw StoreError("'\(path)' was not issued from this database; nothing was merged")
        }
        guard found == known ?? seal, seal == found else {
            throw StoreError(
                "'\(path)' is not as it was issued: its texts or its plan differ from its seal; nothing was merged"
            )
        }
    }

    /// The bundle's row here; made where this database is a copy from before the handing-out.
    func row(_ main: Database) throws -> Int64 {
        let study = try Store.studyID(study, main)
        try main.execute(
            sql: """
                INSERT INTO bundle (study, reviewer, name, issued_at, seal, format) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (name) DO NOTHING
                """,
            arguments: [
                study, try Store.reviewer(reviewer, study: self.study, main), name, issuedAt, seal, format,
            ]
        )
        return try Int64.fetchOne(main, sql: "SELECT id FROM bundle WHERE name = ?", arguments: [name]) ?? 0
    }
}
