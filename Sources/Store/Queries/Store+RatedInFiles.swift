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
        if let bulk { try finish(bulk, closed, study, database) }
    }

    /// Counts what its trigger did not: each row of a reviewer was open before.
    private static func finish(_ bulk: BulkWrite, _ closed: [ClosedRow], _ study: Int64, _ database: Database) throws {
        var counts: [Int64: (done: Int, skipped: Int)] = [:]
        for row in closed {
            if row.isRated {
                counts[row.reviewer, default: (0, 0)].done += 1
            } else {
                counts[row.reviewer, default: (0, 0)].skipped += 1
            }
        }
        for (reviewer, count) in counts {
            let changes = [("open", -count.done - count.skipped), ("done", count.done), ("skipped", count.skipped)]
            for (state, change) in changes where change != 0 {
                try database.execute(sql: Self.tallying, arguments: [study, reviewer, state, change])
            }
        }
        try bulk.finish()
    }

    /// Adds to the count of a reviewer's rows in a state.
    static let tallying = "INSERT INTO tally VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET rows = rows + excluded.rows"

    /// An open row on which everything that is asked was answered in files.
    private struct ClosedRow {
        var id: Int64
        var reviewer: Int64
        /// Else it was skipped.
        var isRated: Bool
    }

    /// Open rows on which everything was rated or skipped in files that is asked of rows of their form today, by their
    /// reviewers.
    ///
    /// Ratings and rows are each read once: a search for each of hundreds of thousands of rows takes longer.
    private static func rowsRated(_ study: Int64, _ isBlind: Bool, _ database: Database) throws -> [ClosedRow] {
        let asked = try Asked(study, database)
        let answers = try answersInFiles(asked, study, isBlind, database)
        var rows: [ClosedRow] = []
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
            let reviewer = row.integer(1)
            let set = isOfSet ? row.integer(2) : 0
            let answer = answers.of(reviewer, row.integer(5), row.integer(3), set)
            guard let answer, wanted.isSubset(of: answer.questions) else { return }
            rows.append(ClosedRow(id: row.integer(0), reviewer: reviewer, isRated: answer.isRated))
        }
        return rows
    }

    /// By rater and subject what came in files and counts: which criteria were answered, and whether one was rated.
    private static func answersInFiles(_ asked: Asked, _ study: Int64, _ isBlind: Bool, _ database: Database) throws
        -> AnswersBySubject
    {
        var answers = AnswersBySubject()
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
            answers.change(row.integer(0), row.integer(2), row.integer(3), row.integer(4)) {
                $0.take(asked.questions[row.integer(1)], isRated: row.integer(5) == 1)
            }
        }
        return answers
    }

    /// Answers by rater and subject, of which there are hundreds of thousands: a first text, a second one or 0, a set or 0.
    private struct AnswersBySubject {
        /// Raters, each with the form of a subject.
        private var raters = WordNumbers()
        /// By these the subjects: of a set its row stands for the second text, which it has not.
        private var subjects: [WordNumbers] = []
        private var all: [[Answers]] = []

        var isEmpty: Bool { raters.count == 0 }

        private static func word(_ number: Int64) -> UInt64 { UInt64(bitPattern: number) }

        private static func form(_ second: Int64, _ set: Int64) -> UInt64 { (second != 0 ? 2 : 0) + (set != 0 ? 1 : 0) }

        func of(_ rater: Int64, _ first: Int64, _ second: Int64, _ set: Int64) -> Answers? {
            guard let own = raters.known(Self.word(rater), Self.form(second, set)),
                let place = subjects[own].known(Self.word(first), Self.word(set != 0 ? set : second))
            else { return nil }
            return all[own][place]
        }

        mutating func change(
            _ rater: Int64,
            _ first: Int64,
            _ second: Int64,
            _ set: Int64,
            _ body: (inout Answers) -> Void
        ) {
            let own = raters.number(of: Self.word(rater), Self.form(second, set))
            if own == subjects.count {
                subjects.append(WordNumbers())
                all.append([])
            }
            let place = subjects[own].number(of: Self.word(first), Self.word(set != 0 ? set : second))
            if place == all[own].count { all[own].append(Answers()) }
            body(&all[own][place])
        }
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
