import GRDB
import Studies

/// That another session of the same reviewer has, or answered, what this one shows.
private struct TakenMeanwhile: Error {
    /// Milliseconds UTC; nil where its log does not say.
    var since: Int64?
}

extension Store {
    /// One transaction that ends a row of the plan. Where another session of the reviewer took it meanwhile, nothing is
    /// overwritten: what was answered here is kept as a draft, and that is told.
    func settling(
        _ presentation: BlindPresentation,
        keeping words: String,
        study: String,
        reviewer: String,
        _ owner: LeaseOwner,
        at time: Int64,
        _ shownAt: Int64?,
        _ body: (Int64, Database) throws -> Void
    ) throws {
        do {
            try write { database in
                if let taker = try Self.taker(presentation.id, from: owner, reviewer, study, database) {
                    throw TakenMeanwhile(since: try Self.shownSince(presentation.id, in: taker, database))
                }
                let row = try Self.settledRow(of: presentation, study: study, reviewer: reviewer, database)
                if let shownAt {
                    try logShown(
                        presentation,
                        study: study,
                        reviewer: reviewer,
                        owner: owner,
                        at: shownAt,
                        database
                    )
                }
                if row != presentation.id,
                    try Self.showings(presentation.id, reviewer, study, database).contains(owner.sitting)
                {
                    // Somebody else has the row: the one that stands for this showing bears it in the log.
                    var shown = presentation
                    shown.id = row
                    try logShown(shown, study: study, reviewer: reviewer, owner: owner, at: time, database)
                }
                try body(row, database)
            }
        } catch let taken as TakenMeanwhile {
            let draft = [words, presentation.draft].compactMap(\.self).joined(separator: "; ")
            try keepDraft(draft, of: presentation.id, study: study, reviewer: reviewer)
            let ago = taken.since.map { " (\(TimePassed.words(milliseconds: time - $0)) ago)" } ?? ""
            throw StoreError(
                "another session of yours took this item over meanwhile\(ago): nothing of it was overwritten, "
                    + "and your answer here is kept as a draft of its comment"
            )
        }
    }

    /// The session of a reviewer that took a row since this one took it; nil where none did.
    private static func taker(
        _ row: Int64,
        from owner: LeaseOwner,
        _ reviewer: String,
        _ study: String,
        _ database: Database
    ) throws -> String? {
        let isOwn = try Bool.fetchOne(
            database,
            sql: "SELECT 1 FROM presentation WHERE id = ? AND reviewer = ?",
            arguments: [row, try self.reviewer(reviewer, study: study, database)]
        )
        let sittings = try showings(row, reviewer, study, database)
        guard isOwn == true, let newest = sittings.first, newest != owner.sitting else { return nil }
        return sittings.contains(owner.sitting) ? newest : nil
    }

    /// The sessions in which a reviewer took a row, the newest first; earlier builds logged the showing alone, as it was
    /// taken.
    private static func showings(_ row: Int64, _ reviewer: String, _ study: String, _ database: Database) throws
        -> [String]
    {
        try String.fetchAll(
            database,
            sql: """
                SELECT sitting FROM event e WHERE presentation = ?1 AND reviewer = ?2 AND (kind = 'claimed'
                    OR kind = 'shown' AND NOT EXISTS (SELECT 1 FROM event c WHERE c.presentation = ?1
                        AND c.reviewer = ?2 AND c.sitting = e.sitting AND c.kind = 'claimed'))
                ORDER BY id DESC
                """,
            arguments: [row, try self.reviewer(reviewer, study: study, database)]
        )
    }
}

extension ReviewAct {
    /// The answer as a draft keeps it.
    var inWords: String {
        let answer = ranks.isEmpty ? value.map { "\($0.formatted)" } ?? "both bad" : "\(ranks)"
        return (["\(criterion) \(answer)", note] as [String?]).compactMap(\.self).joined(separator: "; ")
    }
}

extension Double {
    fileprivate var formatted: String { self == rounded() ? "\(Int(self))" : "\(self)" }
}
