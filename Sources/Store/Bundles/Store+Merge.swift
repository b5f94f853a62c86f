import Foundation
import GRDB
import Studies

/// What bundles brought.
package struct MergeReport: Sendable, Equatable {
    package var new = 0
    package var known = 0
    package var events = 0
}

extension Store {
    /// Takes bundles back: all of them, or none and the reason. The order and repetitions make no difference.
    package func merge(_ paths: [String], study: String) throws -> MergeReport {
        let folder = FileManager.default.temporaryDirectory.appending(path: "slam-merge-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bundles = try paths.enumerated().map { place, path in
            try ReturnedBundle(path: path, copy: "\(folder)/\(place).slam", study: study)
        }
        return try merge(bundles)
    }

    /// Merges bundles that were read before.
    func merge(_ bundles: [ReturnedBundle]) throws -> MergeReport {
        try write { database in
            var report = MergeReport()
            for bundle in bundles { try bundle.check(database) }
            for bundle in bundles { try bundle.merge(database, &report) }
            return report
        }
    }
}

/// A bundle that came back, read from a copy of its file.
struct ReturnedBundle {
    let path: String
    let study: String
    let name: String
    let seal: String
    private let issued: [UInt8]
    private let records: [(record: RatingRecord, id: String, presentation: Int64?)]
    private let events: [ReviewEvent]
    private let places: [(id: Int64, place: Int?)]

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
        if let finding = report.findings.first(where: { !$0.isOfClock }) {
            throw refused("does not hold (\(finding.what)): it was edited")
        }
        let row = try file.read { try Row.fetchOne($0, sql: "SELECT name, seal FROM bundle") }
        name = row?["name"] ?? ""
        seal = row?["seal"] ?? ""
        issued = try file.read { try IssuedPart.bytes($0) }
        let rows = try file.read {
            try Row.fetchAll($0, sql: "SELECT record, presentation FROM rating ORDER BY id")
        }
        let byID = Dictionary(try file.records(of: study).map { ($0.id, $0) }) { one, _ in one }
        records = try rows.map { row in
            guard let record = byID[row["record"]] else { throw refused("does not hold: a rating was edited") }
            return (record, row["record"], row["presentation"])
        }
        events = try file.read { database in
            try Store.events(of: try Store.studyID(study, database), study, database)
        }
        places = try file.read {
            try Row.fetchAll($0, sql: "SELECT id, place FROM presentation ORDER BY id").map { ($0["id"], $0["place"]) }
        }
    }

    /// Refuses a bundle that this database did not issue, or not so.
    func check(_ main: Database) throws {
        let id = try Store.studyID(study, main)
        let known = try String.fetchOne(
            main,
            sql: "SELECT seal FROM bundle WHERE name = ? AND study = ?",
            arguments: [name, id]
        )
        guard let known else {
            throw StoreError("'\(path)' was not issued from this database; nothing was merged")
        }
        let found = SHA256.hmacHex(key: try Store.bundleKey(id, main), message: issued)
        guard found == known, seal == known else {
            throw StoreError("'\(path)' is not as it was issued: its texts or its plan were edited; nothing was merged")
        }
    }

    /// Adds what is new: ratings with the phase that the plan says, events as they are.
    func merge(_ main: Database, _ report: inout MergeReport) throws {
        let writer = try RatingWriter(study: study, main)
        var ids: [String: String] = [:]
        var touched: [Int64] = []
        for (bundled, oldID, presentation) in records {
            guard let presentation else { continue }
            var record = bundled
            let row = try Row.fetchOne(
                main,
                sql: "SELECT phase, state, is_extra FROM presentation WHERE id = ?",
                arguments: [presentation]
            )
            guard let row else { throw StoreError("'\(path)' has a row that the plan does not: nothing was merged") }
            if record.phase != .unblinded { record.phase = RatingRecord.Phase(rawValue: row["phase"]) ?? record.phase }
            if row["state"] == "revoked" || row["is_extra"] { record.flags.append("extra") }
            record.supersedes = record.supersedes.map { ids[$0] ?? $0 }
            if record.outcome == .retracted, let corrected = record.supersedes {
                record.reason = "retracts \(corrected)"
            }
            ids[oldID] = record.id
            do {
                if try writer.insert(record, presentation: presentation) { report.new += 1 } else { report.known += 1 }
            } catch let error as StoreError {
                throw StoreError("'\(path)' contradicts what is here (\(error)); nothing was merged")
            }
            if touched.last != presentation { touched.append(presentation) }
        }
        try mergeEvents(main, &report)
        for (row, place) in places {
            try main.execute(
                sql: "UPDATE presentation SET place = ? WHERE id = ? AND place IS NULL",
                arguments: [place, row]
            )
        }
        for row in Set(touched).sorted() { try settle(row, main) }
    }

    private func mergeEvents(_ main: Database, _ report: inout MergeReport) throws {
        for event in events {
            let rater = try Store.reviewer(event.reviewer, study: study, main)
            let there = try String.fetchOne(
                main,
                sql: "SELECT sha256 FROM event WHERE reviewer = ? AND sitting = ? AND number = ?",
                arguments: [rater, event.sitting, event.number]
            )
            if there == event.sha256 { continue }
            guard there == nil else {
                throw StoreError("'\(path)' tells another story of a sitting than what is here; nothing was merged")
            }
            try Store.insert(event, rater: rater, main)
            report.events += 1
        }
    }

    /// The state of a row by its ratings alone, so that no order of merging matters.
    private func settle(_ row: Int64, _ main: Database) throws {
        let outcomes = try String.fetchAll(
            main,
            sql: """
                SELECT outcome FROM rating r WHERE presentation = ? AND outcome != 'retracted'
                    AND NOT EXISTS (SELECT 1 FROM rating n WHERE n.supersedes = r.record)
                """,
            arguments: [row]
        )
        guard !outcomes.isEmpty else { return }
        let state = outcomes.contains("rated") ? "done" : "skipped"
        try main.execute(
            sql: "UPDATE presentation SET is_extra = iif(state = 'revoked', 1, is_extra), state = ? WHERE id = ?",
            arguments: [state, row]
        )
        if state == "skipped" { try Store.replaceSkipped(row, main) }
    }
}
