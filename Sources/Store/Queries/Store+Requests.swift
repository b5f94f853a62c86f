import Foundation
import GRDB
import Studies

extension Store {
    /// Puts requests into the queue; those that are known already stay as they are. Returns how many are new.
    @discardableResult
    package func enqueue(_ drafts: [RequestDraft], study: String) throws -> Int {
        try write { database in
            let id = try Self.studyID(study, database)
            let prompts = try Self.names("prompt", study: id, database)
            var position = try Int.fetchOne(database, sql: "SELECT coalesce(max(position), 0) FROM request") ?? 0
            var new = 0
            for draft in drafts {
                position += 1
                try database.executeCached(
                    sql: """
                        INSERT INTO request (key, study, purpose, asked, prompt, sample, detail, state, position)
                        VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', ?) ON CONFLICT (key) DO NOTHING
                        """,
                    arguments: [
                        draft.key, id, draft.purpose.rawValue, draft.asked, prompts[draft.prompt], draft.sample,
                        draft.detail.canonicalText, position,
                    ]
                )
                new += database.changesCount
            }
            return new
        }
    }

    /// Records tries and what they led to, all in one transaction; false for a lost claim, of which only the try is kept.
    package func record(_ tries: [FinishedTry], study: String, owner: LeaseOwner) throws -> [Bool] {
        try write { database in
            var writer = try TryWriter(study: study, database)
            let kept = try tries.map { try writer.record($0, owner: owner) }
            try Self.add(writer.account, to: writer.studyID, database)
            try writer.noteReplaced()
            return kept
        }
    }

    /// The states of the wanted requests, by key; `batched` for one that stands in a batch file.
    package func states(of keys: Set<String>, purpose: Purpose, study: String) throws -> [String: RequestState] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT key, iif(state = 'leased' AND owner = 'batch', 'batched', state) AS state
                    FROM request WHERE study = ? AND purpose = ?
                    """,
                arguments: [try Self.studyID(study, database), purpose.rawValue]
            )
            let all = rows.compactMap { row in row.word("state").map { (row["key"] as String, $0 as RequestState) } }
            return Dictionary(all.filter { keys.contains($0.0) }) { first, _ in first }
        }
    }

    /// Gives back the requests that this process holds.
    package func releaseRequests(of owner: LeaseOwner) throws {
        try write { try Self.free("owner = ?", [owner.rawValue], asMade: false, $0) }
    }

    /// Gives back requests that this process claimed and did not make.
    package func release(_ requests: [ClaimedRequest], owner: LeaseOwner) throws {
        guard !requests.isEmpty else { return }
        try write { database in
            for request in requests {
                try Self.free("id = ? AND owner = ?", [request.id, owner.rawValue], asMade: false, database)
            }
        }
    }
}
