import GRDB
import Studies

/// Where the prompts, models and reviewers of the database stand in a study's files, for what a planner has to know.
struct PlanPlaces {
    /// Its place in the file, and that in the database's copy.
    struct Place {
        var file: Int
        var copy: Int64
    }

    let study: Int64
    /// In the study's files, by name.
    let promptsByName: [String: Int]
    /// By their rows: what is current and stands in the files.
    let prompts: [Int64: Place]
    let models: [Int64: Place]
    let reviewers: [Int64: Int]

    init(_ study: Study, _ id: Int64, _ database: Database) throws {
        self.study = id
        promptsByName = Dictionary(study.prompts.enumerated().map { ($1.id, $0) }) { first, _ in first }
        let models = Dictionary(study.models.enumerated().map { ($1.name, $0) }) { first, _ in first }
        prompts = try Self.current("prompt", promptsByName, id, database)
        self.models = try Self.current("model", models, id, database)
        let names = Dictionary(study.reviewers.enumerated().map { ($1, $0) }) { first, _ in first }
        var reviewers: [Int64: Int] = [:]
        try RowCursor(database, "SELECT id, name FROM rater WHERE study = ?", [id]).forEach {
            if let place = names[$0.text(1)] { reviewers[$0.integer(0)] = place }
        }
        self.reviewers = reviewers
    }

    private static func current(_ table: String, _ names: [String: Int], _ study: Int64, _ database: Database) throws
        -> [Int64: Place]
    {
        var places: [Int64: Place] = [:]
        try RowCursor(
            database,
            "SELECT id, name, position FROM \(table) WHERE study = ? AND is_current = 1",
            [study]
        ).forEach { row in
            if let place = names[row.text(1)] { places[row.integer(0)] = Place(file: place, copy: row.integer(2)) }
        }
        return places
    }

    /// The current responses that may be rated, by prompt, model and sample in the study's order.
    func answers(_ database: Database) throws -> [PlanState.Answer] {
        let excluded = try Int64.fetchSet(database, sql: "SELECT item FROM leak WHERE policy = 'exclude'")
        let names = try ItemNames(database)
        var answers: [(order: (Int64, Int64, Int), answer: PlanState.Answer)] = []
        try RowCursor(
            database,
            "SELECT item, prompt, model, sample FROM response WHERE is_current = 1",
            []
        ).forEach { row in
            guard let prompt = prompts[row.integer(1)], let model = models[row.integer(2)],
                !excluded.contains(row.integer(0)), let key = names.key(of: row.integer(0))
            else { return }
            let sample = Int(row.integer(3))
            answers.append(
                (
                    (prompt.copy, model.copy, sample),
                    PlanState.Answer(
                        item: row.integer(0),
                        key: key,
                        prompt: prompt.file,
                        model: model.file,
                        sample: sample
                    )
                )
            )
        }
        return answers.sorted { $0.order < $1.order }.map(\.answer)
    }

    /// The rows of the plan that meet a condition, the newest round of each.
    func rows(that condition: String, _ members: [Int64: [Int64]], _ database: Database) throws -> [PlanState.Row] {
        // Most plans have one round: none of their hundreds of thousands of rows is asked for a later one.
        let isAskedAgain = try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM presentation WHERE study = ? AND round > 1)",
            arguments: [study]
        )
        let newest =
            """
            AND NOT EXISTS (SELECT 1 FROM presentation y
                WHERE y.first = presentation.first AND y.reviewer = presentation.reviewer AND y.phase = presentation.phase
                    AND coalesce(y.second, 0) = coalesce(presentation.second, 0) AND y.round > presentation.round
                    AND y.is_extra = 0)
            """
        var rows: [PlanState.Row] = []
        try RowCursor(
            database,
            """
            SELECT first, second, reviewer, phase, side, position, arrangement,
                   state NOT IN ('skipped', 'revoked') AND is_extra = 0 AS is_filled,
                   -- A row that is revoked and stands all the same is of somebody who must not rate it blind.
                   state = 'skipped' OR (state = 'revoked' AND is_extra = 0) AS is_skipped
            FROM presentation WHERE study = ? \(condition) \(isAskedAgain == true ? newest : "") ORDER BY id
            """,
            [study]
        ).forEach { row in
            rows.append(
                PlanState.Row(
                    first: row.integer(0),
                    second: row.knownInteger(1),
                    members: row.isNull(6) ? [] : members[row.integer(0)] ?? [],
                    arrangement: row.isNull(6) ? [] : Store.arrangement(row.text(6)),
                    reviewer: row.knownInteger(2).flatMap { reviewers[$0] },
                    phase: RatingRecord.Phase(rawValue: row.text(3)) ?? .blind,
                    side: row.knownText(4).flatMap(RatingRecord.Side.init),
                    position: Int(row.integer(5)),
                    isFilled: row.integer(7) == 1,
                    isSkipped: row.integer(8) == 1
                )
            )
        }
        return rows
    }
}
