import Studies

/// A file of verdicts that were made elsewhere, one a line, as CSV or JSON lines.
package enum VerdictFile {
    /// The columns; `item`, `rater` and `verdict` must be there.
    package static let columns = [
        "item", "rater", "verdict", "kind", "order", "criterion", "group", "prompt", "sample", "version", "arm",
        "length",
        "first_length", "second_length", "family", "first_family", "second_family", "first_model", "second_model",
        "rater_family",
    ]

    /// Reads a table for each criterion; throws `Mistakes` with every bad row.
    package static func read(path: String) throws -> [VerdictTable] {
        let (file, rows) = try ImportRows.read(path: path)
        var reader = VerdictFileReader()
        var mistakes: [Mistake] = []
        for row in rows {
            do {
                try reader.add(row)
            } catch {
                mistakes.append(Mistake(file: file, line: row.line, message: "\(error)"))
            }
        }
        guard mistakes.isEmpty else { throw Mistakes(mistakes) }
        return reader.tables
    }
}

/// Builds the tables of a file row by row.
private struct VerdictFileReader {
    private(set) var tables: [VerdictTable] = []
    private var places: [String: Int] = [:]
    private var items: [[String]: Int] = [:]
    private var raters: [[String]: Int] = [:]
    private var seen: Set<[String]> = []

    mutating func add(_ row: ImportRows.Row) throws {
        func required(_ name: String) throws -> String {
            guard let text = row.text(name) else { throw StudiesError("no '\(name)': fill the column") }
            return text
        }
        if case .object(let members) = row.value,
            let unknown = members.first(where: { !VerdictFile.columns.contains($0.0) })
        {
            let hint = Spelling.nearest(to: unknown.0, among: VerdictFile.columns).map { ": did you mean '\($0)'?" }
            throw StudiesError("the unknown column '\(unknown.0)'\(hint ?? "")")
        }
        let (value, isChoice) = try Self.value(row.text("verdict"))
        let table = try self.table(row.text("criterion") ?? "verdict", isChoice: isChoice)
        let rater = try self.rater(try required("rater"), row, table)
        let (item, isTurned) = try self.item(try required("item"), row, table)
        var new = VerdictTable.Row(item: item, rater: rater, value: isTurned ? value.turned : value)
        if let order = row.text("order") {
            guard let side = RatingRecord.Side(rawValue: order) else {
                throw StudiesError("'order' must be first or second: which of the two was shown first")
            }
            new.order = isTurned ? (side == .first ? .second : .first) : side
        }
        new.sample = try Self.count(row, "sample") ?? 1
        new.version = row.text("version") ?? ""
        if let arm = row.text("arm") {
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

    /// The verdict that a cell says; nil says nothing of whether it is a choice.
    private static func value(_ text: String?) throws -> (VerdictTable.Value, Bool?) {
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
            guard let number = Double(text), number.isFinite else {
                throw StudiesError(
                    "'verdict' must be a number, or first, second, tie, both_bad, unparsed, refused, error, missing"
                )
            }
            return (.value(number), false)
        }
    }

    private static func count(_ row: ImportRows.Row, _ name: String) throws -> Int? {
        guard let text = row.text(name) else { return nil }
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

    private mutating func rater(_ name: String, _ row: ImportRows.Row, _ table: Int) throws -> Int {
        if let place = raters[["\(table)", name]] { return place }
        var kind = RaterKind.judge
        if let text = row.text("kind") {
            guard let known = RaterKind(rawValue: text) else {
                throw StudiesError("'kind' must be human, judge or metric")
            }
            kind = known
        }
        let place = tables[table].raters.count
        raters[["\(table)", name]] = place
        tables[table].raters.append(VerdictTable.Rater(name: name, kind: kind, family: row.text("rater_family")))
        return place
    }

    /// The item, and whether its two texts change places: the model with the smaller name is the first.
    private mutating func item(_ name: String, _ row: ImportRows.Row, _ table: Int) throws -> (Int, Bool) {
        let group = row.text("group") ?? ""
        let models = [row.text("first_model"), row.text("second_model")].compactMap(\.self)
        let isTurned = models.count == 2 && models[1] < models[0]
        let key = ["\(table)", group, name]
        let place = items[key] ?? tables[table].items.count
        if place == tables[table].items.count {
            items[key] = place
            tables[table].items.append(
                VerdictTable.Item(name: name, group: group, cluster: row.text("prompt") ?? "\(group) \(name)")
            )
        }
        let single = try Self.count(row, "length")
        let both = [try Self.count(row, "first_length"), try Self.count(row, "second_length")].compactMap(\.self)
        if let single { tables[table].items[place].lengths = [single] }
        if both.count == 2 { tables[table].items[place].lengths = isTurned ? both.reversed() : both }
        if let family = row.text("family") { tables[table].items[place].families = [family] }
        let families = [row.text("first_family"), row.text("second_family")]
        if families.contains(where: { $0 != nil }) {
            tables[table].items[place].families = isTurned ? families.reversed() : families
        }
        return (place, isTurned)
    }
}
