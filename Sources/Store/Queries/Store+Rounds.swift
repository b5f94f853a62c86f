import Foundation
import GRDB
import Studies

/// An edit of a criterion that was declared to keep its meaning.
package struct KeptVersion: Sendable, Equatable {
    package var criterion: String
    package var older: String
    package var newer: String
    package var reason: String
    /// Milliseconds UTC.
    package var at: Int64
}

/// Asking again: a new presentation of the next round, to the same reviewer first.
extension Store {
    /// The edits that were declared to keep a criterion's meaning, in their order.
    package func keptVersions(of study: String) throws -> [KeptVersion] {
        try read { try Self.keptVersions(try Self.studyID(study, $0), $0) }
    }

    static func keptVersions(_ study: Int64, _ database: Database) throws -> [KeptVersion] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT criterion, older_sha256, newer_sha256, reason, at FROM kept_version WHERE study = ? ORDER BY id
                """,
            arguments: [study]
        ).map {
            KeptVersion(
                criterion: $0["criterion"],
                older: $0["older_sha256"],
                newer: $0["newer_sha256"],
                reason: $0["reason"],
                at: $0["at"]
            )
        }
    }

    /// Declares that the last edit of a criterion kept its meaning; refused where its level, points or direction changed.
    package func keep(_ criterion: String, of study: String, reason: String, at time: Int64) throws {
        try write { database in
            let id = try Self.studyID(study, database)
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT sha256, definition, is_current FROM criterion WHERE study = ? AND name = ? AND form != 'metric'
                    ORDER BY is_current DESC, id DESC
                    """,
                arguments: [id, criterion]
            )
            guard let newest = rows.first, newest["is_current"] else {
                throw StoreError("no criterion '\(criterion)' in the study: name one of study.yaml")
            }
            func version(_ row: Row) throws -> Criterion? { Criterion(json: try JSONValue(parsing: row["definition"])) }
            let today = try version(newest)
            // How a person is asked is kept by itself.
            let edited = try rows.dropFirst().first { row in
                guard let today, let older = try version(row) else { return true }
                return !today.isAlike(older)
            }
            guard let edited else { throw StoreError("'\(criterion)' was never edited: there is nothing to keep") }
            guard let today, let before = try version(edited) else {
                throw StoreError("the earlier version of '\(criterion)' cannot be read")
            }
            if let change = Self.change(from: before, to: today) {
                throw StoreError(
                    "\(change) of '\(criterion)' changed: its older ratings mean something else, rate again"
                )
            }
            let log = StudyLog(study: id, database: database)
            try log.check([.kept], at: StudyLog.now)
            try database.execute(
                sql: """
                    INSERT INTO kept_version (study, criterion, older_sha256, newer_sha256, reason, at)
                    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                    """,
                arguments: [id, criterion, edited["sha256"], newest["sha256"], reason, time]
            )
            try log.commit(.study, [.kept], [("kept", .string(criterion))], at: StudyLog.now)
        }
    }

    /// What of a criterion's meaning changed in its form; nil where only words did.
    private static func change(from older: Criterion, to newer: Criterion) -> String? {
        if older.level != newer.level { return "the level" }
        switch (older.form, newer.form) {
        case (.scale(let old), .scale(let new)):
            if (old.min, old.max, old.step) != (new.min, new.max, new.step) { return "the points" }
            let places = Dictionary(old.anchors.map { ($0.label, $0.point) }) { one, _ in one }
            // The same words on other points: the scale was turned round.
            let isTurned = new.anchors.contains { anchor in places[anchor.label].map { $0 != anchor.point } ?? false }
            return isTurned ? "the direction" : nil
        default: return older.form == newer.form ? nil : "the points"
        }
    }

    /// How many rows of a later round wait for their reviewers, or for one.
    package func againCount(of study: String, reviewer: String? = nil) throws -> Int {
        try read { database in
            let rater = try reviewer.map { try Self.reviewer($0, study: study, database) }
            return try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM presentation WHERE study = ?1 AND (?2 IS NULL OR reviewer = ?2) AND round > 1
                        AND state IN ('open', 'claimed')
                    """,
                arguments: [try Self.studyID(study, database), rater]
            ) ?? 0
        }
    }

    /// The versions of each current criterion under which a rating still counts.
    static func countingVersions(_ study: Int64, _ database: Database) throws -> [String: Set<String>] {
        let versions = try CriterionVersions(study, database)
        return Dictionary(versions.today.map { ($0.name, versions.counting($0.sha256, of: $0.name)) }) { one, _ in one }
    }

    /// Plans the next round of what was rated under another question, scale or prompt, or lacks a criterion that came later;
    /// returns how many rows. What of such a round is begun and not needed any more is taken off.
    static func planRounds(_ change: PlanChange, _ database: Database) throws -> Int {
        let study = change.study
        try change.delete("round > 1 AND phase = 'blind' AND \(isUntouched)")
        guard try hasRows(in: [.done], of: study, database) else { return 0 }
        let edited = try editedRows(study, database)
        let asks = try asks(study, edited: edited, database)
        var begun = try Int64.fetchSet(
            database,
            sql: "SELECT id FROM presentation n WHERE study = ? AND round > 1 AND \(isBegun)",
            arguments: [study]
        )
        if !asks.isEmpty { try change.begin() }
        let last = try lastPosition(study, database)
        for (place, ask) in asks.sorted(by: { $0.key < $1.key }).enumerated() {
            begun.remove(
                try plan(again: ask.key, asking: ask.value, at: last + place + 1, byReview: false, database)
            )
        }
        for row in begun.sorted() { try takeOff(row, database) }
        return asks.count
    }

    /// Plans the next round of a row that is rated, where the study was edited while it was on the screen: what was answered
    /// under an older question or prompt, and what came since.
    static func askAgain(_ presentation: BlindPresentation, row: Int64, _ acts: [ReviewAct], _ database: Database)
        throws
    {
        let shown = Dictionary(acts.map { ($0.criterion, $0.criterionSHA256) }) { one, _ in one }
        // Acts that do not say what they answer come from no screen.
        guard shown.values.contains(where: { $0 != nil }) else { return }
        let today = try Row.fetchAll(
            database,
            sql: """
                SELECT n.study, p.text, k.name, k.sha256 FROM presentation n JOIN item i ON i.id = n.first
                JOIN prompt p ON p.id = i.prompt
                JOIN criterion k ON k.study = n.study AND k.is_current = 1 AND k.form != 'metric'
                    AND (k.form = 'pairwise') = (n.second IS NOT NULL) AND k.is_of_sets = (n.arrangement IS NOT NULL)
                WHERE n.id = ?
                """,
            arguments: [row]
        )
        guard let study = today.first?["study"] as Int64? else { return }
        let isReworded = !(today[0].text("text") ?? "").utf8.elementsEqual(presentation.promptText.utf8)
        guard isReworded || today.contains(where: { shown[$0["name"]] != .some($0["sha256"]) }) else { return }
        for (row, names) in try asks(study, edited: isReworded ? [row] : [], of: row, database) {
            let position = try lastPosition(study, database) + 1
            try plan(again: row, asking: names, at: position, byReview: true, database)
        }
    }

    /// The rows that are to be asked again, each with the criteria; of all, or of one.
    private static func asks(_ study: Int64, edited: [Int64], of one: Int64? = nil, _ database: Database) throws
        -> [Int64: [String]]
    {
        var asks: [Int64: [String]] = [:]
        let counting = try countingVersions(study, database).sorted { $0.key < $1.key }
        let lacking = try lackingRows(counting, study, of: one, database)
        for (place, (name, _)) in counting.enumerated() {
            for row in try lacking[place].union(edited.filter { try applies(name, to: $0, study, database) }) {
                asks[row, default: []].append(name)
            }
        }
        return asks
    }

    private static func lastPosition(_ study: Int64, _ database: Database) throws -> Int {
        try Int.fetchOne(
            database,
            sql: "SELECT coalesce(max(position), 0) FROM presentation WHERE study = ?",
            arguments: [study]
        ) ?? 0
    }

    /// A row of the next round of one that is rated: one that is begun goes on, with what it asks now.
    @discardableResult
    private static func plan(
        again row: Int64,
        asking names: [String],
        at position: Int,
        byReview: Bool,
        _ database: Database
    ) throws -> Int64 {
        let asks = JSONValue.array(names.map(JSONValue.string)).canonicalText
        let begun = try Int64.fetchOne(
            database,
            sql: """
                UPDATE presentation SET asks = ?2 WHERE id = (SELECT n.id FROM presentation n JOIN presentation o
                    ON o.first = n.first AND coalesce(o.second, 0) = coalesce(n.second, 0) AND o.reviewer = n.reviewer
                    WHERE o.id = ?1 AND n.round > o.round AND \(isBegun) ORDER BY n.round DESC LIMIT 1) RETURNING id
                """,
            arguments: [row, asks]
        )
        if let begun { return begun }
        try database.execute(
            sql: """
                INSERT INTO presentation (study, reviewer, first, second, side, arrangement, slot, phase, position, block,
                    design, round, asks, state, is_reviewers)
                SELECT n.study, n.reviewer, n.first, n.second, n.side, n.arrangement, n.slot, n.phase, ?4, n.block, n.design,
                    (SELECT max(x.round) + 1 FROM presentation x WHERE x.first = n.first AND x.reviewer = n.reviewer
                        AND coalesce(x.second, 0) = coalesce(n.second, 0) AND x.phase = n.phase), ?2, 'open', ?3
                FROM presentation n WHERE n.id = ?1
                """,
            arguments: [row, asks, byReview, position]
        )
        return database.lastInsertedRowID
    }

    /// Takes a row off of which the study asks nothing any more; it stays in the log.
    package func takeOff(_ presentation: BlindPresentation) throws {
        try write { try Self.takeOff(presentation.id, $0) }
    }

    static func takeOff(_ row: Int64, _ database: Database) throws {
        try database.execute(
            sql: """
                UPDATE presentation SET state = 'revoked', is_extra = 1, owner = NULL, lease_until = NULL WHERE id = :row;
                DELETE FROM draft WHERE presentation = :row;
                DELETE FROM put_off WHERE presentation = :row;
                """,
            arguments: ["row": row]
        )
    }

    /// A row `n` that is open, was on a screen or has a draft, and is handed out to nobody.
    private static let isBegun = "n.phase = 'blind' AND n.is_extra = 0 AND n.state = 'open' AND n.bundle IS NULL"

    private static func applies(_ name: String, to row: Int64, _ study: Int64, _ database: Database) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: """
                SELECT (k.form = 'pairwise') = (n.second IS NOT NULL) AND k.is_of_sets = (n.arrangement IS NOT NULL)
                FROM presentation n JOIN criterion k ON k.study = n.study AND k.name = ? AND k.is_current = 1 WHERE n.id = ?
                """,
            arguments: [name, row]
        ) ?? false
    }

    /// Rated rows of the newest round that were shown with another wording of their prompt.
    private static func editedRows(_ study: Int64, _ database: Database) throws -> [Int64] {
        let shown = try Row.fetchAll(
            database,
            sql: """
                SELECT DISTINCT i.prompt, json_extract(e.payload, '$.prompt_sha256') AS shown_then FROM event e
                JOIN presentation n ON n.id = e.presentation JOIN item i ON i.id = n.first
                WHERE e.study = ? AND e.kind = 'shown'
                """,
            arguments: [study]
        )
        let texts = try Row.fetchAll(database, sql: "SELECT id, text FROM prompt WHERE study = ?", arguments: [study])
        let now = Dictionary(texts.map { ($0["id"] as Int64, SHA256.hex(of: $0.text("text") ?? "")) }) { one, _ in one }
        let edited = shown.filter { row in (row["shown_then"] as String?).map { $0 != now[row["prompt"]] } ?? false }
        guard !edited.isEmpty else { return [] }
        return try Set(edited.map { $0["prompt"] as Int64 }).sorted().flatMap { prompt in
            try Int64.fetchAll(
                database,
                sql: """
                    SELECT n.id FROM presentation n JOIN item i ON i.id = n.first WHERE n.study = ?1 AND i.prompt = ?2
                        AND \(newestRated)
                        AND (SELECT json_extract(e.payload, '$.prompt_sha256') FROM event e WHERE e.presentation = n.id
                            AND e.kind = 'shown' ORDER BY e.id DESC LIMIT 1) != ?3
                    """,
                arguments: [study, prompt, now[prompt]]
            )
        }
    }
}
