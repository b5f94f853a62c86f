import Foundation
import GRDB
import Studies

/// Puts planned rows into the database within one transaction.
final class PlanWriter {
    /// Whose row of what.
    private struct Place: Hashable {
        private let first: Int64
        /// 0 where there is none.
        private let second: Int64
        private let reviewer: Int32

        init(reviewer: Int? = nil, first: Int64, second: Int64?) {
            self.first = first
            self.second = second ?? 0
            self.reviewer = reviewer.map(Int32.init) ?? -1
        }
    }

    private static let columns = """
        id, study, reviewer, is_open, first, second, side, slot, phase, position, block, original, distance, design,
        arrangement, state
        """

    private let database: Database
    private let study: String
    private let studyID: Int64
    private let reviewers: [Int64]
    /// The number of the next row.
    private var next: Int64
    /// The highest slot of each subject, by its number.
    private var slots: [Int32] = []
    private var subjects = WordNumbers()
    /// Slots of the first round that were skipped, lost or revoked and are nobody's: what is planned for them adds no need.
    private var vacant: [Place: [Int]] = [:]
    /// The checks that reviewers have already, begun or skipped: planning again draws the same ones.
    private var checks: [RatingRecord.Phase: Set<Place>] = [:]
    /// Blind rows that a repeat may repeat.
    private var originals: [Place: [Int64]] = [:]
    private var hasRepeats = false
    /// What the log says of the rows, where they are the whole plan; then its root.
    private var leaves: PlanLeaves?
    private(set) var root: String?

    init(study: Study, reviewers: [Int64], _ database: Database) throws {
        self.database = database
        self.study = study.name
        let id = try Store.studyID(study.name, database)
        studyID = id
        self.reviewers = reviewers
        next = try (Int64.fetchOne(database, sql: "SELECT max(id) FROM presentation") ?? 0) + 1
        try readSlots()
        try readChecks()
    }

    private func readSlots() throws {
        try RowCursor(
            database,
            "SELECT first, second, max(slot) FROM presentation WHERE study = ? GROUP BY first, second",
            [studyID]
        ).forEach { row in
            let subject = number(first: row.integer(0), second: row.knownInteger(1))
            slots[subject] = Int32(row.integer(2))
        }
        try RowCursor(
            database,
            """
            SELECT first, second, slot FROM presentation WHERE study = ? AND phase = 'blind' AND round = 1
            GROUP BY first, second, slot HAVING sum(state NOT IN ('skipped', 'revoked') AND is_extra = 0) = 0
            ORDER BY slot DESC
            """,
            [studyID]
        ).forEach {
            vacant[Place(first: $0.integer(0), second: $0.knownInteger(1)), default: []].append(Int($0.integer(2)))
        }
    }

    private func readChecks() throws {
        let places = Dictionary(reviewers.enumerated().map { ($1, $0) }) { first, _ in first }
        try RowCursor(
            database,
            """
            SELECT reviewer, first, second, phase FROM presentation
            WHERE study = ? AND phase != 'blind' AND reviewer IS NOT NULL AND is_extra = 0
            """,
            [studyID]
        ).forEach { row in
            guard let phase = RatingRecord.Phase(rawValue: row.text(3)), let reviewer = places[row.integer(0)] else {
                return
            }
            checks[phase, default: []].insert(
                Place(reviewer: reviewer, first: row.integer(1), second: row.knownInteger(2))
            )
        }
    }

    /// Adds the rows, once; returns how many, as a copy that cannot be made worse is left out.
    func insert(
        _ rows: [PlannedRow],
        worsened: (_ text: String, _ how: PlannedRow.Degraded, _ other: String?) -> String?
    ) throws -> Int {
        let first = next
        let bulk = try BulkWrite(
            inserting: rows.count,
            into: "presentation",
            with: first,
            // What waits for anybody is in the smaller indices, too.
            besides: rows.contains { $0.reviewer == nil } ? [] : Self.ofFew,
            without: ["tally_of_inserted"],
            database
        )
        // Worse copies become items on the way.
        if bulk != nil, subjects.count == 0, !rows.contains(where: { $0.degraded != nil || !$0.members.isEmpty }) {
            leaves = try PlanLeaves(database)
        }
        var counts: [Int64: Int] = [:]
        let buffer = try RowBuffer(into: "presentation", Self.columns, database)
        hasRepeats = rows.contains { $0.phase == .repeat }
        for var planned in rows {
            if let how = planned.degraded {
                guard let item = try degraded(planned.first, how, worsened) else { continue }
                planned.first = item
            }
            if !planned.members.isEmpty { planned.first = try set(of: planned.members) }
            if !checks.isEmpty {
                let place = Place(reviewer: planned.reviewer, first: planned.first, second: planned.second)
                guard checks[planned.phase]?.contains(place) != true else { continue }
            }
            insert(planned, by: buffer)
            if bulk != nil { counts[planned.reviewer.map { reviewers[$0] } ?? 0, default: 0] += 1 }
            if buffer.count == Self.most { try buffer.put(inBulk: bulk != nil) }
        }
        try buffer.put(inBulk: bulk != nil)
        root = leaves?.root
        (leaves, slots, subjects) = (nil, [], WordNumbers())
        if let bulk { try finish(bulk, counts) }
        return Int(next - first)
    }

    /// The indices that have few rows of a plan, or none while it is new: what they have is looked at with each row.
    private static let ofFew: Set = [
        "next_open_presentation", "claimed_presentation", "presentation_by_original", "presentation_by_owner",
        "next_open_repeat", "presentation_by_place", "later_round",
    ]

    /// How many rows wait at most.
    private static let most = 10_000

    /// Counts what its trigger did not: by reviewer, 0 where a row is nobody's, how many are open now.
    private func finish(_ bulk: BulkWrite, _ counts: [Int64: Int]) throws {
        for (reviewer, count) in counts {
            try database.execute(sql: Store.tallying, arguments: [studyID, reviewer, "open", count])
        }
        try bulk.finish()
    }

    private func insert(_ planned: PlannedRow, by row: RowBuffer) {
        let isVacant = planned.phase == .blind && !vacant.isEmpty
        let subject = Place(first: planned.first, second: planned.second)
        let slot = (isVacant ? vacant[subject]?.popLast() : nil) ?? nextSlot(planned)
        var original: Int64?
        if hasRepeats, planned.phase == .blind || planned.phase == .repeat {
            let place = Place(reviewer: planned.reviewer, first: planned.first, second: planned.second)
            if planned.phase == .repeat {
                original = originals[place]?.popLast()
            } else {
                originals[place, default: []].append(next)
            }
        }
        row.bind(next).bind(studyID).bind(planned.reviewer.map { reviewers[$0] })
        row.bind(planned.reviewer == nil ? Int64(1) : 0).bind(planned.first).bind(planned.second)
        row.bind(planned.side?.rawValue).bind(slot).bind(planned.phase.rawValue).bind(planned.position)
        let design = planned.isAdaptive ? "adaptive" : "random"
        let arrangement = Store.json(of: planned.arrangement)
        row.bind(planned.block).bind(original).bind(planned.distance)
        row.bind(design).bind(arrangement).bind("open")
        row.run()
        leaves?.add(next, planned, slot: slot, original: original, design: design, arrangement: arrangement)
        next += 1
    }

    private func nextSlot(_ planned: PlannedRow) -> Int {
        let subject = number(first: planned.first, second: planned.second)
        slots[subject] += 1
        return Int(slots[subject])
    }

    private func number(first: Int64, second: Int64?) -> Int {
        let number = subjects.number(of: UInt64(bitPattern: first), UInt64(bitPattern: second ?? 0))
        if number == slots.count { slots.append(0) }
        return number
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
