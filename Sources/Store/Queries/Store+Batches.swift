import GRDB
import Studies

/// A try that a batch service made, by the key of its request.
package struct BatchedTry: Sendable {
    package var key: String
    package var attempt: AttemptDraft
    package var result: AttemptResult

    package init(key: String, attempt: AttemptDraft, result: AttemptResult) {
        self.key = key
        self.attempt = attempt
        self.result = result
    }
}

/// What became of a line of a batch's results.
package enum BatchOutcome: Sendable, Hashable, CaseIterable {
    case done
    /// Failed for good.
    case failed
    /// Failed, and wanted again.
    case wanted
    /// Was read before, or answered otherwise.
    case known
    /// Another text than the one that was read before, which stays.
    case differs
    /// No request of this study.
    case unknown
}

extension LeaseOwner {
    /// Holds the requests that stand in batch files.
    static let batch = LeaseOwner(rawValue: "batch")
}

extension Store {
    /// Takes those of the requests that nobody holds, or that earlier batch files hold where `again`, for a batch file;
    /// returns their keys.
    ///
    /// Until the lease ends nobody else asks them.
    package func holdForBatch(_ keys: [String], again: Bool, lease: Duration, at time: Int64) throws -> Set<String> {
        try write { database in
            let hold = try database.makeStatement(
                sql: """
                    UPDATE request SET state = 'leased', owner = ?, lease_until = ?
                    WHERE key = ? AND (state = 'pending' OR (state = 'leased' AND owner = ? AND (? OR lease_until < ?)))
                    """
            )
            let until = time + lease.components.seconds * 1000
            let owner = LeaseOwner.batch.rawValue
            var held = Set<String>()
            for key in keys {
                try hold.execute(arguments: [owner, until, key, owner, again, time])
                if database.changesCount > 0 { held.insert(key) }
            }
            return held
        }
    }

    /// How many requests stand in batch files.
    package func heldByBatches(_ study: String, at time: Int64) throws -> Int {
        try read { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM request WHERE state = 'leased' AND owner = ? AND study = ? AND lease_until >= ?
                    """,
                arguments: [LeaseOwner.batch.rawValue, try Self.studyID(study, database), time]
            ) ?? 0
        }
    }

    /// The model that a request asks; nil where the study has no such request.
    package func modelAsked(by key: String, study: String) throws -> String? {
        try read { database in
            try String.fetchOne(
                database.cachedStatement(
                    sql: "SELECT asked FROM request WHERE key = ? AND study = (SELECT id FROM study WHERE name = ?)"
                ),
                arguments: [key, study]
            )
        }
    }

    /// Records what a batch service made, exactly once and all in one transaction.
    package func record(batch tries: [BatchedTry], study: String) throws -> [BatchOutcome] {
        try write { database in
            var writer = try TryWriter(study: study, database)
            let outcomes = try tries.map { try Self.record($0, &writer, database) }
            try writer.noteReplaced()
            return outcomes
        }
    }

    private static func record(
        _ batched: BatchedTry,
        _ writer: inout TryWriter,
        _ database: Database
    ) throws -> BatchOutcome {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT r.id, r.key, r.asked, p.name AS prompt, r.prompt AS prompt_row, r.sample, r.generation, r.state,
                        (SELECT count(*) FROM attempt a WHERE a.request = r.id) AS attempts
                    FROM request r LEFT JOIN prompt p ON p.id = r.prompt
                    WHERE r.key = ? AND r.study = ? AND r.purpose = 'response'
                    """
            ),
            arguments: [batched.key, writer.studyID]
        )
        guard let row else { return .unknown }
        let request = ClaimedRequest(row)
        let isDone = row.word("state") == RequestState.done
        if isDone, case .response(let text, _, _) = batched.result {
            return try hasStored(text, of: request, study: writer.study, database) ? .known : .differs
        }
        guard !isDone, try !isKnown(batched.attempt, of: request, database) else { return .known }
        let attempt = try AttemptRow.insert(batched.attempt, of: request, database)
        let outcome: BatchOutcome
        switch batched.result {
        case .response(let text, let reasoning, let raw):
            try writer.insertResponse((text, reasoning, raw), batched.attempt, attempt, of: request)
            outcome = .done
        case .failed: outcome = .failed
        default: outcome = .wanted
        }
        let state: RequestState = outcome == .done ? .done : outcome == .failed ? .failed : .pending
        // Who else holds it has made it in vain.
        try free("id = ?", [request.id], asMade: true, database)
        try database.cachedStatement(
            sql: "UPDATE request SET state = ?, owner = NULL, lease_until = NULL, not_before = 0 WHERE id = ?"
        ).execute(arguments: [state.rawValue, request.id])
        return outcome
    }

    /// Whether a text was stored for the request, in whatever generation.
    private static func hasStored(_ text: String, of request: ClaimedRequest, study: String, _ database: Database)
        throws
        -> Bool
    {
        try Bool.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT 1 FROM item i JOIN response r ON r.item = i.id JOIN attempt a ON a.id = r.attempt
                    WHERE i.sha256 = ? AND a.request = ?
                    """
            ),
            arguments: [ItemID(study: study, prompt: request.prompt, text: text).rawValue, request.id]
        ) ?? false
    }

    /// A failure that was read before is not kept again.
    private static func isKnown(_ attempt: AttemptDraft, of request: ClaimedRequest, _ database: Database) throws
        -> Bool
    {
        guard attempt.failureClass != "ok", request.attemptCount > 0 else { return false }
        return try Bool.fetchOne(
            database,
            sql: "SELECT 1 FROM attempt WHERE request = ? AND is_batch AND class = ? AND request_id IS ?",
            arguments: [request.id, attempt.failureClass, attempt.requestID]
        ) ?? false
    }
}
