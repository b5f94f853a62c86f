import GRDB
package import Studies

/// What a scan found in one item, and its text with that masked.
package struct LeakRecord: Sendable {
    package var item: ItemID
    package var findings: [String]
    package var masked: String

    package init(item: ItemID, findings: [String], masked: String) {
        self.item = item
        self.findings = findings
        self.masked = masked
    }
}

/// A text that a reviewer may be shown.
package struct ShownText: Sendable {
    package var item: ItemID
    package var prompt: String
    package var text: String
}

extension Store {
    /// Every text of the study that a reviewer may be shown, current responses and worsened copies, each once; in the order
    /// of prompts and ids, as an order of models would tell who wrote what.
    package func shownTexts(of study: String) throws -> [ShownText] {
        try read { database in
            let id = try Self.studyID(study, database)
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT i.sha256, p.name AS prompt, i.text FROM item i JOIN prompt p ON p.id = i.prompt
                    WHERE p.study = ? AND p.is_current = 1
                        AND (EXISTS (SELECT 1 FROM degraded d WHERE d.item = i.id)
                            OR EXISTS (SELECT 1 FROM response r JOIN model m ON m.id = r.model
                                WHERE r.item = i.id AND \(try Self.standing(id, database)) AND m.is_current = 1))
                    ORDER BY p.name, i.sha256
                    """,
                arguments: [id]
            ).map {
                ShownText(item: ItemID(rawValue: $0["sha256"]), prompt: $0["prompt"], text: $0.text("text") ?? "")
            }
        }
    }

    /// Keeps what is done about leaks: replaces what an earlier scan of the study decided. Worsened copies that nobody has
    /// seen, of texts that are not shown as they are, leave the plan, as a part of a leak may not be known as one; returns
    /// how many.
    package func setLeaks(_ leaks: [LeakRecord], policy: ReviewSettings.LeakPolicy, study: String) throws -> Int {
        try write { database in
            let id = try Self.studyID(study, database)
            let log = StudyLog(study: id, database: database)
            try log.check([.masks, .plan], at: StudyLog.now)
            let names = try Self.maskNames(of: id, database)
            try database.execute(
                sql:
                    "DELETE FROM leak WHERE item IN (SELECT i.id FROM item i JOIN prompt p ON p.id = i.prompt WHERE p.study = ?)",
                arguments: [id]
            )
            for leak in leaks {
                try database.execute(
                    sql: """
                        INSERT INTO leak (item, policy, findings, masked, name)
                        SELECT id, ?, ?, ?, ? FROM item WHERE sha256 = ?
                        """,
                    arguments: [
                        policy.rawValue, JSONValue.array(leak.findings.map(JSONValue.string)).canonicalText,
                        policy == .mask ? leak.masked.data : nil,
                        policy == .mask ? (names[leak.item]?.rawValue ?? Self.newMaskName) : nil, leak.item.rawValue,
                    ]
                )
            }
            var dropped = 0
            if policy != .report { dropped = try Self.dropCopies(id, database) }
            try log.commit(.leaks, [.masks, .plan], [("policy", .string(policy.rawValue))], at: StudyLog.now)
            return dropped
        }
    }

    /// Takes worsened copies of texts that are not shown as they are off the plan.
    private static func dropCopies(_ study: Int64, _ database: Database) throws -> Int {
        try database.execute(
            sql: """
                DELETE FROM presentation WHERE study = ? AND phase = 'attention' AND \(isUntouched) AND first IN (
                    SELECT d.item FROM degraded d WHERE EXISTS (
                        SELECT 1 FROM leak l WHERE l.item IN (d.item, d.origin)) OR d.how = 'other_prompt')
                """,
            arguments: [study]
        )
        return database.changesCount
    }

    /// What masked items are called outside: at random, as trying names would find the text of a hash.
    static func maskNames(of study: Int64, _ database: Database) throws -> [ItemID: ItemID] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT i.sha256, l.name FROM leak l JOIN item i ON i.id = l.item JOIN prompt p ON p.id = i.prompt
                WHERE p.study = ? AND l.name IS NOT NULL
                """,
            arguments: [study]
        )
        return Dictionary(rows.map { (ItemID(rawValue: $0["sha256"]), ItemID(rawValue: $0["name"])) }) { one, _ in one }
    }

    private static var newMaskName: String { SHA256.hexadecimal((0..<32).map { _ in UInt8.random(in: 0...255) }) }

    /// What items are called outside the database, where that is not their id.
    package func maskNames(of study: String) throws -> [ItemID: ItemID] {
        try read { try Self.maskNames(of: try Self.studyID(study, $0), $0) }
    }
}
