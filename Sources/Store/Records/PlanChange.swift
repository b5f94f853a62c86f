import GRDB
import Studies

/// One change of a study's plan and what the log says of it.
///
/// The roots of a large plan take seconds: they are made only where its rows come or go. A row's state is no part of them.
final class PlanChange {
    let study: Int64
    private let log: StudyLog
    private let database: Database
    private var isBegun = false
    /// The root of the plan, and how many rows had been changed when it was that.
    private var whole: (root: String, changes: Int)?
    /// The batches that figures by letter take, as the plan was.
    private var letters: JSONValue?

    init(study: Int64, database: Database) {
        self.study = study
        self.database = database
        log = StudyLog(study: study, database: database)
    }

    /// Notes what was changed outside of the program, before the first row of the plan comes or goes.
    func begin() throws {
        guard !isBegun else { return }
        isBegun = true
        letters = try Store.letterNotes(study, database)
        try log.check([.plan, .copies], at: StudyLog.now)
    }

    /// Takes off rows of the plan.
    func delete(_ condition: String, arguments: StatementArguments = StatementArguments()) throws {
        let rows = "FROM presentation WHERE study = :study AND \(condition)"
        let all = ["study": study] as StatementArguments + arguments
        guard try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 \(rows))", arguments: all) == true else {
            return
        }
        try begin()
        try database.execute(sql: "DELETE \(rows)", arguments: all)
    }

    /// Notes the root of the plan as it stands, where it is known: it holds until another row is changed.
    func noteWhole(_ root: String?) { whole = root.map { ($0, database.totalChangesCount) } }

    /// Commits the plan where its rows came or went, and tells of what is out of the ordinary; notes how far sessions are.
    func commit(_ payload: [(String, JSONValue)], isTold: Bool) throws {
        guard isBegun || isTold else { return try log.noteSessions(at: StudyLog.now) }
        let root = whole.flatMap { $0.changes == database.totalChangesCount ? $0.root : nil }
        let noted = letters.map { [("letters", $0)] } ?? []
        try log.commit(
            .plan,
            [.plan, .copies],
            payload + [try log.sessions()] + noted,
            isTold: isTold,
            made: root.map { [.plan: $0] } ?? [:],
            at: StudyLog.now
        )
    }
}
