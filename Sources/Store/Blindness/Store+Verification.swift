import Foundation
import GRDB
package import Studies

extension Store {
    /// Recomputes the study's chains and compares every rating with them, and with heads, or a code of them, kept elsewhere.
    package func verify(_ study: String, against heads: [ChainHead] = [], code: HeadCode? = nil) throws -> ChainReport {
        let records = try records(of: study)
        return try read { database in
            let id = try Self.studyID(study, database)
            let acts = try StoredActs(id, database)
            var chain = try StudyChainCheck(id, study, database)
            chain.check(heads)
            let coded = try code.map { try chain.heads(of: $0) } ?? []
            var report = ChainCheck(
                events: try Self.events(of: id, study, database),
                acts: try acts.acts(records),
                expectedHeads: heads.filter { $0.sitting != StudyChainCheck.sitting } + coded,
                replaced: acts.replacedRows
            ).report
            report.findings += try chain.findings + Self.brokenRules(database)
            report.studyEventCount = chain.events.count
            report.studyHead = chain.head
            return report
        }
    }

    /// Notes every session's head in the study's chain; the hash of that event stands for all of them.
    package func logHeads(_ study: String) throws -> HeadCode? {
        try write { database in
            let id = try Self.studyID(study, database)
            let heads = ChainCheck(events: try Self.events(of: id, study, database), acts: [], expectedHeads: []).report
                .heads
            let log = StudyLog(study: id, database: database)
            try log.append(
                .heads,
                [
                    (
                        "sessions",
                        .array(
                            heads.map {
                                .array([
                                    .string($0.reviewer), .string($0.sitting), .number(Double($0.number)),
                                    .string($0.sha256),
                                ])
                            }
                        )
                    )
                ],
                at: StudyLog.now
            )
            return try log.head().flatMap(HeadCode.init(sha256:))
        }
    }

    /// The events of a study by reviewer, sitting and number.
    static func events(of study: Int64, _ name: String, _ database: Database) throws -> [ReviewEvent] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT e.*, t.name AS reviewer_name FROM event e JOIN rater t ON t.id = e.reviewer
                WHERE e.study = ? ORDER BY t.name, e.sitting, e.number
                """,
            arguments: [study]
        ).map { row in
            ReviewEvent(
                study: name,
                reviewer: row["reviewer_name"],
                sitting: row["sitting"],
                number: row["number"],
                kind: row["kind"],
                presentation: row["named"] as Int64? ?? row["presentation"],
                row: row["presentation"],
                at: row["at"],
                payload: row["payload"],
                previous: row["previous"],
                sha256: row["sha256"],
                version: row["digest_version"],
                bundle: row["bundle"]
            )
        }
    }
}

/// The stored ratings beside the plan and the bundles that they came in.
private struct StoredActs {
    /// What the database has of one rating besides its record.
    private struct Place {
        var stored: String
        var presentation: Int64?
        var planned: String?
        var bundle: Int64?
    }

    private let places: [Place]
    private let isUnblinded: Bool
    /// Names of items in bundles that have names of their own, by bundle and row.
    private let names: [Int64: BundleNames]
    let replacedRows: Set<Int64>

    init(_ study: Int64, _ database: Database) throws {
        places = try Row.fetchAll(
            database,
            sql: """
                SELECT r.record, r.presentation, n.phase, r.bundle FROM rating r JOIN rater t ON t.id = r.rater
                LEFT JOIN presentation n ON n.id = r.presentation WHERE r.study = ? ORDER BY t.name, r.id
                """,
            arguments: [study]
        ).map {
            Place(stored: $0["record"], presentation: $0["presentation"], planned: $0["phase"], bundle: $0["bundle"])
        }
        isUnblinded =
            try Bool.fetchOne(database, sql: "SELECT 1 FROM unblinding WHERE study = ?", arguments: [study]) ?? false
        let key = try Data.fetchOne(database, sql: "SELECT bundle_key FROM secret WHERE study = ?", arguments: [study])
        let bundles = try Row.fetchAll(
            database,
            sql: "SELECT id, name FROM bundle WHERE study = ? AND format > 1",
            arguments: [study]
        )
        // In a bundle itself nothing bears another name.
        names = Dictionary(
            key.map { key in
                bundles.map { ($0["id"], BundleNames(key: Array(key), bundle: $0["name"])) }
            } ?? []
        ) { first, _ in first }
        replacedRows = try Int64.fetchSet(
            database,
            sql: """
                SELECT e.presentation FROM event e JOIN rating r ON r.presentation = e.presentation
                WHERE e.study = ? AND e.bundle IS NOT NULL AND r.bundle IS NOT NULL AND r.bundle != e.bundle
                """,
            arguments: [study]
        )
    }

    func acts(_ records: [RatingRecord]) throws -> [ChainCheck.Act] {
        guard records.count == places.count else { throw StoreError("the ratings changed meanwhile: verify again") }
        let logged = zip(records, places).map(logged)
        let byID = Dictionary(zip(places, logged).map { ($0.stored, ($0, $1)) }) { first, _ in first }
        return zip(zip(records, places), logged).compactMap { pair, logged in
            let (record, place) = pair
            let mismatch = mismatch(record, place)
            guard record.kind == .human || mismatch != nil else { return nil }
            let corrected = record.supersedes.flatMap { byID[$0] }
            return ChainCheck.Act(
                reviewer: record.rater,
                digests: [2: logged.wholeDigest, 1: logged.actDigest],
                presentation: record.kind == .human ? place.presentation : nil,
                supersedes: corrected?.1.id ?? record.supersedes,
                correctsAnother: corrected.map { $0.0.bundle != place.bundle } ?? false,
                bundle: place.bundle,
                mismatch: mismatch,
                words: "\(record.criterion) of \(record.subject.name.prefix(12))…"
            )
        }
    }

    private func mismatch(_ record: RatingRecord, _ place: Place) -> String? {
        if record.id != place.stored { return "it does not have the id that it was stored under: changed or put in" }
        guard record.kind == .human, let planned = place.planned, record.phase.rawValue != planned else { return nil }
        if record.phase == .unblinded, isUnblinded { return nil }
        return "its phase is \(record.phase.rawValue), where the plan says \(planned)"
    }

    /// The act as its own session logged it: by the names of its bundle, which did not know what the plan made of it.
    private func logged(_ record: RatingRecord, _ place: Place) -> RatingRecord {
        guard let bundle = place.bundle, let row = place.presentation else { return record }
        var act = names[bundle].map { names in record.renamed { names.item($0, of: row) } } ?? record
        if ![.training, .unblinded].contains(act.phase) { act.phase = .blind }
        act.flags.removeAll { ["extra", "adaptive"].contains($0) }
        return act
    }
}
