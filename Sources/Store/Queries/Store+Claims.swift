import Foundation
import GRDB
import Studies

/// The queue of requests: which this process wants, and who holds which.
extension Store {
    static let wantedTable = """
        CREATE TEMP TABLE IF NOT EXISTS wanted (
            lane TEXT NOT NULL, position INTEGER NOT NULL, request INTEGER NOT NULL, PRIMARY KEY (lane, position)
        ) WITHOUT ROWID
        """

    static let dueQuery = """
        SELECT w.position, r.id, r.key, r.asked, p.name AS prompt, r.prompt AS prompt_row, r.sample, r.state, r.owner,
            r.not_before, r.generation,
            (SELECT count(*) FROM attempt a WHERE a.request = r.id AND a.generation = r.generation) AS attempts
        FROM temp.wanted w JOIN request r ON r.id = w.request LEFT JOIN prompt p ON p.id = r.prompt
        WHERE w.lane = ? ORDER BY w.position
        """

    static let nextDueQuery = """
        SELECT min(CASE r.state WHEN 'leased' THEN ? + 200 ELSE r.not_before END)
        FROM temp.wanted w JOIN request r ON r.id = w.request
        WHERE w.lane = ? AND r.state IN ('pending', 'leased') AND r.owner IS NOT 'batch'
        """

    /// From one holder to the next: a batch may hold a million requests.
    static let nextHolderQuery = "SELECT min(owner) FROM request WHERE state = 'leased' AND owner > ?"

    /// Marks the requests that this process wants made, in this order, as a lane of its own; returns how many are left to do.
    package func want(_ keys: [String], lane: String) throws -> Int {
        try write { database in
            try database.execute(sql: Self.wantedTable)
            try database.execute(sql: "DELETE FROM temp.wanted WHERE lane = ?", arguments: [lane])
            let insert = try database.makeStatement(
                sql: """
                    INSERT INTO temp.wanted SELECT ?, ?, id FROM request
                    WHERE key = ? AND state IN ('pending', 'leased') AND owner IS NOT 'batch'
                    """
            )
            var count = 0
            for (position, key) in keys.enumerated() {
                try insert.execute(arguments: [lane, position, key])
                count += database.changesCount
            }
            return count
        }
    }

    /// Claims up to `limit` of the lane's requests that nobody holds and that are due; dead owners' claims are taken over.
    ///
    /// The worst that each may cost is held back with its claim; the allowance is asked before.
    package func claim(
        lane: String,
        limit: Int,
        owner: LeaseOwner,
        lease: Duration,
        allowance: Allowance = Allowance { _ in nil },
        study: String,
        at time: Int64
    ) throws -> Claim {
        try write { database in
            try Self.takeOver(from: owner, at: time, database)
            let id = try Self.studyID(study, database)
            var (all, own, held) = (try Self.spending(of: id, database), allowance.spentByRun, Spending())
            var result = Claim()
            let claim = try database.cachedStatement(
                sql: "UPDATE request SET state = 'leased', owner = ?, lease_until = ?, reserved_nano = ? WHERE id = ?"
            )
            let until = time + Int64(lease.components.seconds) * 1000
            for request in try Self.due(lane, limit: limit, at: time, database) {
                let worst = allowance.worst(request.key)
                if let refusal = allowance.own.refusal(of: worst, own) ?? allowance.all.refusal(of: worst, all) {
                    result.refusal = result.requests.isEmpty ? refusal : nil
                    break
                }
                try claim.execute(arguments: [owner.rawValue, until, worst ?? 0, request.id])
                let change = Spending(reserved: worst ?? 0, requests: 1)
                all += change
                own += change
                held += change
                var claimed = request
                claimed.reserved = change.reserved
                result.requests.append(claimed)
            }
            try Self.add(held, to: id, database)
            return result
        }
    }

    /// When the lane's next request may be due: milliseconds UTC; nil when none of it is left to do.
    package func nextDue(lane: String, at time: Int64) throws -> Int64? {
        try read { database in
            try database.valueCached(Int64.self, sql: Self.nextDueQuery, arguments: [time, lane])
        }
    }

    /// Frees what dead owners hold, and what is held past its lease.
    static func takeOver(from owner: LeaseOwner, at time: Int64, _ database: Database) throws {
        var last = ""
        while let holder = try database.valueCached(String.self, sql: nextHolderQuery, arguments: [last]) {
            last = holder
            guard holder != owner.rawValue else { continue }
            let isDead = !LeaseOwner(rawValue: holder).mayBeAlive
            try free("owner = ? AND lease_until < ?", [holder, isDead ? .max : time], asMade: true, database)
        }
    }

    /// The lane's first requests that can be claimed; what is done is taken off the lane on the way.
    private static func due(_ lane: String, limit: Int, at time: Int64, _ database: Database) throws
        -> [ClaimedRequest]
    {
        let rows = try Row.fetchCursor(database.cachedStatement(sql: dueQuery), arguments: [lane])
        var claimed: [ClaimedRequest] = []
        var over: [Int64] = []
        while claimed.count < limit, let row = try rows.next() {
            switch row.word("state") as RequestState? {
            case .pending where row["not_before"] <= time: claimed.append(ClaimedRequest(row))
            case .done, .failed: over.append(row["position"])
            // Taken for a batch file meanwhile: it is the batch's to make.
            case .leased where row["owner"] == LeaseOwner.batch.rawValue: over.append(row["position"])
            default: break
            }
        }
        for position in over {
            try database.executeCached(
                sql: "DELETE FROM temp.wanted WHERE lane = ? AND position = ?",
                arguments: [lane, position]
            )
        }
        return claimed
    }
}

extension ClaimedRequest {
    init(_ row: Row) {
        self.init(
            id: row["id"],
            key: row["key"],
            asked: row["asked"],
            prompt: row["prompt"] ?? "",
            promptRow: row["prompt_row"],
            sample: row["sample"],
            attemptCount: row["attempts"],
            generation: row["generation"]
        )
    }
}
