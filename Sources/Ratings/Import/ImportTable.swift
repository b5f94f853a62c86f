import Store
import Studies

/// Responses in a table of one's own, with the usual names of columns or a column for each model.
struct ImportTable {
    let others: [String]
    let recognised: String
    let countsRows: Bool

    private let file: String
    private var rows: Array<StudyTable.Response>.Iterator
    private let prompts: [String: Prompt]
    private let written: [String: String]
    private let hasIDs: Bool
    private let names: ImportNames

    init(_ table: StudyTable, names: ImportNames) {
        others = table.roles.others.filter { !ImportFile.figures.contains($0.lowercased()) }
        recognised = table.words.first ?? ""
        file = table.file
        countsRows = table.countsRows
        rows = table.responses.makeIterator()
        prompts = Dictionary(table.prompts.map { ($0.id, $0) }) { first, _ in first }
        written = Dictionary(table.models.map { ($0.name, $0.written) }) { first, _ in first }
        hasIDs = table.usesIDs
        self.names = names
    }

    /// The next response, or the mistake in its place; nil at the end.
    mutating func next(_ reader: ImportRowReader) -> Result<ImportedResponse, Mistake>? {
        guard let row = rows.next() else { return nil }
        do {
            var response = ImportedResponse(
                line: row.line,
                prompt: try prompt(of: row),
                model: names.model(written[row.model] ?? row.model, or: row.model),
                sample: row.sample,
                text: row.text
            )
            try reader.readFigures(into: &response) { row.besides[$0] }
            return .success(response)
        } catch { return .failure(Mistake(file: file, line: row.line, message: "\(error)")) }
    }

    /// By the file's own id where the study has it with that text, else by the text.
    private func prompt(of row: StudyTable.Response) throws -> String {
        guard let prompt = prompts[row.prompt] else { return row.prompt }
        let id = try names.prompts.id(named: hasIDs ? prompt.id : nil, text: prompt.text, system: prompt.system)
        return id ?? row.prompt
    }
}
