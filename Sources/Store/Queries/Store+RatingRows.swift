import Foundation
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
            let prompts = reader.isByLetter ? "1" : Self.isInFigures(gone)
            var figured = try Self.figured(lettered, prompts: prompts, id, database)
            try reader.readNames(study: id, lengths: lengths, figured, database)
            let names = reader
            reader.rows.gonePromptCount = gone.count
            try reader.readRows(study: id, phase: phase, database)
            let all = reader
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
                    figured.prompts = "1"
                    try other.readNames(study: id, lengths: false, figured, database)
                }
                // Whether all were named by models is asked of all.
                if try Self.hasCorrections(database) {
                    try other.readRows(study: id, phase: phase, onlyPairs: !reader.hasNamed, database)
                } else {
                    other.takeRows(of: all, onlyPairs: !reader.hasNamed)
                }
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

    /// `figured` says which responses are in figures.
    mutating func readNames(study: Int64, lengths: Bool, _ figured: FiguredResponses, _ database: Database) throws {
        var (prompts, models, same) = (RowNumbers(), RowNumbers(), SamePrompts())
        try RowCursor(
            database,
            "SELECT id, name, tags, text, system FROM prompt WHERE study = ? ORDER BY position, id",
            [study]
        ).forEach { row in
            let number = rows.prompts.count
            prompts.set(row.integer(0), number)
            let tags = row.bytes(2).count > 2 ? try JSONValue(parsing: row.text(2)).array ?? [] : []
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
        // Texts are long: those of other studies are not read.
        let isOfStudy = lengths ? "WHERE prompt IN (SELECT id FROM prompt WHERE study = ?)" : ""
        let text = lengths ? ", text" : ""
        try RowCursor(
            database,
            "SELECT id, sha256, prompt\(text) FROM item \(isOfStudy) ORDER BY id",
            lengths ? [study] : []
        ).forEach { row in
            let prompt = prompts[row.integer(2)]
            guard prompt >= 0 else { return }
            items.set(row.integer(0), rows.items.count)
            rows.items.append(ItemID(rawValue: row.text(1)))
            rows.itemPrompts.append(prompt)
            // A character is a byte that continues none: a Unicode scalar.
            if lengths { rows.lengths.append(Int32(row.bytes(3).count { $0 & 0xC0 != 0x80 })) }
        }
        try readWriters(study: study, prompts, models, figured, database)
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

    /// Who wrote which text, in one pass over the responses: joined and sorted by the database they take four times as long.
    private mutating func readWriters(
        study: Int64,
        _ prompts: RowNumbers,
        _ models: RowNumbers,
        _ figured: FiguredResponses,
        _ database: Database
    ) throws {
        let promptsInFigures = try Int64.fetchSet(
            database,
            sql: "SELECT p.id FROM prompt p WHERE p.study = ? AND \(figured.prompts)",
            arguments: [study]
        )
        let modelsInFigures = try Int64.fetchSet(
            database,
            sql: "SELECT m.id FROM model m WHERE m.study = ? AND \(figured.models)",
            arguments: [study]
        )
        var (isPrompt, isModel) = (RowSet(), RowSet())
        for row in promptsInFigures { isPrompt.insert(row) }
        for row in modelsInFigures { isModel.insert(row) }
        var found: [(prompt: Int32, model: Int32, sample: Int64, item: Int32)] = []
        var earlier: Set<SIMD2<Int32>> = []
        let items = items
        try RowCursor(database, "SELECT id, item, prompt, model, sample, is_current FROM response ORDER BY id", [])
            .forEach { row in
                let prompt = prompts[row.integer(2)]
                guard prompt >= 0 else { return }
                let (item, model, isCurrent) = (items[row.integer(1)], models[row.integer(3)], row.integer(5) == 1)
                if !isCurrent { replaced.insert(item) }
                guard isPrompt.contains(row.integer(2)), isModel.contains(row.integer(3)),
                    !figured.echoes.contains(row.integer(0))
                else { return }
                if isCurrent {
                    found.append((prompt, model, row.integer(4), item))
                } else if earlier.insert(SIMD2(item, model)).inserted {
                    rows.earlierWriters.append((item, model))
                }
            }
        func isBefore(_ one: Int, _ other: Int) -> Bool {
            (found[one].prompt, found[one].model, found[one].sample)
                < (found[other].prompt, found[other].model, found[other].sample)
        }
        if !found.indices.dropFirst().allSatisfy({ isBefore($0 - 1, $0) }) {
            found.sort { ($0.prompt, $0.model, $0.sample) < ($1.prompt, $1.model, $1.sample) }
        }
        rows.writers = found.map { ($0.item, $0.model) }
        rows.answers = found.map { ($0.prompt, $0.model) }
        current = Set(replaced.isEmpty ? [] : found.map(\.item))
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

    /// What decides whether ratings answer today's question, kept by criterion: nearly all have the hash of the one before.
    private func questionCheck() -> (_ criterion: Int64, _ hash: UnsafeBufferPointer<UInt8>) -> Bool {
        var last = [(row: Int64, hash: [UInt8], isToday: Bool)?](repeating: nil, count: rows.criteria.count)
        let (criteria, questions, kept, own, metrics) = (criteria, questions, kept, own, metrics)
        return { criterion, hash in
            let number = Int(criteria[criterion])
            guard number >= 0 else { return true }
            if let last = last[number], last.row == criterion, last.hash.isSame(as: hash) { return last.isToday }
            let hashes = [questions[number]] + kept[number]
            let isToday =
                metrics.contains(criterion)
                || hashes.contains { hash.isEmpty ? own[criterion] == $0 : $0.isSame(as: hash) }
            last[number] = (criterion, Array(hash), isToday)
            return isToday
        }
    }

    mutating func readRows(
        study: Int64,
        phase: RatingRecord.Phase,
        onlyPairs: Bool = false,
        _ database: Database
    ) throws {
        var versions: [String: Int32] = [:]
        var last: (text: [UInt8], number: Int32) = ([], -1)
        func number(ofVersion bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
            if last.number >= 0, last.text.isSame(as: bytes) { return last.number }
            let text = String(decoding: bytes, as: UTF8.self)
            let number = versions[text] ?? Int32(rows.versions.count)
            if number == rows.versions.count { rows.versions.append(text) }
            versions[text] = number
            last = (Array(bytes), number)
            return number
        }
        let isOfActs = isByLetter ? "AND outcome NOT IN ('retracted', 'skipped')" : ""
        let isPair = onlyPairs ? "AND second IS NOT NULL" : ""
        // Copies: what a loop reads through its owner is kept and let go again for each row.
        let (items, raters, criteria, kinds) = (items, raters, criteria, rows.raters.map(\.kind))
        let isOfThisQuestion = questionCheck()
        var (found, areNamed, marks): ([RatingRow], [Bool], RatingMarks) = ([], [], RatingMarks())
        // A list that grows is copied a dozen times; what is not filled takes no memory.
        let newest = try Int.fetchOne(database, sql: "SELECT max(id) FROM rating") ?? 0
        found.reserveCapacity(onlyPairs ? 0 : min(newest, 1 << 23))
        // The plus keeps SQLite from an index whose order is not that of the rows.
        try RowCursor(
            database,
            """
            SELECT id, rater, criterion, first, second, item_set, value, outcome, version, sample, side, criterion_sha256,
                presentation, named_by, flags, phase = ?2
            FROM \(isByLetter ? "rating" : "v_current")
            WHERE +study = ?1 AND (phase = ?2 OR phase = 'adjudicated' AND named_by IS NULL) \(isOfActs) \(isPair)
            ORDER BY id
            """,
            [study, phase.rawValue]
        ).forEach { row in
            guard row.integer(15) == 1 else { return marks.hasSettled = true }
            if phase == .adjudicated, row.isNull(13) { marks.hasSettled = true }
            let rater = raters[row.integer(1)]
            let version = row.bytes(8)
            let isVersioned = version.baseAddress != nil || !row.isNull(8)
            areNamed.append(
                StoredRating.isNamedByModel(
                    named: row.knownText(13),
                    isPlanned: !row.isNull(12),
                    kind: rater < 0 ? .human : kinds[Int(rater)],
                    version: isVersioned ? version.count : nil,
                    isSettled: phase == .adjudicated
                )
            )
            found.append(
                RatingRow(
                    id: row.integer(0),
                    value: row.number(6),
                    rater: rater,
                    criterion: criteria[row.integer(2)],
                    first: items[row.integer(3)],
                    second: items[row.integer(4)],
                    set: items[row.integer(5)],
                    version: isVersioned ? number(ofVersion: version) : -1,
                    sample: row.isNull(9) ? -1 : Int32(row.integer(9)),
                    outcome: RatingRowReader.outcome(row.bytes(7)),
                    side: row.isNull(10) ? nil : row.bytes(10).first == UInt8(ascii: "f") ? .first : .second,
                    isOfThisQuestion: isOfThisQuestion(row.integer(2), row.bytes(11))
                )
            )
            if row.bytes(14).count > 2 { try marks.add(row.text(14), of: row.integer(0)) }
        }
        (rows.rows, isNamed, rows.marks) = (found, areNamed, marks)
    }

    /// Takes the rows that another reader has read in the place of reading them once more.
    mutating func takeRows(of other: RatingRowReader, onlyPairs: Bool) {
        var numbers: [Int32: Int32] = [:]
        let count = onlyPairs ? other.rows.rows.count { $0.second >= 0 } : other.rows.rows.count
        rows.rows.reserveCapacity(count)
        isNamed.reserveCapacity(count)
        for (row, isNamed) in zip(other.rows.rows, other.isNamed) where !onlyPairs || row.second >= 0 {
            var row = row
            if row.version >= 0 {
                let number = numbers[row.version] ?? Int32(rows.versions.count)
                if number == rows.versions.count { rows.versions.append(other.rows.versions[Int(row.version)]) }
                numbers[row.version] = number
                row.version = number
            }
            rows.rows.append(row)
            self.isNamed.append(isNamed)
        }
        rows.marks = other.rows.marks
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

    private static func outcome(_ bytes: UnsafeBufferPointer<UInt8>) -> RatingRecord.Outcome {
        // No other one is as short and begins so.
        if bytes.count == 5, bytes[0] == UInt8(ascii: "r") { return .rated }
        return RatingRecord.Outcome(rawValue: String(decoding: bytes, as: UTF8.self)) ?? .error
    }
}

extension [UInt8] {
    /// Whether these are the same bytes.
    fileprivate func isSame(as bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count == bytes.count, let start = bytes.baseAddress else { return isEmpty && bytes.isEmpty }
        return withUnsafeBytes { own in own.baseAddress.map { memcmp($0, start, count) == 0 } ?? true }
    }
}
