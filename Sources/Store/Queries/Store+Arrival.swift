import GRDB
import Studies

/// Which answers may enter a blind plan: a prompt when every model has answered or failed for good, as otherwise the
/// difference of two plans tells who wrote what came between.
struct Arrival {
    let answers: [PlanState.Answer]
    /// The ids of the prompts that some model has not answered yet.
    let waitingPrompts: [String]
    let waiting: PlanState.Waiting

    private struct Ask: Hashable {
        var prompt: String
        var model: String
    }

    init(_ all: [PlanState.Answer], _ study: Study, _ id: Int64, _ database: Database) throws {
        let isUnblinded =
            try Bool.fetchOne(database, sql: "SELECT 1 FROM unblinding WHERE study = ?", arguments: [id]) ?? false
        guard !isUnblinded, study.models.count > 1 else {
            (answers, waiting, waitingPrompts) = (all, PlanState.Waiting(), [])
            return
        }
        let incomplete = try Self.incomplete(study, id, database)
        waitingPrompts = incomplete.sorted().map { study.prompts[$0].id }
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
    private static func incomplete(_ study: Study, _ id: Int64, _ database: Database) throws -> Set<Int> {
        func samples(_ sql: String) throws -> [Ask: Set<Int>] {
            var samples: [Ask: Set<Int>] = [:]
            let rows = try Row.fetchCursor(database, sql: sql, arguments: [id])
            while let row = try rows.next() {
                samples[Ask(prompt: row["prompt"], model: row["model"]), default: []].insert(row["sample"])
            }
            return samples
        }
        let answered = try samples(answeredQuery)
        let asked = try samples(askedQuery)
        let failed = try samples(failedQuery)
        let most = study.sampling.samples ?? 1
        // Of an imported model nothing more is asked: what its table does not have stays missing.
        let closed = Set(study.models.filter(\.isImported).map(\.name)).intersection(answered.keys.map(\.model))
        return Set(
            study.prompts.indices.filter { place in
                study.models.contains { model in
                    let ask = Ask(prompt: study.prompts[place].id, model: model.name)
                    let done = (answered[ask] ?? []).union(failed[ask] ?? [])
                    if closed.contains(model.name), done.isEmpty { return false }
                    return done.isEmpty || !(asked[ask] ?? []).filter { $0 <= most }.isSubset(of: done)
                }
            }
        )
    }

    private static let answeredQuery = """
        SELECT p.name AS prompt, m.name AS model, r.sample FROM response r JOIN prompt p ON p.id = r.prompt
        JOIN model m ON m.id = r.model WHERE p.study = ? AND r.is_current = 1
        """
    private static let askedQuery = """
        SELECT p.name AS prompt, q.asked AS model, q.sample FROM request q JOIN prompt p ON p.id = q.prompt
        WHERE q.study = ? AND q.purpose = 'response'
        """
    private static let failedQuery = askedQuery + " AND q.state = 'failed'"

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
