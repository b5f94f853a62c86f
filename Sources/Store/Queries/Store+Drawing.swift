import GRDB
import Studies

extension Store {
    /// Rows of ratings of what was drawn for a label and rated elsewhere: they come in without the mark of an adaptive plan,
    /// and are known by their reviewer and item.
    package func ratingsOfDraws(of study: String) throws -> [Int64] {
        try read { database in
            try Int64.fetchAll(
                database,
                sql: """
                    SELECT r.id FROM label_draw d CROSS JOIN presentation n CROSS JOIN criterion c CROSS JOIN rating r
                    WHERE d.study = ? AND d.is_drawn = 1
                        AND n.first = d.item AND n.second IS NULL AND n.study = d.study AND n.design = 'adaptive'
                        AND c.study = d.study AND r.study = d.study AND r.criterion = c.id
                        AND r.rater = n.reviewer AND r.first = n.first AND r.second IS NULL
                    """,
                arguments: [try Self.studyID(study, database)]
            )
        }
    }

    /// Keeps a draw under the next number: of every item that could be drawn, by its row, how likely it was.
    package func keepDraw(_ pool: [(item: Int64, probability: Double, isDrawn: Bool)], of study: String, at time: Int64)
        throws
    {
        try write { database in
            let id = try Self.studyID(study, database)
            let number = try Int.fetchOne(
                database,
                sql: "SELECT coalesce(max(number), 0) + 1 FROM label_draw WHERE study = ?",
                arguments: [id]
            )
            let insert = try database.makeStatement(
                sql: "INSERT INTO label_draw (study, number, item, probability, is_drawn, at) VALUES (?, ?, ?, ?, ?, ?)"
            )
            for candidate in pool {
                try insert.execute(arguments: [
                    id, number, candidate.item, candidate.probability, candidate.isDrawn, time,
                ])
            }
        }
    }

    /// The newest draw; nil where there was none.
    package func newestDraw(of study: String) throws -> LabelDraw? {
        try read { database in
            let id = try Self.studyID(study, database)
            let number = try Int.fetchOne(
                database,
                sql: "SELECT max(number) FROM label_draw WHERE study = ?",
                arguments: [id]
            )
            guard let number else { return nil }
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT i.sha256, d.probability, d.is_drawn FROM label_draw d JOIN item i ON i.id = d.item
                    WHERE d.study = ? AND d.number = ? ORDER BY d.id
                    """,
                arguments: [id, number]
            )
            return LabelDraw(
                number: number,
                pool: rows.map { row in
                    LabelDraw.Candidate(
                        item: ItemID(rawValue: row["sha256"]),
                        probability: row["probability"],
                        isDrawn: row["is_drawn"]
                    )
                }
            )
        }
    }
}
