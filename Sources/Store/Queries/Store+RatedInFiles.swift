import GRDB
import Studies

/// Rows of the plan that ratings from files close.
extension Store {
    /// Closes the open rows whose reviewer has rated every current criterion of that form in a file, or skipped it there;
    /// what is open to anybody becomes the row of a reviewer whose rating came so. What was rated in a session has closed
    /// its row itself, and a row that was opened again since stays open.
    static func closeRated(_ study: Int64, _ database: Database) throws {
        // Of a criterion that was taken out nothing is left to rate, and nothing was rated either.
        try database.execute(
            sql: """
                WITH asked AS (SELECT DISTINCT form = 'pairwise' AS of_pairs, is_of_sets FROM criterion
                    WHERE study = ?1 AND is_current = 1 AND form != 'metric')
                UPDATE presentation SET state = 'revoked', is_extra = 1 WHERE study = ?1 AND state = 'open' AND round = 1
                    AND bundle IS NULL AND owner IS NULL
                    AND (second IS NOT NULL, arrangement IS NOT NULL) NOT IN (SELECT of_pairs, is_of_sets FROM asked)
                """,
            arguments: [study]
        )
        let isBlind = try isBlind(study, database)
        let cameInFiles = try Bool.fetchOne(
            database,
            sql: """
                SELECT EXISTS (SELECT 1 FROM rater t JOIN rating r ON r.rater = t.id
                    WHERE t.kind = 'human' AND r.study = ?1 AND r.presentation IS NULL
                        AND r.phase IN ('blind', 'unblinded') AND r.outcome IN ('rated', 'skipped')
                        AND (r.named_by IS NOT 'model' OR NOT ?2))
                """,
            arguments: [study, isBlind]
        )
        guard cameInFiles == true else { return }
        try claimRated(study, database)
        let open = try Int.fetchOne(
            database,
            sql: "SELECT coalesce(sum(rows), 0) FROM tally WHERE study = ? AND state = 'open'",
            arguments: [study]
        )
        let bulk = try BulkWrite(changing: open ?? 0, of: "presentation", without: ["tally_of_updated"], database)
        for question in try questions(study, database) { try close(question, study, isBlind, database) }
        if let bulk { try finish(bulk, study, database) }
    }

    /// Counts what its trigger did not.
    private static func finish(_ bulk: BulkWrite, _ study: Int64, _ database: Database) throws {
        try database.execute(sql: "UPDATE tally SET rows = 0 WHERE study = ?", arguments: [study])
        try database.execute(
            sql: """
                INSERT INTO tally SELECT study, coalesce(reviewer, 0), state, count(*) FROM presentation WHERE study = ?
                    GROUP BY 1, 2, 3 ON CONFLICT DO UPDATE SET rows = excluded.rows
                """,
            arguments: [study]
        )
        try bulk.finish()
    }

    /// What is asked of rows of one form today: of each criterion the rows of its versions.
    private struct Question {
        var isOfPairs: Bool
        var isOfSets: Bool
        var criteria: [[Int64]] = []
        /// The versions of all criteria of the study.
        var all: [Int64] = []
    }

    private static func questions(_ study: Int64, _ database: Database) throws -> [Question] {
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT id, name, form, is_of_sets, is_current FROM criterion WHERE study = ? ORDER BY id",
            arguments: [study]
        )
        var questions: [Question] = []
        for row in rows where row["is_current"] && row["form"] != "metric" {
            let (isOfPairs, isOfSets): (Bool, Bool) = (row["form"] == "pairwise", row["is_of_sets"])
            let versions: [Int64] = rows.filter { $0["name"] == row["name"] as String }.map { $0["id"] }
            if let place = questions.firstIndex(where: { $0.isOfPairs == isOfPairs && $0.isOfSets == isOfSets }) {
                questions[place].criteria.append(versions)
            } else {
                questions.append(
                    Question(isOfPairs: isOfPairs, isOfSets: isOfSets, criteria: [versions], all: rows.map { $0["id"] })
                )
            }
        }
        return questions
    }

    /// The criteria stand in the statement, not in a table that is searched for each of hundreds of thousands of rows.
    private static func close(_ question: Question, _ study: Int64, _ isBlind: Bool, _ database: Database) throws {
        let came = cameInAFile(isOfSets: question.isOfSets)
        func isRated(_ versions: [Int64]) -> String {
            let list = versions.map(String.init).joined(separator: ", ")
            return "SELECT 1 FROM rating r WHERE r.criterion IN (\(list)) AND \(came)"
        }
        let hasSkipped = try Bool.fetchOne(
            database,
            sql: """
                SELECT EXISTS (SELECT 1 FROM rating WHERE +study = ? AND presentation IS NULL AND outcome = 'skipped')
                """,
            arguments: [study]
        )
        // Where nothing was skipped in a file, what came in one was rated.
        let state =
            hasSkipped == true
            ? "iif(EXISTS (\(isRated(question.all)) AND r.outcome = 'rated'), 'done', 'skipped')" : "'done'"
        let areRated = question.criteria.map { "AND EXISTS (\(isRated($0)))" }.joined(separator: "\n")
        try database.execute(
            sql: """
                UPDATE presentation SET state = \(state)
                    WHERE state = 'open' AND phase = 'blind' AND round = 1 AND reviewer IS NOT NULL AND study = ?1
                    AND (second IS NOT NULL) = ?3 AND (arrangement IS NOT NULL) = ?4 \(areRated)
                """,
            arguments: [study, isBlind, question.isOfPairs, question.isOfSets]
        )
    }

    /// Whether a rating `r` came in a file and is what a row's reviewer says of its texts.
    private static func cameInAFile(isOfSets: Bool) -> String {
        let first = "(SELECT m.member FROM set_member m WHERE m.item_set = presentation.first AND m.place = 0)"
        return """
            r.study = ?1 AND r.rater = presentation.reviewer AND r.presentation IS NULL
                AND r.first = \(isOfSets ? first : "presentation.first") AND r.second IS presentation.second
                AND r.item_set IS \(isOfSets ? "presentation.first" : "NULL")
                AND r.phase IN ('blind', 'unblinded') AND r.outcome IN ('rated', 'skipped')
                AND NOT EXISTS (SELECT 1 FROM rating x WHERE x.supersedes = r.record)
                -- A row that is missing would tell whose text it shows.
                AND (r.named_by IS NOT 'model' OR NOT ?2)
            """
    }

    private static func claimRated(_ study: Int64, _ database: Database) throws {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT DISTINCT r.rater, coalesce(r.item_set, r.first) AS first, r.second
                FROM rating r JOIN rater t ON t.id = r.rater JOIN study s ON s.id = r.study
                WHERE r.study = ?1 AND r.presentation IS NULL AND t.kind = 'human' AND r.phase IN ('blind', 'unblinded')
                    AND r.outcome IN ('rated', 'skipped')
                    AND NOT EXISTS (SELECT 1 FROM rating n WHERE n.supersedes = r.record)
                    AND (r.named_by IS NOT 'model' OR NOT ?2)
                    AND t.name IN (SELECT value FROM json_each(s.settings, '$.reviewers'))
                    AND EXISTS (SELECT 1 FROM presentation o WHERE o.study = ?1 AND o.state = 'open'
                        AND o.reviewer IS NULL)
                    AND NOT EXISTS (SELECT 1 FROM presentation x WHERE x.reviewer = r.rater
                        AND x.first = coalesce(r.item_set, r.first) AND coalesce(x.second, 0) = coalesce(r.second, 0)
                        AND x.phase = 'blind')
                ORDER BY r.id
                """,
            arguments: [study, try isBlind(study, database)]
        )
        let claim = try database.makeStatement(
            sql: """
                UPDATE presentation SET reviewer = ? WHERE id = (SELECT id FROM presentation
                    WHERE study = ? AND first = ? AND second IS ? AND phase = 'blind' AND state = 'open'
                        AND reviewer IS NULL ORDER BY slot LIMIT 1)
                """
        )
        for row in rows {
            try claim.execute(arguments: [
                row["rater"] as Int64, study, row["first"] as Int64, row["second"] as Int64?,
            ])
        }
    }
}
