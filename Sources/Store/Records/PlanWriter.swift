import Foundation
import GRDB
import Studies

/// Puts planned rows into the database within one transaction.
final class PlanWriter {
    /// Whose row of what.
    private struct Place: Hashable {
        var reviewer: Int?
        var first: Int64
        var second: Int64?
    }

    private static let columns = """
        study, reviewer, is_open, first, second, side, slot, phase, position, block, original, distance, design, arrangement
        """

    private let database: Database
    private let study: String
    private let studyID: Int64
    private let reviewers: [Int64]
    private let statement: Statement
    /// The number of the next row.
    private var next: Int64
    /// The highest slot of each subject.
    private var slots: [Place: Int] = [:]
    /// Slots of the first round that were skipped, lost or revoked and are nobody's: what is planned for them adds no need.
    private var vacant: [Place: [Int]] = [:]
    /// The checks that reviewers have already, begun or skipped: planning again draws the same ones.
    private var checks: [RatingRecord.Phase: Set<Place>] = [:]
    /// Blind rows that a repeat may repeat.
    private var originals: [Place: [Int64]] = [:]
    private var hasRepeats = false

    init(study: Study, _ database: Database) throws {
        self.database = database
        self.study = study.name
        let id = try Store.studyID(study.name, database)
        studyID = id
        reviewers = try study.reviewers.map { try Store.rater($0, kind: .human, study: id, database) }
        next = try (Int64.fetchOne(database, sql: "SELECT max(id) FROM presentation") ?? 0) + 1
        // Rows are put into the plan by one statement: each of many would keep a copy of the pages that it changes.
        try database.execute(
            sql: "CREATE TEMP TABLE planned_row (id INTEGER PRIMARY KEY, \(Self.columns))"
        )
        statement = try database.makeStatement(
            sql: "INSERT INTO temp.planned_row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        )
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT first, second, max(slot) AS slot FROM presentation WHERE study = ? GROUP BY first, second",
            arguments: [id]
        )
        for row in rows { slots[Place(first: row["first"], second: row["second"])] = row["slot"] }
        let free = try Row.fetchAll(
            database,
            sql: """
                SELECT first, second, slot FROM presentation WHERE study = ? AND phase = 'blind' AND round = 1
                GROUP BY first, second, slot HAVING sum(state NOT IN ('skipped', 'revoked') AND is_extra = 0) = 0
                ORDER BY slot DESC
                """,
            arguments: [id]
        )
        for row in free { vacant[Place(first: row["first"], second: row["second"]), default: []].append(row["slot"]) }
        let places = Dictionary(reviewers.enumerated().map { ($1, $0) }) { first, _ in first }
        let kept = try Row.fetchCursor(
            database,
            sql: """
                SELECT reviewer, first, second, phase FROM presentation
                WHERE study = ? AND phase != 'blind' AND reviewer IS NOT NULL AND is_extra = 0
                """,
            arguments: [id]
        )
        while let row = try kept.next() {
            guard let phase = RatingRecord.Phase(rawValue: row["phase"]), let reviewer = places[row["reviewer"]] else {
                continue
            }
            checks[phase, default: []].insert(Place(reviewer: reviewer, first: row["first"], second: row["second"]))
        }
    }

    /// Adds the rows; returns how many, as a copy that cannot be made worse is left out.
    func insert(
        _ rows: [PlannedRow],
        worsened: (_ text: String, _ how: PlannedRow.Degraded, _ other: String?) -> String?
    ) throws -> Int {
        var added = 0
        hasRepeats = rows.contains { $0.phase == .repeat }
        for var row in rows {
            if let how = row.degraded {
                guard let item = try degraded(row.first, how, worsened) else { continue }
                row.first = item
            }
            if !row.members.isEmpty { row.first = try set(of: row.members) }
            let place = Place(reviewer: row.reviewer, first: row.first, second: row.second)
            guard checks[row.phase]?.contains(place) != true else { continue }
            try insert(row)
            added += 1
        }
        try database.execute(
            sql: """
                INSERT INTO presentation (id, \(Self.columns), state)
                    SELECT id, \(Self.columns), 'open' FROM temp.planned_row ORDER BY id;
                DROP TABLE temp.planned_row
                """
        )
        return added
    }

    private func insert(_ row: PlannedRow) throws {
        let subject = Place(first: row.first, second: row.second)
        let place = Place(reviewer: row.reviewer, first: row.first, second: row.second)
        let slot = row.phase == .blind ? vacant[subject]?.popLast() ?? nextSlot(subject) : nextSlot(subject)
        let original = row.phase == .repeat ? originals[place]?.popLast() : nil
        statement.setUncheckedArguments([
            next, studyID, row.reviewer.map { reviewers[$0] }, row.reviewer == nil, row.first, row.second,
            row.side?.rawValue,
            slot, row.phase.rawValue, row.position, row.block, original, row.distance,
            row.isAdaptive ? "adaptive" : "random", Store.json(of: row.arrangement),
        ])
        try statement.execute()
        if hasRepeats, row.phase == .blind { originals[place, default: []].append(next) }
        next += 1
    }

    private func nextSlot(_ subject: Place) -> Int {
        let slot = (slots[subject] ?? 0) + 1
        slots[subject] = slot
        return slot
    }

    private func set(of members: [Int64]) throws -> Int64 {
        let ids = try members.map { member in
            try String.fetchOne(database, sql: "SELECT sha256 FROM item WHERE id = ?", arguments: [member]) ?? ""
        }
        return try Store.row(of: SetID(ids.map(ItemID.init(rawValue:))), study: studyID, database)
    }

    /// The item of a worse copy: made as stated, else in another way; nil when it would be a response that is rated anyway.
    private func degraded(
        _ origin: Int64,
        _ how: PlannedRow.Degraded,
        _ worsened: (_ text: String, _ how: PlannedRow.Degraded, _ other: String?) -> String?
    ) throws -> Int64? {
        guard
            let row = try Row.fetchOne(
                database,
                // Of what is masked for reviewers no copy may say more.
                sql: """
                    SELECT coalesce(l.masked, i.text) AS text, p.id, p.name FROM item i JOIN prompt p ON p.id = i.prompt
                    LEFT JOIN leak l ON l.item = i.id AND l.policy = 'mask' WHERE i.id = ?
                    """,
                arguments: [origin]
            ), let text = row.text("text")
        else { return nil }
        let other = try how.other.flatMap {
            try Row.fetchOne(
                database,
                sql: """
                    SELECT coalesce(l.masked, i.text) AS text FROM item i
                    LEFT JOIN leak l ON l.item = i.id AND l.policy = 'mask' WHERE i.id = ? AND i.prompt != ?
                    """,
                arguments: [$0, row["id"] as Int64]
            )?.text("text")
        }
        let harms = [how.harm] + PlannedRow.Harm.allCases.filter { $0 != how.harm }
        for harm in harms {
            var how = how
            how.harm = harm
            guard let worse = worsened(text, how, other) else { continue }
            let id = ItemID(study: study, prompt: row["name"], text: worse)
            let item = try Store.item(id, prompt: row["id"], text: worse, database)
            let isTaken = try Bool.fetchOne(
                database,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM response WHERE item = ?1) OR EXISTS (SELECT 1 FROM answer WHERE item = ?1)
                        OR EXISTS (SELECT 1 FROM degraded WHERE item = ?1 AND origin != ?2)
                    """,
                arguments: [item, origin]
            )
            guard isTaken != true else { continue }
            try database.execute(
                sql: "INSERT INTO degraded (item, origin, how) VALUES (?, ?, ?) ON CONFLICT (item) DO NOTHING",
                arguments: [item, origin, harm.rawValue]
            )
            return item
        }
        return nil
    }
}
