/// A study that a table of prompts and responses makes: its prompts, models and responses.
package struct StudyTable: Sendable {
    /// One response, by the study's names.
    package struct Response: Sendable, Equatable {
        package var line: Int
        package var prompt: String
        package var model: String
        package var sample: Int
        package var text: String
        /// By folded name the cells of the other columns that were asked for.
        package var besides: [String: String]
    }

    /// A model, and what the file calls it.
    package struct NamedModel: Sendable, Equatable {
        package var name: String
        package var written: String
    }

    package private(set) var prompts: [Prompt] = []
    package private(set) var models: [NamedModel] = []
    package private(set) var responses: [Response] = []
    /// Cells without a response, which are passed over.
    package private(set) var emptyCount = 0
    /// Responses that read like failures.
    package private(set) var failures = FailedCells()
    /// Where the first of them stand, in words.
    package var failurePlaces: String { failures.places(called: line) }
    /// The lines of the first of them.
    private var emptyLines: [Int] = []
    /// Where they stand, in words.
    package var emptyPlaces: String {
        let list = emptyLines.prefix(5).map(String.init).joined(separator: ", ")
        return "\(line)\(emptyLines.count == 1 ? "" : "s") \(list)\(emptyLines.count > 5 ? ", …" : "")"
    }
    /// Rows with neither prompt nor response but something else, which are passed over.
    package private(set) var otherCount = 0
    package let roles: TableRoles
    package let file: String

    /// The most samples of one model for one prompt.
    package var samples: Int { responses.map(\.sample).max() ?? 1 }

    /// Whether rows have numbers in the place of lines.
    package private(set) var countsRows = false
    /// What a row's number is called.
    private var line: String { countsRows ? "row" : "line" }

    /// Whether the file names prompts by ids of its own.
    package private(set) var usesIDs = false

    /// What was recognised, a line each; no cell of the file.
    package var words: [String] {
        guard let column = roles.columns[.id], !usesIDs else { return roles.words + alike + nameWords }
        let ids = prompts.count > 1 ? "prompts are p1 … p\(prompts.count)" : "the prompt is p1"
        return roles.words(without: .id) + ["not used: \(column) (it numbers rows, not prompts: \(ids))"] + alike
            + nameWords
    }

    /// Prompts that differ by blanks or capitals alone, by their lines.
    package var alike: [String] {
        let groups = Dictionary(grouping: prompts) { prompt in
            let plain = prompt.text.lowercased().filter { !$0.isWhitespace }
            return [plain, prompt.system ?? ""]
        }
        let lines = groups.values.filter { $0.count > 1 }.map { group in
            group.compactMap { promptLines[$0.id]?.line }.sorted()
        }
        guard let first = lines.min(by: { $0[0] < $1[0] }) else { return [] }
        let others = lines.count > 1 ? ", and \(lines.count - 1) more such prompts" : ""
        let list = first.map(String.init).joined(separator: " and ")
        return [
            "the prompts on \(line)s \(list) differ only by blanks or capitals\(others): each is asked for itself, and figures "
                + "count those that differ by blanks alone as one"
        ]
    }

    /// How many prompts lack a response of some model.
    package var promptsWithHoles: Int {
        let answered = Dictionary(grouping: responses, by: \.prompt).mapValues { Set($0.map(\.model)).count }
        return prompts.count { (answered[$0.id] ?? 0) < models.count }
    }

    /// Whether the responses go to a study that has its prompts: what stands beside these is not used then.
    private var isImport = false
    private var mistakes: [Mistake] = []
    /// By what makes a prompt itself.
    private var promptIDs: [[String]: String] = [:]
    private var promptLines: [String: (key: [String], line: Int)] = [:]
    /// By id its place among the prompts.
    private var promptPlaces: [String: Int] = [:]
    private var counts: [[String]: Int] = [:]
    /// The number of each response's model.
    private var numbers: [Int] = []
    private var seen: Set<[String]> = []
    /// In a table with a row for each rater the responses that stand already, and how many rows repeated one.
    private var raterColumn: String?
    /// Columns of which each cell began with an automatic verdict, which is left out.
    private var marked: [String] = []
    private var rated: Set<[String]> = []
    private var ratedAgain = 0
    private var besides: [(column: String, folded: String)] = []
    /// Columns that are usually the prompt and are not used here, and what they hold for each prompt.
    private var unusedPrompts: [String] = []
    private var besidePrompts: [String: [String?]] = [:]
    /// By all of its cells the line of a row.
    private var rowLines: [[String: String]: Int] = [:]

    /// Reads a table, CSV or JSON; throws `Mistakes` with every bad row, or words where a column must be chosen.
    package static func read(path: String, map: [String] = []) throws -> StudyTable {
        try read(ByteSource(path: path), map: map)
    }

    /// The same; `besides` are the folded names of columns that each response is to have too.
    package static func read(_ source: ByteSource, map: [String], besides: Set<String> = []) throws -> StudyTable {
        var rows = try WholeRows(source)
        let map = rows.prepare(map)
        let marked = rows.dropMarks()
        var table = StudyTable(roles: try roles(of: rows, map: map), file: rows.file)
        let names = table.roles.others.map { ($0, ColumnName.folded($0)) }
        table.unusedPrompts = names.filter { ColumnRole.prompt.names.contains($0.1) }.map(\.0)
        table.besides = table.roles.models.isEmpty ? names.filter { besides.contains($0.1) } : []
        table.usesIDs = table.hasPromptIDs(rows)
        table.countsRows = rows.countsRows
        table.marked = marked
        table.raterColumn = table.roles.others.first { RatingColumns.isOfRaters(ColumnName.folded($0)) }
        table.isImport = !besides.isEmpty
        for row in rows.all { table.add(row) }
        table.nameModels()
        table.mistakes += rows.mistakes
        guard table.mistakes.isEmpty else {
            let sorted = table.mistakes.sorted { ($0.line ?? 0) < ($1.line ?? 0) }
            throw Mistakes(sorted, areOfRows: rows.countsRows)
        }
        guard !table.responses.isEmpty else {
            throw Mistakes([Mistake(file: rows.file, line: nil, message: "no responses: there is nothing to review")])
        }
        return table
    }

    /// What must be chosen of a file's columns before it can be read; nil where nothing must, or nothing can.
    package static func question(path: String, map: [String]) throws -> RoleProblems.Question? {
        var rows = try WholeRows(ByteSource(path: path))
        let map = rows.prepare(map)
        guard
            ForeignExport(
                header: rows.header,
                nested: rows.nestedColumns,
                lists: rows.listColumns,
                file: rows.file
            ) == nil
        else { return nil }
        do {
            _ = try TableRoles(header: rows.header, map: map, cells: ColumnCells(rows))
            return nil
        } catch let problems as RoleProblems {
            return problems.questions.first { !$0.columns.isEmpty }
        }
    }

    private static func roles(of rows: WholeRows, map: [String]) throws -> TableRoles {
        // Where no row can be read, no column is lacking either.
        guard !rows.header.isEmpty || rows.mistakes.isEmpty else { throw Mistakes(rows.mistakes) }
        guard !rows.header.isEmpty else {
            let what = rows.all.isEmpty ? "the list has no rows" : "its objects have no members"
            let message = "\(what): write one JSON object for each row, with 'prompt', 'model' and 'response'"
            throw Mistakes([Mistake(file: rows.file, line: nil, message: message)])
        }
        let export = ForeignExport(
            header: rows.header,
            nested: rows.nestedColumns,
            lists: rows.listColumns,
            file: rows.file
        )
        do {
            if map.isEmpty, let export, export.isNested { throw RoleProblems(all: [export.hint], questions: []) }
            return try TableRoles(header: rows.header, map: map, cells: ColumnCells(rows))
        } catch let problems as RoleProblems {
            let words = export.map { [$0.hint] } ?? problems.all
            let own = words.map { Mistake(file: rows.file, line: rows.headerLine, message: $0) }
            throw Mistakes(own + rows.mistakes)
        }
    }

    private init(roles: TableRoles, file: String) {
        self.roles = roles
        self.file = file
    }

    /// Whether the column of ids names prompts: not where each row has its own and prompts come again.
    private func hasPromptIDs(_ rows: WholeRows) -> Bool {
        guard let column = roles.columns[.id], let prompt = roles.columns[.prompt] else { return false }
        let ids = rows.all.map { $0[column] ?? "" }
        let isOneARow = Set(ids).count == ids.count
        return !isOneARow || Set(rows.all.map { $0[prompt] ?? "" }).count == ids.count
    }

    private mutating func add(_ row: WholeRows.Row) {
        let roles = roles
        func cell(_ role: ColumnRole) -> String? { roles.columns[role].flatMap { row[$0] } }
        let ofSides = roles.sides.flatMap { [$0.response, $0.model] }
        let nested = roles.models + ofSides + roles.columns.filter { $0.key != .tags }.values
        if let column = nested.first(where: row.nested.contains) {
            return refuse(row.line, "'\(column)' is a list or an object: write one text there, or map another column")
        }
        if roles.columns[.sample] == nil, let earlier = rowLines.updateValue(row.line, forKey: row.cells) {
            rowLines[row.cells] = earlier
            let remedy = "remove one, or number what was asked again in a column 'sample'"
            return refuse(row.line, "the same row stands on \(line) \(earlier): \(remedy)")
        }
        let wide = roles.models.map { (column: $0, text: row[$0]) }
        guard let prompt = cell(.prompt), prompt.contains(where: { !$0.isWhitespace }) else {
            if cell(.response) == nil, wide.allSatisfy({ $0.text == nil }), ofSides.allSatisfy({ row[$0] == nil }) {
                otherCount += row.isEmpty ? 0 : 1
                return
            }
            return refuse(row.line, "the prompt is empty: write what the models were asked")
        }
        let turns = roles.columns[.prompt].flatMap { row.turns[$0] } ?? []
        let system = cell(.system) ?? Self.system(of: turns)
        let key = [prompt, system ?? ""]
        guard let id = id(of: key, row.line, written: cell(.id)) else { return }
        let unused = unusedPrompts.map { row[$0] }
        guard besidePrompts[id, default: unused] == unused else {
            let columns = unusedPrompts.map { "'\($0)'" }.joined(separator: ", ")
            let joined = ([roles.columns[.prompt] ?? "prompt"] + unusedPrompts).joined(separator: "+")
            return refuse(
                row.line,
                "the same prompt has another \(columns) than on an earlier \(line), so it is another task: --map prompt=\(joined) joins them"
            )
        }
        besidePrompts[id] = unused
        let tags = (cell(.tags) ?? "").split(separator: ";").map { ColumnName.trimmed(String($0)) }
        let besides = (reference: cell(.reference), tags: tags.filter { !$0.isEmpty })
        if promptLines[id] == nil {
            promptLines[id] = (key, row.line)
            promptPlaces[id] = prompts.count
            prompts.append(
                Prompt(
                    id: id,
                    messages: turns.isEmpty
                        ? [Message(role: .user, content: prompt)] : turns.filter { $0.role != .system },
                    system: system,
                    reference: besides.reference,
                    tags: besides.tags
                )
            )
        } else if let message = add(besides, to: id) {
            return refuse(row.line, message)
        }
        for side in roles.sides {
            let model = row[side.model].map(ColumnName.trimmed) ?? ""
            guard !model.isEmpty || row[side.response] == nil else {
                return refuse(row.line, "'\(side.model)' is empty: write which model gave '\(side.response)'")
            }
            add(row[side.response], of: model, to: id, sample: cell(.sample), row)
        }
        if !roles.sides.isEmpty { return }
        if roles.models.isEmpty {
            let model = roles.columns[.model] == nil ? "model" : cell(.model).map(ColumnName.trimmed) ?? ""
            guard !model.isEmpty || cell(.response) == nil else {
                return refuse(row.line, "the model is empty: write which model gave this response")
            }
            add(cell(.response), of: model, to: id, sample: cell(.sample), row)
        } else {
            for model in wide { add(model.text, of: model.column, to: id, sample: cell(.sample), row) }
        }
    }

    private static func system(of turns: [Message]) -> String? {
        let texts = turns.filter { $0.role == .system }.map(\.content)
        return texts.isEmpty ? nil : texts.joined(separator: "\n\n")
    }

    /// What stands beside a prompt on a further row: what no row had yet is taken; returns what contradicts an earlier one.
    private mutating func add(_ besides: (reference: String?, tags: [String]), to id: String) -> String? {
        guard let place = promptPlaces[id] else { return nil }
        let earlier = prompts[place]
        let line = promptLines[id]?.line ?? 0
        if let reference = besides.reference {
            if !isImport, let other = earlier.reference, !other.utf8.elementsEqual(reference.utf8) {
                let name = usesIDs ? "'\(id)'" : "of this row"
                return
                    "the prompt \(name) has another reference on \(self.line) \(line): correct one, or give the two prompts ids of their own"
            }
            prompts[place].reference = earlier.reference ?? reference
        }
        prompts[place].tags += besides.tags.filter { !earlier.tags.contains($0) }
        return nil
    }

    private mutating func refuse(_ line: Int, _ message: String) {
        mistakes.append(Mistake(file: file, line: line, message: message))
    }

    private mutating func id(of key: [String], _ line: Int, written: String?) -> String? {
        guard usesIDs else {
            let id = promptIDs[key] ?? "p\(promptIDs.count + 1)"
            promptIDs[key] = id
            return id
        }
        guard let written else {
            refuse(line, "the id is empty: give each prompt one, or leave the column out")
            return nil
        }
        guard !written.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            refuse(line, "the id holds a line feed or another control character: give each prompt an id of one line")
            return nil
        }
        if let earlier = promptLines[written], earlier.key != key {
            refuse(line, "the id '\(written)' has another prompt on \(self.line) \(earlier.line): correct one")
            return nil
        }
        return written
    }

    private mutating func add(
        _ text: String?,
        of written: String,
        to prompt: String,
        sample: String?,
        _ row: WholeRows.Row
    ) {
        let line = row.line
        guard let text else {
            emptyCount += 1
            if emptyLines.count < 6, emptyLines.last != line { emptyLines.append(line) }
            return
        }
        let number = number(of: written)
        let model = "\(number)"
        guard sample != nil || raterColumn == nil || rated.insert([prompt, model, text]).inserted else {
            ratedAgain += 1
            return
        }
        var place = (counts[[prompt, model]] ?? 0) + 1
        if let sample {
            guard let given = Int(sample), given >= 1 else {
                return refuse(line, "'sample' must be a whole number from 1")
            }
            place = given
        }
        counts[[prompt, model]] = place
        guard seen.insert([prompt, model, "\(place)"]).inserted else {
            return refuse(line, "that model, prompt and sample stand on an earlier \(self.line): keep one")
        }
        failures.take(text, of: written, line: line)
        let others = besides.compactMap { name in row[name.column].map { (name.folded, $0) } }
        numbers.append(number)
        responses.append(
            Response(
                line: line,
                prompt: prompt,
                model: written,
                sample: place,
                text: text,
                besides: Dictionary(others) { first, _ in first }
            )
        )
    }

    /// The number of a model by what the file calls it.
    private mutating func number(of written: String) -> Int {
        if let known = models.firstIndex(where: { $0.written.utf8.elementsEqual(written.utf8) }) { return known }
        models.append(NamedModel(name: written, written: written))
        return models.count - 1
    }

    /// Calls the models as a study may, once all of them are known.
    private mutating func nameModels() {
        for (number, name) in PlainName.distinct(models.map(\.written)).enumerated() { models[number].name = name }
        for (place, number) in numbers.enumerated() { responses[place].model = models[number].name }
    }

    /// Models whose names differ by capitals alone, and those that the study calls otherwise than the table does.
    private var nameWords: [String] {
        let alike = Dictionary(grouping: models, by: { $0.written.lowercased() }).values.filter { $0.count > 1 }
            .map { $0.map { "'\($0.written)'" }.joined(separator: " and ") }.sorted()
        let other = models.filter { $0.name != $0.written }.map { "'\($0.written)' is \($0.name)" }
        let renamed = LongWord.cut(in: "called otherwise in the study: \(LongWord.list(other))")
        let again = raterColumn.map { column in
            "\(ratedAgain) rows repeat a response beside another '\(column)': it counts once (ratings are not read here: "
                + "'slam import' takes them once the study is made)"
        }
        let verdicts = marked.map {
            "the verdict ([PASS], [FAIL]) at the head of each cell of '\($0)' is left out, with its reason"
        }
        return (ratedAgain > 0 ? [again].compactMap(\.self) : []) + verdicts
            + alike.map { "the models \($0) differ only by capitals: each counts for itself" }
            + (other.isEmpty ? [] : [renamed])
    }
}
