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
    /// Ratings and skips that are left out, corrections of them aside.
    private(set) var count = 0

    init(bundle: Int64) { self.bundle = bundle }

    /// Whether a record is to be left out; `bundled` is the same as its session has it, and `isRatedLater` says of a skip that
    /// the copy has a rating in its place.
    mutating func leaveOut(
        _ record: RatingRecord,
        _ bundled: RatingRecord,
        on row: Int64,
        isRatedLater: Bool,
        _ main: Database
    ) throws -> Bool {
        guard try isRivalled(record, on: row, isRatedLater: isRatedLater, main) else {
            own.insert(record.id)
            return false
        }
        leave(record, bundled)
        return true
    }

    /// Leaves a record out.
    mutating func leave(_ record: RatingRecord, _ bundled: RatingRecord) {
        own.remove(record.id)
        let isOfOneLeftOut = record.supersedes.map(leftOut.contains) ?? false
        leftOut.insert(record.id)
        let known = bundled.digests
        digests += known.whole == known.act ? [known.whole] : [known.whole, known.act]
        if !isOfOneLeftOut, record.outcome != .retracted { count += 1 }
    }

    private func isRivalled(_ record: RatingRecord, on row: Int64, isRatedLater: Bool, _ main: Database) throws -> Bool
    {
        if let corrected = record.supersedes, leftOut.contains(corrected) { return true }
        // What this copy corrects later stands here from its last merge.
        let isThere = try Bool.fetchOne(main, sql: "SELECT 1 FROM rating WHERE record = ?", arguments: [record.id])
        guard isThere == nil else { return false }
        // A second skip says nothing new; a rating stands beside a skip, and so does the skip that it came from.
        let isSkip = record.outcome == .skipped && record.supersedes == nil && !isRatedLater
        let standing = try String.fetchAll(
            main,
            sql: """
                SELECT r.record FROM rating r JOIN criterion c ON c.id = r.criterion JOIN item i ON i.id = r.first
                WHERE r.presentation = ?1 AND c.name = ?2 AND i.sha256 = ?3 AND r.outcome IN ('rated'\(isSkip ? ", 'skipped'" : ""))
                    AND (r.bundle = ?4 OR ?5 IS NOT NULL) AND r.record IS NOT ?5 AND (r.phase = 'discussed') = ?6
                    AND NOT EXISTS (SELECT 1 FROM rating n WHERE n.supersedes = r.record)
                """,
            arguments: [
                row, record.criterion, record.subject.items[0].rawValue, bundle, record.supersedes,
                record.phase == .discussed,
            ]
        )
        return standing.contains { !own.contains($0) }
    }
}
