import GRDB
import Studies

/// Which answers may enter a blind plan: a prompt when every model has answered or failed for good, as otherwise the
/// difference of two plans tells who wrote what came between.
struct Arrival {
    let answers: [PlanState.Answer]
    let waiting: PlanState.Waiting

    /// A sample of a model's answers to a prompt, by their places in the study.
    private struct Ask: Hashable {
        var prompt: Int
        var model: Int
        var sample: Int64 = 0
    }

    init(_ all: [PlanState.Answer], _ study: Study, _ id: Int64, _ places: PlanPlaces, _ database: Database) throws {
        let isUnblinded =
            try Bool.fetchOne(database, sql: "SELECT 1 FROM unblinding WHERE study = ?", arguments: [id]) ?? false
        guard !isUnblinded, study.models.count > 1 else {
            (answers, waiting) = (all, PlanState.Waiting())
            return
        }
        let incomplete = try Self.incomplete(study, id, places, database)
        let ready = all.filter { !incomplete.contains($0.prompt) }
        let late = try Self.late(ready, id, database)
        let isMixed = Self.isMixed(late)
        let lateTexts = Set(late.map(\.item))
        answers = isMixed ? ready : ready.filter { !lateTexts.contains($0.item) }
        waiting = PlanState.Waiting(
            prompts: Set(all.map(\.prompt)).intersection(incomplete).count,
            lateTexts: isMixed ? 0 : lateTexts.count
        )
    }

    /// The places of the prompts that some model has neither answered, each sample, nor failed to for good.
    private static func incomplete(_ study: Study, _ id: Int64, _ places: PlanPlaces, _ database: Database) throws
        -> Set<Int>
    {
        var done: Set<Ask> = []
        var answered: Set<Ask> = []
        func isDone(_ ask: Ask) {
            done.insert(ask)
            answered.insert(Ask(prompt: ask.prompt, model: ask.model))
        }
        try RowCursor(
            database,
            "SELECT prompt, model, sample FROM response INDEXED BY one_current_response WHERE is_current = 1",
            []
        ).forEach { row in
            guard let prompt = places.prompts[row.integer(0)], let model = places.models[row.integer(1)] else { return }
            isDone(Ask(prompt: prompt.file, model: model.file, sample: row.integer(2)))
        }
        let models = Dictionary(study.models.enumerated().map { ($1.name, $0) }) { first, _ in first }
        var asked: [Ask] = []
        try RowCursor(database, asks, [id]).forEach { row in
            guard let prompt = places.promptsByName[row.text(0)], let model = models[row.text(1)] else { return }
            let ask = Ask(prompt: prompt, model: model, sample: row.integer(2))
            if row.integer(3) == 1 { isDone(ask) }
            asked.append(ask)
        }
        let most = Int64(study.sampling.samples ?? 1)
        let open = Set(asked.lazy.filter { $0.sample <= most && !done.contains($0) }.map(\.prompt))
        return open.union(
            study.prompts.indices.filter { prompt in
                study.models.indices.contains { !answered.contains(Ask(prompt: prompt, model: $0)) }
            }
        )
    }

    private static let asks = """
        SELECT p.name, q.asked, q.sample, q.state = 'failed' FROM request q JOIN prompt p ON p.id = q.prompt
        WHERE q.study = ? AND q.purpose = 'response'
        """

    /// Answers without a row of the plan to prompts of which something was shown or handed out.
    private static func late(_ answers: [PlanState.Answer], _ id: Int64, _ database: Database) throws
        -> [PlanState.Answer]
    {
        let begun = try Int64.fetchSet(
            database,
            sql: """
                SELECT DISTINCT i.prompt FROM presentation JOIN item i ON i.id = presentation.first
                WHERE presentation.study = ? AND phase = 'blind' AND NOT (\(Store.isUntouched))
                """,
            arguments: [id]
        )
        guard !begun.isEmpty else { return [] }
        let prompts = Dictionary(
            try Row.fetchAll(
                database,
                sql: "SELECT i.id, i.prompt FROM item i JOIN prompt p ON p.id = i.prompt WHERE p.study = ?",
                arguments: [id]
            ).map { ($0["id"] as Int64, $0["prompt"] as Int64) }
        ) { first, _ in first }
        let planned = try Int64.fetchSet(
            database,
            sql: """
                SELECT first FROM presentation WHERE study = ?1 UNION SELECT second FROM presentation
                WHERE study = ?1 AND second IS NOT NULL UNION SELECT m.member FROM set_member m
                JOIN presentation n ON n.first = m.item_set WHERE n.study = ?1
                """,
            arguments: [id]
        )
        return answers.filter { !planned.contains($0.item) && prompts[$0.item].map(begun.contains) == true }
    }

    /// Whether late texts come of several models, none of which wrote more than half of them.
    private static func isMixed(_ late: [PlanState.Answer]) -> Bool {
        let counts = Dictionary(late.map { ($0.model, 1) }, uniquingKeysWith: +).values
        return counts.allSatisfy { $0 * 2 <= late.count }
    }
}
