package import Studies

/// A file of verdicts that were made elsewhere, one a line, as CSV or JSON lines.
package enum VerdictFile {
    /// The columns; `item`, `rater` and `verdict` must be there.
    package static let columns = [
        "item", "rater", "verdict", "kind", "order", "criterion", "group", "prompt", "cluster", "sample", "version",
        "arm", "length",
        "first_length", "second_length", "family", "first_family", "second_family", "first_model", "second_model",
        "rater_family",
    ]

    /// The tables, with what a reader of their figures must know besides.
    package static func readAndNoted(path: String, decimal: NumberText.Decimal? = nil) throws -> (
        [VerdictTable], [String]
    ) {
        let tables = try read(path: path, decimal: decimal)
        return (tables, tables.isEmpty ? ["No verdicts: the table has no row."] : tables.flatMap(\.versionWords))
    }

    /// Reads a table for each criterion; throws `Mistakes` with every bad row.
    package static func read(path: String, decimal: NumberText.Decimal? = nil) throws -> [VerdictTable] {
        var rows = try NamedRows(path: path, columns: columns)
        let needed = ["item", "rater", "verdict"]
        if let mistake = rows.mistake(lacking: needed) { throw Mistakes([mistake]) }
        if !rows.isJSON, let unknown = rows.others.first {
            throw Mistakes([Mistake(file: rows.file, line: 1, message: VerdictFileReader.refusal(of: unknown))])
        }
        let decimals = Decimals(decimal ?? .point, mayBeEither: decimal == nil && rows.allowsDecimalComma)
        var reader = VerdictFileReader(decimals: decimals)
        try rows.each { try reader.add($0) }
        return reader.tables.map { table in
            var table = table
            table.joinClusters()
            table.sortByName()
            table.takeOpinions()
            return table
        }
    }
}

/// Builds the tables of a file row by row.
private struct VerdictFileReader {
    private(set) var tables: [VerdictTable] = []
    private var decimals: Decimals
    private var places: [String: Int] = [:]
    private var items: [[String]: Int] = [:]
    private var raters: [[String]: Int] = [:]
    private var seen: Set<[String]> = []
    /// By name of an item whether its lines say both models.
    private var hasModels: [[String]: Bool] = [:]
    /// By table and item the lengths that its plain lines give.
    private var plainLengths: [[Int]: [Int]] = [:]

    init(decimals: Decimals) { self.decimals = decimals }

    mutating func add(_ row: NamedRow) throws {
        func required(_ name: String) throws -> String {
            guard let text = try row.text(name) else { throw StudiesError("no '\(name)': fill the column") }
            return text
        }
        if let unknown = row.others.first { throw StudiesError(Self.refusal(of: unknown)) }
        let (value, isChoice) = try self.value(try row.text("verdict"), row.line)
        let table = try self.table(try row.text("criterion") ?? "verdict", isChoice: isChoice)
        let rater = try self.rater(try required("rater"), row, table)
        if [.unparsed, .refused, .error].contains(value), tables[table].raters[rater].kind != .judge {
            throw StudiesError(
                "only a judge's verdict is unparsed, refused or an error: leave it empty where a person gave none"
            )
        }
        let (item, isTurned) = try self.item(try required("item"), row, table)
        var new = VerdictTable.Row(item: item, rater: rater, value: isTurned ? value.turned : value)
        if let order = try row.text("order") {
            guard let side = RatingRecord.Side(rawValue: order) else {
                throw StudiesError("'order' must be first or second: which of the two was shown first")
            }
            new.order = isTurned ? (side == .first ? .second : .first) : side
        }
        new.sample = try Self.count(row, "sample") ?? 1
        new.version = try row.text("version") ?? ""
        if let arm = try row.text("arm") {
            guard let arm = Arm(rawValue: arm) else {
                throw StudiesError("'arm' must be one of \(Arm.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            new.arm = arm
        }
        let key = [
            "\(table)", "\(item)", "\(rater)", new.order?.rawValue ?? "", "\(new.sample)", new.arm.rawValue,
            new.version,
        ]
        guard seen.insert(key).inserted else {
            throw StudiesError("the same rater, item, order and sample stand on an earlier line: keep one")
        }
        tables[table].rows.append(new)
    }

    /// Why a column is refused.
    static func refusal(of column: String) -> String {
        let hint = Spelling.nearest(to: column, among: VerdictFile.columns).map { ": did you mean '\($0)'?" }
        return "the unknown column '\(column)'\(hint ?? ": rename or remove it")"
    }

    /// The verdict that a cell says; nil says nothing of whether it is a choice.
    private mutating func value(_ text: String?, _ line: Int) throws -> (VerdictTable.Value, Bool?) {
        switch text {
        case nil, "missing": return (.missing, nil)
        case "first": return (.value(1), true)
        case "second": return (.value(-1), true)
        case "tie": return (.value(0), true)
        case "both_bad": return (.bothBad, true)
        case "unparsed": return (.unparsed, nil)
        case "refused": return (.refused, nil)
        case "error": return (.error, nil)
        case let text?:
            switch try decimals.read(text, line: line) {
            case .number(let number): return (.value(number), false)
            case .missing: return (.missing, nil)
            case .odd(let message): throw StudiesError("the verdict \(message)")
            case .word:
                throw StudiesError(
                    "'verdict' must be a number, or first, second, tie, both_bad, unparsed, refused, error, missing"
                )
            }
        }
    }

    private static func count(_ row: NamedRow, _ name: String) throws -> Int? {
        guard let text = try row.text(name) else { return nil }
        guard let count = Int(text), count >= 0 else { throw StudiesError("'\(name)' must be a whole number") }
        return count
    }

    private var kinds: [Int: Bool] = [:]

    private mutating func table(_ criterion: String, isChoice: Bool?) throws -> Int {
        let place = places[criterion] ?? tables.count
        if place == tables.count {
            places[criterion] = place
            tables.append(VerdictTable(criterion: criterion, isPairwise: false))
        }
        guard let isChoice else { return place }
        if let kind = kinds[place], kind != isChoice {
            throw StudiesError("'\(criterion)' has choices and numbers: give them two names in 'criterion'")
        }
        kinds[place] = isChoice
        tables[place].isPairwise = isChoice
        return place
    }

    private mutating func rater(_ name: String, _ row: NamedRow, _ table: Int) throws -> Int {
        if let place = raters[["\(table)", name]] { return place }
        var kind = RaterKind.judge
        if let text = try row.text("kind") {
            guard let known = RaterKind(rawValue: text) else {
                throw StudiesError("'kind' must be human, judge or metric")
            }
            kind = known
        }
        let place = tables[table].raters.count
        raters[["\(table)", name]] = place
        tables[table].raters.append(VerdictTable.Rater(name: name, kind: kind, family: try row.text("rater_family")))
        return place
    }

    /// The item, and whether its two texts change places: the model with the smaller name is the first.
    private mutating func item(_ asked: String, _ row: NamedRow, _ table: Int) throws -> (Int, Bool) {
        let group = try row.text("group") ?? ""
        let sides = [try row.text("first_model"), try row.text("second_model")].compactMap(\.self)
        let isTurned = sides.count == 2 && sides[1] < sides[0]
        let models = sides.count == 2 ? (first: min(sides[0], sides[1]), second: max(sides[0], sides[1])) : nil
        // A verdict without its models would stand beside nobody's, and be left out in silence.
        guard
            hasModels.updateValue(models != nil, forKey: ["\(table)", group, asked]) ?? (models != nil)
                == (models != nil)
        else { throw StudiesError("the item '\(asked)' has both models on some lines alone: give them on every line") }
        // Texts of other models under one name are another pair.
        let name = models.map { "\(asked): \($0.first) and \($0.second)" } ?? asked
        let key = ["\(table)", group, name]
        let place = items[key] ?? tables[table].items.count
        if place == tables[table].items.count {
            items[key] = place
            var item = VerdictTable.Item(name: name, group: group, cluster: "")
            item.models = models
            tables[table].items.append(item)
        }
        try note(try row.text("prompt") ?? models.map { _ in asked }, in: \.prompt, "prompt", table, place)
        try note(try row.text("cluster"), in: \.fileCluster, "cluster", table, place)
        let single = try Self.count(row, "length")
        let both = [try Self.count(row, "first_length"), try Self.count(row, "second_length")].compactMap(\.self)
        let isPlain = try row.text("arm").map { $0 == Arm.plain.rawValue } ?? true
        try note(single.map { [$0] } ?? [], isPlain, table, place)
        if both.count == 2 { try note(isTurned ? both.reversed() : both, isPlain, table, place) }
        if let family = try row.text("family") { tables[table].items[place].families = [family] }
        let families = [try row.text("first_family"), try row.text("second_family")]
        if families.contains(where: { $0 != nil }) {
            tables[table].items[place].families = isTurned ? families.reversed() : families
        }
        return (place, isTurned)
    }

    /// The lengths of an item's texts are those of its plain rows: an edited text, or one with an injection, has its own.
    private mutating func note(_ lengths: [Int], _ isPlain: Bool, _ table: Int, _ place: Int) throws {
        guard !lengths.isEmpty else { return }
        let earlier = plainLengths[[table, place]]
        guard isPlain else {
            if earlier == nil { tables[table].items[place].lengths = lengths }
            return
        }
        guard earlier == nil || earlier == lengths else {
            throw StudiesError(
                "the item '\(tables[table].items[place].name)' has another length on an earlier line: give it one"
            )
        }
        plainLengths[[table, place]] = lengths
        tables[table].items[place].lengths = lengths
    }

    /// What a row says of its item: one text, on whichever of its rows it stands.
    private mutating func note(
        _ text: String?,
        in column: WritableKeyPath<VerdictTable.Item, String?>,
        _ what: String,
        _ table: Int,
        _ place: Int
    ) throws {
        guard let text else { return }
        let item = tables[table].items[place]
        guard let earlier = item[keyPath: column] else {
            tables[table].items[place][keyPath: column] = text
            return
        }
        guard earlier.utf8.elementsEqual(text.utf8) else {
            throw StudiesError("the item '\(item.name)' has another \(what) on an earlier line: give it one")
        }
    }
}

extension VerdictTable {
    /// Says of each item what is resampled with it: the cluster where the file names some, else the prompt, else nothing.
    fileprivate mutating func joinClusters() {
        func column(_ texts: [String?]) -> (names: [String], numbers: [Int32]) {
            var all = Names()
            let numbers = texts.map { $0.flatMap { all.number(of: ArraySlice(Array($0.utf8))) } ?? -1 }
            return (all.all, all.all.isEmpty ? [] : numbers)
        }
        let (prompts, clusters) = (column(items.map(\.prompt)), column(items.map(\.fileCluster)))
        let units = ClusterUnits(
            clusters: clusters.names,
            clusterNumbers: clusters.numbers,
            prompts: prompts.names,
            promptNumbers: prompts.numbers
        )
        for place in items.indices {
            let number = units?.numbers[place] ?? -1
            let unit = units == nil ? items[place].prompt : number < 0 ? nil : units?.names[Int(number)]
            items[place].cluster = unit ?? "\(items[place].group) \(items[place].name)"
        }
    }
}
