/// A study that a table of prompts and responses makes: its prompts, models and responses.
package struct StudyTable: Sendable {
    /// One response, by the study's names.
    package struct Response: Sendable, Equatable {
        package var line: Int
        package var prompt: String
        package var model: String
        package var sample: Int
        package var text: String
    }

    /// A model, and what the file calls it.
    package struct NamedModel: Sendable, Equatable {
        package var name: String
        package var written: String
    }

    package private(set) var prompts: [Prompt] = []
    package private(set) var models: [NamedModel] = []
    package private(set) var responses: [Response] = []
    /// Rows without a response, which are passed over.
    package private(set) var emptyCount = 0
    package let roles: TableRoles
    package let file: String

    /// The most samples of one model for one prompt.
    package var samples: Int { responses.map(\.sample).max() ?? 1 }

    private var mistakes: [Mistake] = []
    /// By what makes a prompt itself.
    private var promptIDs: [[String]: String] = [:]
    private var promptLines: [String: (key: [String], line: Int)] = [:]
    private var counts: [[String]: Int] = [:]
    private var seen: Set<[String]> = []
    private var usesIDs = false

    /// Reads a table, CSV or JSON; throws `Mistakes` with every bad row, or words where a column must be chosen.
    package static func read(path: String, map: [String] = []) throws -> StudyTable {
        let rows = try WholeRows(path: path)
        var table = StudyTable(roles: try TableRoles(header: rows.header, map: map), file: rows.file)
        table.usesIDs = table.hasPromptIDs(rows)
        for row in rows.all { table.add(row) }
        table.mistakes += rows.mistakes
        guard table.mistakes.isEmpty else {
            throw Mistakes(table.mistakes.sorted { ($0.line ?? 0) < ($1.line ?? 0) })
        }
        guard !table.responses.isEmpty else {
            throw Mistakes([Mistake(file: rows.file, line: nil, message: "no responses: there is nothing to review")])
        }
        return table
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
        let wide = roles.models.map { (column: $0, text: row[$0]) }
        guard let prompt = cell(.prompt), prompt.contains(where: { !$0.isWhitespace }) else {
            if cell(.response) == nil, wide.allSatisfy({ $0.text == nil }) { return }
            return refuse(row.line, "the prompt is empty: write what the models were asked")
        }
        let key = [prompt, cell(.system) ?? ""]
        guard let id = id(of: key, row.line, written: cell(.id)) else { return }
        if promptLines[id] == nil {
            promptLines[id] = (key, row.line)
            let tags = cell(.tags).map { $0.split(separator: ";").map { ColumnName.trimmed(String($0)) } } ?? []
            prompts.append(
                Prompt(
                    id: id,
                    messages: [Message(role: .user, content: prompt)],
                    system: cell(.system),
                    reference: cell(.reference),
                    tags: tags.filter { !$0.isEmpty }
                )
            )
        }
        if roles.models.isEmpty {
            add(cell(.response), of: cell(.model) ?? "model", to: id, sample: cell(.sample), row.line)
        } else {
            for model in wide { add(model.text, of: model.column, to: id, sample: cell(.sample), row.line) }
        }
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
            refuse(line, "the id '\(written)' has another prompt on line \(earlier.line): correct one")
            return nil
        }
        return written
    }

    private mutating func add(
        _ text: String?,
        of written: String,
        to prompt: String,
        sample: String?,
        _ line: Int
    ) {
        guard let text else {
            emptyCount += 1
            return
        }
        let model = name(of: written)
        var number = (counts[[prompt, model]] ?? 0) + 1
        if let sample {
            guard let given = Int(sample), given >= 1 else {
                return refuse(line, "'sample' must be a whole number from 1")
            }
            number = given
        }
        counts[[prompt, model]] = number
        guard seen.insert([prompt, model, "\(number)"]).inserted else {
            return refuse(line, "that model, prompt and sample stand on an earlier line: keep one")
        }
        responses.append(Response(line: line, prompt: prompt, model: model, sample: number, text: text))
    }

    /// The study's name of a model: what the file calls it, with what a name may not have put right.
    private mutating func name(of written: String) -> String {
        if let known = models.first(where: { $0.written.utf8.elementsEqual(written.utf8) }) { return known.name }
        let plain = written.unicodeScalars.map { scalar in
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return isPlain || "._-".unicodeScalars.contains(scalar) ? String(scalar) : "-"
        }.joined()
        let start = String(plain.drop { ".-_".contains($0) }.prefix(90))
        let base = start.isEmpty ? "model" : start
        let taken = Set(models.map { $0.name.lowercased() })
        let name = !taken.contains(base.lowercased()) ? base : "\(base)-\(models.count + 1)"
        models.append(NamedModel(name: name, written: written))
        return name
    }
}
