import SafeText

/// Every row of a table with all of its columns, as texts.
struct WholeRows {
    /// One row: by column's name its text, where it has one.
    struct Row {
        var line: Int
        var cells: [String: String]
        /// Columns with a list or an object, which stands in `cells` as JSON.
        var nested: Set<String> = []
        /// Columns with the turns of a conversation, whose text stands in `cells`.
        var turns: [String: [Message]] = [:]

        var isEmpty: Bool { cells.isEmpty }

        subscript(column: String) -> String? { cells[column] }
    }

    let file: String
    /// The names of the header, or of all members in the order of first sight.
    var header: [String] = []
    /// The line of the header, where there is one.
    private(set) var headerLine: Int?
    var all: [Row] = []
    /// Whether rows have numbers in the place of lines.
    private(set) var countsRows = false
    private(set) var mistakes: [Mistake] = []

    init(_ source: ByteSource) throws {
        file = source.name
        switch try FileKind(of: source) {
        case .foreign(let message): throw Mistakes([Mistake(file: file, line: nil, message: message)])
        case .separated: try readSeparated(source)
        case .json: try readObjects(source)
        }
    }

    /// Puts the texts of columns that `map` joins with '+' into one column of that name, in the place of the first.
    mutating func join(for map: [String]) {
        for entry in map {
            guard let name = entry.split(separator: "=", maxSplits: 1).dropFirst().first.map(String.init),
                !header.contains(name)
            else { continue }
            let parts = name.split(separator: "+").map { part in
                header.first { $0 == part || ColumnName.folded($0) == ColumnName.folded(String(part)) }
            }
            let columns = parts.compactMap(\.self)
            guard columns.count > 1, columns.count == parts.count, let place = header.firstIndex(of: columns[0]) else {
                continue
            }
            header[place] = name
            header.removeAll(where: columns.contains)
            for row in all.indices {
                let texts = columns.compactMap { all[row].cells.removeValue(forKey: $0) }
                all[row].cells[name] = texts.isEmpty ? nil : texts.joined(separator: "\n\n")
            }
        }
    }

    /// Takes away what promptfoo writes before each response, a verdict of its own with its reason, and what it writes where there
    /// is none; returns the columns that had it.
    mutating func dropMarks() -> [String] {
        let marks = ["[PASS] ", "[FAIL] ", "[ERROR] "]
        let marked = header.filter { column in
            let cells = all.compactMap { $0[column] }
            return !cells.isEmpty && cells.allSatisfy { cell in marks.contains(where: cell.hasPrefix) }
        }
        for column in marked {
            for row in all.indices { all[row].cells[column] = all[row].cells[column].flatMap(Self.withoutMark) }
        }
        return marked
    }

    private static func withoutMark(_ cell: String) -> String? {
        // An error's message is no response.
        guard !cell.hasPrefix("[ERROR]") else { return nil }
        // Some versions give a score before it.
        let text = cell.dropFirst("[PASS] ".count).trimmingPrefix(/\([0-9.]+\)\s/)
        // The reason of a failure stands before a rule, the response after it.
        let rule = cell.hasPrefix("[FAIL]") ? text.textLines.first { $0 == "---" } : nil
        let response = String(rule.map { text[$0.endIndex...].dropFirst() } ?? text)
        return response.isEmpty ? nil : response
    }

    /// Nested columns with a list in each row that has them.
    var listColumns: Set<String> {
        nestedColumns.filter { column in all.allSatisfy { $0[column]?.hasPrefix("[") ?? true } }
    }

    private mutating func readSeparated(_ source: ByteSource) throws {
        var csv = try CSV(source, known: ColumnRole.allCases.flatMap(\.names), repeated: Self.besidesOfPromptfoo)
        header = csv.header
        headerLine = csv.headerLine
        while let next = try csv.next() {
            switch next {
            case .failure(let mistake): mistakes.append(mistake)
            case .success(let (line, fields)):
                var cells: [String: String] = [:]
                var isText = true
                for (name, field) in zip(csv.header, fields) where !field.isEmpty && !name.isEmpty && isText {
                    guard let text = String(validating: field, as: UTF8.self) else {
                        mistakes.append(Mistake(file: file, line: line, message: "not UTF-8: save the file as UTF-8"))
                        isText = false
                        continue
                    }
                    cells[name] = text
                }
                // What cannot be read is like no other row.
                if isText { all.append(Row(line: line, cells: cells)) }
            }
        }
    }

    private mutating func readObjects(_ source: ByteSource) throws {
        var elements = JSONElements(source)
        while let (line, element) = try elements.next() {
            do {
                var cells: [String: String] = [:]
                var nested: Set<String> = []
                var turns: [String: [Message]] = [:]
                for member in try JSONValue.members(parsing: try element.get()) {
                    if !header.contains(member.name) { header.append(member.name) }
                    switch member.value {
                    case .null: break
                    case .string(let text): cells[member.name] = text.isEmpty ? nil : text
                    case .array(let list):
                        if list.isEmpty { break }
                        if let found = Self.turns(list, in: member.name) {
                            turns[member.name] = found.asked
                            let asked = found.asked.filter { $0.role != .system }
                            cells[member.name] = Prompt(id: "", messages: asked).text
                            guard let answer = found.answer else { break }
                            let column = ChatTurns.answers(of: member.name)
                            if !header.contains(column) { header.append(column) }
                            cells[column] = answer.isEmpty ? nil : answer
                            break
                        }
                        if list.contains(where: { $0.string == nil }) || list.count > 1 { nested.insert(member.name) }
                        cells[member.name] = Self.text(of: list)
                    case .object:
                        nested.insert(member.name)
                        cells[member.name] = String(decoding: member.spelling, as: UTF8.self)
                    default: cells[member.name] = String(decoding: member.spelling, as: UTF8.self)
                    }
                }
                all.append(Row(line: line, cells: cells, nested: nested, turns: turns))
            } catch let error as JSONError {
                let message = "not JSON (\(error)): \(error.remedy ?? "write one JSON object for each row")"
                mistakes.append(Mistake(file: file, line: line, message: message))
            } catch let mistake as Mistake {
                mistakes.append(mistake)
            }
        }
        countsRows = elements.countsRows
    }

    /// The turns of a conversation whose last one asks, or, in a column of whole conversations, answers.
    private static func turns(_ list: [JSONValue], in column: String) -> ChatTurns? {
        guard let found = ChatTurns(list) else { return nil }
        let isWhole = ChatTurns.columns.contains(ColumnName.folded(column))
        return found.all.last?.role == .user || isWhole && found.answer != nil ? found : nil
    }

    /// Columns with numbers in two rows or more, and nothing else.
    var numericColumns: Set<String> {
        Set(
            header.filter { column in
                let cells = all.compactMap { $0[column] }
                return cells.count > 1
                    && cells.allSatisfy { NumberText(ArraySlice($0.utf8), decimal: .either).value != nil }
            }
        )
    }

    /// Columns that hold names, labels or verdicts rather than responses: the same few short texts again and again, or the
    /// names of other columns.
    var labelColumns: Set<String> {
        Set(
            header.filter { column in
                let cells = all.compactMap { $0[column] }
                guard cells.count > 1 else { return false }
                let few = Set(cells)
                guard few.allSatisfy({ $0.count <= Self.longestLabel }) else { return false }
                if cells.count >= Self.fewestRowsOfLabels, few.count * 4 <= cells.count { return true }
                let others = header.filter { $0 != column }.map(ColumnName.folded)
                return few.map(ColumnName.folded).allSatisfy { cell in
                    !cell.isEmpty && others.contains { $0.hasPrefix(cell) }
                }
            }
        )
    }

    /// Columns that say one short thing in three rows or more, and nothing else.
    var constantColumns: Set<String> {
        Set(
            header.filter { column in
                let cells = all.lazy.compactMap { $0[column] }
                guard let first = cells.first, first.count <= Self.longestLabel else { return false }
                return cells.count > 2 && cells.allSatisfy { $0 == first }
            }
        )
    }

    /// Columns of which most cells speak of another column by its name, as what is said about responses does.
    var commentColumns: Set<String> {
        let names = header.map { ($0, $0.lowercased()) }.filter { $0.1.count > 2 }
        return Set(
            header.filter { column in
                let cells = all.prefix(Self.mostRowsLookedAt).compactMap { $0[column] }
                guard cells.count > 1 else { return false }
                let others = names.filter { $0.0 != column && !Self.isOfTheTask($0.1) }.map(\.1)
                let speaking = cells.count { cell in
                    let text = cell.lowercased()
                    return others.contains { Self.names(text, $0) }
                }
                return speaking * 2 > cells.count
            }
        )
    }

    /// Columns with one word in every row, each another one: ids, digests, addresses.
    var codeColumns: Set<String> {
        Set(
            header.filter { column in
                let cells = all.compactMap { $0[column] }
                return cells.count > 1 && Set(cells).count == cells.count
                    && cells.allSatisfy { !$0.contains(where: \.isWhitespace) && $0.utf8.count > 3 }
            }
        )
    }

    /// Columns of a few short texts that come again, two different ones at least, each with their number.
    var nameColumns: [String: Int] {
        var found: [String: Int] = [:]
        for column in header {
            let cells = all.compactMap { $0[column] }
            let few = Set(cells)
            guard few.count > 1, few.count * 2 <= cells.count,
                few.allSatisfy({ $0.count <= Self.longestLabel && !$0.contains(where: \.endsLine) })
            else { continue }
            found[column] = few.count
        }
        return found
    }

    /// Columns whose cells are all names of other columns, as a winner is named.
    var verdictColumns: Set<String> {
        Set(
            header.filter { column in
                let texts = all.lazy.compactMap { $0[column] }
                guard texts.allSatisfy({ $0.utf8.count <= 4 * Self.longestLabel }) else { return false }
                let cells = Set(texts.map(ColumnName.folded))
                let others = Set(header.filter { $0 != column }.map(ColumnName.folded))
                return !cells.isEmpty && cells.subtracting(["tie", "both", "neither", "none"]).isSubset(of: others)
                    && !cells.isDisjoint(with: others)
            }
        )
    }

    /// Whether a column's name is a word that texts about anything may use.
    private static func isOfTheTask(_ name: String) -> Bool {
        BesideColumn.isOne(name) || ColumnRole.allCases.contains { $0.names.contains(ColumnName.folded(name)) }
    }

    /// Whether a name stands in a text as a word of its own.
    private static func names(_ text: String, _ name: String) -> Bool {
        text.ranges(of: name).contains { range in
            let before = range.lowerBound == text.startIndex ? " " : text[text.index(before: range.lowerBound)]
            let after = range.upperBound == text.endIndex ? " " : text[range.upperBound]
            return ![before, after].contains { $0.isLetter || $0.isNumber }
        }
    }

    private static let longestLabel = 40
    /// So many rows say what a column's texts speak of.
    private static let mostRowsLookedAt = 1000
    private static let fewestRowsOfLabels = 8

    /// Columns without a cell in any row.
    var emptyColumns: Set<String> {
        all.isEmpty ? [] : Set(header.filter { column in all.allSatisfy { $0[column] == nil } })
    }

    /// Columns with a list or an object in every row that has them.
    var nestedColumns: Set<String> {
        Set(
            header.filter { column in
                all.contains { $0.nested.contains(column) }
                    && all.allSatisfy { $0[column] == nil || $0.nested.contains(column) }
            }
        )
    }

    /// A list of texts, such as tags, as one text.
    private static func text(of list: [JSONValue]) -> String {
        let texts = list.compactMap(\.string)
        return texts.count == list.count ? texts.joined(separator: ";") : JSONValue.array(list).canonicalText
    }
}
