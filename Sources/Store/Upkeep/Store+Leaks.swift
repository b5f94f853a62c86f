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

extension Store {
    /// Keeps what is done about leaks: replaces what an earlier scan of the study decided.
    package func setLeaks(_ leaks: [LeakRecord], policy: ReviewSettings.LeakPolicy, study: String) throws {
        try write { database in
            let id = try Self.studyID(study, database)
            try database.execute(
                sql:
                    "DELETE FROM leak WHERE item IN (SELECT i.id FROM item i JOIN prompt p ON p.id = i.prompt WHERE p.study = ?)",
                arguments: [id]
            )
            for leak in leaks {
                try database.execute(
                    sql: """
                        INSERT INTO leak (item, policy, findings, masked) SELECT id, ?, ?, ? FROM item WHERE sha256 = ?
                        """,
                    arguments: [
                        policy.rawValue, JSONValue.array(leak.findings.map(JSONValue.string)).canonicalText,
                        policy == .mask ? leak.masked.data : nil, leak.item.rawValue,
                    ]
                )
            }
        }
    }
}
