import GRDB
import Studies

/// What the same person answered before, in another copy of the same bundle or here: of an item that was rated twice, the
/// rating that came first counts.
struct OtherCopies {
    let bundle: Int64
    /// Ids of the records of this copy that are here.
    private var own: Set<String> = []
    private var leftOut: Set<String> = []
    /// What the copy's sessions call the acts that are left out.
    private(set) var digests: [String] = []
    /// Ratings and skips that are left out, corrections aside.
    private(set) var count = 0

    init(bundle: Int64) { self.bundle = bundle }

    /// Whether a record is to be left out; `bundled` is the same as its session has it.
    mutating func leaveOut(_ record: RatingRecord, _ bundled: RatingRecord, on row: Int64, _ main: Database) throws
        -> Bool
    {
        guard try isRivalled(record, on: row, main) else {
            own.insert(record.id)
            return false
        }
        leave(record, bundled)
        return true
    }

    /// Leaves a record out.
    mutating func leave(_ record: RatingRecord, _ bundled: RatingRecord) {
        own.remove(record.id)
        leftOut.insert(record.id)
        let known = bundled.digests
        digests += known.whole == known.act ? [known.whole] : [known.whole, known.act]
        if record.supersedes == nil { count += 1 }
    }

    private func isRivalled(_ record: RatingRecord, on row: Int64, _ main: Database) throws -> Bool {
        if let corrected = record.supersedes { return leftOut.contains(corrected) }
        guard record.outcome == .rated || record.outcome == .skipped else { return false }
        let standing = try String.fetchOne(
            main,
            sql: """
                SELECT r.record FROM rating r JOIN criterion c ON c.id = r.criterion JOIN item i ON i.id = r.first
                WHERE r.presentation = ? AND c.name = ? AND i.sha256 = ? AND r.bundle = ? AND r.outcome = 'rated'
                    AND NOT EXISTS (SELECT 1 FROM rating n WHERE n.supersedes = r.record)
                """,
            arguments: [row, record.criterion, record.subject.items[0].rawValue, bundle]
        )
        guard let standing, standing != record.id, !own.contains(standing) else { return false }
        // What this copy corrects later stands here from its last merge.
        return try String.fetchOne(main, sql: "SELECT 1 FROM rating WHERE record = ?", arguments: [record.id]) == nil
    }
}
