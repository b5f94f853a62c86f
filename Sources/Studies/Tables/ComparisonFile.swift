/// A table of comparisons in a file of its own: `left, right, winner`, optionally `rater, kind, prompt`.
package struct ComparisonFile: Sendable {
    /// Who won.
    package enum Winner: String, Sendable, CaseIterable {
        case left, right, tie
        case bothBad = "both_bad"
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

    private static let columns = ["left", "right", "winner", "rater", "kind", "prompt"]

    /// Reads every row; throws `Mistakes` with every bad one.
    package static func read(path: String) throws -> ComparisonFile {
        var reader = try RowReader(ByteSource(path: path), columns: columns)
        if let mistake = reader.mistake(lacking: Array(columns.prefix(3))) { throw Mistakes([mistake]) }
        var (file, mistakes) = (ComparisonFile(), [Mistake]())
        while let next = try reader.next() {
            switch next {
            case .failure(let mistake): mistakes.append(mistake)
            case .success(let row):
                if reader.isJSON, let mistake = reader.mistake(in: row, lacking: Array(columns.prefix(3))) {
                    mistakes.append(mistake)
                    continue
                }
                do { try file.add(row) } catch {
                    mistakes.append(Mistake(file: reader.file, line: row.line, message: "\(error)"))
                }
            }
        }
        guard mistakes.isEmpty else { throw Mistakes(mistakes) }
        file.remark(reader.others)
        return file
    }

    private mutating func add(_ row: TableRow) throws {
        func filled(_ column: Int) throws -> String? {
            try row.text(column).map(ColumnName.trimmed).flatMap { $0.isEmpty ? nil : $0 }
        }
        func number(_ name: String, in names: inout Names) -> Int32 {
            names.number(of: ArraySlice(Array(name.utf8))) ?? 0
        }
        guard let left = try filled(0), let right = try filled(1) else {
            throw StudiesError("'left' and 'right' must name the two that were compared")
        }
        guard !left.utf8.elementsEqual(right.utf8) else {
            throw StudiesError("left and right are the same: nothing is compared")
        }
        guard let winner = try filled(2).flatMap(Winner.init) else {
            throw StudiesError("'winner' must be left, right, tie or both_bad")
        }
        guard let kind = RaterKind(rawValue: try filled(4) ?? "human") else {
            throw StudiesError("the kind must be human, judge or metric")
        }
        let (rater, prompt) = (try filled(3), try filled(5))
        rows.append(
            Row(
                left: number(left, in: &players),
                right: number(right, in: &players),
                winner: winner,
                rater: rater.map { number($0, in: &raters) },
                kind: kind,
                prompt: prompt.map { number($0, in: &prompts) }
            )
        )
    }

    private mutating func remark(_ others: [String]) {
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
