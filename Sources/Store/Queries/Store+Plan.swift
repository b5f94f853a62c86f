import Foundation
import GRDB
package import Studies

extension Store {
    /// Adds what the planner finds missing, in one transaction; with `replacing`, rows that nobody has begun are planned anew.
    ///
    /// `worsened` makes the copies for attention checks.
    @discardableResult
    package func plan(
        _ study: Study,
        replacing: Bool = false,
        partial: Bool = false,
        allowsRecurrence: Bool = false,
        after occasion: PlanOccasion = .any,
        worsened: (_ text: String, _ how: PlannedRow.Degraded, _ other: String?) -> String?,
        by planner: (PlanState) throws -> [PlannedRow]
    ) throws -> Int {
        try write { database in
            let id = try Self.studyID(study.name, database)
            let change = PlanChange(study: id, database: database)
            if occasion == .ratings(isAdopted: true), !replacing, !partial, !allowsRecurrence,
                try Self.isSettled(id, database)
            {
                let again = try Self.planRounds(change, database)
                try change.commit(Self.said(0, partial, allowsRecurrence), isTold: false)
                return again
            }
            try Self.noteSettled(study, id, isWhole: false, database)
            var rows: [PlannedRow] = []
            var waiting: [String] = []
            var isWhole = false
            // What the planner refuses leaves the plan as it was, in a larger transaction too.
            try database.inSavepoint {
                try Self.withdraw(change, partial: partial, database)
                if replacing { try Self.takeFromWhoLeft(study, id, database) }
                // Before anything is taken off: a text that was planned has arrived with the others of its prompt.
                let state = try Self.planState(study, id, replacing: replacing, partial: partial, database)
                waiting = state.waitingPrompts
                isWhole = !partial && waiting.isEmpty && state.waiting.isEmpty
                rows = try planner(state)
                return .commit
            }
            // What belongs to a set changes with every response that comes.
            try change.delete(
                "round = 1 AND \(Self.isReplanned(all: replacing))",
                arguments: ["waiting": Self.list(waiting)]
            )
            if !rows.isEmpty { try change.begin() }
            // Reviewers are known from now on, whether there is something for them or not.
            let reviewers = try study.reviewers.map { try Self.rater($0, kind: .human, study: id, database) }
            var added = 0
            if !rows.isEmpty {
                let writer = try PlanWriter(study: study, reviewers: reviewers, database)
                added = try writer.insert(rows, worsened: worsened)
                change.noteWhole(writer.root)
            }
            if occasion == .any || added > 0 { try Self.closeRated(id, database) }
            try Self.balanceAll(id, database)
            let again = try Self.planRounds(change, database)
            try change.commit(
                Self.said(added, partial, allowsRecurrence),
                isTold: partial || allowsRecurrence
            )
            try Self.noteSettled(study, id, isWhole: isWhole, database)
            return added + again
        }
    }

    /// What the log says of a planning.
    private static func said(_ rows: Int, _ partial: Bool, _ allowsRecurrence: Bool) -> [(String, JSONValue)] {
        [
            ("rows", .number(Double(rows))), ("partial", .bool(partial)),
            ("allows_recurrence", .bool(allowsRecurrence)),
        ]
    }

    /// What the planner has to know; with `replacing`, without the rows that nobody has begun; with `partial`, with answers
    /// whose arrival could tell who wrote them.
    package func planState(of study: Study, replacing: Bool, partial: Bool = false) throws -> PlanState {
        try read {
            let id = try Self.studyID(study.name, $0)
            return try Self.planState(study, id, replacing: replacing, partial: partial, $0)
        }
    }

    /// The median time that people spent on a showing, in seconds; nil before ten were rated.
    package func medianSeconds(of study: String) throws -> Double? {
        try read { database in
            let times = try Int64.fetchAll(
                database,
                sql: """
                    SELECT min(r.active_ms) AS time FROM rating r JOIN rater t ON t.id = r.rater
                    WHERE r.study = ? AND t.kind = 'human' AND r.outcome = 'rated' AND r.active_ms IS NOT NULL
                    GROUP BY r.rater, coalesce(r.item_set, r.first), r.second ORDER BY time
                    """,
                arguments: [try Self.studyID(study, database)]
            )
            return times.count < 10 ? nil : Double(times[times.count / 2]) / 1000
        }
    }

    static func list(_ names: [String]) -> String {
        JSONValue.array(names.map(JSONValue.string)).canonicalText
    }

    private static func planState(
        _ study: Study,
        _ id: Int64,
        replacing: Bool,
        partial: Bool,
        _ database: Database
    ) throws -> PlanState {
        let prompts = Dictionary(study.prompts.enumerated().map { ($1.id, $0) }) { first, _ in first }
        let reviewers = Dictionary(study.reviewers.enumerated().map { ($1, $0) }) { first, _ in first }
        let answers = try answers(of: study, id, isCurrent: true, database)
        let known = try Row.fetchAll(
            database,
            sql: """
                SELECT DISTINCT i.id, i.sha256, p.name AS prompt, a.phase FROM answer a JOIN item i ON i.id = a.item
                JOIN prompt p ON p.id = i.prompt WHERE a.study = ? AND p.is_current = 1 ORDER BY a.id
                """,
            arguments: [id]
        ).compactMap { row -> PlanState.Known? in
            prompts[row["prompt"]].map {
                PlanState.Known(
                    item: row["id"],
                    key: planKey(row["sha256"]),
                    prompt: $0,
                    isTraining: row["phase"] == "training"
                )
            }
        }
        // Rows of later rounds stand for what their reviewers have rated, begun or not.
        let arrival = try partial ? nil : Arrival(answers, study, id, database)
        let kept = "AND NOT (round = 1 AND \(isReplanned(all: replacing)))"
        let rows = try rows(
            of: id,
            kept,
            reviewers: reviewers,
            waiting: arrival?.waitingPrompts ?? [],
            database
        )
        guard let arrival else { return PlanState(answers: answers, known: known, rows: rows) }
        var state = PlanState(
            answers: arrival.answers,
            known: known,
            rows: rows,
            waiting: arrival.waiting
        )
        state.waitingPrompts = arrival.waitingPrompts
        return state
    }

    /// The rows of the plan of which `kept` holds, but those in whose place one of a later round stands.
    private static func rows(
        of study: Int64,
        _ kept: String,
        reviewers: [String: Int],
        waiting: [String],
        _ database: Database
    ) throws -> [PlanState.Row] {
        let members = try Self.members(of: study, database)
        let places = try names("rater", study: study, database).reduce(into: [Int64: Int]()) {
            $0[$1.value] = reviewers[$1.key]
        }
        // Of hundreds of thousands none is looked up among later rounds where there are none.
        let hasLater = try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM presentation WHERE study = ? AND round > 1)",
            arguments: [study]
        )
        let latest =
            hasLater == true
            ? """
            AND NOT EXISTS (SELECT 1 FROM presentation y
                WHERE y.first = presentation.first AND y.reviewer = presentation.reviewer AND y.phase = presentation.phase
                    AND coalesce(y.second, 0) = coalesce(presentation.second, 0) AND y.round > presentation.round
                    AND y.is_extra = 0)
            """ : ""
        var rows: [PlanState.Row] = []
        let count = try Int.fetchOne(
            database,
            sql: "SELECT coalesce(sum(rows), 0) FROM tally WHERE study = ?",
            arguments: [study]
        )
        rows.reserveCapacity(count ?? 0)
        try RowCursor(
            database,
            """
            SELECT first, second, reviewer, phase, side, position, arrangement,
                   state NOT IN ('skipped', 'revoked') AND is_extra = 0,
                   -- A row that is revoked and stands all the same is of somebody who must not rate it blind; one
                   -- that came back late, beside who was asked instead, is rated and fills nothing.
                   state = 'skipped' OR (state = 'revoked' AND is_extra = 0) OR (state = 'done' AND is_extra = 1),
                   state = 'done' AND is_extra = 0
            FROM presentation WHERE study = :study \(kept) \(latest) ORDER BY id
            """,
            kept.contains(":waiting") ? ["study": study, "waiting": list(waiting)] : ["study": study]
        ).forEach { row in
            rows.append(
                PlanState.Row(
                    first: row.integer(0),
                    second: row.knownInteger(1),
                    members: row.isNull(6) ? [] : members[row.integer(0)] ?? [],
                    arrangement: arrangement(row.knownText(6)),
                    reviewer: row.knownInteger(2).flatMap { places[$0] },
                    phase: RatingRecord.Phase(rawValue: row.text(3)) ?? .blind,
                    side: row.knownText(4).flatMap(RatingRecord.Side.init),
                    position: Int(row.integer(5)),
                    isFilled: row.integer(7) == 1,
                    isSkipped: row.integer(8) == 1,
                    isRated: row.integer(9) == 1
                )
            )
        }
        return rows
    }

    /// The study's responses that are current, in its order, or those that others replaced, as they were stored; without
    /// texts that are excluded.
    static func answers(of study: Study, _ id: Int64, isCurrent: Bool, _ database: Database) throws
        -> [PlanState.Answer]
    {
        let prompts = Dictionary(study.prompts.enumerated().map { ($1.id, $0) }) { first, _ in first }
        let models = Dictionary(study.models.enumerated().map { ($1.name, $0) }) { first, _ in first }
        let (promptPlaces, promptOrder) = try places("prompt", prompts, id, database)
        let (modelPlaces, modelOrder) = try places("model", models, id, database)
        let left = try Int64.fetchSet(database, sql: "SELECT item FROM leak WHERE policy = 'exclude'")
        let keys = try ItemKeys(database)
        var answers: [PlanState.Answer] = []
        try RowCursor(
            database,
            """
            SELECT item, prompt, model, sample FROM response WHERE is_current = ? ORDER BY id
            """,
            [isCurrent]
        ).forEach { row in
            let (item, prompt, model) = (row.integer(0), Int(promptPlaces[row.integer(1)]), modelPlaces[row.integer(2)])
            guard prompt >= 0, model >= 0, left.isEmpty || !left.contains(item) else { return }
            answers.append(
                PlanState.Answer(
                    item: item,
                    key: keys[item],
                    prompt: prompt,
                    model: Int(model),
                    sample: Int(row.integer(3))
                )
            )
        }
        guard isCurrent else { return answers }
        func place(_ answer: PlanState.Answer) -> (Int64, Int64, Int) {
            (promptOrder[answer.prompt], modelOrder[answer.model], answer.sample)
        }
        // Most come in that order.
        let areInOrder = zip(answers, answers.dropFirst()).allSatisfy { place($0) <= place($1) }
        return areInOrder ? answers : answers.sorted { place($0) < place($1) }
    }

    /// By row the places in the study of its prompts or models that are current, and by place their order in the database.
    private static func places(_ table: String, _ known: [String: Int], _ study: Int64, _ database: Database) throws
        -> (RowNumbers, [Int64])
    {
        var (places, order) = (RowNumbers(), [Int64](repeating: 0, count: (known.values.max() ?? -1) + 1))
        try RowCursor(
            database,
            "SELECT id, name, position FROM \(table) WHERE study = ? AND is_current = 1",
            [study]
        ).forEach { row in
            guard let place = known[row.text(1)] else { return }
            places.set(row.integer(0), place)
            order[place] = row.integer(2)
        }
        return (places, order)
    }

    /// The first 64 bits of an item's id.
    static func planKey(_ sha256: String) -> UInt64 { UInt64(sha256.prefix(16), radix: 16) ?? 0 }
}
