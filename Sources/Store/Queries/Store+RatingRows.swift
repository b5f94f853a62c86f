import GRDB
package import Studies

extension Store {
    /// The ratings of a study in a phase that are neither superseded nor retracted, in the order stored; until unblinding
    /// without what tells who wrote a text.
    ///
    /// `totals` is for figures over all items, by no text and no model: they take ratings that were all imported by models.
    package func ratingRows(
        of study: String,
        phase: RatingRecord.Phase = .blind,
        lengths: Bool = false,
        totals: Bool = false
    ) throws -> RatingRows {
        let shown = try shownModels(of: study)
        return try read { database in
            let id = try Self.studyID(study, database)
            var reader = RatingRowReader(rows: RatingRows(shown: shown))
            let gone = try Self.ratedPromptsGone(id, database)
            let lettered = try Self.lettered(id, database)
            try reader.readNames(
                study: id,
                lengths: lengths,
                isInFigures: (lettered?.condition ?? "m.is_current = 1", Self.isInFigures(gone)),
                database
            )
            reader.rows.gonePromptCount = gone.count
            try reader.readRows(study: id, phase: phase, database)
            if try Self.isBlind(id, database) { try reader.withhold(totals: totals, study: id, database) }
            reader.rows.withheld.laterModels = lettered?.later ?? 0
            reader.rows.ofAnotherPrompt = try Self.ratingsOfAnotherPrompt(id, database)
            return reader.rows
        }
    }
}

/// Numbers for the rows of tables, and the ratings with these numbers.
private struct RatingRowReader {
    var rows: RatingRows
    private var items = RowNumbers()
    private var raters = RowNumbers()
    private var criteria = RowNumbers()
    /// By number of a criterion the hash of today's question and scale; empty where the study has it no more.
    private var questions: [[UInt8]] = []
    /// Earlier versions of each criterion under which a rating counts: their edits were declared to keep the meaning.
    private var kept: [[[UInt8]]] = []
    /// By row of a criterion its own hash.
    private var own: [Int64: [UInt8]] = [:]
    private var metrics: Set<Int64> = []
    /// By row whether it was imported by its model's name.
    private var isNamed: [Bool] = []
    /// Items of responses that are current no more, and of those that are.
    private var replaced: Set<Int32> = []
    private var current: Set<Int32> = []

    init(rows: RatingRows) { self.rows = rows }

    /// `isInFigures` says of which models `m` and which prompts `p` responses are in figures.
    mutating func readNames(
        study: Int64,
        lengths: Bool,
        isInFigures: (models: String, prompts: String),
        _ database: Database
    ) throws {
        var (prompts, models, same) = (RowNumbers(), RowNumbers(), SamePrompts())
        try RowCursor(
            database,
            "SELECT id, name, tags, text, system FROM prompt WHERE study = ? ORDER BY position, id",
            [study]
        ).forEach { row in
            let number = rows.prompts.count
            prompts.set(row.integer(0), number)
            let tags = try JSONValue(parsing: row.text(2)).array ?? []
            let first = same.first(of: row.text(3), system: row.knownText(4), at: number)
            rows.prompts.append(.init(name: row.text(1), tags: tags.compactMap(\.string), first: Int32(first)))
        }
        try RowCursor(database, "SELECT id, name, kind FROM rater WHERE study = ? ORDER BY id", [study]).forEach {
            row in
            raters.set(row.integer(0), rows.raters.count)
            rows.raters.append(.init(name: row.text(1), kind: RaterKind(rawValue: row.text(2)) ?? .human))
        }
        try readCriteria(study: study, database)
        try RowCursor(database, "SELECT id, name FROM model WHERE study = ? ORDER BY position, id", [study])
            .forEach { row in
                models.set(row.integer(0), rows.models.count)
                rows.models.append(row.text(1))
            }
        let text = lengths ? ", text" : ""
        try RowCursor(
            database,
            "SELECT id, sha256, prompt\(text) FROM item WHERE prompt IN (SELECT id FROM prompt WHERE study = ?) ORDER BY id",
            [study]
        ).forEach { row in
            items.set(row.integer(0), rows.items.count)
            rows.items.append(ItemID(rawValue: row.text(1)))
            rows.itemPrompts.append(prompts[row.integer(2)])
            // A character is a byte that continues none: a Unicode scalar.
            if lengths { rows.lengths.append(Int32(row.bytes(3).count { $0 & 0xC0 != 0x80 })) }
        }
        try RowCursor(
            database,
            """
            SELECT r.item, r.model, r.prompt FROM response r JOIN prompt p ON p.id = r.prompt
            JOIN model m ON m.id = r.model
            WHERE p.study = ? AND r.is_current = 1 AND \(isInFigures.prompts) AND \(isInFigures.models)
            ORDER BY p.position, m.position, r.sample
            """,
            [study]
        ).forEach { row in
            rows.writers.append((items[row.integer(0)], models[row.integer(1)]))
            rows.answers.append((prompts[row.integer(2)], models[row.integer(1)]))
            current.insert(items[row.integer(0)])
        }
        try RowCursor(
            database,
            "SELECT r.item FROM response r JOIN prompt p ON p.id = r.prompt WHERE p.study = ? AND r.is_current = 0",
            [study]
        ).forEach { row in replaced.insert(items[row.integer(0)]) }
        try RowCursor(
            database,
            """
            SELECT DISTINCT r.item, r.model FROM response r JOIN prompt p ON p.id = r.prompt JOIN model m ON m.id = r.model
            WHERE p.study = ? AND r.is_current = 0 AND \(isInFigures.prompts) AND \(isInFigures.models)
            """,
            [study]
        ).forEach { row in rows.earlierWriters.append((items[row.integer(0)], models[row.integer(1)])) }
        try RowCursor(
            database,
            """
            SELECT t.name, v.criterion, v.version FROM judge_version v JOIN rater t ON t.id = v.rater WHERE t.study = ?
            """,
            [study]
        ).forEach { row in
            rows.versionsOfToday[VersionName(rater: row.text(0), criterion: row.text(1))] = row.text(2)
        }
    }

    private mutating func readCriteria(study: Int64, _ database: Database) throws {
        try RowCursor(
            database,
            "SELECT id, name, sha256, form, is_current FROM criterion WHERE study = ? ORDER BY position, id",
            [study]
        ).forEach { row in
            let name = row.text(1)
            let number = rows.criteria.firstIndex(of: name) ?? rows.criteria.count
            if number == rows.criteria.count {
                rows.criteria.append(name)
                questions.append([])
            }
            criteria.set(row.integer(0), number)
            own[row.integer(0)] = Array(row.bytes(2))
            if row.text(3) == "metric" { metrics.insert(row.integer(0)) }
            if row.integer(4) == 1 { questions[number] = Array(row.bytes(2)) }
        }
        let counting = try Store.countingVersions(study, database)
        kept = rows.criteria.map { name in (counting[name] ?? []).sorted().map { Array($0.utf8) } }
    }

    /// Whether a hash, or that of the criterion's own row where there is none, is today's.
    private func isOfThisQuestion(_ criterion: Int64, _ hash: UnsafeBufferPointer<UInt8>) -> Bool {
        let number = criteria[criterion]
        guard number >= 0, !metrics.contains(criterion) else { return true }
        let today = questions[Int(number)]
        let isOfToday = hash.isEmpty ? own[criterion] == today : today.elementsEqual(hash)
        guard !isOfToday else { return true }
        return kept[Int(number)].contains { hash.isEmpty ? own[criterion] == $0 : $0.elementsEqual(hash) }
    }

    mutating func readRows(study: Int64, phase: RatingRecord.Phase, _ database: Database) throws {
        var versions: [String: Int32] = [:]
        var last: (text: [UInt8], number: Int32) = ([], -1)
        func version(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
            if last.number >= 0, last.text.elementsEqual(bytes) { return last.number }
            let text = String(decoding: bytes, as: UTF8.self)
            let number = versions[text] ?? Int32(rows.versions.count)
            if number == rows.versions.count { rows.versions.append(text) }
            versions[text] = number
            last = (Array(bytes), number)
            return number
        }
        // The plus keeps SQLite from an index whose order is not that of the rows.
        try RowCursor(
            database,
            """
            SELECT id, rater, criterion, first, second, item_set, value, outcome, version, sample, side, criterion_sha256,
                presentation, named_by FROM v_current WHERE +study = ? AND phase = ? ORDER BY id
            """,
            [study, phase.rawValue]
        ).forEach { row in
            let rater = raters[row.integer(1)]
            isNamed.append(
                StoredRating.isNamedByModel(
                    named: row.knownText(13),
                    isPlanned: !row.isNull(12),
                    kind: rater < 0 ? .human : rows.raters[Int(rater)].kind,
                    version: row.isNull(8) ? nil : row.bytes(8).count,
                    isSettled: phase == .adjudicated
                )
            )
            rows.rows.append(
                RatingRow(
                    id: row.integer(0),
                    value: row.number(6),
                    rater: raters[row.integer(1)],
                    criterion: criteria[row.integer(2)],
                    first: items[row.integer(3)],
                    second: items[row.integer(4)],
                    set: items[row.integer(5)],
                    version: row.isNull(8) ? -1 : version(row.bytes(8)),
                    sample: row.isNull(9) ? -1 : Int32(row.integer(9)),
                    outcome: RatingRowReader.outcome(row.bytes(7)),
                    side: row.isNull(10) ? nil : row.bytes(10).first == UInt8(ascii: "f") ? .first : .second,
                    isOfThisQuestion: isOfThisQuestion(row.integer(2), row.bytes(11))
                )
            )
        }
    }

    /// Takes out what stays until unblinding.
    mutating func withhold(totals: Bool, study: Int64, _ database: Database) throws {
        let read = isNamed.contains(true) ? try NamingSecrecy.count(study, database) : 0
        rows.withhold(isNamed: isNamed, read: read, unlike: replaced.subtracting(current), totals: totals)
    }

    private static let rated = Array("rated".utf8)

    private static func outcome(_ bytes: UnsafeBufferPointer<UInt8>) -> RatingRecord.Outcome {
        if bytes.elementsEqual(rated) { return .rated }
        return RatingRecord.Outcome(rawValue: String(decoding: bytes, as: UTF8.self)) ?? .error
    }
}

extension Store {
    /// The rows of ratings whose prompt read otherwise when its reviewer was shown it.
    static func ratingsOfAnotherPrompt(_ study: Int64, _ database: Database) throws -> Set<Int64> {
        let wasShown = try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM event WHERE study = ? AND kind = 'shown')",
            arguments: [study]
        )
        guard wasShown == true else { return [] }
        var today: [Int64: String] = [:]
        try RowCursor(database, "SELECT id, text FROM prompt WHERE study = ?", [study]).forEach { row in
            today[row.integer(0)] = SHA256.hex(of: row.text(1))
        }
        var found: Set<Int64> = []
        // Of several showings of one row of the plan the last is the one that was rated.
        try RowCursor(
            database,
            """
            SELECT r.id, i.prompt, e.sha256 FROM (
                SELECT presentation, max(id), json_extract(payload, '$.prompt_sha256') AS sha256 FROM event
                WHERE study = ? AND kind = 'shown' GROUP BY presentation) e
            JOIN rating r ON r.presentation = e.presentation JOIN item i ON i.id = r.first
            """,
            [study]
        ).forEach { row in
            guard !row.isNull(2), let now = today[row.integer(1)], now != row.text(2) else { return }
            found.insert(row.integer(0))
        }
        return found
    }

    /// Keeps which version of each judge judges today, by judge and criterion.
    package func setVersions(_ versions: [VersionName: String], study: String) throws {
        let id = try read { try Self.studyID(study, $0) }
        let known = try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT t.name, v.criterion, v.version FROM judge_version v JOIN rater t ON t.id = v.rater
                    WHERE t.study = ?
                    """,
                arguments: [id]
            ).map { (VersionName(rater: $0[0], criterion: $0[1]), $0[2] as String) }
        }
        guard Dictionary(known, uniquingKeysWith: { $1 }) != versions else { return }
        try write { database in
            try database.execute(
                sql: "DELETE FROM judge_version WHERE rater IN (SELECT id FROM rater WHERE study = ?)",
                arguments: [id]
            )
            for (name, version) in versions.sorted(by: {
                ($0.key.rater, $0.key.criterion) < ($1.key.rater, $1.key.criterion)
            }) {
                let rater = try Self.rater(name.rater, kind: .judge, study: id, database)
                try database.execute(
                    sql: "INSERT INTO judge_version (rater, criterion, version) VALUES (?, ?, ?)",
                    arguments: [rater, name.criterion, version]
                )
            }
        }
    }
}

extension Store {
    /// The texts of some items.
    package func texts(of items: [ItemID]) throws -> [ItemID: String] {
        try read { database in
            var texts: [ItemID: String] = [:]
            // Until unblinding masked texts are masked here too: they stand beside letters.
            let query = """
                SELECT coalesce(CASE WHEN EXISTS (SELECT 1 FROM unblinding u WHERE u.study = p.study) THEN NULL
                    WHEN l.policy = 'mask' THEN l.masked END, i.text) AS text
                FROM item i JOIN prompt p ON p.id = i.prompt LEFT JOIN leak l ON l.item = i.id WHERE i.sha256 = ?
                """
            for item in items where texts[item] == nil {
                let row = try Row.fetchOne(database.cachedStatement(sql: query), arguments: [item.rawValue])
                texts[item] = row?.text("text")
            }
            return texts
        }
    }
}
