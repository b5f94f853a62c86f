import Foundation
import GRDB
import Studies

/// The stored ratings beside the plan and the bundles that they came in, one by one.
struct StoredActs {
    /// What a session called a rating that another one corrects, and the bundle in which it came.
    private struct Corrected {
        var id: String
        var stored: StoredRating

        var bundle: Int64? { stored.bundle }

        /// Whether a bundle's rating takes its place, as a later bundle's does of the same row and question.
        func isReplaced(by rating: StoredRating) -> Bool {
            guard let bundle, let other = rating.bundle, bundle != other else { return false }
            return stored.presentation == rating.presentation && stored.record.rater == rating.record.rater
                && stored.record.criterion == rating.record.criterion && stored.record.subject == rating.record.subject
        }
    }

    private let database: Database
    private let reader: StoredRatingReader
    private let isUnblinded: Bool
    private let settlements: Settlements
    /// Names of items in bundles that have names of their own, by bundle and row.
    private let names: [Int64: BundleNames]
    /// By the id under which it was stored.
    private var corrected: [String: Corrected] = [:]
    let replacedRows: Set<Int64>

    init(study name: String, _ study: Int64, _ database: Database) throws {
        self.database = database
        reader = try StoredRatingReader(name, database)
        isUnblinded =
            try Bool.fetchOne(database, sql: "SELECT 1 FROM unblinding WHERE study = ?", arguments: [study]) ?? false
        settlements = try Settlements(of: study, database)
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
        let rows = try Int64.fetchAll(
            database,
            sql: """
                SELECT id FROM rating WHERE +study = ?
                    AND record IN (SELECT supersedes FROM rating WHERE supersedes IS NOT NULL)
                """,
            arguments: [study]
        )
        var corrected: [String: Corrected] = [:]
        try reader.forEach(rows: rows) { rating in
            corrected[rating.id] = Corrected(id: logged(rating).id, stored: rating)
        }
        self.corrected = corrected
    }

    /// Calls `body` with every act of a person, and with what is not as it was stored.
    func forEach(_ body: (ChainCheck.Act) throws -> Void) throws {
        let phases = try RowCursor(database, "SELECT phase FROM presentation WHERE id = ?", [Int64(0)])
        try reader.forEach { rating in
            var planned: String?
            if rating.record.kind == .human, let row = rating.presentation {
                try phases.forEach(binding: row) { planned = $0.text(0) }
            }
            let digests = rating.record.digests
            let mismatch = mismatch(rating, digests.id, planned)
            guard rating.record.kind == .human || mismatch != nil else { return }
            let other = rating.record.supersedes.flatMap { corrected[$0] }
            let logged = rating.bundle == nil ? digests : logged(rating).digests
            try body(
                ChainCheck.Act(
                    record: rating.record,
                    digests: [logged.whole, logged.act],
                    presentation: rating.record.kind == .human ? rating.presentation : nil,
                    // A bundle's log names what it corrects by the bundle's own names, every other log by ours.
                    supersedes: other.flatMap { $0.bundle == rating.bundle ? $0.id : nil } ?? rating.record.supersedes,
                    correctsAnother: other?.isReplaced(by: rating) ?? false,
                    standsBeside: planned.map { isLate(rating, $0) } ?? false,
                    bundle: rating.bundle,
                    mismatch: mismatch
                )
            )
        }
    }

    private func mismatch(_ rating: StoredRating, _ id: String, _ planned: String?) -> String? {
        if id != rating.id { return "it does not have the id that it was stored under: changed or put in" }
        let phase = rating.record.phase
        guard rating.record.kind == .human, let planned, phase.rawValue != planned else { return nil }
        if phase == .unblinded && isUnblinded || isLate(rating, planned) { return nil }
        return "its phase is \(phase.rawValue), where the plan says \(planned)"
    }

    /// Whether it came in a bundle of who had settled its texts at home before.
    private func isLate(_ rating: StoredRating, _ planned: String) -> Bool {
        rating.bundle != nil && rating.record.phase == .discussed
            && settlements.precede(rating.record, planned: planned)
    }

    /// The act as its own session logged it: by the names of its bundle, which did not know what the plan made of it.
    private func logged(_ rating: StoredRating) -> RatingRecord {
        guard let bundle = rating.bundle, let row = rating.presentation else { return rating.record }
        var act = names[bundle].map { names in rating.record.renamed { names.item($0, of: row) } } ?? rating.record
        if ![.training, .unblinded].contains(act.phase) { act.phase = .blind }
        act.flags.removeAll { ["extra", "adaptive"].contains($0) }
        return act
    }
}
