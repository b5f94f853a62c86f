/// Reads a bare table row by row.
struct BareTableReader {
    static let columns =
        [
            "item", "rater", "score", "kind", "criterion", "prompt", "model", "phase", "cluster", "schema", "id",
            "outcome",
            "value",
        ] + PairColumns.columns + ["left", "right"]
    /// The other columns of SLaM's own records.
    private static let ofRecords = [
        "study", "pair", "set", "criterion_sha256", "label", "version", "sample", "at", "order", "side", "shown_sha256",
        "active_ms", "idle_ms", "confidence", "note", "flags", "reason", "supersedes", "text", "second_text",
        "second_model", "tags", "length", "second_length",
    ]

    private static let secondModel = columns.count + (ofRecords.firstIndex(of: "second_model") ?? 0)

    private var rows: RowReader
    var table = BareTable()
    private var scores: ScoreTexts
    private var records: RecordRows
    var criterionNumbers = Names()
    var kindsGiven: [RaterKind?] = []
    /// By criterion and rater one bit for each item that has a row.
    private var seen: [[[UInt64]]] = []
    private var mistakes: [Mistake] = []
    var winnerNumbers = PairNumbers()
    /// A judge's verdicts by criterion and rater, and by criterion the scores that another order contradicts.
    var orders = JudgedOrders<SIMD2<Int32>, Int32>()
    var contradicted: [Int: Set<Int>] = [:]
    /// Whether the columns 'left' and 'right' name models; nil before a row with a score has them.
    private var areSides: Bool?
    /// Pairs whose two texts are one model's.
    var ofOneModel = 0
    private let choices: BareTable.Choices
    private let phase: [UInt8]
    /// Columns with one rater's scores each; their indices follow those of the known columns.
    private let ofRaters: [RatingColumns.OfRater]

    init(_ source: ByteSource, choices: BareTable.Choices) throws {
        ofRaters = RatingColumns.ofRaters(map: choices.map)
        rows = try RowReader(
            source,
            columns: Self.columns + Self.ofRecords + ofRaters.map(\.name),
            nesting: ["flags", "tags"],
            aliases: RatingColumns.aliases(map: choices.map),
            mapped: try RatingColumns.mapped(choices.map)
        )
        self.choices = choices
        phase = Array(choices.phase.rawValue.utf8)
        scores = ScoreTexts(
            decimal: choices.decimal ?? (rows.allowsDecimalComma ? .either : .point),
            listed: choices.listed
        )
        records = RecordRows(columns: Self.columns + Self.ofRecords)
    }

    mutating func read() throws -> BareTable {
        // Separated records are known by their header.
        let isOfRecords = !rows.isJSON && !rows.has("score") && rows.has("value") && rows.has("outcome")
        if !isOfRecords, var mistake = rows.mistake(lacking: needed) {
            let isWide = ofRaters.isEmpty && !rows.has("rater") && !rows.has("score") && rows.others.count > 1
            let hint = isWide ? RatingColumns.oneRowEach(rows.others) : "--map score=COLUMN says which column it is"
            mistake.message += ofRaters.isEmpty ? "; \(hint)" : ""
            throw Mistakes([mistake])
        }
        while let next = try rows.next() {
            switch next {
            case .failure(let mistake): mistakes.append(mistake)
            case .success(let row):
                if isOfRecords || isRecord(row) { addRecord(row) } else { add(row) }
            }
        }
        addRecords()
        return try finished()
    }

    private var needed: [String] {
        ofRaters.isEmpty ? ["item", "rater", "score"] : ["item"] + ofRaters.map(\.name)
    }

    /// Whether an object is one of SLaM's own records.
    private func isRecord(_ row: TableRow) -> Bool { rows.isJSON && row.has(11) && !row.has(2) }

    private mutating func finished() throws -> BareTable {
        table.kinds = kindsGiven.map { $0 ?? .human }
        leaveOutContradicted()
        mistakes += scores.finish(&table, file: rows.file, declared: choices.declared, shown: choices.shown)
        if let mistake = winnerNumbers.mistake(in: rows.file) { mistakes.append(mistake) }
        guard mistakes.isEmpty else {
            throw Mistakes(mistakes.sorted { ($0.line ?? 0) < ($1.line ?? 0) }, areOfRows: rows.countsRows)
        }
        table.remarks += remarks + remarksOnOrders
        if ofOneModel > 0 {
            let pairs = ofOneModel == 1 ? "1 pair is of two texts" : "\(ofOneModel) pairs are of two texts"
            table.remarks.append(
                "\(pairs) of one model: the left one is the first, and chance there takes either for it."
            )
        }
        if table.bothBadCount > 0 {
            let verdicts = Figures.count(table.bothBadCount, "verdict")
            let ties = table.bothBadCount == 1 ? "counts as a tie" : "count as ties"
            table.remarks.append("\(verdicts) 'both bad': \(ties).")
        }
        return table
    }

    /// What the file holds that nobody asked for.
    private var remarks: [String] {
        let unused = rows.others + (areSides == false ? ["left", "right"] : [])
        return ColumnName.unused(unused, known: Self.columns.dropLast(2))
    }

    mutating func bad(_ row: TableRow, _ message: String) {
        mistakes.append(Mistake(file: rows.file, line: row.line, message: message))
    }

    private mutating func passOver(_ row: TableRow) {
        table.otherPhaseCount += 1
        table.otherCriteria.insert(String(decoding: name(row, 4) ?? Self.scoreName, as: UTF8.self))
    }

    private mutating func add(_ row: TableRow) {
        if rows.isJSON, let mistake = rows.mistake(in: row, lacking: needed) {
            mistakes.append(mistake)
            return
        }
        if let given = name(row, 7), !given.elementsEqual(phase) {
            do { _ = try RatingRecord.Phase(ofTable: String(decoding: given, as: UTF8.self)) } catch {
                return bad(row, "\(error)")
            }
            return passOver(row)
        }
        if name(row, 7) == nil, choices.phase != .blind { return passOver(row) }
        guard let itemField = name(row, 0) else { return bad(row, "the item is empty: name it") }
        guard ofRaters.isEmpty else { return addOfRaters(row, item: itemField) }
        noteSides(row)
        if let left = name(row, 13) ?? name(row, 15) ?? side(row, 17),
            let right = name(row, 14) ?? name(row, 16) ?? side(row, 18)
        {
            return addPair(row, PairSides(left: left, right: right), of: itemField)
        }
        guard let raterField = name(row, 1) else { return bad(row, "the rater is empty: name it") }
        guard let place = place(row, item: itemField, rater: raterField, criterion: name(row, 4)) else { return }
        guard isFirst(place) else {
            let words = "'\(table.raters.all[Int(place.rater)])' scored '\(table.items.all[Int(place.item)])'"
            return bad(row, "\(words) on an earlier line: keep one")
        }
        guard isOfOneKind(row, place, isPair: false) else { return }
        guard let field = row[2] else {
            return miss(place)
        }
        keep(field, place, line: row.line)
    }

    /// One score of each rater who has a column; an empty cell is none.
    private mutating func addOfRaters(_ row: TableRow, item: ArraySlice<UInt8>) {
        for (number, column) in ofRaters.enumerated() {
            let rater = ArraySlice(Array(column.name.utf8))
            guard let place = place(row, item: item, rater: rater, criterion: name(row, 4)) else { return }
            kindsGiven[Int(place.rater)] = column.kind
            guard isFirst(place) else {
                return bad(row, "the item '\(table.items.all[Int(place.item)])' stands on an earlier line: keep one")
            }
            guard isOfOneKind(row, place, isPair: false) else { return }
            guard let field = row[Self.columns.count + Self.ofRecords.count + number] else {
                miss(place)
                continue
            }
            keep(field, place, line: row.line)
        }
    }

    /// Whether the criterion has only pairs, or only single texts.
    mutating func isOfOneKind(_ row: TableRow, _ place: Place, isPair: Bool) -> Bool {
        let criterion = table.criteria[place.criterion]
        guard criterion.items.isEmpty || criterion.isOfPairs == isPair else {
            bad(row, "'\(criterion.name)' has both single texts and pairs: give each a criterion of its own")
            return false
        }
        table.criteria[place.criterion].isOfPairs = isPair
        return true
    }

    mutating func miss(_ place: Place) {
        table.missingCount += 1
        table.criteria[place.criterion].missing.append((place.item, place.rater))
    }

    mutating func keep(_ field: ArraySlice<UInt8>, _ place: Place, line: Int) {
        table.criteria[place.criterion].items.append(place.item)
        table.criteria[place.criterion].raters.append(place.rater)
        table.criteria[place.criterion].scores.append(
            scores.number(of: field, criterion: place.criterion, rater: place.rater, line: line)
        )
    }

    /// A name without the space around it, which only separated values have.
    func name(_ row: TableRow, _ column: Int) -> ArraySlice<UInt8>? {
        guard let field = row[column] else { return nil }
        guard !rows.isJSON, field.first == 0x20 || field.last == 0x20 else { return field }
        let rest = field.drop { $0 == 0x20 }
        let end = rest.lastIndex { $0 != 0x20 }.map { $0 + 1 } ?? rest.startIndex
        return end > rest.startIndex ? rest[..<end] : nil
    }

    struct Place {
        var item: Int32
        var rater: Int32
        var criterion: Int
    }

    private static let scoreName = ArraySlice("score".utf8)

    /// Whether 'left' and 'right' name what is compared: the first score says which of the two won.
    private mutating func noteSides(_ row: TableRow) {
        guard areSides == nil, row[17] != nil, row[18] != nil, let field = row[2] else { return }
        areSides = PairColumns.isWord(ColumnName.trimmed(String(decoding: field, as: UTF8.self)))
    }

    private func side(_ row: TableRow, _ column: Int) -> ArraySlice<UInt8>? {
        areSides == true ? name(row, column) : nil
    }

    /// The numbers of the row's names, and what it says of its item and rater; nil where something is wrong there.
    mutating func place(
        _ row: TableRow,
        item: ArraySlice<UInt8>,
        rater: ArraySlice<UInt8>,
        criterion: ArraySlice<UInt8>?
    ) -> Place? {
        guard let item = table.items.number(of: item), let rater = table.raters.number(of: rater),
            let criterion = criterionNumbers.number(of: criterion ?? Self.scoreName)
        else {
            bad(row, "not UTF-8: save the file as UTF-8")
            return nil
        }
        if Int(criterion) == table.criteria.count {
            table.criteria.append(BareTable.Ratings(name: criterionNumbers.all[Int(criterion)]))
        }
        if Int(rater) == kindsGiven.count { kindsGiven.append(nil) }
        guard noteKind(row, rater: Int(rater)), noteItem(row, item: item) else { return nil }
        return Place(item: item, rater: rater, criterion: Int(criterion))
    }

    private mutating func noteKind(_ row: TableRow, rater: Int) -> Bool {
        guard let field = name(row, 3) else { return true }
        guard let kind = RaterKind(rawValue: String(decoding: field, as: UTF8.self)) else {
            bad(row, "the kind '\(String(decoding: field, as: UTF8.self))' must be human, judge or metric")
            return false
        }
        if let given = kindsGiven[rater], given != kind {
            bad(row, "'\(table.raters.all[rater])' is \(given.rawValue) on an earlier line: give one kind")
            return false
        }
        kindsGiven[rater] = kind
        return true
    }

    private mutating func noteItem(_ row: TableRow, item: Int32) -> Bool {
        for (column, what) in [(8, \BareTable.clusters), (5, \BareTable.prompts), (6, \BareTable.models)] {
            guard let field = name(row, column) else { continue }
            // Of a pair it is one text's, and of a text that several models gave no one's.
            let isShared = row[Self.columns.count + 1] != nil || field.contains(UInt8(ascii: ";"))
            if column == 6, row.has(11), isShared { continue }
            switch table[keyPath: what].note(field, item: item) {
            case .noted: continue
            case .differs:
                let label = Self.columns[column]
                bad(
                    row,
                    "the item '\(table.items.all[Int(item)])' has another \(label) on an earlier line: give it one"
                )
            case .isNotUTF8: bad(row, "the \(Self.columns[column]) is not UTF-8: save the file as UTF-8")
            }
            return false
        }
        return true
    }

    mutating func isFirst(_ place: Place) -> Bool {
        let (criterion, rater, item) = (place.criterion, Int(place.rater), Int(place.item))
        while seen.count <= criterion { seen.append([]) }
        while seen[criterion].count <= rater { seen[criterion].append([]) }
        let word = item / 64
        if seen[criterion][rater].count <= word {
            let missing = word + 1 - seen[criterion][rater].count
            seen[criterion][rater].append(contentsOf: repeatElement(0, count: max(missing, word / 2)))
        }
        let bit: UInt64 = 1 << UInt64(item % 64)
        defer { seen[criterion][rater][word] |= bit }
        return seen[criterion][rater][word] & bit == 0
    }
}

extension BareTableReader {
    private mutating func addRecord(_ row: TableRow) {
        do { try records.add(row) } catch { bad(row, "\(error)") }
    }

    /// Who wrote the two texts of a record, by the columns that an export has of an unblinded study: of a text that several
    /// models gave the first, as in the study.
    private mutating func noteModels(_ row: TableRow, of item: Int32) {
        func first(_ column: Int) -> ArraySlice<UInt8>? {
            row[column]?.split(separator: UInt8(ascii: ";")).first
        }
        guard let one = first(6), let other = first(Self.secondModel), let left = table.sideNames.number(of: one),
            let right = table.sideNames.number(of: other)
        else { return }
        table.sides[item] = SIMD2(left, right)
    }

    /// The current value of each rater, criterion and subject among the records.
    private mutating func addRecords() {
        let current = records.current(phase: choices.phase)
        table.otherPhaseCount += current.otherPhaseCount
        table.otherCriteria.formUnion(records.criteria)
        for (row, record) in current.records {
            let subject = ArraySlice(Array(record.subject.name.utf8))
            let criterion = ArraySlice(Array(record.criterion.utf8))
            guard
                let place = place(
                    row,
                    item: subject,
                    rater: ArraySlice(Array(record.rater.utf8)),
                    criterion: criterion
                ),
                isFirst(place)
            else { continue }
            table.criteria[place.criterion].isOfPairs = record.subject.kind == .pair
            if record.subject.kind == .pair { noteModels(row, of: place.item) }
            table.criteria[place.criterion].isOfAcceptance = ["accept", "reject"].contains(record.label)
            // A comparison without a number is 'both bad', which is a tie in figures.
            guard record.outcome == .rated, let value = record.value ?? (record.subject.kind == .pair ? 0 : nil) else {
                continue
            }
            let text = ArraySlice(Array(JSONValue.canonicalNumber(value).utf8))
            keep(text, place, line: row.line)
        }
        table.remarks += current.remarks
    }
}
