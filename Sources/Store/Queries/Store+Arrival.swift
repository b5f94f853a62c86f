import GRDB
import Studies

/// Which answers are in a blind plan.
///
/// A prompt enters it when every model has answered or failed for good, as otherwise the difference of two plans tells who
/// wrote what came between. From then on its texts stay as they were planned, answers that others replaced since among them,
/// until every one of them is set aside: what went or came alone would be one model's.
struct Arrival {
    let answers: [PlanState.Answer]
    /// The ids of the prompts that some model has not answered yet.
    let waitingPrompts: [String]
    let waiting: PlanState.Waiting

    /// What one response is to, by whom and which of his.
    private struct Slot: Hashable {
        var prompt: Int
        var model: Int
        var sample: Int

        init(_ answer: PlanState.Answer) { (prompt, model, sample) = (answer.prompt, answer.model, answer.sample) }
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
        let planned = try PlannedTexts(of: id, database)
        let standing = Set(all.filter { planned.contains($0.item) }.map(\.prompt))
        let earlier = standing.isEmpty ? [:] : try Self.earlier(than: all, planned, study, id, database)
        var (ready, late, replaced) = ([PlanState.Answer](), [PlanState.Answer](), 0)
        for answer in all {
            if !standing.contains(answer.prompt) {
                if !incomplete.contains(answer.prompt) { ready.append(answer) }
            } else if planned.contains(answer.item) {
                ready.append(answer)
            } else if earlier[Slot(answer)] != nil {
                replaced += 1
            } else {
                late.append(answer)
            }
        }
        let begun = late.isEmpty ? [] : try Self.begun(planned, study, id, database)
        // Of what nobody has seen a text more tells nothing, once all are there.
        ready += late.filter { !begun.contains($0.prompt) && !incomplete.contains($0.prompt) }
        late.removeAll { !begun.contains($0.prompt) }
        let isMixed = Self.isMixed(late)
        if isMixed { ready += late }
        ready += earlier.values.filter { standing.contains($0.prompt) }
        answers = ready.sorted { ($0.prompt, $0.model, $0.sample) < ($1.prompt, $1.model, $1.sample) }
        waiting = PlanState.Waiting(
            prompts: Set(all.map(\.prompt)).intersection(incomplete).subtracting(standing).count,
            lateTexts: isMixed ? 0 : Set(late.map(\.item)).count,
            replacedTexts: replaced
        )
    }

    /// Planned answers that others replaced since, or nothing yet, where no planned one stands in their place: the newest
    /// of each.
    private static func earlier(
        than all: [PlanState.Answer],
        _ planned: PlannedTexts,
        _ study: Study,
        _ id: Int64,
        _ database: Database
    ) throws -> [Slot: PlanState.Answer] {
        let current = Set(all.filter { planned.contains($0.item) }.map(Slot.init))
        var earlier: [Slot: PlanState.Answer] = [:]
        for answer in try Store.answers(of: study, id, isCurrent: false, database)
        where planned.contains(answer.item) && !current.contains(Slot(answer)) {
            earlier[Slot(answer)] = answer
        }
        return earlier
    }

    /// The places of the prompts that some model has neither answered, each sample, nor failed to for good.
    private static func incomplete(_ study: Study, _ id: Int64, _ database: Database) throws -> Set<Int> {
        let prompts = Dictionary(study.prompts.enumerated().map { ($1.id, $0) }) { first, _ in first }
        let models = Dictionary(study.models.enumerated().map { ($1.name, $0) }) { first, _ in first }
        let width = study.models.count
        /// By prompt and model, and who has some at all.
        func read(_ sql: String) throws -> (samples: [Samples], models: Set<String>) {
            var samples = [Samples](repeating: Samples(), count: study.prompts.count * width)
            var names: Set<String> = []
            try RowCursor(database, sql, [id]).forEach { row in
                let name = row.text(1)
                names.insert(name)
                guard let prompt = prompts[row.text(0)], let model = models[name] else { return }
                samples[prompt * width + model].insert(Int(row.integer(2)))
            }
            return (samples, names)
        }
        let answered = try read(answeredQuery)
        let asked = try read(askedQuery).samples
        let failed = try read(failedQuery).samples
        let most = study.sampling.samples ?? 1
        // Of an imported model nothing more is asked: what its table does not have stays missing.
        let closed = study.models.map { $0.isImported && answered.models.contains($0.name) }
        return Set(
            study.prompts.indices.filter { prompt in
                study.models.indices.contains { model in
                    let place = prompt * width + model
                    let done = answered.samples[place].union(failed[place])
                    if closed[model], done.isEmpty { return false }
                    return done.isEmpty || !asked[place].isSubset(of: done, upTo: most)
                }
            }
        )
    }

    /// Which samples of one model there are to one prompt: the first 64 as bits, as there are hundreds of thousands of these.
    private struct Samples {
        private var first: UInt64 = 0
        private var rest: Set<Int> = []

        var isEmpty: Bool { first == 0 && rest.isEmpty }

        mutating func insert(_ sample: Int) {
            if (1...64).contains(sample) { first |= 1 << UInt64(sample - 1) } else { rest.insert(sample) }
        }

        func union(_ other: Samples) -> Samples {
            var union = self
            union.first |= other.first
            union.rest.formUnion(other.rest)
            return union
        }

        /// Whether those up to a number are all among others.
        func isSubset(of other: Samples, upTo most: Int) -> Bool {
            let wanted = most >= 64 ? first : first & (1 << UInt64(max(0, most)) - 1)
            return wanted & ~other.first == 0 && rest.filter { $0 <= most }.isSubset(of: other.rest)
        }
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

    /// The places of prompts of which something was shown or handed out.
    private static func begun(_ planned: PlannedTexts, _ study: Study, _ id: Int64, _ database: Database) throws
        -> Set<Int>
    {
        let rows = try Int64.fetchSet(
            database,
            sql: """
                SELECT DISTINCT i.prompt FROM presentation JOIN item i ON i.id = presentation.first
                WHERE presentation.study = ? AND phase = 'blind' AND NOT (\(Store.isUntouched))
                """,
            arguments: [id]
        )
        let names = try Store.names("prompt", study: id, database)
        return Set(study.prompts.indices.filter { names[study.prompts[$0].id].map(rows.contains) == true })
    }

    /// Whether late texts come of several models, none of which wrote more than half of them.
    private static func isMixed(_ late: [PlanState.Answer]) -> Bool {
        let counts = Dictionary(late.map { ($0.model, 1) }, uniquingKeysWith: +).values
        return counts.allSatisfy { $0 * 2 <= late.count }
    }
}
