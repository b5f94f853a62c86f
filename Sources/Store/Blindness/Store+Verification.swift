import Foundation
import GRDB
package import Studies

extension Store {
    /// Recomputes the study's chains and compares every rating with them, and with heads, or a code of them, kept elsewhere.
    ///
    /// `checksRules` is false where the caller has found the file whole and its references sound.
    package func verify(
        _ study: String,
        against heads: [ChainHead] = [],
        code: HeadCode? = nil,
        checksRules: Bool = true
    ) throws -> ChainReport {
        try read { database in
            let id = try Self.studyID(study, database)
            let acts = try StoredActs(study: study, id, database)
            var chain = try StudyChainCheck(id, study, database)
            chain.check(heads)
            let coded = try code.map { try chain.heads(of: $0) } ?? []
            var check = ChainCheck(
                events: try Self.events(of: id, study, database),
                expectedHeads: heads.filter { $0.sitting != StudyChainCheck.sitting } + coded,
                notedHeads: try chain.notedHeads(),
                replaced: acts.replacedRows,
                leftOut: try chain.leftOut()
            )
            try acts.forEach { check.check($0) }
            var report = check.finished()
            report.findings += try chain.findings + (checksRules ? Self.brokenRules(database) : [])
            report.studyEventCount = chain.events.count
            if try Self.isBlind(id, database) {
                let stored = try Int.fetchOne(
                    database,
                    sql: "SELECT count(*) FROM rating WHERE +study = ? AND named_by = 'model'",
                    arguments: [id]
                )
                report.importedCount += max(0, try NamingSecrecy.count(id, database) - (stored ?? 0))
            }
            report.studyHead = chain.head
            return report
        }
    }

    /// Notes every session's head in the study's chain; the hash of that event stands for all of them.
    package func logHeads(_ study: String) throws -> HeadCode? {
        try write { database in
            let id = try Self.studyID(study, database)
            let log = StudyLog(study: id, database: database)
            try log.append(.heads, [try log.sessions()], at: StudyLog.now)
            return try log.head().flatMap(HeadCode.init(sha256:))
        }
    }

    /// Notes every session's head in the study's chain where one has grown: before a review begins, all that came before it.
    package func noteSessions(of study: String) throws {
        try write { database in
            try StudyLog(study: try Self.studyID(study, database), database: database).noteSessions(at: StudyLog.now)
        }
    }

    /// The events of a study by reviewer, sitting and number.
    static func events(of study: Int64, _ name: String, _ database: Database) throws -> [ReviewEvent] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT e.*, t.name AS reviewer_name FROM event e JOIN rater t ON t.id = e.reviewer
                WHERE e.study = ? ORDER BY t.name, e.sitting, e.number
                """,
            arguments: [study]
        ).map { row in
            ReviewEvent(
                study: name,
                reviewer: row["reviewer_name"],
                sitting: row["sitting"],
                number: row["number"],
                kind: row["kind"],
                presentation: row["named"] as Int64? ?? row["presentation"],
                row: row["presentation"],
                at: row["at"],
                payload: row["payload"],
                previous: row["previous"],
                sha256: row["sha256"],
                version: row["digest_version"],
                bundle: row["bundle"]
            )
        }
    }
}
