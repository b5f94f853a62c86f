import Foundation
import GRDB
import Studies

/// What changes a study legitimately.
package enum StudyEventKind: String, Sendable, CaseIterable {
    /// The chain begins: with a new database, or with what an earlier build had stored.
    case begun
    /// The study's files were taken over.
    case study
    /// Responses, attempts, ratings of automatic raters or from files were stored.
    case stored
    case plan, leaks, bundle, revoked, merged, unblinded
    /// All sessions' heads were exported.
    case heads
    /// What is stored was not what the chain said, before this program touched it.
    case outside
}

/// One link of a study's chain.
package struct StudyEvent: Sendable, Equatable {
    package var study: String
    /// From 1.
    package var number: Int
    package var kind: String
    /// Milliseconds UTC.
    package var at: Int64
    /// Canonical JSON.
    package var payload: String
    package var previous: String
    package var sha256: String
    package var version: Int

    /// Whether it says how far one session is, and nothing else.
    var isNoteOfSession: Bool { payload.hasPrefix(#"{"session":["#) }

    /// Of such an event what says which session it is: all before the number and the hash.
    var notedSession: String {
        let bytes = payload.utf8
        guard let last = bytes.lastIndex(of: 0x2C), let place = bytes[..<last].lastIndex(of: 0x2C) else {
            return payload
        }
        return String(payload[..<place])
    }

    /// Since 2 the leaves of attempts have what judges replied.
    static let newestVersion = 2

    /// The hash that its other members give.
    package var expectedSHA256: String {
        SHA256.hex(
            of: JSONValue.array([
                .string("study"), .number(Double(version)), .string(previous), .string(study), .number(Double(number)),
                .string(kind), .number(Double(at)), .string(payload),
            ]).canonicalBytes
        )
    }
}

/// Writes a study's chain, within the transaction of what it tells of.
struct StudyLog {
    let study: Int64
    let database: Database

    private static let last = "SELECT number, sha256 FROM study_event WHERE study = ? ORDER BY number DESC LIMIT 1"

    /// The hash of the newest event.
    func head() throws -> String? { try Row.fetchOne(database, sql: Self.last, arguments: [study])?["sha256"] }

    func append(_ kind: StudyEventKind, _ payload: [(String, JSONValue)], at time: Int64) throws {
        let before = try Row.fetchOne(database, sql: Self.last, arguments: [study])
        var event = StudyEvent(
            study: try String.fetchOne(database, sql: "SELECT name FROM study WHERE id = ?", arguments: [study]) ?? "",
            number: (before?["number"] ?? 0) + 1,
            kind: kind.rawValue,
            at: time,
            payload: JSONValue.object(payload.sorted { $0.0 < $1.0 }).canonicalText,
            previous: before?["sha256"] ?? "",
            sha256: "",
            version: StudyEvent.newestVersion
        )
        event.sha256 = event.expectedSHA256
        try database.execute(
            sql: """
                INSERT INTO study_event (study, number, kind, at, payload, previous, sha256, digest_version)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                study, event.number, event.kind, event.at, event.payload, event.previous, event.sha256, event.version,
            ]
        )
    }

    /// The newest event of every session, to stand in the payload of an event: who cuts a session off later is found by it.
    func sessions() throws -> (String, JSONValue) {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT t.name, e.sitting, max(e.number) AS number, e.sha256 FROM event e JOIN rater t ON t.id = e.reviewer
                WHERE e.study = ? GROUP BY e.reviewer, e.sitting ORDER BY t.name, e.sitting
                """,
            arguments: [study]
        )
        let heads = rows.map { row in
            JSONValue.array([
                .string(row["name"]), .string(row["sitting"]), .number(Double(row["number"] as Int)),
                .string(row["sha256"]),
            ])
        }
        return ("sessions", .array(heads))
    }

    /// Notes how far one session is; a bundle has no chain of its own, its seal stands for it.
    func note(_ event: ReviewEvent, at time: Int64) throws {
        guard try head() != nil else { return }
        let head: [JSONValue] = [
            .string(event.reviewer), .string(event.sitting), .number(Double(event.number)), .string(event.sha256),
        ]
        try append(.heads, [("session", .array(head))], at: time)
    }

    /// Notes the heads of all sessions where one has grown since they were noted last.
    func noteSessions(at time: Int64) throws {
        let now = try sessions()
        guard now.1.array?.isEmpty == false, try notedSessions() != now.1 else { return }
        try append(.heads, [now], at: time)
    }

    /// What the newest event with heads of sessions has.
    private func notedSessions() throws -> JSONValue? {
        let payload = try String.fetchOne(
            database,
            sql: """
                SELECT payload FROM study_event WHERE study = ? AND payload LIKE '%"sessions":[%'
                ORDER BY number DESC LIMIT 1
                """,
            arguments: [study]
        )
        return try payload.flatMap { try JSONValue(parsing: $0)["sessions"] }
    }

    /// The newest committed root of each part.
    func roots() throws -> [StudyPart: String] {
        let payloads = try String.fetchCursor(
            database,
            sql: """
                SELECT payload FROM study_event WHERE study = ? AND payload LIKE '%"roots":{"%' ORDER BY number
                """,
            arguments: [study]
        )
        var roots: [StudyPart: String] = [:]
        while let payload = try payloads.next() {
            for (name, root) in try JSONValue(parsing: payload)["roots"]?.members ?? [] {
                if let part = StudyPart(rawValue: name) { roots[part] = root.string }
            }
        }
        return roots
    }

    /// Notes parts that are not as they were committed last: they were changed outside of the program.
    func check(_ parts: [StudyPart], at time: Int64) throws {
        let roots = try roots()
        let changed = try parts.filter { part in
            guard let root = roots[part] else { return false }
            return try part.root(of: study, database).root != root
        }
        guard !changed.isEmpty else { return }
        try append(.outside, [("parts", .array(changed.map { .string($0.rawValue) }))], at: time)
    }

    /// Commits parts that are not as they were, and tells what was done; returns whether an event was added. Roots that were
    /// made already are not made again.
    @discardableResult
    func commit(
        _ kind: StudyEventKind,
        _ parts: [StudyPart],
        _ payload: [(String, JSONValue)] = [],
        isTold: Bool = false,
        made: [StudyPart: String] = [:],
        at time: Int64
    ) throws -> Bool {
        let known = try self.roots()
        var roots: [(String, JSONValue)] = []
        for part in parts {
            let root = try made[part] ?? part.root(of: study, database).root
            if known[part] != root { roots.append((part.rawValue, .string(root))) }
        }
        guard isTold || !roots.isEmpty else { return false }
        try append(
            kind,
            payload + [("roots", .object(roots.sorted { $0.0 < $1.0 }))],
            at: time
        )
        return true
    }

    /// The clock's time; the chain's order is its numbers.
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Every study that has models, which a bundle has not.
    private static func all(_ database: Database) throws -> [StudyLog] {
        // A database on its way up from an older build has no chain yet.
        guard try database.tableExists("study_event") else { return [] }
        return try Int64.fetchAll(database.cachedStatement(sql: "SELECT DISTINCT study FROM model ORDER BY study"))
            .map { StudyLog(study: $0, database: database) }
    }

    /// Begins the chains of studies that an earlier build stored.
    static func beginAll(_ database: Database) throws {
        for log in try all(database) where try log.head() == nil { try log.begin(isFound: true) }
    }

    /// Begins the chain with all that is there.
    func begin(isFound: Bool) throws {
        try commit(.begun, StudyPart.whole, [("is_found", .bool(isFound))], isTold: true, at: Self.now)
    }

    /// Commits what was added to any study.
    static func commitAdded(_ database: Database) throws {
        for log in try all(database) { try log.commitAdded(at: now) }
    }

    /// Commits the rows that were added since.
    func commitAdded(_ kind: StudyEventKind = .stored, at time: Int64) throws {
        var ranges: [(String, JSONValue)] = []
        for part in StudyPart.added {
            let after = try through(part)
            let newest =
                try database.valueCached(Int64.self, sql: "SELECT max(id) FROM \(part.table)", arguments: []) ?? 0
            guard newest > after else { continue }
            let (root, count) = try part.root(of: study, after: after, through: newest, database)
            guard count > 0 else { continue }
            ranges.append(
                (
                    part.rawValue,
                    .array([.number(Double(after)), .number(Double(newest)), .number(Double(count)), .string(root)])
                )
            )
            try database.executeCached(
                sql: """
                    INSERT INTO logged_row (study, part, through) VALUES (?, ?, ?)
                    ON CONFLICT DO UPDATE SET through = excluded.through
                    """,
                arguments: [study, part.rawValue, newest]
            )
        }
        guard !ranges.isEmpty else { return }
        try append(kind, [("rows", .object(ranges.sorted { $0.0 < $1.0 }))], at: time)
    }

    private func through(_ part: StudyPart) throws -> Int64 {
        try database.valueCached(
            Int64.self,
            sql: "SELECT through FROM logged_row WHERE study = ? AND part = ?",
            arguments: [study, part.rawValue]
        ) ?? 0
    }
}
