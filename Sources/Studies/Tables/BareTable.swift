/// A table of ratings in a file of its own: `item, rater, score`, optionally `kind, criterion, prompt, model, phase, cluster`.
package struct BareTable: Sendable {
    /// The ratings of one criterion, as numbers into the lists of names.
    package struct Ratings: Sendable {
        package var name: String
        package var items: [Int32] = []
        package var raters: [Int32] = []
        /// Numbers into `scoreTexts`.
        package var scores: [Int32] = []
    }

    package private(set) var items = Names()
    package private(set) var raters = Names()
    package private(set) var scoreTexts = Names()
    /// By rater's number.
    package private(set) var kinds: [RaterKind] = []
    /// What the table says of each item.
    package private(set) var clusters = ItemColumn()
    package private(set) var prompts = ItemColumn()
    package private(set) var models = ItemColumn()
    package private(set) var criteria: [Ratings] = []
    /// Rows whose score is empty.
    package private(set) var missingCount = 0
    /// Rows of another phase than the one that was wanted, which are passed over.
    package private(set) var otherPhaseCount = 0

    private var criterionNumbers = Names()
    private var kindsGiven: [RaterKind?] = []
    /// By criterion and rater one bit for each item that has a row.
    private var seen: [[[UInt64]]] = []
    private var mistakes: [Mistake] = []
    private let file: String
    private let phase: [UInt8]

    /// Reads the rows of a phase (those without one are `blind`) from CSV, or from JSONL where the name ends so; throws
    /// `Mistakes` with every bad row.
    package static func read(path: String, phase: RatingRecord.Phase = .blind) throws -> BareTable {
        let source = try ByteSource(path: path)
        var table = BareTable(file: source.name, phase: Array(phase.rawValue.utf8))
        if path.hasSuffix(".jsonl") || path.hasSuffix(".ndjson") {
            try table.readJSONLines(source)
        } else {
            try table.readCSV(source)
        }
        guard table.mistakes.isEmpty else { throw Mistakes(table.mistakes) }
        table.kinds = table.kindsGiven.map { $0 ?? .human }
        table.seen = []
        return table
    }

    private init(file: String, phase: [UInt8]) {
        self.file = file
        self.phase = phase
    }

    private static let columns = ["item", "rater", "score", "kind", "criterion", "prompt", "model", "phase", "cluster"]

    private static let blind = ArraySlice("blind".utf8)

    private mutating func readCSV(_ source: ByteSource) throws {
        var csv = try CSV(source)
        let lacking = ["item", "rater", "score"].filter { csv.column($0) == nil }
        for name in lacking {
            let hint = Spelling.nearest(to: name, among: csv.header).map { " (is it '\($0)'?)" } ?? ""
            mistakes.append(Mistake(file: file, line: 1, message: "no column '\(name)'\(hint): name it in the header"))
        }
        guard lacking.isEmpty else { return }
        let places = Self.columns.map { csv.column($0) }
        while let next = try csv.next() {
            switch next {
            case .failure(let mistake): mistakes.append(mistake)
            case .success(let row): add(line: row.line) { column in places[column].map { row.fields[$0] } }
            }
        }
    }

    private mutating func readJSONLines(_ source: ByteSource) throws {
        try JSONLines.read(source) { line, result in
            switch result {
            case .failure(let mistake): mistakes.append(mistake)
            case .success(let value):
                guard value.members != nil else {
                    mistakes.append(Mistake(file: file, line: line, message: "not an object: write {\"item\": …}"))
                    return
                }
                add(line: line) { Self.field(value[Self.columns[$0]]) }
            }
        }
    }

    private static func field(_ value: JSONValue?) -> ArraySlice<UInt8>? {
        switch value {
        case nil, .null: nil
        case .string(let text): ArraySlice(Array(text.utf8))
        case .number(let number): ArraySlice(Array(JSONValue.canonicalNumber(number).utf8))
        case .some(let other): ArraySlice(other.canonicalBytes)
        }
    }

    private mutating func add(line: Int, _ field: (Int) -> ArraySlice<UInt8>?) {
        func bad(_ message: String) { mistakes.append(Mistake(file: file, line: line, message: message)) }
        let given = field(7).flatMap { $0.isEmpty ? nil : $0 } ?? Self.blind
        guard given.elementsEqual(phase) else {
            otherPhaseCount += 1
            return
        }
        guard let itemField = field(0), !itemField.isEmpty else { return bad("the item is empty: name it") }
        guard let raterField = field(1), !raterField.isEmpty else { return bad("the rater is empty: name it") }
        guard let item = items.number(of: itemField), let rater = raters.number(of: raterField),
            let criterion = criterionNumbers.number(of: field(4) ?? ArraySlice("score".utf8))
        else { return bad("not UTF-8: save the file as UTF-8") }
        if Int(criterion) == criteria.count { criteria.append(Ratings(name: criterionNumbers.all[Int(criterion)])) }
        if Int(rater) == kindsGiven.count { kindsGiven.append(nil) }
        if let kindField = field(3), !kindField.isEmpty {
            guard let kind = RaterKind(rawValue: String(decoding: kindField, as: UTF8.self)) else {
                return bad("the kind must be human, judge or metric")
            }
            if let given = kindsGiven[Int(rater)], given != kind {
                return bad("'\(raters.all[Int(rater)])' is \(given.rawValue) on an earlier line: give one kind")
            }
            kindsGiven[Int(rater)] = kind
        }
        guard clusters.note(field(8), item: item), prompts.note(field(5), item: item),
            models.note(field(6), item: item)
        else {
            return bad("the item '\(items.all[Int(item)])' has another cluster, prompt or model on an earlier line")
        }
        guard isFirst(criterion: Int(criterion), rater: Int(rater), item: Int(item)) else {
            return bad("'\(raters.all[Int(rater)])' scored '\(items.all[Int(item)])' on an earlier line: keep one")
        }
        guard let scoreField = field(2), !scoreField.isEmpty else {
            missingCount += 1
            return
        }
        guard let score = scoreTexts.number(of: scoreField) else { return bad("not UTF-8: save the file as UTF-8") }
        criteria[Int(criterion)].items.append(item)
        criteria[Int(criterion)].raters.append(rater)
        criteria[Int(criterion)].scores.append(score)
    }

    private mutating func isFirst(criterion: Int, rater: Int, item: Int) -> Bool {
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
