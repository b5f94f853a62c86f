import Foundation
import GRDB
import Studies

extension Store {
    /// Claims the reviewer's next presentation for this process; nil when none is left.
    ///
    /// First comes what the reviewer's last sitting left behind when it died, then what has a draft, then the rows planned
    /// for the reviewer and those open to all, by their position. A repeat waits until its original was rated and its
    /// distance is kept.
    package func claimNext(
        study: String,
        reviewer: String,
        owner: LeaseOwner,
        lease: Duration,
        at time: Int64
    ) throws -> BlindPresentation? {
        try write { database in
            let rater = try Self.reviewer(reviewer, study: study, database)
            let studyID = try Self.studyID(study, database)
            try Self.letGo(owner, database)
            let left = try Self.freeClaims(of: studyID, for: rater, at: time, database)
            let drafted = try Int64.fetchOne(database, sql: Self.draftedQuery, arguments: [rater])
            let id = try left ?? drafted ?? next(study: studyID, rater: rater, database)
            guard let id else { return nil }
            let claimed = try Int64.fetchOne(
                database,
                sql: """
                    UPDATE presentation SET state = 'claimed', owner = ?1, lease_until = ?2, reviewer = ?3, place = coalesce(
                        place, (SELECT coalesce(max(place), 0) + 1 FROM presentation WHERE reviewer = ?3
                            AND place IS NOT NULL))
                    WHERE id = ?4 AND state = 'open' RETURNING id
                    """,
                arguments: [owner.rawValue, time + lease.milliseconds, rater, id]
            )
            guard let claimed, let presentation = try blind(claimed, reviewer: rater, database) else { return nil }
            try Self.balanceTaken(claimed, database)
            try logClaim(presentation, study: study, reviewer: reviewer, owner: owner, at: time, database)
            return presentation
        }
    }

    /// What this process holds already is shown again: going back and forth loses no place.
    static let heldQuery = """
        SELECT id FROM presentation WHERE owner = ? AND reviewer = ? AND state = 'claimed' ORDER BY position LIMIT 1
        """

    /// What this process has claimed already and not rated; nil where it has nothing.
    package func held(
        study: String,
        reviewer: String,
        owner: LeaseOwner,
        lease: Duration,
        at time: Int64
    ) throws -> BlindPresentation? {
        try write { database in
            let rater = try Self.reviewer(reviewer, study: study, database)
            guard
                let held = try Int64.fetchOne(database, sql: Self.heldQuery, arguments: [owner.rawValue, rater]),
                let presentation = try blind(held, reviewer: rater, database)
            else { return nil }
            try database.execute(
                sql: "UPDATE presentation SET lease_until = ? WHERE id = ?",
                arguments: [time + lease.milliseconds, held]
            )
            try logClaim(presentation, study: study, reviewer: reviewer, owner: owner, at: time, database)
            return presentation
        }
    }

    /// Somebody who takes one row of a subject that another skipped can take no further one of it.
    private static func balanceTaken(_ row: Int64, _ database: Database) throws {
        let isTouched = try Bool.fetchOne(
            database,
            sql: """
                SELECT EXISTS (SELECT 1 FROM presentation n JOIN presentation x ON x.first = n.first
                    AND coalesce(x.second, 0) = coalesce(n.second, 0) WHERE n.id = ? AND n.is_open = 1
                        AND x.state IN ('skipped', 'revoked'))
                """,
            arguments: [row]
        )
        if isTouched == true { try balance(row, database) }
    }

    /// Gives back what this process holds and has not rated.
    package func release(_ owner: LeaseOwner) throws {
        try write { database in
            try Self.letGo(owner, database)
            try database.execute(
                sql: """
                    UPDATE presentation SET state = 'open', owner = NULL, lease_until = NULL,
                        reviewer = iif(is_open = 1, NULL, reviewer), place = iif(is_open = 1, NULL, place)
                    WHERE owner = ? AND state = 'claimed'
                    """,
                arguments: [owner.rawValue]
            )
        }
    }

    /// Lets go of what an owner had gone back to.
    static func letGo(_ owner: LeaseOwner, _ database: Database) throws {
        try database.execute(
            sql: """
                UPDATE presentation SET owner = NULL, lease_until = NULL
                WHERE owner = ? AND state IN ('done', 'skipped')
                """,
            arguments: [owner.rawValue]
        )
    }

    /// Frees what the dead hold, for the same reviewer; and what is held beyond its time, for everybody. Returns the row
    /// among them that this reviewer had before, one with a draft first.
    private static func freeClaims(of study: Int64, for rater: Int64, at time: Int64, _ database: Database) throws
        -> Int64?
    {
        var own: Int64?
        for row in try Row.fetchAll(database, sql: claimedQuery, arguments: [study]) {
            let owner = LeaseOwner(rawValue: row["owner"] ?? "")
            let isOwn = row["reviewer"] as Int64? == rater
            // A sitting that is only slow keeps its item from the same reviewer's other sittings, not from the others.
            let isExpired = (row["lease_until"] as Int64? ?? 0) < time && !(isOwn && owner.isAlive)
            guard isExpired || !owner.mayBeAlive else { continue }
            let id: Int64 = row["id"]
            if isOwn, own == nil { own = id }
            try database.execute(
                sql: """
                    UPDATE presentation SET state = 'open', owner = NULL, lease_until = NULL,
                        is_open = iif(?1, 1, is_open), reviewer = iif(?1 OR is_open = 1, NULL, reviewer),
                        place = iif(?1 OR is_open = 1, NULL, place)
                    WHERE id = ?2
                    """,
                arguments: [isExpired, id]
            )
        }
        return own
    }

    static let claimedQuery = """
        SELECT id, owner, lease_until, reviewer FROM presentation WHERE study = ? AND state = 'claimed'
        ORDER BY EXISTS (SELECT 1 FROM draft d WHERE d.presentation = presentation.id
            AND d.reviewer = presentation.reviewer) DESC, position
        """

    /// The next row on which the reviewer began a note.
    static let draftedQuery = """
        SELECT n.id FROM draft d CROSS JOIN presentation n ON n.id = d.presentation
        WHERE d.reviewer = ?1 AND n.state = 'open' AND (n.reviewer = ?1 OR n.reviewer IS NULL
            AND NOT EXISTS (SELECT 1 FROM presentation x WHERE x.reviewer = ?1 AND x.first = n.first
                AND coalesce(x.second, 0) = coalesce(n.second, 0) AND x.phase = n.phase))
            AND NOT EXISTS (SELECT 1 FROM put_off o WHERE o.reviewer = ?1 AND o.presentation = n.id)
        ORDER BY n.position LIMIT 1
        """

    /// The row that a rating is of: the one that was shown, or an extra one when somebody else holds or filled it since.
    static func settledRow(
        of presentation: BlindPresentation,
        study: String,
        reviewer: String,
        _ database: Database
    ) throws -> Int64 {
        let rater = try Self.reviewer(reviewer, study: study, database)
        let row = try Row.fetchOne(
            database,
            sql: "SELECT reviewer, state FROM presentation WHERE id = ?",
            arguments: [presentation.id]
        )
        guard let row else { throw StoreError("the plan has no such row any more: start the review again") }
        let state: ShowingState? = row.word("state")
        switch row["reviewer"] as Int64? {
        case rater:
            if state == .skipped {
                try takeBackReplacement(of: presentation.id, database)
                // It is settled in this transaction; meanwhile nothing else takes its slot.
                try database.execute(
                    sql: "UPDATE presentation SET state = 'claimed' WHERE id = ?",
                    arguments: [presentation.id]
                )
                try balance(presentation.id, database)
            }
            if state == .revoked {
                try database.execute(
                    sql: "UPDATE presentation SET is_extra = 1 WHERE id = ?",
                    arguments: [presentation.id]
                )
            }
            return presentation.id
        case nil:
            try database.execute(
                sql: """
                    UPDATE presentation SET reviewer = ?1, place = coalesce(
                        place, (SELECT coalesce(max(place), 0) + 1 FROM presentation WHERE reviewer = ?1
                            AND place IS NOT NULL)) WHERE id = ?2
                    """,
                arguments: [rater, presentation.id]
            )
            return presentation.id
        default:
            try database.execute(
                sql: """
                    INSERT INTO presentation (study, reviewer, first, second, side, arrangement, slot, phase, position,
                        block, design, round, asks, is_extra, state, is_reviewers)
                    SELECT study, ?, first, second, side, arrangement, slot, phase, position, block, design, round, asks, 1,
                        'done', 1
                    FROM presentation WHERE id = ?
                    """,
                arguments: [rater, presentation.id]
            )
            return database.lastInsertedRowID
        }
    }
}
