import GRDB
import Studies

/// Who unblinded a study, and when.
package struct Unblinding: Sendable, Equatable {
    package var who: String
    /// Milliseconds UTC.
    package var at: Int64
}

extension Store {
    /// The act that unblinded the study; nil while it is blind.
    package func unblinding(of study: String) throws -> Unblinding? {
        try read { database in
            try Row.fetchOne(
                database,
                sql: "SELECT who, at FROM unblinding WHERE study = ? ORDER BY id LIMIT 1",
                arguments: [try Self.studyID(study, database)]
            ).map { Unblinding(who: $0["who"], at: $0["at"]) }
        }
    }

    /// Writes down that somebody unblinds the study: from now on models bear their names and new ratings are `unblinded`.
    package func unblind(_ study: String, who: String, at time: Int64) throws {
        try write { database in
            let id = try Self.studyID(study, database)
            let log = StudyLog(study: id, database: database)
            try log.check([.unblinding], at: StudyLog.now)
            try database.execute(
                sql: "INSERT INTO unblinding (study, who, at) VALUES (?, ?, ?)",
                arguments: [id, who, time]
            )
            try log.commit(.unblinded, [.unblinding], [("who", .string(who)), try log.sessions()], at: time)
        }
    }
}
