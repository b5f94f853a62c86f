import Foundation
import GRDB
import Studies

/// How many opinions an item still needs, whoever skipped, retracted or lost a bundle: slots belong to the item, not to a
/// skip.
extension Store {
    /// What is planned and given of one subject in one round.
    struct Need {
        /// As many people are to rate it.
        var slots: Set<Int> = []
        /// Rows that somebody has or had, by slot; skipped, revoked and extra ones aside.
        var committed: [(id: Int64, slot: Int)] = []
        /// Rows that are open to anybody.
        var open: [(id: Int64, slot: Int)] = []
        /// Reviewers who have no row of it.
        var eligible = 0

        /// As many open rows can still be taken.
        var wanted: Int { max(0, min(slots.count - committed.count, eligible)) }
        /// Slots that nobody has or had.
        var free: [Int] { slots.subtracting(committed.map(\.slot)).sorted() }
    }

    /// The need of the subject of a blind row; the row itself does not count where it is left out.
    static func need(of row: Int64, without left: Int64? = nil, _ database: Database) throws -> Need? {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT x.id, x.slot, x.reviewer, x.state, x.is_extra, x.is_open, s.settings FROM presentation n
                JOIN presentation x ON x.first = n.first AND coalesce(x.second, 0) = coalesce(n.second, 0)
                    AND x.phase = n.phase AND x.round = n.round
                JOIN study s ON s.id = n.study
                WHERE n.id = ? AND n.phase = 'blind' ORDER BY x.slot, x.id
                """,
            arguments: [row]
        )
        guard let first = rows.first else { return nil }
        var need = Need()
        var busy: Set<Int64> = []
        for row in rows {
            need.slots.insert(row["slot"])
            let reviewer: Int64? = row["reviewer"]
            let state: ShowingState? = row.word("state")
            if let reviewer, row["is_extra"] == false || state != .revoked { busy.insert(reviewer) }
            guard row["is_extra"] == false, state != .skipped, state != .revoked, row["id"] != left else {
                continue
            }
            if state == .open, reviewer == nil {
                need.open.append((row["id"], row["slot"]))
            } else {
                need.committed.append((row["id"], row["slot"]))
            }
        }
        let names = try JSONValue(parsing: first["settings"] ?? "{}")["reviewers"]?.array?.compactMap(\.string) ?? []
        let study = try Int64.fetchOne(database, sql: "SELECT study FROM presentation WHERE id = ?", arguments: [row])
        let known = try Int64.fetchAll(
            database,
            sql: "SELECT id FROM rater WHERE study = ? AND kind = 'human' AND name IN (SELECT value FROM json_each(?))",
            arguments: [study, JSONValue.array(names.map(JSONValue.string)).canonicalText]
        )
        need.eligible = names.count - known.count { busy.contains($0) }
        return need
    }

    /// Opens as many rows of a subject to anybody as can still be taken, no more and no fewer.
    static func balance(_ row: Int64, _ database: Database) throws {
        guard let need = try need(of: row, database) else { return }
        for surplus in need.open.dropFirst(need.wanted) { try close(surplus.id, database) }
        let missing = need.wanted - need.open.count
        guard missing > 0, try !isCompared(row, database) else { return }
        // What the plan had and was closed comes first: a review adds rows of its own only where none is left.
        let closed = try Int64.fetchAll(
            database,
            sql: """
                SELECT x.id FROM presentation n JOIN presentation x ON x.first = n.first AND x.round = n.round
                    AND coalesce(x.second, 0) = coalesce(n.second, 0) AND x.phase = n.phase
                WHERE n.id = ? AND x.state = 'revoked' AND x.reviewer IS NULL AND x.is_extra = 0 AND x.bundle IS NULL
                ORDER BY x.id LIMIT ?
                """,
            arguments: [row, missing]
        )
        for id in closed {
            try database.execute(sql: "UPDATE presentation SET state = 'open' WHERE id = ?", arguments: [id])
        }
        let held = Set(need.open.map(\.slot))
        let slots = need.free.filter { !held.contains($0) } + need.slots.sorted()
        for slot in slots.prefix(missing - closed.count) {
            try database.execute(
                sql: """
                    INSERT INTO presentation (study, is_open, first, second, side, arrangement, slot, phase, position, block,
                        design, round, asks, state, is_reviewers)
                    SELECT n.study, 1, n.first, n.second, n.side, n.arrangement, ?2, n.phase, n.position, n.block, n.design,
                        n.round, n.asks, 'open', 1 FROM presentation n WHERE n.id = ?1
                    """,
                arguments: [row, slot]
            )
        }
    }

    /// Whoever compares other texts of the prompt would see one of them more often than the rest.
    private static func isCompared(_ row: Int64, _ database: Database) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: """
                SELECT 1 FROM presentation n JOIN item a ON a.id = n.first JOIN item b ON b.prompt = a.prompt
                JOIN presentation x ON x.first = b.id AND x.second IS NOT NULL AND x.reviewer IS NOT n.reviewer
                WHERE n.id = ? AND n.second IS NOT NULL LIMIT 1
                """,
            arguments: [row]
        ) ?? false
    }

    /// Takes a row off that nobody can take; one of the plan, or that was on a screen, stays in the plan and the log.
    private static func close(_ row: Int64, _ database: Database) throws {
        let isKnown = try Bool.fetchOne(
            database,
            sql: """
                SELECT n.is_reviewers = 0 OR EXISTS (SELECT 1 FROM event WHERE presentation = ?1)
                    OR EXISTS (SELECT 1 FROM draft WHERE presentation = ?1)
                    OR EXISTS (SELECT 1 FROM presentation WHERE original = ?1) FROM presentation n WHERE n.id = ?1
                """,
            arguments: [row]
        )
        try database.execute(
            sql: isKnown == true
                ? "UPDATE presentation SET state = 'revoked' WHERE id = ?" : "DELETE FROM presentation WHERE id = ?",
            arguments: [row]
        )
    }

    /// A slot that its reviewer skipped or lost is open to the others, where somebody is left; its repeat is revoked.
    static func replaceSkipped(_ row: Int64, _ database: Database) throws {
        try database.execute(
            sql: "UPDATE presentation SET state = 'revoked' WHERE original = ? AND state = 'open'",
            arguments: [row]
        )
        try balance(row, database)
    }

    /// Whether what a reviewer skipped can still be rated: as long as the item needs an opinion.
    static func isNeeded(_ row: Int64, _ database: Database) throws -> Bool {
        guard let need = try need(of: row, without: row, database) else { return true }
        return need.committed.count < need.slots.count
    }

    /// A skip that is taken back takes its repeat back; where the item needs nothing any more, its row becomes extra.
    static func takeBackReplacement(of row: Int64, _ database: Database) throws {
        let state = try String.fetchOne(database, sql: "SELECT state FROM presentation WHERE id = ?", arguments: [row])
        guard state.flatMap(ShowingState.init) == .skipped else { return }
        try database.execute(
            sql: "UPDATE presentation SET state = 'open' WHERE original = ? AND state = 'revoked' AND bundle IS NULL",
            arguments: [row]
        )
        guard try !isNeeded(row, database) else { return }
        try database.execute(sql: "UPDATE presentation SET is_extra = 1 WHERE id = ?", arguments: [row])
    }

    /// Balances every subject of a study of which something was skipped or revoked, after reviewers or the plan changed.
    static func balanceAll(_ study: Int64, _ database: Database) throws {
        guard try hasRows(in: [.skipped, .revoked], of: study, database) else { return }
        let rows = try Int64.fetchAll(
            database,
            sql: """
                SELECT min(id) FROM presentation WHERE study = ? AND phase = 'blind' AND state IN ('skipped', 'revoked')
                GROUP BY first, second, round
                """,
            arguments: [study]
        )
        for row in rows { try balance(row, database) }
    }

    /// Subjects that nobody rated and nobody is left to rate: everybody skipped them.
    static func skippedByAll(_ study: Int64, _ database: Database) throws -> [Int64] {
        try short(study, database).filter { $0.need.committed.isEmpty }.map(\.row)
    }

    /// Subjects that need an opinion which nobody is left to give.
    private static func short(_ study: Int64, _ database: Database) throws -> [(row: Int64, need: Need)] {
        guard try hasRows(in: [.skipped], of: study, database) else { return [] }
        let rows = try Int64.fetchAll(
            database,
            sql: """
                SELECT min(id) FROM presentation WHERE study = ? AND phase = 'blind' AND state = 'skipped' AND is_extra = 0
                GROUP BY first, second, round ORDER BY min(id)
                """,
            arguments: [study]
        )
        return try rows.compactMap { row in
            guard let need = try need(of: row, database), need.committed.count < need.slots.count, need.open.isEmpty,
                need.eligible == 0
            else { return nil }
            return (row, need)
        }
    }

    /// How many items have fewer ratings than planned since some skipped them, others not, and who skipped.
    package func shortOfRatings(of study: String) throws -> (count: Int, reviewers: [String]) {
        try read { database in
            let short = try Self.short(try Self.studyID(study, database), database)
                .filter { !$0.need.committed.isEmpty }
            let names = try short.map { one in
                try String.fetchAll(
                    database.cachedStatement(
                        sql: """
                            SELECT t.name FROM presentation n JOIN presentation x ON x.first = n.first AND x.round = n.round
                                AND coalesce(x.second, 0) = coalesce(n.second, 0) AND x.phase = n.phase
                            JOIN rater t ON t.id = x.reviewer
                            WHERE n.id = ? AND x.state = 'skipped' AND x.is_extra = 0
                            """
                    ),
                    arguments: [one.row]
                )
            }
            return (short.count, Set(names.joined()).sorted())
        }
    }

    /// How many items are closed because everybody skipped them.
    package func skippedByAllCount(of study: String) throws -> Int {
        try read { try Self.skippedByAll(try Self.studyID(study, $0), $0).count }
    }

    /// Asks those who skipped what everybody skipped again; returns how many rows are open once more.
    package func reopenSkipped(of study: String) throws -> Int {
        try write { database in
            var count = 0
            for row in try Self.skippedByAll(try Self.studyID(study, database), database) {
                guard let need = try Self.need(of: row, database) else { continue }
                let skipped = try Int64.fetchAll(
                    database,
                    sql: """
                        SELECT x.id FROM presentation n JOIN presentation x ON x.first = n.first AND x.round = n.round
                            AND coalesce(x.second, 0) = coalesce(n.second, 0) AND x.phase = n.phase
                        WHERE n.id = ? AND x.state = 'skipped' AND x.is_extra = 0 AND x.bundle IS NULL ORDER BY x.id
                        """,
                    arguments: [row]
                )
                for reopened in skipped.prefix(need.slots.count - need.committed.count) {
                    try Self.takeBackReplacement(of: reopened, database)
                    try database.execute(
                        sql: "UPDATE presentation SET state = 'open' WHERE id = ?",
                        arguments: [reopened]
                    )
                    count += 1
                }
            }
            return count
        }
    }
}
