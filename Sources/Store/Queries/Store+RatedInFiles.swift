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
        let closed = try rowsRated(study, isBlind, database)
        let bulk = try BulkWrite(
            changing: closed.count,
            of: "presentation",
            indices: ["next_presentation"],
            without: ["tally_of_updated"],
            database
        )
        let update = try BoundRow(database, "UPDATE presentation SET state = ? WHERE id = ?")
        for row in closed { try update.bind(row.isRated ? "done" : "skipped").bind(row.id).run() }
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

    /// Open rows on which everything was rated or skipped in files that is asked of rows of their form today, by their
    /// reviewers.
    ///
    /// Ratings and rows are each read once: a search for each of hundreds of thousands of rows takes longer.
    private static func rowsRated(_ study: Int64, _ isBlind: Bool, _ database: Database) throws
        -> [(id: Int64, isRated: Bool)]
    {
        let asked = try Asked(study, database)
        let answers = try answersInFiles(asked, study, isBlind, database)
        var rows: [(id: Int64, isRated: Bool)] = []
        guard !answers.isEmpty else { return rows }
        try RowCursor(
            database,
            """
            SELECT n.id, n.reviewer, n.first, n.second, n.arrangement IS NOT NULL, iif(n.arrangement IS NULL, n.first,
                (SELECT m.member FROM set_member m WHERE m.item_set = n.first AND m.place = 0))
            FROM presentation n
            WHERE n.state = 'open' AND n.phase = 'blind' AND n.round = 1 AND n.reviewer IS NOT NULL AND n.study = ?
            """,
            [study]
        ).forEach { row in
            let isOfSet = row.integer(4) == 1
            let wanted = asked.wanted[(row.isNull(3) ? 0 : 2) + (isOfSet ? 1 : 0)]
            guard !wanted.isEmpty else { return }
            let answer = answers[
                AnsweredInFile(
                    rater: row.integer(1),
                    first: row.integer(5),
                    second: row.integer(3),
                    set: isOfSet ? row.integer(2) : 0
                )
            ]
            guard let answer, wanted.isSubset(of: answer.questions) else { return }
            rows.append((row.integer(0), answer.isRated))
        }
        return rows
    }

    /// By rater and subject what came in files and counts: which criteria were answered, and whether one was rated.
    private static func answersInFiles(_ asked: Asked, _ study: Int64, _ isBlind: Bool, _ database: Database) throws
        -> [AnsweredInFile: Answers]
    {
        var answers: [AnsweredInFile: Answers] = [:]
        try RowCursor(
            database,
            """
            SELECT r.rater, r.criterion, r.first, r.second, r.item_set, r.outcome = 'rated' FROM rating r
            WHERE +r.study = ?1 AND r.presentation IS NULL AND r.phase IN ('blind', 'unblinded')
                AND r.outcome IN ('rated', 'skipped')
                AND r.rater IN (SELECT reviewer FROM tally WHERE study = ?1 AND state = 'open' AND rows > 0)
                \(try butCorrected(database))
                -- A row that is missing would tell whose text it shows.
                AND (r.named_by IS NOT 'model' OR NOT ?2)
            """,
            [study, isBlind]
        ).forEach { row in
            let key = AnsweredInFile(
                rater: row.integer(0),
                first: row.integer(2),
                second: row.integer(3),
                set: row.integer(4)
            )
            answers[key, default: Answers()].take(asked.questions[row.integer(1)], isRated: row.integer(5) == 1)
        }
        return answers
    }

    /// Whose rating of what; 0 where there is no second text or no set.
    private struct AnsweredInFile: Hashable {
        var rater: Int64
        var first: Int64
        var second: Int64
        var set: Int64
    }

    /// Which criteria were answered, and whether one of them was rated.
    private struct Answers {
        private(set) var questions: Asked.Questions = []
        private(set) var isRated = false

        mutating func take(_ question: Int?, isRated: Bool) {
            if let question { questions.insert(question) }
            self.isRated = self.isRated || isRated
        }
    }

    /// The criteria of a study today, by their forms, and which of them a version belongs to.
    private struct Asked {
        /// A set of criteria: as bits, as hundreds of thousands of them are made; of more than these all others.
        struct Questions: ExpressibleByArrayLiteral {
            private var few: UInt64 = 0
            private var rest: Set<Int> = []

            init(arrayLiteral numbers: Int...) { for number in numbers { insert(number) } }

            var isEmpty: Bool { few == 0 && rest.isEmpty }

            mutating func insert(_ number: Int) {
                if number < 64 { few |= 1 << UInt64(number) } else { rest.insert(number) }
            }

            func isSubset(of other: Questions) -> Bool { few & ~other.few == 0 && rest.isSubset(of: other.rest) }
        }

        /// What is asked of rows that are pairs (2) and of sets (1).
        private(set) var wanted: [Questions] = [[], [], [], []]
        private(set) var questions: [Int64: Int] = [:]

        init(_ study: Int64, _ database: Database) throws {
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT id, name, form, is_of_sets, is_current FROM criterion WHERE study = ? ORDER BY id",
                arguments: [study]
            )
            var numbers: [String: Int] = [:]
            for row in rows where row["is_current"] && row["form"] != "metric" {
                let (isOfPairs, isOfSets): (Bool, Bool) = (row["form"] == "pairwise", row["is_of_sets"])
                let form = (isOfPairs ? 2 : 0) + (isOfSets ? 1 : 0)
                let number = numbers.count
                numbers[row["name"]] = number
                wanted[form].insert(number)
            }
            for row in rows { questions[row["id"]] = numbers[row["name"]] }
        }
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
