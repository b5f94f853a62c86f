import GRDB
import Studies

/// What a study is planned after.
package enum PlanOccasion: Sendable, Equatable {
    case any
    /// Ratings came from a file, which have closed their rows already. With `isAdopted` the study's files are as they were when
    /// an import or a review planned it last.
    case ratings(isAdopted: Bool)
}

/// Plans that lack nothing and need not be planned once more.
extension Store {
    /// Whether a plan that lacked nothing lacks nothing still: all that came since are ratings, by which rows were closed and
    /// none was skipped or taken back.
    static func isSettled(_ study: Int64, _ database: Database) throws -> Bool {
        let isAsItWas = try Bool.fetchOne(
            database,
            sql: """
                SELECT NOT EXISTS (SELECT 1 FROM study_event e WHERE e.study = s.study AND e.number > h.number
                        AND NOT (e.kind = 'stored' AND (json_type(e.payload, '$.named_by_model') IS NOT NULL
                            OR (SELECT group_concat(r.key) FROM json_each(e.payload, '$.rows') r) IS 'ratings')))
                    AND NOT EXISTS (SELECT 1 FROM tally t WHERE t.study = s.study AND t.rows > 0
                        AND (t.reviewer = 0 OR t.state NOT IN ('open', 'claimed', 'done')))
                FROM settled_plan s JOIN study_event h ON h.study = s.study AND h.sha256 = s.head_sha256
                WHERE s.study = ?
                """,
            arguments: [study]
        )
        return isAsItWas ?? false
    }

    /// Notes whether a plan lacks nothing, after it was planned: then planning once more would add nothing to it, whoever rates.
    ///
    /// Where not every text has its row, as with quotas or pairs alone, what is begun says what waits. Sets, plans for whoever
    /// comes and warnings of a baseline that comes back are planned each time.
    static func noteSettled(_ study: Study, _ id: Int64, isWhole: Bool, _ database: Database) throws {
        try database.execute(sql: "DELETE FROM settled_plan WHERE study = ?", arguments: [id])
        let review = study.review
        guard isWhole, review.quotas.isEmpty, !review.isOpen, review.pairs != .baseline,
            study.criteria.contains(where: { $0.subject == .item }),
            !study.criteria.contains(where: { $0.subject == .set }),
            let head = try StudyLog(study: id, database: database).head()
        else { return }
        try database.execute(
            sql: "INSERT INTO settled_plan (study, head_sha256) VALUES (?, ?)",
            arguments: [id, head]
        )
    }
}
