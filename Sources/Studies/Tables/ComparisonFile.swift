/// A table of comparisons in a file of its own: `left, right, winner`, optionally `rater, kind, prompt`.
package struct ComparisonFile: Sendable {
    /// Who won.
    package enum Winner: String, Sendable, CaseIterable {
        case left, right, tie
        case bothBad = "both_bad"

        /// By the words of other tools too.
        init?(word: String) {
            if PairColumns.isBothBad(word) { self = .bothBad; return }
            guard let value = PairColumns.value(word) else { return nil }
            self = value == 0 ? .tie : value > 0 ? .left : .right
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
    }

    package private(set) var players = Names()
    package private(set) var raters = Names()
    package private(set) var prompts = Names()
    package private(set) var rows: [Row] = []
    /// What a reader of the figures must know besides, in sentences.
    package private(set) var remarks: [String] = []

    private static let columns =
        ["left", "right", "winner", "rater", "kind", "prompt"] + PairColumns.columns + identities
    /// What says which comparison a row is.
    private static let identities = ["item", "id"]

    /// Which comparisons stood before, by the line of the first; and how many rows repeat one.
    private var seen: [[String?]: Int] = [:]
    private var repeats: (count: Int, lines: (Int, Int)?) = (0, nil)

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
            aliases: try RatingColumns.aliases(map: map, roles: RatingColumns.ofComparisons)
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
        guard mistakes.isEmpty else { throw Mistakes(mistakes, areOfRows: reader.countsRows) }
        for verdict in try records.verdicts(on: criterion) { file.add(verdict) }
        file.remark(reader.others)
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

    private mutating func add(_ row: TableRow) throws {
        func filled(_ column: Int) throws -> String? {
            try row.text(column).map(ColumnName.trimmed).flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let left = try filled(0) ?? filled(6) ?? filled(8), let right = try filled(1) ?? filled(7) ?? filled(9)
        else {
            throw StudiesError("'left' and 'right' must name the two that were compared")
        }
        guard !left.utf8.elementsEqual(right.utf8) else {
            throw StudiesError("left and right are the same: nothing is compared")
        }
        let word = try filled(2) ?? ""
        guard let winner = Winner(word: word) else {
            throw StudiesError("'winner' is '\(word)': it must be left, right, tie or both_bad")
        }
        let kindName = try filled(4) ?? "human"
        guard let kind = RaterKind(rawValue: kindName) else {
            throw StudiesError("the kind '\(kindName)' must be human, judge or metric")
        }
        let (rater, prompt) = (try filled(3), try filled(5))
        let first = Self.columns.count - Self.identities.count
        if let item = try filled(first) ?? filled(first + 1) {
            note([item, left, right, rater, prompt], line: row.line)
        }
        rows.append(
            Row(
                left: Self.number(left, in: &players),
                right: Self.number(right, in: &players),
                winner: winner,
                rater: rater.map { Self.number($0, in: &raters) },
                kind: kind,
                prompt: prompt.map { Self.number($0, in: &prompts) }
            )
        )
    }

    private mutating func note(_ comparison: [String?], line: Int) {
        guard let earlier = seen.updateValue(line, forKey: comparison) else { return }
        repeats = (repeats.count + 1, repeats.lines ?? (earlier, line))
    }

    private mutating func remark(_ others: [String]) {
        if let lines = repeats.lines {
            let rows = "\(repeats.count) of \(rows.count) comparisons stand here before"
            remarks.append(
                "\(rows), with the same item, sides and rater (lines \(lines.0) and \(lines.1) first): all count, so that intervals are too narrow. Keep one of each, or say with --map rater=COLUMN whose they are."
            )
        }
        if !others.isEmpty {
            let names = others.map { name in
                let near = Spelling.nearest(to: ColumnName.folded(name), among: Self.columns)
                return "'\(name)'" + (near.map { " (is it '\($0)'?)" } ?? "")
            }
            remarks.append("Not used: \(names.joined(separator: ", ")).")
        }
        let without = rows.count { $0.prompt == nil }
        if without > 0, without < rows.count {
            remarks.append(
                "\(without) of \(rows.count) comparisons name no prompt: each counts as a prompt of its own."
            )
        }
    }
}
