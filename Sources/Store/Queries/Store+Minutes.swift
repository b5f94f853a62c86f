import GRDB

/// What was asked of a server within a minute, by all programs that work on the database.
extension Store {
    /// Notes a request that may take so many tokens, if the minute has room for it. `scope` names a server and a key; `clock`
    /// tells the milliseconds since the machine was started, and is read once nobody else can write.
    package func takeMinute(
        of scope: String,
        tokens: Int,
        within limits: MinuteLimits,
        at clock: () -> Int64
    ) throws -> MinuteAnswer {
        try write { database in
            let now = clock()
            // What lies ahead is of before the machine was started anew.
            try database.executeCached(
                sql: "DELETE FROM minute_use WHERE scope = ? AND (at <= ? OR at > ?)",
                arguments: [scope, now - MinuteLimits.length, now]
            )
            let used = try Row.fetchOne(
                database.cachedStatement(
                    sql: "SELECT count(*) AS count, coalesce(sum(tokens), 0) AS total FROM minute_use WHERE scope = ?"
                ),
                arguments: [scope]
            )
            guard limits.hasRoom(for: tokens, beside: used?["count"] ?? 0, taking: used?["total"] ?? 0) else {
                return .wait(limits.wait(for: tokens, beside: try Self.uses(of: scope, database), at: now))
            }
            try database.executeCached(
                sql: "INSERT INTO minute_use (scope, at, tokens) VALUES (?, ?, ?)",
                arguments: [scope, now, tokens]
            )
            return .taken(database.lastInsertedRowID)
        }
    }

    /// Puts what a request really took in the place of what it might.
    package func settleMinute(_ number: Int64, tokens: Int) throws {
        try write {
            try $0.executeCached(sql: "UPDATE minute_use SET tokens = ? WHERE id = ?", arguments: [tokens, number])
        }
    }

    private static func uses(of scope: String, _ database: Database) throws -> [MinuteUse] {
        try Row.fetchAll(
            database.cachedStatement(sql: "SELECT at, tokens FROM minute_use WHERE scope = ? ORDER BY at"),
            arguments: [scope]
        ).map { MinuteUse(at: $0["at"], tokens: $0["tokens"]) }
    }
}
