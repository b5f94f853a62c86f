import GRDB
import Studies

/// Rows that were rated and lack an answer to what the study asks today.
extension Store {
    /// What people rated under versions of criteria that count: of hundreds of thousands each is looked up.
    private struct Counting {
        /// Criteria, each with a rater.
        private var owners = WordNumbers()
        /// By these the subjects: a first text, and a second one or 0.
        private var subjects: [WordNumbers] = []

        private static func word(_ number: Int64) -> UInt64 { UInt64(bitPattern: number) }

        mutating func insert(_ criterion: Int64, _ rater: Int64, _ first: Int64, _ second: Int64) {
            let owner = owners.number(of: Self.word(criterion), Self.word(rater))
            if owner == subjects.count { subjects.append(WordNumbers()) }
            _ = subjects[owner].insert(Self.word(first), Self.word(second))
        }

        func contains(_ criterion: Int64, _ rater: Int64, _ first: Int64, _ second: Int64) -> Bool {
            guard let owner = owners.known(Self.word(criterion), Self.word(rater)) else { return false }
            return subjects[owner].contains(Self.word(first), Self.word(second))
        }
    }

    /// Of each of the criteria, which have those versions, the rated rows of the newest round that lack a counting rating of
    /// it; of all rows, or of one. Of a set its first member is rated.
    ///
    /// Ratings and rows are each read once, as they stand: a search for each of hundreds of thousands of rows takes longer.
    static func lackingRows(
        _ counting: [(key: String, value: Set<String>)],
        _ study: Int64,
        of one: Int64?,
        _ database: Database
    ) throws -> [Set<Int64>] {
        guard !counting.isEmpty else { return [] }
        let known = try counted(counting, study, of: one, database)
        // Of hundreds of thousands none is looked up among later rounds where there are none.
        let hasLater =
            try one != nil
            || Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM presentation WHERE study = ? AND round > 1)",
                arguments: [study]
            ) == true
        var places: [[Int]] = Array(repeating: [], count: 4)
        let forms = try Row.fetchAll(
            database,
            sql: "SELECT name, form = 'pairwise', is_of_sets FROM criterion WHERE study = ? AND is_current = 1",
            arguments: [study]
        )
        for row in forms {
            guard let place = counting.firstIndex(where: { $0.key == row[0] as String }) else { continue }
            places[(row[1] as Int) * 2 + (row[2] as Int)].append(place)
        }
        var lacking: [Set<Int64>] = Array(repeating: [], count: counting.count)
        try RowCursor(
            database,
            """
            SELECT n.id, n.reviewer, \(ratedFirst), n.second, (n.second IS NOT NULL) * 2 + (n.arrangement IS NOT NULL)
            FROM presentation n WHERE n.study = ? \(one == nil ? "" : "AND n.id = ?") AND \(hasLater ? newestRated : rated)
            """,
            one.map { [study, $0] } ?? [study]
        ).forEach { row in
            for place in places[Int(row.integer(4))] {
                if !known.contains(Int64(place), row.integer(1), row.integer(2), row.integer(3)) {
                    lacking[place].insert(row.integer(0))
                }
            }
        }
        return lacking
    }

    /// What was rated, or skipped, under versions that count; with `one`, by the reviewer of that row on its text.
    private static func counted(
        _ counting: [(key: String, value: Set<String>)],
        _ study: Int64,
        of one: Int64?,
        _ database: Database
    ) throws -> Counting {
        let cases = counting.enumerated().map { place, one in
            "WHEN ? THEN iif(coalesce(r.criterion_sha256, c.sha256) IN (\(one.value.listed)), \(place), NULL)"
        }
        let ofOne = """
            criterion c CROSS JOIN rating r ON r.criterion = c.id AND r.study = c.study
                AND (r.rater, r.first) = (SELECT n.reviewer, \(ratedFirst) FROM presentation n WHERE n.id = ?)
            """
        let own: StatementArguments = one.map { [$0, study, study] } ?? [study, study, study]
        // What a rater without a row gave is compared with no row.
        let done = "SELECT reviewer FROM tally WHERE study = ? AND state = 'done' AND rows > 0"
        let ofRaters = one == nil ? "AND r.rater IN (\(done))" : ""
        var known = Counting()
        try RowCursor(
            database,
            """
            SELECT CASE c.name \(cases.joined(separator: " ")) END AS asked, r.rater, r.first, r.second
            FROM \(one == nil ? "rating r CROSS JOIN criterion c ON c.id = r.criterion" : ofOne)
            WHERE \(one == nil ? "+" : "")r.study = ? AND c.study = ? AND asked IS NOT NULL
                AND r.phase IN ('blind', 'unblinded') AND r.outcome IN ('rated', 'skipped') \(ofRaters)
                \(try butCorrected(database))
            """,
            StatementArguments(counting.map(\.key)) + own
        ).forEach { row in
            known.insert(row.integer(0), row.integer(1), row.integer(2), row.integer(3))
        }
        return known
    }

    /// The text that ratings of a row `n` name first.
    private static let ratedFirst = """
        iif(n.arrangement IS NULL, n.first,
            (SELECT m.member FROM set_member m WHERE m.item_set = n.first AND m.place = 0))
        """

    /// A row that its reviewer rated.
    private static let rated =
        "n.phase = 'blind' AND n.is_extra = 0 AND n.state = 'done' AND n.reviewer IS NOT NULL"

    /// A row that its reviewer rated and that no newer round of theirs takes the place of.
    static let newestRated = """
        \(rated)
            AND NOT EXISTS (SELECT 1 FROM presentation y WHERE y.first = n.first AND y.reviewer = n.reviewer
                AND coalesce(y.second, 0) = coalesce(n.second, 0) AND y.phase = n.phase AND y.round > n.round
                AND y.state NOT IN ('open', 'revoked'))
        """
}
