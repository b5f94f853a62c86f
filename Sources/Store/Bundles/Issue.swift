import Foundation
import GRDB
import Studies

/// One handing-out of a reviewer's rows.
struct Issue {
    private let study: Int64
    private let reviewer: Int64
    private let reviewerName: String
    private let id: Int64
    let name: String
    private let day: Int64
    private let settings: JSONValue
    private let names: BundleNames
    private let rows: [BundledRow]
    /// Each row's place among them, from 1.
    private let ranks: [Int64: Int]

    var rowCount: Int { rows.count }

    /// The rows' ids here, as ranges, for the study's log.
    var handed: JSONValue {
        var ranges: [(first: Int64, last: Int64)] = []
        for id in rows.map(\.id).sorted() {
            if let range = ranges.last, range.last + 1 == id {
                ranges[ranges.count - 1].last = id
            } else {
                ranges.append((id, id))
            }
        }
        return .array(ranges.map { .array([.number(Double($0.first)), .number(Double($0.last))]) })
    }

    /// What of the study's settings a review needs.
    private static let neededSettings: Set<String> = ["lease_ms", "show", "sitting", "guidelines"]

    private static func nothingPlanned(for name: String, _ reviewer: Int64, _ database: Database) throws -> StoreError {
        let wasRevoked = try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM presentation WHERE reviewer = ? AND state = 'revoked')",
            arguments: [reviewer]
        )
        let remedy = wasRevoked == true ? "'slam plan' plans again what was revoked" : "run 'slam plan'"
        return StoreError("nothing is planned for '\(name)': \(remedy), or give what is open to anybody with --open")
    }

    /// Marks the rows as issued.
    init(study studyName: String, reviewer reviewerName: String, at time: Int64, _ database: Database) throws {
        study = try Store.studyID(studyName, database)
        reviewer = try Store.reviewer(reviewerName, study: studyName, database)
        self.reviewerName = reviewerName
        day = time.startOfDay
        let text = try String.fetchOne(database, sql: "SELECT settings FROM study WHERE id = ?", arguments: [study])
        let members = try JSONValue(parsing: text ?? "{}").members ?? []
        settings = .object(
            members.filter { Self.neededSettings.contains($0.0) } + [("reviewers", .array([.string(reviewerName)]))]
        )
        name = SHA256.hexadecimal((0..<16).map { _ in UInt8.random(in: 0...255) })
        names = BundleNames(key: try Store.bundleKey(study, database), bundle: name)
        rows = try BundledRow.rows(
            "n.study = ? AND n.reviewer = ? AND n.state IN ('open', 'issued')",
            [study, reviewer],
            names: names,
            database
        )
        guard !rows.isEmpty else { throw try Self.nothingPlanned(for: reviewerName, reviewer, database) }
        ranks = Dictionary(rows.enumerated().map { ($1.id, $0 + 1) }) { first, _ in first }
        try database.execute(
            sql: "INSERT INTO bundle (study, reviewer, name, issued_at, seal, format) VALUES (?, ?, ?, ?, '', 2)",
            arguments: [study, reviewer, name, day]
        )
        id = database.lastInsertedRowID
        for row in rows {
            try database.execute(
                sql: "UPDATE presentation SET state = 'issued', bundle = ? WHERE id = ?",
                arguments: [id, row.id]
            )
        }
    }

    /// Copies what the reviewer needs, column by column, and nothing else: no id, order or time of this database.
    func fill(_ file: Database, from main: Database) throws {
        try file.execute(
            sql: "INSERT INTO study (id, name, settings, salt) VALUES (1, ?, ?, randomblob(32))",
            arguments: [
                try String.fetchOne(main, sql: "SELECT name FROM study WHERE id = ?", arguments: [study]),
                settings.canonicalText,
            ]
        )
        try file.execute(
            sql: """
                INSERT INTO rater (id, study, name, kind) VALUES (1, 1, :reviewer, 'human');
                INSERT INTO bundle (id, study, reviewer, name, issued_at, seal, format) VALUES (1, 1, 1, :name, :day, '', 2);
                """,
            arguments: ["reviewer": reviewerName, "name": name, "day": day]
        )
        try fillPrompts(file, main)
        try fillCriteria(file, main)
        let sorted = rows.sorted { $0.name < $1.name }
        for row in sorted { try fillTexts(of: row, file, main) }
        for row in sorted { try fillRow(row, file) }
        for row in sorted {
            let asks = try String.fetchOne(main, sql: "SELECT asks FROM presentation WHERE id = ?", arguments: [row.id])
            guard let asks else { continue }
            try file.execute(sql: "UPDATE presentation SET asks = ? WHERE id = ?", arguments: [asks, row.name])
        }
        try fillAnswers(file, main)
        if let kept = try String.fetchOne(
            main,
            sql: "SELECT settings FROM reviewer_settings WHERE reviewer = ?",
            arguments: [reviewer]
        ) {
            try file.execute(
                sql: "INSERT INTO reviewer_settings (reviewer, settings) VALUES (1, ?)",
                arguments: [kept]
            )
        }
        if try Bool.fetchOne(main, sql: "SELECT 1 FROM unblinding WHERE study = ?", arguments: [study]) == true {
            try file.execute(
                sql: "INSERT INTO unblinding (id, study, who, at) VALUES (1, 1, '', ?)",
                arguments: [day]
            )
        }
    }

    private var shown: [String] { settings["show"]?.array?.compactMap(\.string) ?? [] }

    private func fillPrompts(_ file: Database, _ main: Database) throws {
        for prompt in Set(rows.map(\.prompt)).sorted(by: { names.prompt($0) < names.prompt($1) }) {
            let row = try Row.fetchOne(
                main,
                sql: "SELECT name, text, system, reference, tags FROM prompt WHERE id = ?",
                arguments: [prompt]
            )
            guard let row else { throw StoreError("a prompt of the plan is not in the database") }
            func ifShown(_ column: String) -> Data? { shown.contains(column) ? row[column] : nil }
            try file.execute(
                sql: """
                    INSERT INTO prompt (id, study, name, text, system, reference, tags, position, is_current)
                    VALUES (?, 1, ?, ?, ?, ?, ?, 0, 1)
                    """,
                arguments: [
                    names.prompt(prompt), row["name"] as String, row["text"] as Data, ifShown("system"),
                    ifShown("reference"), shown.contains("tags") ? row["tags"] as String : "[]",
                ]
            )
        }
    }

    private func fillCriteria(_ file: Database, _ main: Database) throws {
        let criteria = try Row.fetchAll(
            main,
            sql: """
                SELECT name, sha256, definition, form, low, high, step, is_of_sets FROM criterion
                WHERE study = ? AND is_current = 1 AND form != 'metric' ORDER BY position
                """,
            arguments: [study]
        )
        for (place, row) in criteria.enumerated() {
            try file.execute(
                sql: """
                    INSERT INTO criterion (id, study, position, is_current, name, sha256, definition, form, low, high, step,
                        is_of_sets) VALUES (?, 1, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: StatementArguments([place + 1, place]) + StatementArguments(row.databaseValues)
            )
        }
    }

    private func fillTexts(of row: BundledRow, _ file: Database, _ main: Database) throws {
        func insert(_ id: Int64, _ name: String, _ text: Data) throws {
            try file.execute(
                sql: "INSERT INTO item (id, sha256, prompt, text) VALUES (?, ?, ?, ?)",
                arguments: [id, name, names.prompt(row.prompt), text]
            )
        }
        for text in row.texts {
            let bytes = try Data.fetchOne(
                main,
                sql: """
                    SELECT coalesce(l.masked, i.text) FROM item i
                    LEFT JOIN leak l ON l.item = i.id AND l.policy = 'mask' WHERE i.id = ?
                    """,
                arguments: [text.row]
            )
            try insert(names.itemRow(text.item, of: row.id), text.name.rawValue, bytes ?? Data())
        }
        try fillCuts(of: row, file, main)
        guard row.isSet else { return }
        try insert(setRow(row), SetID(row.texts.map(\.name)).description, Data())
        for (place, text) in row.named.enumerated() {
            try file.execute(
                sql: "INSERT INTO set_member (item_set, place, member) VALUES (?, ?, ?)",
                arguments: [setRow(row), place, names.itemRow(text.item, of: row.id)]
            )
        }
    }

    /// Which texts stopped at a limit of tokens, where reviewers are told.
    private func fillCuts(of row: BundledRow, _ file: Database, _ main: Database) throws {
        guard shown.contains("truncated") else { return }
        for text in row.texts {
            let isCut = try Bool.fetchOne(main, sql: "SELECT 1 FROM cut_text WHERE item = ?", arguments: [text.row])
            guard isCut == true else { continue }
            try file.execute(
                sql: "INSERT INTO cut_text (item) VALUES (?)",
                arguments: [names.itemRow(text.item, of: row.id)]
            )
        }
    }

    private func setRow(_ row: BundledRow) -> Int64 { names.itemRow(ItemID(rawValue: "set"), of: row.id) }

    /// What a hidden check or a repeat is stays here: in the file it looks like any other row.
    private func fillRow(_ row: BundledRow, _ file: Database) throws {
        let texts = row.named.map { names.itemRow($0.item, of: row.id) }
        try file.execute(
            sql: """
                INSERT INTO presentation (id, study, reviewer, first, second, side, slot, phase, position, bundle, state,
                    arrangement) VALUES (?, 1, 1, ?, ?, ?, 1, ?, ?, 1, 'open', ?)
                """,
            arguments: [
                row.name, row.isSet ? setRow(row) : texts[0], row.isSet ? nil : texts.dropFirst().first,
                row.namedSide?.rawValue, row.isTraining ? "training" : "blind", ranks[row.id],
                Store.json(of: row.namedArrangement),
            ]
        )
    }

    private func fillAnswers(_ file: Database, _ main: Database) throws {
        for row in rows.filter(\.isTraining).sorted(by: { $0.name < $1.name }) {
            guard let text = row.texts.first else { continue }
            let answers = try Row.fetchAll(
                main,
                sql: """
                    SELECT criterion, value, explanation FROM answer WHERE phase = 'training' AND item = ?
                    ORDER BY criterion
                    """,
                arguments: [text.row]
            )
            for answer in answers {
                try file.execute(
                    sql: """
                        INSERT INTO answer (study, item, phase, criterion, value, explanation)
                        VALUES (1, ?, 'training', ?, ?, ?)
                        """,
                    arguments: StatementArguments([names.itemRow(text.item, of: row.id)])
                        + StatementArguments(answer.databaseValues)
                )
            }
        }
    }

    /// Seals what the file holds, there and here.
    func seal(_ file: Store, _ main: Database) throws {
        let seal = try file.write { database in
            let seal = try IssuedPart.seal(database, key: names.key)
            try database.execute(sql: "UPDATE bundle SET seal = ?", arguments: [seal])
            return seal
        }
        try main.execute(sql: "UPDATE bundle SET seal = ? WHERE id = ?", arguments: [seal, id])
    }
}
