import GRDB
import Studies

/// A schedule of probes or a load test, as it is kept.
package struct ProbeScheduleRow: Sendable, Equatable {
    package var sha256: String
    package var isLoad: Bool
    /// Canonical JSON.
    package var definition: String
    /// Milliseconds UTC of its first probe.
    package var at: Int64

    package init(sha256: String, isLoad: Bool, definition: String, at: Int64) {
        self.sha256 = sha256
        self.isLoad = isLoad
        self.definition = definition
        self.at = at
    }
}

/// What a server said of itself.
package struct ServerReading: Sendable, Equatable {
    package var endpoint: String
    /// Milliseconds UTC.
    package var at: Int64
    /// Canonical JSON.
    package var figures: String

    package init(endpoint: String, at: Int64, figures: String) {
        self.endpoint = endpoint
        self.at = at
        self.figures = figures
    }
}

extension Store {
    /// Keeps a schedule, unless it is there.
    package func keep(_ schedule: ProbeScheduleRow, of study: String) throws {
        try write { database in
            try database.execute(
                sql: """
                    INSERT INTO probe_schedule (study, sha256, kind, definition, at, is_whole) VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT DO NOTHING
                    """,
                arguments: [
                    try Self.studyID(study, database), schedule.sha256, schedule.isLoad ? "load" : "day",
                    schedule.definition, schedule.at, schedule.isLoad ? 0 : nil,
                ]
            )
        }
    }

    /// Notes that a load test took all of its steps.
    package func finishLoad(_ sha256: String, of study: String) throws {
        try write { database in
            try database.execute(
                sql:
                    "UPDATE probe_schedule SET is_whole = 1 WHERE study = ? AND sha256 = ? AND kind = 'load'",
                arguments: [try Self.studyID(study, database), sha256]
            )
        }
    }

    /// Load tests that were stopped before their last step, or are under way, by their hashes.
    package func unfinishedLoads(of study: String) throws -> Set<String> {
        try read { database in
            try String.fetchSet(
                database,
                sql: "SELECT sha256 FROM probe_schedule WHERE study = ? AND kind = 'load' AND is_whole = 0",
                arguments: [try Self.studyID(study, database)]
            )
        }
    }

    /// The schedules of a study, the newest first.
    package func probeSchedules(of study: String) throws -> [ProbeScheduleRow] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM probe_schedule WHERE study = ? ORDER BY at DESC, id DESC",
                arguments: [try Self.studyID(study, database)]
            ).map {
                ProbeScheduleRow(
                    sha256: $0["sha256"],
                    isLoad: $0["kind"] == "load",
                    definition: $0["definition"],
                    at: $0["at"]
                )
            }
        }
    }

    /// Claims a probe; nil where it was made before, or another living program has it.
    package func claimProbe(
        _ draft: RequestDraft,
        of study: String,
        owner: LeaseOwner,
        until lease: Int64,
        at time: Int64
    )
        throws -> ClaimedRequest?
    {
        try write { database in
            let id = try Self.studyID(study, database)
            try Self.takeOver(from: owner, at: time, database)
            let prompt = try Int64.fetchOne(
                database,
                sql: "SELECT id FROM prompt WHERE study = ? AND name = ?",
                arguments: [id, draft.prompt]
            )
            try database.execute(
                sql: """
                    INSERT INTO request (key, study, purpose, asked, prompt, sample, detail, state, position)
                    VALUES (?, ?, 'probe', ?, ?, 1, ?, 'pending', 0) ON CONFLICT (key) DO NOTHING
                    """,
                arguments: [draft.key, id, draft.asked, prompt, draft.detail.canonicalText]
            )
            let row = try Row.fetchOne(
                database,
                sql: """
                    UPDATE request SET state = 'leased', owner = ?, lease_until = ?
                    WHERE key = ? AND state = 'pending' RETURNING id, generation
                    """,
                arguments: [owner.rawValue, lease, draft.key]
            )
            return row.map {
                ClaimedRequest(
                    id: $0["id"],
                    key: draft.key,
                    asked: draft.asked,
                    prompt: draft.prompt,
                    promptRow: prompt,
                    sample: 1,
                    attemptCount: 0,
                    generation: $0["generation"]
                )
            }
        }
    }

    /// Whether a probe was made.
    package func isProbed(_ key: String) throws -> Bool {
        try read { database in
            try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM request WHERE key = ? AND state IN ('done', 'failed'))",
                arguments: [key]
            ) ?? false
        }
    }

    /// Keeps what a server said of itself.
    package func keep(_ reading: ServerReading, of study: String) throws {
        try write { database in
            try database.execute(
                sql: "INSERT INTO server_reading (study, endpoint, at, figures) VALUES (?, ?, ?, ?)",
                arguments: [try Self.studyID(study, database), reading.endpoint, reading.at, reading.figures]
            )
        }
    }

    /// The last reading of each endpoint.
    package func lastReadings(of study: String) throws -> [ServerReading] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT endpoint, at, figures FROM server_reading
                    WHERE id IN (SELECT max(id) FROM server_reading WHERE study = ? GROUP BY endpoint) ORDER BY endpoint
                    """,
                arguments: [try Self.studyID(study, database)]
            ).map { ServerReading(endpoint: $0["endpoint"], at: $0["at"], figures: $0["figures"]) }
        }
    }
}
