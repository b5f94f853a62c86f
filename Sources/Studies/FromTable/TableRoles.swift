/// What a column of a table of responses holds.
package enum ColumnRole: String, Sendable, CaseIterable {
    case id, prompt, system, reference, tags, model, response, sample

    /// The usual names of such a column, folded.
    var names: [String] {
        switch self {
        case .id: ["id", "prompt_id", "question_id"]
        case .prompt: ["prompt", "question", "input", "instruction", "query"]
        case .system: ["system", "system_prompt"]
        case .reference:
            [
                "reference", "expected", "target", "ground_truth", "reference_answer", "expected_output",
                "expected_answer", "gold", "gold_answer", "golden_answer", "correct_answer", "best_answer", "ideal",
            ]
        case .tags: ["tags", "tag", "category"]
        case .model: ["model", "generator", "model_name", "model_id"]
        case .response: ["response", "output", "answer", "completion"]
        case .sample: ["sample"]
        }
    }
}

/// Which column of a table holds what.
package struct TableRoles: Sendable, Equatable {
    /// By role its column's name in the file.
    package private(set) var columns: [ColumnRole: String] = [:]
    /// Columns that each hold one model's responses, in the file's order.
    package private(set) var models: [String] = []
    /// Responses side by side, each with its model.
    private(set) var sides: [SideColumns.Side] = []
    /// Columns that are not used.
    package private(set) var others: [String] = []

    /// Whether each response has a model that a column names or is.
    package var nameModels: Bool { !models.isEmpty || !sides.isEmpty || columns[.model] != nil }

    /// Recognises the columns of a header; `map` says of some what they are, as `role=column`, `cells` what the columns hold.
    ///
    /// Throws `RoleProblems`: how to choose where several columns may hold one role, and which roles no column holds.
    package init(header: [String], map: [String], cells: ColumnCells = ColumnCells()) throws {
        var problems: [String] = []
        var questions: [RoleProblems.Question] = []
        var chosen: [ColumnRole: String] = [:]
        var named: [MapConflicts.Named] = []
        for entry in map {
            do {
                let (role, column) = try Self.parsed(entry, header)
                let isOfModels = entry.hasPrefix("models=")
                if isOfModels { models.append(column) } else { chosen[role] = column }
                named.append(.init(role: isOfModels ? "models" : role.rawValue, column: column))
            } catch let error as StudiesError { problems.append(error.description) }
        }
        problems += MapConflicts(named: named).problemsOfResponses
        let taken = Set(chosen.values).union(models)
        let given = Set(chosen.keys)
        for role in ColumnRole.allCases where chosen[role] == nil && !(role == .model && !models.isEmpty) {
            let found = role.candidates(in: header.filter { !taken.contains($0) }, cells)
            if found.count > 1 {
                problems.append(Self.ambiguity(role, found))
                questions.append(.init(role: role.rawValue, columns: found))
            }
            chosen[role] = found.first
        }
        // What an experiment is called is the model's name where there is one text of it in each row.
        if !given.contains(.model), chosen[.response] == nil, let model = chosen[.model],
            !ColumnRole.model.names.contains(ColumnName.folded(model))
        {
            chosen[.model] = nil
        }
        // The turns of a conversation, where no column has the prompt as one text, or its last turn is the response.
        let answered = header.filter { header.contains(ChatTurns.answers(of: $0)) }
        if chosen[.response] == nil, models.isEmpty, answered.count == 1, given.isDisjoint(with: [.prompt, .response]) {
            chosen[.prompt] = answered[0]
            chosen[.response] = ChatTurns.answers(of: answered[0])
        }
        if chosen[.prompt] == nil { chosen[.prompt] = header.first { ColumnName.folded($0) == "messages" } }
        // Winners' names are nobody's reference.
        let winners =
            given.contains(.reference) ? nil : chosen[.reference].flatMap { cells.verdicts.contains($0) ? $0 : nil }
        if winners != nil { chosen[.reference] = nil }
        columns = chosen
        let rest = header.filter { !$0.isEmpty && !chosen.values.contains($0) && !models.contains($0) }
        let beside = SideColumns(rest)
        let guessed = rest.filter {
            !BesideColumn.isOne($0) && !ExportedName.isBeside($0) && !beside.columns.contains($0)
                && !cells.empty.contains($0) && !ChatTurns.holdsAnswers($0) && $0 != winners
        }
        if models.isEmpty, chosen[.model] == nil, problems.isEmpty {
            if chosen[.response] == nil, !beside.columns.isEmpty {
                sides = beside.sides
                problems += [beside.problem].compactMap(\.self)
            } else if chosen[.response] == nil {
                models = guessed
                problems += Self.mixture(guessed, cells.numeric) ?? Self.labels(guessed, cells.labels)
                if problems.isEmpty { problems += Self.apart(guessed, cells) }
            } else if !given.contains(.response), let response = chosen[.response] {
                // Figures, ids, objects, and labels beside texts are no responses of other models.
                let isOfLabels = cells.labels.contains(response)
                let rivals = guessed.filter { column in
                    !cells.numeric.contains(column) && !cells.codes.contains(column) && !cells.nested.contains(column)
                        && (isOfLabels || !cells.labels.union(cells.constants).contains(column))
                }
                if !rivals.isEmpty { problems.append(Self.twoForms(response, rivals)) }
            }
        }
        if !given.contains(.system), let column = chosen[.system], chosen[.model] == nil, cells.names[column] != nil,
            chosen[.response] != nil
        {
            problems.append(
                "'\(column)' holds few short texts again and again, as the names of models do: choose with --map model=\(column) "
                    + "or --map system=\(column)"
            )
        }
        others = rest.filter { column in
            !models.contains(column) && !sides.contains { $0.response == column || $0.model == column }
        }
        let hasGuess = columns[.model] == nil && !guessed.isEmpty
        problems += lacking(header, hasGuess: hasGuess || !beside.columns.isEmpty && columns[.model] == nil)
        // Where the three roles are plain, every other advice leads astray.
        let offer = map.isEmpty ? Self.offer(rest, columns, cells) : []
        if !offer.isEmpty { problems = offer }
        for role in [ColumnRole.prompt, .response] where columns[role] == nil && questions.isEmpty {
            if role == .response, !models.isEmpty || !sides.isEmpty || columns[.prompt] == nil { continue }
            questions.append(.init(role: role.rawValue, columns: others))
        }
        guard problems.isEmpty else { throw RoleProblems(all: problems, questions: questions) }
    }

    private func lacking(_ header: [String], hasGuess: Bool) -> [String] {
        let read = "the columns are \(LongWord.list(header.filter { !$0.isEmpty }))"
        var problems: [String] = []
        if columns[.prompt] == nil {
            problems.append("no column holds the prompt (\(read)): name it with --map prompt=COLUMN")
        }
        if columns[.response] == nil, models.isEmpty, sides.isEmpty, !hasGuess {
            let ways = "name it with --map response=COLUMN, or a column for each model with --map models=COLUMN"
            // A model in each row and no text of it: most likely its ratings.
            let ratings =
                columns[.model] == nil
                ? ""
                : "; ratings have a row each: prompt, model, rater, criterion, score, or a column for each rater "
                    + "('slam import FILE --map raters=ana --map raters=ben')"
            problems.append("no column holds the responses (\(read)): \(ways)\(ratings)")
        }
        return problems
    }

    private static func parsed(_ entry: String, _ header: [String]) throws -> (ColumnRole, String) {
        let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
        let roles = ColumnRole.allCases.map(\.rawValue) + ["models"]
        guard parts.count == 2, let role = ColumnRole(rawValue: parts[0] == "models" ? "model" : parts[0]) else {
            throw StudiesError(
                "--map \(entry): write ROLE=COLUMN, where ROLE is one of \(roles.joined(separator: ", "))"
            )
        }
        let wanted = ColumnName.folded(parts[1])
        guard let column = header.first(where: { $0 == parts[1] || ColumnName.folded($0) == wanted }) else {
            let near = Spelling.nearest(to: wanted, among: header.map(ColumnName.folded))
            let hint = near.map { ": did you mean '\($0)'?" } ?? ": there is \(header.joined(separator: ", "))"
            throw StudiesError("--map \(entry): the file has no column '\(parts[1])'\(hint)")
        }
        return (role, column)
    }

    private static func ambiguity(_ role: ColumnRole, _ found: [String]) -> String {
        let names = found.map { "'\($0)'" }.joined(separator: " or ")
        let ways = found.map { "--map \(role.rawValue)=\($0)" }.joined(separator: " or ")
        return "the \(role.rawValue) may be in \(names): choose with \(ways)"
    }

    /// A column of responses beside columns that look like a model each: the first may hold what is expected.
    private static func twoForms(_ response: String, _ guessed: [String]) -> String {
        let names = guessed.map { "'\($0)'" }.joined(separator: ", ")
        return "the responses may be in '\(response)', or a model each in \(names): choose with "
            + "--map response=\(response), or with \(ways(guessed))"
    }

    /// Columns of numbers among columns of texts: scores, not responses.
    private static func mixture(_ guessed: [String], _ numeric: Set<String>) -> [String]? {
        let texts = guessed.filter { !numeric.contains($0) }
        guard !texts.isEmpty, texts.count < guessed.count else { return nil }
        let names = guessed.filter(numeric.contains).map { "'\($0)'" }.joined(separator: ", ")
        return ["\(names) may be a model's responses or figures about them: choose with \(ways(texts))"]
    }

    /// Columns of names or verdicts among columns of texts: who wrote a text, or who won, is no response.
    ///
    /// Where every column holds labels, these are the responses of a task of labels.
    private static func labels(_ guessed: [String], _ labels: Set<String>) -> [String] {
        let texts = guessed.filter { !labels.contains($0) }
        guard !texts.isEmpty, texts.count < guessed.count else { return [] }
        let apart = guessed.filter(labels.contains)
        let names = apart.map { "'\($0)'" }.joined(separator: " and ")
        let hold = apart.count == 1 ? "holds" : "hold"
        return [
            "\(names) \(hold) few short texts again and again, as names, labels or verdicts do: choose the models' "
                + "responses with \(ways(texts))"
        ]
    }

    /// One column of names beside two of texts, none with a usual name: most likely model, prompt and response.
    private static func offer(_ rest: [String], _ found: [ColumnRole: String], _ cells: ColumnCells) -> [String] {
        guard found[.prompt] == nil, found[.model] == nil, found[.response] == nil else { return [] }
        let known = rest.filter { !cells.numeric.contains($0) && !BesideColumn.isOne($0) && !cells.empty.contains($0) }
        guard known.count == 3, let model = known.min(by: { cells.names[$0] ?? .max < cells.names[$1] ?? .max }),
            let few = cells.names[model], known.allSatisfy({ $0 == model || few < cells.names[$0] ?? .max })
        else { return [] }
        let texts = known.filter { $0 != model }
        let roles = ["prompt=\(texts[0])", "model=\(model)", "response=\(texts[1])"]
        let ways = roles.map { "--map \($0.contains(" ") ? "'\($0)'" : $0)" }.joined(separator: " ")
        return ["'\(model)' holds few short texts again and again, as the names of models do: is it \(ways)?"]
    }

    /// Columns unlike the others among columns of texts: what is said about responses, or codes.
    private static func apart(_ guessed: [String], _ cells: ColumnCells) -> [String] {
        let kinds = [
            (cells.comments, "speak of other columns by name, as a comment on responses does"),
            (cells.codes, "hold one word in each row, another one each time, as an id or a digest does"),
        ]
        let unlike = cells.comments.union(cells.codes)
        let texts = guessed.filter { !unlike.contains($0) }
        guard !texts.isEmpty, texts.count < guessed.count else { return [] }
        return kinds.compactMap { columns, words in
            let names = guessed.filter(columns.contains).map { "'\($0)'" }
            guard !names.isEmpty else { return nil }
            return
                "the cells of \(names.joined(separator: " and ")) \(words): choose the models' responses with \(ways(texts))"
        }
    }

    private static func ways(_ models: [String]) -> String {
        models.map { "--map models=\($0.contains(" ") ? "'\($0)'" : $0)" }.joined(separator: " ")
    }

    /// An unused column, with the one that is used and that it may be a slip of.
    private func named(_ other: String) -> String {
        let used = columns.values.filter { $0.count > 3 }.sorted()
        let near = Spelling.nearest(to: other, among: used)
        // Of a longer name the shorter one is the beginning: `response_time`.
        return near.map { other.hasPrefix($0) || $0.hasPrefix(other) ? other : "\(other) (is it '\($0)'?)" } ?? other
    }

    /// What was recognised, a line each; no cell of the file.
    package var words: [String] { words(without: nil) }

    /// The same without a role whose column is not used after all.
    func words(without unused: ColumnRole?) -> [String] {
        let roles = ColumnRole.allCases.filter { $0 != unused }
            .compactMap { role in columns[role].map { "\(role.rawValue) ← \($0)" } }
        let apart = sides.map { "\($0.response) of \($0.model)" }.joined(separator: ", ")
        let wide =
            (models.isEmpty ? [] : ["a model each ← \(LongWord.list(models))"])
            + (sides.isEmpty ? [] : ["a response and its model each ← \(apart)"])
        let isOfOne = !nameModels
        let one = "no column of models: every response is of one, called 'model' (a column 'model' names others)"
        let lines =
            [(roles + wide).joined(separator: ", ")] + (isOfOne ? [one] : [])
            + (others.isEmpty ? [] : ["not used: \(LongWord.list(others.map(named)))"])
        return lines.map(LongWord.cut)
    }
}

/// What the cells of a table's columns say of them.
package struct ColumnCells: Sendable {
    /// Columns with numbers alone.
    var numeric: Set<String> = []
    /// Columns with names, labels or verdicts.
    var labels: Set<String> = []
    /// Columns without a cell.
    var empty: Set<String> = []
    /// Columns with texts about other columns.
    var comments: Set<String> = []
    /// Columns with another word in each row.
    var codes: Set<String> = []
    /// Columns with one short text in every row.
    var constants: Set<String> = []
    /// Columns with lists or objects alone.
    var nested: Set<String> = []
    /// Columns with names that come again, and how many there are in each.
    var names: [String: Int] = [:]
    /// Columns with nothing but names of other columns.
    var verdicts: Set<String> = []

    /// Of a table of which the header alone is known.
    package init() {}

    init(_ rows: WholeRows) {
        (numeric, labels, empty) = (rows.numericColumns, rows.labelColumns, rows.emptyColumns)
        (comments, codes) = (rows.commentColumns, rows.codeColumns)
        (names, verdicts) = (rows.nameColumns, rows.verdictColumns)
        (nested, constants) = (rows.nestedColumns, rows.constantColumns)
    }
}

/// Why the columns of a table cannot be told.
package struct RoleProblems: Error, Sendable, CustomStringConvertible {
    /// Which of some columns holds what.
    package struct Question: Sendable, Equatable {
        package let role: String
        package let columns: [String]
    }

    package let all: [String]
    /// What somebody at a terminal can be asked.
    package let questions: [Question]

    package var description: String { all.joined(separator: "\n") }
}
