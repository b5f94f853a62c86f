import Foundation
import GRDB
import Studies

/// One handing-out of a reviewer's rows.
struct Issue {
    private let study: Int64
    private let reviewer: Int64
    private let id: Int64
    private let settings: String
    /// Rows of the plan that go into the file.
    private let rows: [Int64]

    var rowCount: Int { rows.count }

    /// Marks the rows as issued.
    init(study name: String, reviewer reviewerName: String, at time: Int64, _ database: Database) throws {
        study = try Store.studyID(name, database)
        reviewer = try Store.reviewer(reviewerName, study: name, database)
        rows = try Int64.fetchAll(
            database,
            sql: """
                SELECT id FROM presentation WHERE study = ? AND reviewer = ? AND state IN ('open', 'issued') ORDER BY id
                """,
            arguments: [study, reviewer]
        )
        guard !rows.isEmpty else {
            throw StoreError(
                "nothing is planned for '\(reviewerName)': run 'slam plan', or give what is open to anybody with --open"
            )
        }
        let text = try String.fetchOne(database, sql: "SELECT settings FROM study WHERE id = ?", arguments: [study])
        let members = try JSONValue(parsing: text ?? "{}").members ?? []
        settings =
            JSONValue.object(
                members.filter { $0.0 != "reviewers" } + [("reviewers", .array([.string(reviewerName)]))]
            ).canonicalText
        let random = SHA256.hexadecimal((0..<16).map { _ in UInt8.random(in: 0...255) })
        try database.execute(
            sql: "INSERT INTO bundle (study, reviewer, name, issued_at, seal) VALUES (?, ?, ?, ?, '')",
            arguments: [study, reviewer, random, time]
        )
        id = database.lastInsertedRowID
        for row in rows {
            try database.execute(
                sql: "UPDATE presentation SET state = 'issued', bundle = ? WHERE id = ?",
                arguments: [id, row]
            )
        }
    }

    /// Copies what the reviewer needs, and nothing else.
    func fill(_ file: Database, from main: Database) throws {
        try file.execute(
            sql: "INSERT INTO study (id, name, settings, salt) SELECT ?, ?, ?, randomblob(32)",
            arguments: [
                study, try String.fetchOne(main, sql: "SELECT name FROM study WHERE id = ?", arguments: [study]),
                settings,
            ]
        )
        let list = rows.map(String.init).joined(separator: ",")
        let items = """
            SELECT first FROM presentation WHERE id IN (\(list)) UNION SELECT second FROM presentation WHERE id IN (\(list))
            UNION SELECT m.member FROM set_member m JOIN presentation n ON n.first = m.item_set WHERE n.id IN (\(list))
            """
        let shown = (try JSONValue(parsing: settings))["show"]?.array?.compactMap(\.string) ?? []
        let system = shown.contains("system") ? "system" : "NULL"
        let reference = shown.contains("reference") ? "reference" : "NULL"
        let tags = shown.contains("tags") ? "tags" : "'[]'"
        try copy("rater", "SELECT id, study, name, kind FROM rater WHERE id = \(reviewer)", main, file)
        try copy(
            "prompt",
            """
            SELECT id, study, name, text, \(system) AS system, \(reference) AS reference, \(tags) AS tags, position,
                is_current FROM prompt WHERE id IN (SELECT prompt FROM item WHERE id IN (\(items)))
            """,
            main,
            file
        )
        try copy(
            "criterion",
            "SELECT * FROM criterion WHERE study = \(study) AND is_current = 1 AND form != 'metric'",
            main,
            file
        )
        try copy(
            "item",
            """
            SELECT i.id, i.sha256, i.prompt, coalesce(l.masked, i.text) AS text FROM item i
            LEFT JOIN leak l ON l.item = i.id AND l.policy = 'mask' WHERE i.id IN (\(items))
            """,
            main,
            file
        )
        try copy("set_member", "SELECT * FROM set_member WHERE item_set IN (\(items))", main, file)
        try copy("bundle", "SELECT * FROM bundle WHERE id = \(id)", main, file)
        // What a hidden check is stays here: in the file it looks like any other row.
        try copy(
            "presentation",
            """
            SELECT id, study, reviewer, is_open, first, second, side, slot,
                iif(phase IN ('gold', 'attention'), 'blind', phase) AS phase, position, place, block,
                iif(original IN (\(list)), original, NULL) AS original, distance, 'random' AS design, 0 AS is_extra,
                bundle, 'open' AS state, arrangement
            FROM presentation WHERE id IN (\(list)) ORDER BY id
            """,
            main,
            file
        )
        try copy(
            "answer",
            """
            SELECT * FROM answer WHERE phase = 'training' AND item IN (
                SELECT first FROM presentation WHERE phase = 'training' AND id IN (\(list)))
            """,
            main,
            file
        )
        try copy("reviewer_settings", "SELECT * FROM reviewer_settings WHERE reviewer = \(reviewer)", main, file)
        try copy("unblinding", "SELECT id, study, '' AS who, at FROM unblinding WHERE study = \(study)", main, file)
    }

    /// Seals what the file holds, there and here.
    func seal(_ file: Store, _ main: Database) throws {
        let key = try Store.bundleKey(study, main)
        let seal = try file.write { database in
            let seal = try IssuedPart.seal(database, key: key)
            try database.execute(sql: "UPDATE bundle SET seal = ?", arguments: [seal])
            return seal
        }
        try main.execute(sql: "UPDATE bundle SET seal = ? WHERE id = ?", arguments: [seal, id])
    }

    private func copy(_ table: String, _ sql: String, _ main: Database, _ file: Database) throws {
        let rows = try Row.fetchCursor(main, sql: sql)
        while let row = try rows.next() {
            let columns = row.columnNames.joined(separator: ", ")
            let marks = row.columnNames.map { _ in "?" }.joined(separator: ", ")
            try file.execute(
                sql: "INSERT INTO \(table) (\(columns)) VALUES (\(marks))",
                arguments: StatementArguments(row.databaseValues)
            )
        }
    }
}
