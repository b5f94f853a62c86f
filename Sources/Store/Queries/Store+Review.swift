import Foundation
import GRDB
import Studies

extension Store {
    /// Saves a reviewer's ratings of a presentation, durable when it returns; earlier values are superseded.
    ///
    /// What came faster than the texts can be read is flagged `too_fast`.
    package func save(
        _ acts: [ReviewAct],
        of presentation: BlindPresentation,
        study: String,
        reviewer: String,
        owner: LeaseOwner = .current,
        at time: Int64,
        took spent: ReviewTime?,
        shownSHA256: String,
        shownAt: Int64? = nil
    ) throws {
        if let confidence = acts.compactMap(\.confidence).first(where: { !(1...5).contains($0) }) {
            throw StoreError("a confidence of \(confidence) is not from 1 to 5: nothing was saved")
        }
        let words = acts.map(\.inWords).joined(separator: ", ")
        try settling(presentation, keeping: words, study: study, reviewer: reviewer, owner, at: time, shownAt) {
            row,
            database in
            try Self.checkUnsettled(row, database)
            let fast = try isTooFast(spent, row, presentation, study: study, database) ? ["too_fast"] : []
            var written = try ReviewerActs(
                on: row,
                of: presentation,
                study: study,
                reviewer: reviewer,
                at: time,
                database
            )
            let flags = fast + written.standing.flags
            for act in acts {
                for (place, subject) in presentation.subjects.enumerated() {
                    try written.add(act.criterion, of: subject) { record in
                        record.criterionSHA256 = act.criterionSHA256
                        // The screen says which side; the store keeps which item: first is the one with the smaller id.
                        record.value = act.ranks.isEmpty ? presentation.turned(act.value) : Double(act.ranks[place])
                        record.confidence = act.confidence
                        record.reason = act.reason
                        record.note = act.note
                        record.flags = act.flags + flags
                        record.activeMilliseconds = spent?.activeMilliseconds
                        record.idleMilliseconds = spent?.idleMilliseconds
                        record.shownSHA256 = shownSHA256
                    }
                }
            }
            try Self.settle(row, of: presentation, as: .done, reviewer: reviewer, study: study, database)
            try Self.askAgain(presentation, row: row, acts, database)
            let standing = Set(written.standing.current.keys.map(\.criterion))
            let revises = acts.contains { standing.contains($0.criterion) }
            try log(
                .rated,
                [
                    ("acts", .array(written.digests)), ("shown_sha256", .string(shownSHA256)),
                    ("revises", .bool(revises)),
                ] + Self.members(of: spent),
                of: row,
                study: study,
                reviewer: reviewer,
                owner: owner,
                at: time,
                database
            )
        }
    }

    /// Notes that a reviewer could not rate a presentation, and why; `versions` gives the hash of each question as it was
    /// shown, where that may not be today's.
    package func skip(
        _ presentation: BlindPresentation,
        study: String,
        reviewer: String,
        criteria: [String],
        versions: [String: String] = [:],
        reason: String,
        note: String? = nil,
        flags: [String] = [],
        owner: LeaseOwner = .current,
        at time: Int64,
        took spent: ReviewTime?,
        shownAt: Int64? = nil
    ) throws {
        let words = (["skipped: \(reason)"] + [note].compactMap(\.self)).joined(separator: "; ")
        try settling(presentation, keeping: words, study: study, reviewer: reviewer, owner, at: time, shownAt) {
            row,
            database in
            try Self.checkUnsettled(row, database)
            var written = try ReviewerActs(
                on: row,
                of: presentation,
                study: study,
                reviewer: reviewer,
                at: time,
                database
            )
            for criterion in criteria {
                for subject in presentation.subjects {
                    try written.add(criterion, of: subject) { record in
                        record.outcome = .skipped
                        record.criterionSHA256 = versions[criterion]
                        record.reason = reason
                        record.note = note
                        record.flags = flags
                        record.activeMilliseconds = spent?.activeMilliseconds
                        record.idleMilliseconds = spent?.idleMilliseconds
                    }
                }
            }
            try Self.settle(row, of: presentation, as: .skipped, reviewer: reviewer, study: study, database)
            try Self.replaceSkipped(row, database)
            try log(
                .skipped,
                [("acts", .array(written.digests)), ("reason", .string(reason))] + Self.members(of: spent),
                of: row,
                study: study,
                reviewer: reviewer,
                owner: owner,
                at: time,
                database
            )
        }
    }

    /// Takes back the reviewer's newest presentation and claims it again; nil when there is nothing to take back.
    package func undo(
        study: String,
        reviewer: String,
        owner: LeaseOwner,
        lease: Duration,
        at time: Int64
    ) throws -> BlindPresentation? {
        try write { database in
            let rater = try Self.reviewer(reviewer, study: study, database)
            let newest = try Int64.fetchOne(database, sql: Self.newestQuery, arguments: [rater])
            guard let newest, let presentation = try blind(newest, reviewer: rater, database) else { return nil }
            try Self.checkFree(newest, for: owner, at: time, database)
            var written = try ReviewerActs(
                on: newest,
                of: presentation,
                study: study,
                reviewer: reviewer,
                at: time,
                database
            )
            let current = written.standing.current.sorted {
                ($0.key.criterion, $0.key.item) < ($1.key.criterion, $1.key.item)
            }
            let subjects = presentation.subjects
            for (act, standing) in current {
                try written.add(act.criterion, of: subjects.first { $0.items[0] == act.item }) { record in
                    record.outcome = .retracted
                    // Two retractions of one millisecond must differ, and `supersedes` is not part of the id.
                    record.reason = "retracts \(standing)"
                }
            }
            try Self.takeBackReplacement(of: newest, database)
            try database.execute(sql: "UPDATE presentation SET state = 'claimed' WHERE id = ?", arguments: [newest])
            try Self.balance(newest, database)
            try log(
                .retracted,
                [("acts", .array(written.digests))],
                of: newest,
                study: study,
                reviewer: reviewer,
                owner: owner,
                at: time,
                database
            )
            try logClaim(presentation, study: study, reviewer: reviewer, owner: owner, at: time, database)
            try database.execute(
                sql: "UPDATE presentation SET state = 'claimed', owner = ?, lease_until = ? WHERE id = ?",
                arguments: [owner.rawValue, time + lease.milliseconds, newest]
            )
            return presentation
        }
    }

    /// The row that a reviewer acted on last and that stands.
    static let newestQuery = """
        SELECT r.presentation FROM rating r CROSS JOIN presentation n ON n.id = r.presentation
        WHERE r.rater = ?1 AND n.reviewer = ?1 AND n.state IN ('done', 'skipped') ORDER BY r.id DESC LIMIT 1
        """

    /// Ends a row of the plan and what its reviewer held of it.
    private static func settle(
        _ row: Int64,
        of presentation: BlindPresentation,
        as state: ShowingState,
        reviewer: String,
        study: String,
        _ database: Database
    ) throws {
        try database.execute(
            sql: "UPDATE presentation SET state = ?, owner = NULL, lease_until = NULL WHERE id = ?",
            arguments: [state.rawValue, row]
        )
        try database.execute(
            sql: "DELETE FROM draft WHERE presentation = ? AND reviewer = ?",
            arguments: [presentation.id, try Self.reviewer(reviewer, study: study, database)]
        )
        try database.execute(sql: "DELETE FROM put_off WHERE presentation = ?", arguments: [row])
    }

    /// Whether all the time that a reviewer spent on a row is too short for its texts.
    private func isTooFast(
        _ spent: ReviewTime?,
        _ row: Int64,
        _ presentation: BlindPresentation,
        study: String,
        _ database: Database
    ) throws -> Bool {
        guard let spent else { return false }
        let settings = try String.fetchOne(
            database,
            sql: "SELECT settings FROM study WHERE name = ?",
            arguments: [study]
        )
        let rater = try Int64.fetchOne(
            database,
            sql: "SELECT reviewer FROM presentation WHERE id = ?",
            arguments: [row]
        )
        // Who comes back to a text has read it before.
        let before = try Int64.fetchOne(
            database,
            sql: """
                SELECT sum(time) FROM (SELECT max(active_ms) AS time FROM \(sources(of: rater ?? 0).ratings)
                    WHERE presentation = ? GROUP BY at)
                """,
            arguments: [row]
        )
        let limit = Sitting(json: try JSONValue(parsing: settings ?? "{}")["sitting"]).tooFast
        let bytes = presentation.texts.reduce(0) { $0 + $1.utf8.count }
        return limit.applies(to: spent.activeMilliseconds + (before ?? 0), bytes: bytes)
    }

    private static func members(of time: ReviewTime?) -> [(String, JSONValue)] {
        [
            ("active_ms", time.map { .number(Double($0.activeMilliseconds)) } ?? .null),
            ("idle_ms", time.map { .number(Double($0.idleMilliseconds)) } ?? .null),
            ("keys", time.map { .array($0.keyTimes.map { .number(Double($0)) }) } ?? .null),
        ] + (time?.wasUnfolded == true ? [("unfolded", .bool(true))] : [])
    }
}

extension Store {
    static func reviewer(_ name: String, study: String, _ database: Database) throws -> Int64 {
        guard let id = try knownReviewer(name, study: study, database) else {
            let known = try String.fetchAll(
                database,
                sql: "SELECT value FROM study s, json_each(s.settings, '$.reviewers') WHERE s.name = ?",
                arguments: [study]
            )
            let near = Spelling.nearest(to: name, among: known).map { "did you mean '\($0)'?" }
            let add = "add the name under 'reviewers' in study.yaml and run 'slam plan'"
            throw StoreError("no reviewer '\(name)' in the study '\(study)': \(near ?? add)")
        }
        return id
    }

    static func knownReviewer(_ name: String, study: String, _ database: Database) throws -> Int64? {
        try Int64.fetchOne(
            database,
            sql:
                "SELECT t.id FROM rater t JOIN study s ON s.id = t.study WHERE s.name = ? AND t.name = ? AND t.kind = 'human'",
            arguments: [study, name]
        )
    }

    /// A row of the plan as its reviewer may see it.
    func blind(_ id: Int64, reviewer: Int64, _ database: Database) throws -> BlindPresentation? {
        let sources = sources(of: reviewer)
        let row = try Row.fetchOne(
            database,
            sql: "SELECT * FROM \(sources.blind) WHERE presentation = ? AND reviewer = ?",
            arguments: [id, reviewer]
        )
        guard let row else { return nil }
        let first = ItemID(rawValue: row["first_sha256"])
        let second = (row["second_sha256"] as String?).map(ItemID.init(rawValue:))
        let side = (row["side"] as String?).flatMap(RatingRecord.Side.init)
        var texts = [row.text("first_text") ?? ""] + [row.text("second_text")].compactMap(\.self)
        var cut = [row["first_is_cut"] as Bool] + (second == nil ? [] : [row["second_is_cut"] as Bool])
        if side == .second {
            texts.reverse()
            cut.reverse()
        }
        var members: [ItemID] = []
        var subject: RatingSubject = second.map { .pair(PairID(first, $0)) } ?? .item(first)
        if let set = SetID(parsing: first.rawValue) {
            let places = Self.arrangement(row["arrangement"])
            let json = try JSONValue(parsing: row["member_texts"] ?? "{}")
            members = places.map { set.items[$0] }
            texts = places.map { json["\($0)"]?.string.map(Self.text(ofHex:)) ?? "" }
            let cutPlaces = try JSONValue(parsing: row["members_cut"] ?? "[]").array?.compactMap(\.integer) ?? []
            cut = places.map(cutPlaces.contains)
            subject = .member(members[0], of: set)
        }
        let draft = try Row.fetchOne(
            database,
            sql: "SELECT note FROM \(sources.drafts) WHERE presentation = ?",
            arguments: [id]
        )
        return BlindPresentation(
            id: id,
            prompt: row["prompt"],
            promptText: row.text("prompt_text") ?? "",
            system: row.text("system"),
            reference: row.text("reference"),
            tags: Self.words(row["tags"]),
            texts: texts,
            cut: cut,
            subject: subject,
            members: members,
            side: side,
            isTraining: row["phase"] == "training",
            asks: (row["asks"] as String?).map(Self.words),
            draft: draft?.text("note")
        )
    }

    /// A text of which SQLite gave the bytes in hexadecimal.
    private static func text(ofHex digits: String) -> String {
        let digits = Array(digits.utf8)
        func value(_ digit: UInt8) -> UInt8 { digit < 0x3A ? digit - 0x30 : digit - 0x37 }
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).map { value(digits[$0]) << 4 | value(digits[$0 + 1]) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The texts of a JSON array.
    static func words(_ json: String) -> [String] {
        (try? JSONValue(parsing: json))?.array?.compactMap(\.string) ?? []
    }
}

extension Duration {
    /// The whole milliseconds.
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
