/// A table of comparisons in a file of its own: `left, right, winner`, optionally `rater, kind, prompt, item, criterion, phase,
/// cluster`.
package struct ComparisonFile: Sendable {
    /// Who won.
    package enum Winner: String, Sendable, CaseIterable {
        case left, right, tie
        case bothBad = "both_bad"

        /// By the words of other tools too, or by the name of the one that won.
        init?(word: String, left: String, right: String) throws {
            if PairColumns.isBothBad(word) { self = .bothBad; return }
            guard let value = try PairColumns.value(word, left: left, right: right) else { return nil }
            self = value == 0 ? .tie : value > 0 ? .left : .right
        }

        /// The same but for numbers: one row alone does not say what they mean.
        package init?(inRow word: String, left: String, right: String) throws {
            guard Double(word) == nil || [left, right].contains(word) else { return nil }
            try self.init(word: word, left: left, right: right)
        }
    }

    /// One comparison, with numbers into the lists of names.
    package struct Row: Sendable {
        package var left: Int32
        package var right: Int32
        package var winner: Winner
        package var rater: Int32?
        package var kind: RaterKind
        package var prompt: Int32?
        package var cluster: Int32?
    }

    package private(set) var players = Names()
    package private(set) var raters = Names()
    package private(set) var prompts = Names()
    package private(set) var clusters = Names()
    package private(set) var rows: [Row] = []
    /// Rows of another phase than the blind one, which are passed over.
    package private(set) var otherPhaseCount = 0
    /// What a reader of the figures must know besides, in sentences.
    package private(set) var remarks: [String] = []

    private enum Column: Int, CaseIterable {
        case left, right, winner, rater, kind, prompt, item, id, criterion, phase, cluster
    }

    private static let columns = Column.allCases.map { "\($0)" } + PairColumns.columns
    /// The criterion of rows that name none.
    private static let unnamed = "winner"

    private var criteria = Names()
    /// By row the number of its criterion.
    private var criterionNumbers: [Int32] = []
    /// What was compared, by the pair, and what the table says of each.
    private var pairs = Names()
    private var pairPrompts = ItemColumn()
    private var pairClusters = ItemColumn()
    /// Which comparisons stood before, by the line of the first; and how many rows without a rater repeat one.
    private var seen: [[String?]: Int] = [:]
    private var repeats: (count: Int, lines: (Int, Int)?) = (0, nil)
    /// A judge's verdicts by criterion and rater, and the rows that another order contradicts.
    private var orders = JudgedOrders<[String], String>()
    private var contradicted: Set<Int> = []
    private var winnerNumbers = PairNumbers()
    /// By row what was compared, which is its prompt where no row names one.
    private var items = Names()
    private var itemNumbers: [Int32?] = []

    /// What the file must have: the sides by the names that it uses.
    private static func needed(_ has: (String) -> Bool) -> [String] {
        let sides = PairColumns.names.first { has($0.0) && !has("left") } ?? ("left", "right")
        return [sides.0, sides.1, "winner"]
    }

    /// Reads every row; throws `Mistakes` with every bad one. Of SLaM's own ratings the criterion is chosen by its name.
    ///
    /// `map` says of columns what they are, as `role=column`.
    package static func read(path: String, criterion: String? = nil, map: [String] = []) throws -> ComparisonFile {
        let known = columns + ComparisonRecords.columns.filter { !columns.contains($0) }
        var reader = try RowReader(
            ByteSource(path: path),
            columns: known,
            nesting: ["flags", "tags"],
            aliases: RatingColumns.aliases(map: []),
            mapped: try RatingColumns.mapped(map, roles: RatingColumns.ofComparisons)
        )
        let isOfRecords = !reader.isJSON && !reader.has("winner") && reader.has("value") && reader.has("outcome")
        if !isOfRecords, var mistake = reader.mistake(lacking: needed(reader.has)) {
            mistake.message += "; --map winner=COLUMN says which column it is"
            throw Mistakes([mistake])
        }
        var (file, mistakes) = (ComparisonFile(), [Mistake]())
        var records = ComparisonRecords(file: reader.file, columns: known)
        while let next = try reader.next() {
            switch next {
            case .failure(let mistake): mistakes.append(mistake)
            case .success(let row) where isOfRecords || reader.isJSON && records.isOne(row):
                do { try records.add(row) } catch {
                    mistakes.append(Mistake(file: reader.file, line: row.line, message: "\(error)"))
                }
            case .success(let row):
                let own = needed { name in columns.firstIndex(of: name).map(row.has) ?? false }
                if reader.isJSON, let mistake = reader.mistake(in: row, lacking: own) {
                    mistakes.append(mistake)
                    continue
                }
                do { try file.add(row) } catch {
                    mistakes.append(Mistake(file: reader.file, line: row.line, message: "\(error)"))
                }
            }
        }
        if mistakes.isEmpty, let mistake = file.winnerNumbers.mistake(in: reader.file) { mistakes.append(mistake) }
        guard mistakes.isEmpty else { throw Mistakes(mistakes, areOfRows: reader.countsRows) }
        file.leaveOutContradicted()
        file.takeItemsForPrompts()
        try file.keep(criterion, of: reader.file)
        for verdict in try records.verdicts(on: criterion) { file.add(verdict) }
        file.otherPhaseCount += records.otherPhaseCount
        file.remark(reader.others, on: criterion)
        return file
    }

    private static func number(_ name: String, in names: inout Names) -> Int32 {
        names.number(of: ArraySlice(Array(name.utf8))) ?? 0
    }

    private mutating func add(_ verdict: ComparisonRecords.Verdict) {
        rows.append(
            Row(
                left: Self.number(verdict.left, in: &players),
                right: Self.number(verdict.right, in: &players),
                winner: verdict.winner,
                rater: Self.number(verdict.record.rater, in: &raters),
                kind: verdict.record.kind,
                prompt: Self.number(verdict.record.prompt, in: &prompts)
            )
        )
    }

    private mutating func leaveOutContradicted() {
        guard !contradicted.isEmpty else { return }
        let standing = rows.indices.filter { !contradicted.contains($0) }
        rows = standing.map { rows[$0] }
        criterionNumbers = standing.map { criterionNumbers[$0] }
        itemNumbers = standing.map { itemNumbers[$0] }
    }

    /// What several raters say of one item is not independent: where no row names a prompt the item is it, as in a table of
    /// ratings.
    private mutating func takeItemsForPrompts() {
        guard prompts.all.isEmpty else { return }
        prompts = items
        for (row, number) in itemNumbers.enumerated() { rows[row].prompt = number }
    }

    /// Keeps the comparisons on one criterion: the only one, or the one that is named.
    private mutating func keep(_ wanted: String?, of file: String) throws {
        guard !rows.isEmpty else { return }
        let known = criteria.all.joined(separator: ", ")
        guard wanted != nil || criteria.all.count == 1 else {
            throw StudiesError("'\(file)' has comparisons on several criteria: name one with --criterion: \(known)")
        }
        let number = wanted.map { name in criteria.all.firstIndex { $0.utf8.elementsEqual(name.utf8) } } ?? 0
        guard let number else {
            throw StudiesError("no criterion '\(wanted ?? "")' in '\(file)': it has \(known)")
        }
        rows = zip(rows, criterionNumbers).filter { Int($1) == number }.map(\.0)
    }

    private mutating func add(_ row: TableRow) throws {
        func filled(_ column: Int) throws -> String? {
            try row.text(column).map(ColumnName.trimmed).flatMap { $0.isEmpty ? nil : $0 }
        }
        func filled(_ column: Column) throws -> String? { try filled(column.rawValue) }
        if let name = try filled(.phase), try RatingRecord.Phase(ofTable: name) != .blind {
            otherPhaseCount += 1
            return
        }
        let first = Column.allCases.count
        guard let left = try filled(.left) ?? filled(first) ?? filled(first + 2),
            let right = try filled(.right) ?? filled(first + 1) ?? filled(first + 3)
        else {
            throw StudiesError("'left' and 'right' must name the two that were compared")
        }
        guard !left.utf8.elementsEqual(right.utf8) else {
            throw StudiesError("left and right are the same: nothing is compared")
        }
        let word = try filled(.winner) ?? ""
        guard let winner = try Winner(word: word, left: left, right: right) else {
            throw StudiesError("'winner' is '\(word)': it must be left, right, tie, both_bad or one of the two names")
        }
        if ![left, right].contains(word) { winnerNumbers.note(word, line: row.line) }
        let kindName = try filled(.kind) ?? "human"
        guard let kind = RaterKind(rawValue: kindName) else {
            throw StudiesError("the kind '\(kindName)' must be human, judge or metric")
        }
        let (rater, prompt, cluster) = (try filled(.rater), try filled(.prompt), try filled(.cluster))
        let criterion = try filled(.criterion) ?? Self.unnamed
        let item = try filled(.item) ?? filled(.id)
        if let asked = item ?? prompt {
            let sides = PairSides(left: Self.bytes(left), right: Self.bytes(right))
            let pair = String(decoding: sides.name(Self.bytes(asked)), as: UTF8.self)
            // A prompt has many texts, which may lie in several clusters; an item is one.
            if item != nil { try check(pair, prompt: prompt, cluster: cluster) }
            if let rater {
                if kind == .judge, isOtherOrder([criterion, rater], pair, sides, winner) { return }
                try refuse(repeatOf: [criterion, rater, pair], line: row.line)
            } else if let item {
                note([criterion, item, left, right, prompt], line: row.line)
            }
        }
        criterionNumbers.append(Self.number(criterion, in: &criteria))
        itemNumbers.append(item.map { Self.number($0, in: &items) })
        rows.append(
            Row(
                left: Self.number(left, in: &players),
                right: Self.number(right, in: &players),
                winner: winner,
                rater: rater.map { Self.number($0, in: &raters) },
                kind: kind,
                prompt: prompt.map { Self.number($0, in: &prompts) },
                cluster: cluster.map { Self.number($0, in: &clusters) }
            )
        )
    }

    private static func bytes(_ text: String) -> ArraySlice<UInt8> { ArraySlice(Array(text.utf8)) }

    /// One pair is of one prompt and one cluster, as an item of a table of scores is.
    private mutating func check(_ pair: String, prompt: String?, cluster: String?) throws {
        let number = Self.number(pair, in: &pairs)
        if let prompt, pairPrompts.note(Self.bytes(prompt), item: number) == .differs {
            throw StudiesError("'\(pair)' has another prompt on an earlier line: give it one")
        }
        if let cluster, pairClusters.note(Self.bytes(cluster), item: number) == .differs {
            throw StudiesError("'\(pair)' has another cluster on an earlier line: give it one")
        }
    }

    /// Whether a judge's verdict is its second one of both orders, which is no comparison of its own.
    private mutating func isOtherOrder(_ owner: [String], _ pair: String, _ sides: PairSides, _ winner: Winner) -> Bool
    {
        let verdict: JudgedOrders<[String], String>.Verdict =
            switch winner {
            case .tie: .value(0)
            case .bothBad: .bothBad
            case .left, .right: .value((winner == .left) == sides.isTurned ? -1 : 1)
            }
        switch orders.meet(owner, pair, verdict, isTurned: sides.isTurned, place: rows.count) {
        case .alone, .again: return false
        case .same: return true
        case .missing(let place, _), .inconsistent(let place, _):
            contradicted.insert(place)
            return true
        }
    }

    /// One rater's second word on the same pair would count twice.
    private mutating func refuse(repeatOf comparison: [String], line: Int) throws {
        guard let earlier = seen.updateValue(line, forKey: comparison) else { return }
        throw StudiesError(
            "'\(comparison[1])' compared '\(comparison[2])' on line \(earlier): keep one, or tell the texts apart in a column 'item'; a judge (column 'kind') may have both orders"
        )
    }

    private mutating func note(_ comparison: [String?], line: Int) {
        guard let earlier = seen.updateValue(line, forKey: comparison) else { return }
        repeats = (repeats.count + 1, repeats.lines ?? (earlier, line))
    }

    private mutating func remark(_ others: [String], on criterion: String?) {
        for owner in orders.counts.keys.sorted(by: { $0.lexicographicallyPrecedes($1) })
        where criterion.map({ $0.utf8.elementsEqual(owner[0].utf8) }) ?? true {
            if let words = orders.remark(owner, rater: owner[1], criterion: owner[0]) { remarks.append(words) }
        }
        if let lines = repeats.lines {
            let rows = "\(repeats.count) of \(criterionNumbers.count) comparisons stand here before"
            remarks.append(
                "\(rows), with the same item, sides and rater (lines \(lines.0) and \(lines.1) first): all count. Keep one of each, or say with --map rater=COLUMN whose they are."
            )
        }
        remarks += ColumnName.unused(others, known: Self.columns)
    }
}
