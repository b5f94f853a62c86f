import GRDB
import Studies

extension Store {
    /// The name of the model that the others are compared with; nil where the study marks none.
    package func baseline(of study: String) throws -> String? {
        try read { database in
            try String.fetchOne(
                database,
                sql: "SELECT name FROM model WHERE study = ? AND is_baseline = 1 AND is_current = 1",
                arguments: [try Self.studyID(study, database)]
            )
        }
    }

    /// The margins declared so far, and those that the study declares now for the first time: each with the blind human
    /// ratings that there were on its criterion by then.
    static func declaredMargins(_ study: Study, _ database: Database) throws -> [DeclaredMargin] {
        let text = try String.fetchOne(
            database,
            sql: "SELECT settings FROM study WHERE name = ?",
            arguments: [study.name]
        )
        let known = try JSONValue(parsing: text ?? "{}")["declared"]?.array ?? []
        var declared = known.compactMap(DeclaredMargin.init(json:))
        for (criterion, margin) in study.calibration.margins.sorted(by: { $0.key < $1.key }) {
            var new = DeclaredMargin(
                criterion: criterion,
                margin: margin,
                plannedCount: study.calibration.plannedCount,
                ratingsBefore: 0
            )
            // One that is taken up again is as late as the last that was declared.
            if let last = declared.last(where: { $0.criterion == criterion }), last.isSame(as: new) { continue }
            new.ratingsBefore = try humanRatingCount(criterion, study: study.name, database)
            declared.append(new)
        }
        return declared
    }

    static func humanRatingCount(_ criterion: String, study: String, _ database: Database) throws -> Int {
        try Int.fetchOne(
            database,
            sql: """
                SELECT count(*) FROM rating r JOIN rater t ON t.id = r.rater JOIN criterion c ON c.id = r.criterion
                JOIN study s ON s.id = c.study
                WHERE s.name = ? AND c.name = ? AND t.kind = 'human' AND r.phase = 'blind' AND r.outcome = 'rated'
                """,
            arguments: [study, criterion]
        ) ?? 0
    }
}
