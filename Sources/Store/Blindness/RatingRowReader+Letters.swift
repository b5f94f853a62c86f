import GRDB
import Studies

extension RatingRowReader {
    /// Leaves of the ratings what stands in figures by letter.
    mutating func keepBatches(study: Int64, phase: RatingRecord.Phase, _ database: Database) throws {
        // Ratings that were all named by models stand under no letter at all.
        guard !isAllNamed else { return }
        let batches = try batches(study: study, phase: phase, database)
        let replaced = try Self.replacements(study: study, phase: phase, database)
        rows.rows = rows.rows.filter { batches.holds($0, rows, replacedAt: replaced[$0.id]) }
        rows.withheld.keepBatches(batches, rows)
        // What leaves a figure would tell whose it was.
        let held = Set(rows.rows.map(\.id))
        rows.withheld.edited = rows.ofAnotherPrompt.count(where: held.contains)
        rows.ofAnotherPrompt = []
    }

    /// Takes the verdicts on pairs that stand in figures within pairs of letters in the place of all of them; `other` has read
    /// the same by letter.
    ///
    /// Such a figure names no letter, but it moves otherwise where a verdict is of the same two letters as another one.
    mutating func takePairs(of other: RatingRowReader, study: Int64, phase: RatingRecord.Phase, _ database: Database)
        throws
    {
        guard !other.isAllNamed else { return }
        let batches = try other.batches(study: study, phase: phase, covers: false, database)
        let replaced = try Self.replacements(study: study, phase: phase, database)
        var numbers: [Int32: Int32] = [:]
        var pairs = other.rows.rows.filter { row in
            row.second >= 0 && batches.holds(row, other.rows, replacedAt: replaced[row.id])
        }
        for place in pairs.indices where pairs[place].version >= 0 {
            pairs[place].version = number(of: pairs[place].version, in: other, &numbers)
        }
        rows.rows = Self.merged(rows.rows, pairs)
        rows.ofAnotherPrompt.subtract(pairs.map(\.id))
        let criteria = other.criteriaOfPairs
        rows.withheld.addBatches(batches, rows, isWithinPairs: true) { criteria.contains($0.criterion) }
    }

    /// The pairs in the place of those among the rows, in the order stored, as both lists are. Of millions no list grows.
    private static func merged(_ rows: [RatingRow], _ pairs: [RatingRow]) -> [RatingRow] {
        var all: [RatingRow] = []
        all.reserveCapacity(rows.count { $0.second < 0 } + pairs.count)
        var next = 0
        for text in rows where text.second < 0 {
            while next < pairs.count, pairs[next].id < text.id {
                all.append(pairs[next])
                next += 1
            }
            all.append(text)
        }
        all += pairs[next...]
        return all
    }

    private var criteriaOfPairs: Set<Int32> { Set(rows.rows.filter { $0.second >= 0 }.map(\.criterion)) }

    private mutating func number(of version: Int32, in other: RatingRowReader, _ known: inout [Int32: Int32]) -> Int32 {
        if let number = known[version] { return number }
        let text = other.rows.versions[Int(version)]
        let number = Int32(rows.versions.firstIndex(of: text) ?? rows.versions.count)
        if number == rows.versions.count { rows.versions.append(text) }
        known[version] = number
        return number
    }

    func batches(study: Int64, phase: RatingRecord.Phase, covers: Bool = true, _ database: Database) throws
        -> LetterBatches
    {
        guard phase == .blind else { return LetterBatches(rows, plan: .init(), noted: [:], covers: covers) }
        return LetterBatches(
            rows,
            plan: try plan(study, ofPairs: !covers, database),
            noted: try noted(study, ofPairs: !covers, database),
            covers: covers
        )
    }

    /// By row of a rating the row that replaced it or took it back.
    private static func replacements(study: Int64, phase: RatingRecord.Phase, _ database: Database) throws
        -> [Int64: Int64]
    {
        var found: [Int64: Int64] = [:]
        try RowCursor(
            database,
            """
            SELECT o.id, min(n.id) FROM rating n JOIN rating o ON o.record = n.supersedes AND o.phase = n.phase
            WHERE n.supersedes IS NOT NULL AND +n.study = ? AND n.phase = ? GROUP BY o.id
            """,
            [study, phase.rawValue]
        ).forEach { found[$0.integer(0)] = $0.integer(1) }
        return found
    }

    /// A row that is gone since, and not in somebody's bundle, is no longer of the plan; one that a review added is none of it.
    ///
    /// Every blind row counts for whose texts are planned, also one that is taken back. A plan has millions of rows: they are
    /// gone through once, and each is looked up once.
    private func plan(_ study: Int64, ofPairs: Bool, _ database: Database) throws -> LetterBatches.Plan {
        var plan = LetterBatches.Plan()
        let (items, raters) = (items, raters)
        var isPlanned = [Bool](repeating: false, count: rows.items.count)
        var hasSets = false
        func mark(_ item: Int32) { if item >= 0 { isPlanned[Int(item)] = true } }
        try RowCursor(
            database,
            """
            SELECT reviewer, first, second, arrangement IS NOT NULL, state = 'open', is_reviewers = 0 AND round = 1
                AND (state <> 'revoked' OR bundle IS NOT NULL)
            FROM presentation WHERE study = ? AND phase = 'blind'
            """,
            [study]
        ).forEach { row in
            let (first, second) = (items[row.integer(1)], row.isNull(2) ? -1 : items[row.integer(2)])
            let isSet = row.integer(3) == 1
            hasSets = hasSets || isSet
            mark(isSet ? -1 : first)
            mark(second)
            let isOfSomebody = !row.isNull(0)
            // Pairs that nobody planned beside texts that are wait as well.
            plan.stands = plan.stands || isOfSomebody
            guard !ofPairs || !row.isNull(2) else { return }
            let form: LetterBatches.Form = isSet ? .set : second >= 0 ? .pair : .text
            guard isOfSomebody else { return plan.open[form, default: 0] += Int(row.integer(4)) }
            plan.add(
                LetterBatches.Unit(rater: raters[row.integer(0)], first: first, second: second, set: -1),
                form,
                isRequired: row.integer(5) == 1
            )
        }
        if hasSets {
            try RowCursor(
                database,
                """
                SELECT m.member FROM presentation n JOIN set_member m ON m.item_set = n.first
                WHERE n.study = ? AND n.phase = 'blind' AND n.arrangement IS NOT NULL
                """,
                [study]
            ).forEach { mark(items[$0.integer(0)]) }
        }
        plan.items = isPlanned.indices.lazy.filter { isPlanned[$0] }.map(Int32.init)
        return plan
    }

    /// The ends of batches as the log has them since the plan changed last.
    private func noted(_ study: Int64, ofPairs: Bool, _ database: Database) throws -> [LetterBatches.Key: Int64] {
        let payload = try String.fetchOne(
            database,
            sql: """
                SELECT payload FROM study_event WHERE study = ? AND kind = 'plan' AND payload LIKE '%"letters":[%'
                ORDER BY number DESC LIMIT 1
                """,
            arguments: [study]
        )
        var noted: [LetterBatches.Key: Int64] = [:]
        for entry in try payload.flatMap({ try JSONValue(parsing: $0)["letters"]?.array }) ?? [] {
            guard let parts = entry.array, parts.count == (ofPairs ? 5 : 4), let row = parts[3].number,
                let criterion = rows.criteria.firstIndex(of: parts[0].string ?? "")
            else { continue }
            let rater = parts[1].string.flatMap { name in rows.raters.firstIndex { $0.name == name } }
            let version = parts[2].string.flatMap { rows.versions.firstIndex(of: $0) }
            let key = LetterBatches.Key(
                criterion: Int32(criterion),
                rater: Int32(rater ?? -1),
                version: Int32(version ?? -1)
            )
            noted[key] = Int64(row)
        }
        return noted
    }

    /// The same as the log takes it.
    func notes(of batches: LetterBatches, ofPairs: Bool = false) -> [JSONValue] {
        let criteria = ofPairs ? criteriaOfPairs : []
        return batches.counts.filter { key, count in
            count.through > 0 && (!ofPairs || criteria.contains(key.criterion))
        }.map { key, count -> JSONValue in
            let isHuman = key.rater < 0
            let mark: [JSONValue] = [
                .string(rows.criteria[Int(key.criterion)]),
                isHuman ? .null : .string(rows.raters[Int(key.rater)].name),
                key.version < 0 ? .null : .string(rows.versions[Int(key.version)]), .number(Double(count.through)),
            ]
            return .array(mark + (ofPairs ? [.string("pairs")] : []))
        }
    }
}

extension Store {
    /// Which batches of ratings figures by letter take as the plan stands; nil where nobody rated, or nothing is blind.
    static func letterNotes(_ study: Int64, _ database: Database) throws -> JSONValue? {
        let isRated = try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM rating WHERE study = ? AND phase = 'blind')",
            arguments: [study]
        )
        guard isRated == true, try hasBlindPlan(study, database) else { return nil }
        let shown = ShownModels(models: [], salt: [], isBlind: true)
        var reader = RatingRowReader(rows: RatingRows(shown: shown), isByLetter: true)
        let figured = try figured(lettered(study, database), prompts: "1", study, database)
        try reader.readNames(study: study, lengths: false, figured, database)
        try reader.readRows(study: study, phase: .blind, database)
        try reader.withhold(totals: false, study: study, database)
        let notes =
            reader.notes(of: try reader.batches(study: study, phase: .blind, database))
            + reader.notes(
                of: try reader.batches(study: study, phase: .blind, covers: false, database),
                ofPairs: true
            )
        return .array(notes.sorted { $0.canonicalText < $1.canonicalText })
    }
}
