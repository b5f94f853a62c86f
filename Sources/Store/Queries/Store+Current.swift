import GRDB
import Studies

extension Store {
    /// How many current responses of each model answer another request than the one that the study makes for them now, whose
    /// keys are `wanted`.
    package func outdated(_ study: String, wanted: [ResponseName: String]) throws -> [String: Int] {
        try read { database in
            let rows = try Self.outdated(try Self.studyID(study, database), { wanted }, database)
            return Dictionary(rows.map { ($0["model"], 1) }, uniquingKeysWith: +)
        }
    }

    /// Makes those responses current that answer what the study asks now: what was asked otherwise, or came from a file while
    /// its prompt read otherwise, is set aside, and what is asked again as before has its answer again. Nobody is shown what
    /// is set aside, unless it is on their screen. `wanted` gives the keys of the requests when there are responses to hold
    /// them to.
    package func makeCurrent(study: String, wanted: @escaping () throws -> [ResponseName: String]) throws {
        try write { database in
            let id = try Self.studyID(study, database)
            let log = StudyLog(study: id, database: database)
            // What came from files first: what is wanted hangs on what is there.
            let reworded = try Self.reworded(id, database)
            if !reworded.isEmpty { try log.check([.current, .plan], at: StudyLog.now) }
            try Self.mark(reworded, asCurrent: false, database)
            let keys = WantedKeys(wanted)
            let outdated = try Self.outdated(id, keys.all, database)
            if !outdated.isEmpty, reworded.isEmpty { try log.check([.current, .plan], at: StudyLog.now) }
            try Self.mark(outdated.map { $0["id"] as Int64 }, asCurrent: false, database)
            let wordedAgain = try Self.wordedAgain(id, database)
            try Self.mark(wordedAgain, asCurrent: true, database)
            if !wordedAgain.isEmpty { keys.forget() }
            try Self.restore(id, keys.all, database)
            let isLess = !outdated.isEmpty || !reworded.isEmpty
            if isLess { try Self.withdraw(PlanChange(study: id, database: database), database) }
            try log.commit(.study, [.current] + (isLess ? [.plan] : []), at: StudyLog.now)
        }
    }

    /// The keys of what a study asks now, made where they are needed.
    private final class WantedKeys {
        private let make: () throws -> [ResponseName: String]
        private var known: [ResponseName: String]?

        init(_ make: @escaping () throws -> [ResponseName: String]) { self.make = make }

        func all() throws -> [ResponseName: String] {
            let keys = try known ?? make()
            known = keys
            return keys
        }

        func forget() { known = nil }
    }

    private static func mark(_ responses: [Int64], asCurrent isCurrent: Bool, _ database: Database) throws {
        for response in responses {
            try database.executeCached(
                sql: "UPDATE response SET is_current = ? WHERE id = ?",
                arguments: [isCurrent, response]
            )
        }
    }

    /// Takes showings of responses that are no longer current off the plan, unless they are rated or on somebody's screen.
    ///
    /// Off a blind plan a prompt's texts go all at once: until the last is set aside they stay as they were planned, unless
    /// `partial`.
    static func withdraw(_ change: PlanChange, partial: Bool = false, _ database: Database) throws {
        // Mostly there is none, and a plan may have hundreds of thousands of rows.
        guard try Bool.fetchOne(database, sql: "SELECT EXISTS (\(setAside))") ?? false else { return }
        let held = partial ? [] : try promptsHeld(change.study, database)
        let items = "\(setAside) AND r.prompt NOT IN (\(held.map(String.init).joined(separator: ", ")))"
        let isSetAside = "(first IN (\(items)) OR second IN (\(items)))"
        try change.delete("\(isSetAside) AND \(isUntouched)")
        try database.execute(
            sql: """
                UPDATE presentation SET state = 'revoked', is_extra = 1
                    WHERE study = :study AND state = 'open' AND bundle IS NULL AND owner IS NULL AND \(isSetAside)
                """,
            arguments: ["study": change.study]
        )
    }

    /// Prompts of the blind plan of which some planned text is a current response.
    private static func promptsHeld(_ study: Int64, _ database: Database) throws -> [Int64] {
        guard try hasBlindPlan(study, database) else { return [] }
        let planned = try PlannedTexts(of: study, database).prompts
        let current = try Int64.fetchSet(
            database,
            sql: """
                SELECT r.item FROM response r JOIN prompt p ON p.id = r.prompt WHERE p.study = ? AND r.is_current = 1
                """,
            arguments: [study]
        )
        return Set(planned.filter { current.contains($0.key) }.values).sorted()
    }

    private static func outdated(_ study: Int64, _ wanted: () throws -> [ResponseName: String], _ database: Database)
        throws -> [Row]
    {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT r.id, q.key, p.name AS prompt, m.name AS model, r.sample
                FROM response r JOIN attempt a ON a.id = r.attempt JOIN request q ON q.id = a.request
                JOIN prompt p ON p.id = r.prompt JOIN model m ON m.id = r.model
                WHERE r.is_current = 1 AND q.study = ? AND p.is_current = 1 AND m.is_current = 1
                """,
            arguments: [study]
        )
        var outdated: [Row] = []
        while let row = try rows.next() {
            let name = ResponseName(prompt: row["prompt"], model: row["model"], sample: row["sample"])
            if let key = try wanted()[name], key != row["key"] { outdated.append(row.copy()) }
        }
        return outdated
    }

    /// The newest response of each wanted request that is done, where none of it is current.
    private static func restore(_ study: Int64, _ wanted: () throws -> [ResponseName: String], _ database: Database)
        throws
    {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT q.key, max(r.id) AS newest
                FROM response r JOIN attempt a ON a.id = r.attempt JOIN request q ON q.id = a.request
                WHERE q.id IN (SELECT a.request FROM response r JOIN attempt a ON a.id = r.attempt
                    WHERE r.is_current = 0) AND q.study = ? AND q.state = 'done'
                GROUP BY q.id HAVING max(r.is_current) = 0
                """,
            arguments: [study]
        )
        guard !rows.isEmpty else { return }
        let keys = Set(try wanted().values)
        for row in rows where keys.contains(row["key"]) {
            try database.execute(
                sql: """
                    UPDATE response SET is_current = 0 WHERE is_current = 1 AND (prompt, model, sample) =
                        (SELECT prompt, model, sample FROM response WHERE id = :newest);
                    UPDATE response SET is_current = 1 WHERE id = :newest;
                    """,
                arguments: ["newest": row["newest"] as Int64]
            )
        }
    }

    /// Items that have responses, none of them current.
    private static let setAside = """
        SELECT r.item FROM response r WHERE r.is_current = 0
            AND NOT EXISTS (SELECT 1 FROM response c WHERE c.item = r.item AND c.is_current = 1)
        """
}
