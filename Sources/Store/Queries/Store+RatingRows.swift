import GRDB
package import Studies

extension Store {
    /// The ratings of a study in a phase that are neither superseded nor retracted, in the order stored; until unblinding
    /// without what tells who wrote a text.
    ///
    /// `totals` is for figures over all items, by no text and no model: they take ratings that were all imported by models.
    /// `letters` is for figures by letter: until unblinding they take whole batches (`LetterBatches`). `pairs` is for figures
    /// within pairs of models: while a blind plan stands they take whole batches of verdicts on pairs, and all else as it is.
    package func ratingRows(
        of study: String,
        phase: RatingRecord.Phase = .blind,
        lengths: Bool = false,
        totals: Bool = false,
        letters: Bool = false,
        pairs: Bool = false
    ) throws -> RatingRows {
        try readRatingRows(of: study, phase, lengths: lengths, totals: totals, letters: letters, pairs: pairs).figures
    }

    /// The blind ratings of a study read once: every verdict, for lists by text, and those of figures within pairs of models.
    package func ratingRowsOfTwo(of study: String, lengths: Bool) throws -> (each: RatingRows, figures: RatingRows) {
        try readRatingRows(of: study, .blind, lengths: lengths, totals: false, letters: false, pairs: true)
    }

    private func readRatingRows(
        of study: String,
        _ phase: RatingRecord.Phase,
        lengths: Bool,
        totals: Bool,
        letters: Bool,
        pairs: Bool
    ) throws -> (each: RatingRows, figures: RatingRows) {
        let shown = try shownModels(of: study)
        return try read { database in
            let id = try Self.studyID(study, database)
            let isBlind = try Self.isBlind(id, database)
            var reader = RatingRowReader(rows: RatingRows(shown: shown), isByLetter: letters && isBlind)
            let gone = try Self.ratedPromptsGone(id, database)
            let lettered = try Self.lettered(id, database)
            let models = try Self.isOfFigures(lettered, id, database)
            try reader.readNames(
                study: id,
                lengths: lengths,
                isInFigures: (models, reader.isByLetter ? "1" : Self.isInFigures(gone)),
                database
            )
            let names = reader
            reader.rows.gonePromptCount = gone.count
            try reader.readRows(study: id, phase: phase, database)
            if isBlind { try reader.withhold(totals: totals, study: id, database) }
            reader.rows.withheld.laterModels = lettered?.later ?? 0
            reader.rows.ofAnotherPrompt = try Self.ratingsOfAnotherPrompt(id, database)
            let each = reader.rows
            if reader.isByLetter {
                try reader.keepBatches(study: id, phase: phase, database)
            } else if pairs, reader.rows.rows.contains(where: { $0.second >= 0 }), try Self.hasBlindPlan(id, database) {
                var other = names
                other.isByLetter = true
                if !gone.isEmpty {
                    other = RatingRowReader(rows: RatingRows(shown: shown), isByLetter: true)
                    let isInFigures = (models: models, prompts: "1")
                    try other.readNames(study: id, lengths: false, isInFigures: isInFigures, database)
                }
                // Whether all were named by models is asked of all.
                try other.readRows(study: id, phase: phase, onlyPairs: !reader.hasNamed, database)
                try other.withhold(totals: totals, study: id, database)
                try reader.takePairs(of: other, study: id, phase: phase, database)
            }
            return (each, reader.rows)
        }
    }
}

/// Numbers for the rows of tables, and the ratings with these numbers.
struct RatingRowReader {
    var rows: RatingRows
    /// Whether the figures are by letter: no edit of the study's files takes a rating out of them, and what was replaced is
    /// read too.
    fileprivate(set) var isByLetter: Bool
    private(set) var items = RowNumbers()
    private(set) var raters = RowNumbers()
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

    init(rows: RatingRows, isByLetter: Bool = false) { (self.rows, self.isByLetter) = (rows, isByLetter) }

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
        try RowCursor(database, "SELECT id, name, is_current FROM model WHERE study = ? ORDER BY position, id", [study])
            .forEach { row in
                models.set(row.integer(0), rows.models.count)
                if row.integer(2) == 0 { rows.goneModels.insert(rows.models.count) }
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

    mutating func readRows(
        study: Int64,
        phase: RatingRecord.Phase,
        onlyPairs: Bool = false,
        _ database: Database
    ) throws {
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
        let isOfActs = isByLetter ? "AND outcome NOT IN ('retracted', 'skipped')" : ""
        let isPair = onlyPairs ? "AND second IS NOT NULL" : ""
        // The plus keeps SQLite from an index whose order is not that of the rows.
        try RowCursor(
            database,
            """
            SELECT id, rater, criterion, first, second, item_set, value, outcome, version, sample, side, criterion_sha256,
                presentation, named_by
            FROM \(isByLetter ? "rating" : "v_current") WHERE +study = ? AND phase = ? \(isOfActs) \(isPair) ORDER BY id
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

    /// Whether any rating read was named by a model.
    var hasNamed: Bool { isNamed.contains(true) }

    /// Whether ratings that were named by models stay, as there are no others.
    var isAllNamed: Bool { hasNamed && rows.withheld.namedByModel == 0 }

    /// Takes out what stays until unblinding.
    mutating func withhold(totals: Bool, study: Int64, _ database: Database) throws {
        let read = hasNamed ? try NamingSecrecy.count(study, database) : 0
        // Whose texts are one is told by how many items the ratings of two models are, once texts are seen.
        let hasTotals = try totals && !(hasNamed && Store.hasShownTexts(study, database))
        rows.withhold(isNamed: isNamed, read: read, unlike: replaced.subtracting(current), totals: hasTotals)
    }

    private static let rated = Array("rated".utf8)

    private static func outcome(_ bytes: UnsafeBufferPointer<UInt8>) -> RatingRecord.Outcome {
        if bytes.elementsEqual(rated) { return .rated }
        return RatingRecord.Outcome(rawValue: String(decoding: bytes, as: UTF8.self)) ?? .error
    }
}
