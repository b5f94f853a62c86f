/// The name of a column that was a member of an object, as exports of evaluation tools write it: `inputs.question`,
/// `outputs/answer`, `input_text`.
struct ExportedName {
    /// Its folded parts, without wrappers that say nothing.
    private let words: [String]
    /// Whether a dot or a slash parts them.
    private let isNested: Bool

    /// Nil where the name is of one part.
    init?(_ column: String) {
        let parts = Self.parts(of: column)
        isNested = parts.count > 1
        guard !isNested else {
            let told = Array(parts.drop(while: Self.wrappers.contains))
            words = told.isEmpty ? [parts[parts.count - 1]] : told
            return
        }
        guard let name = parts.first, let end = name.firstIndex(of: "_") else { return nil }
        let (head, tail) = (String(name[..<end]), String(name[name.index(after: end)...]))
        guard Self.heads.contains(head), !tail.isEmpty else { return nil }
        words = [head, tail]
    }

    private static func parts(of column: String) -> [String] {
        column.split { $0 == "." || $0 == "/" }.map { ColumnName.folded(String($0)) }.filter { !$0.isEmpty }
    }

    /// What such a column holds; nil where its name does not say.
    var role: ColumnRole? {
        guard let first = words.first, let last = words.last else { return nil }
        if words.count > 1, ColumnRole.model.isNamed(first), Self.namesOfOne.contains(last) { return .model }
        let isPlain = Self.texts.contains(last) || ChatTurns.columns.contains(last) || last == first
        guard isPlain || !BesideColumn.isOne(last) else { return nil }
        let usual = Self.roles.first { $0.isNamed(last) }
        if words.contains(where: Self.expected.contains), isNested || isPlain || usual == .response {
            return .reference
        }
        if Self.asked.contains(first) { return usual ?? (isPlain ? .prompt : nil) }
        if Self.given.contains(first) {
            return isPlain || usual == .response ? .response : usual == .model ? .model : nil
        }
        return isNested && usual == .model ? .model : nil
    }

    /// Whether it is of what was asked, and may be the prompt where it alone is.
    var mayBePrompt: Bool {
        guard isNested, let first = words.first, let last = words.last, words.count > 1 else { return false }
        return Self.asked.contains(first) && !BesideColumn.isOne(last) && !last.allSatisfy(\.isNumber)
    }

    /// Whether a column was a member of something that holds no responses.
    static func isBeside(_ column: String) -> Bool {
        let parts = parts(of: column)
        guard parts.count > 1, let first = parts.first else { return false }
        return asked.contains(first) || expected.contains(first) || wrappers.contains(first) || first == "metadata"
            || BesideColumn.isOne(first) || last(parts, isOf: ["responses", "suggestion"])
    }

    /// `quality.responses.users` is of the raters' responses to a question, not a model's.
    private static func last(_ parts: [String], isOf words: Set<String>) -> Bool {
        parts.dropFirst().contains(where: words.contains)
    }

    /// Whether the members of an object of that name may be columns of their own.
    static func hasMembers(_ column: String) -> Bool {
        let name = ColumnName.folded(column)
        return asked.contains(name) || given.contains(name) || expected.contains(name) || name == "metadata"
            || name == "attributes" || ColumnRole.model.isNamed(name)
    }

    /// Whether a text of JSON in a column of that name is an export's object: a prompt or a response may be JSON by itself.
    static func holdsJSON(_ column: String) -> Bool {
        ["inputs", "outputs", "reference_outputs", "expectations", "item", "sample", "metadata", "attributes"].contains(
            ColumnName.folded(column)
        )
    }

    private static let roles: [ColumnRole] = [.prompt, .system, .reference, .model, .response]
    private static let asked: Set<String> = [
        "inputs", "input", "item", "example", "prompt", "query", "question", "request", "datasource_item",
    ]
    private static let given: Set<String> = [
        "outputs", "output", "sample", "prediction", "predictions", "response", "completion", "generation", "result",
    ]
    private static let expected: Set<String> = [
        "reference", "references", "reference_output", "reference_outputs", "expected", "expectation", "expectations",
        "ground_truth", "target", "targets",
    ]
    private static let wrappers: Set<String> = ["attributes", "llm", "metadata", "data", "fields", "record"]
    private static let heads: Set<String> = ["input", "inputs", "output", "outputs", "reference", "expected"]
    /// What a member is called that holds the text itself.
    private static let texts: Set<String> = ["value", "text", "content", "raw", "output_text", "input_text"]
    private static let namesOfOne: Set<String> = ["id", "name", "model", "value"]
}

extension ColumnRole {
    /// Further names, for where no column has a usual one.
    private var laterNames: [String] {
        switch self {
        case .prompt: ["inputs", "prompts", "questions", "user_input", "user_prompt", "user_message", "user_query"]
        case .system: ["system_message", "system_text"]
        case .reference:
            [
                "reference_output", "reference_outputs", "reference_response", "references", "expected_response",
                "expected_outputs", "targets", "ground_truths", "ideal_answer",
            ]
        case .model: ["experiment", "experiment_name", "provider", "engine", "deployment"]
        case .response:
            [
                "outputs", "actual_output", "model_output", "model_response", "model_answer", "generated_text",
                "generated_answer", "generation", "prediction", "assistant_response",
            ]
        case .id, .tags, .sample: []
        }
    }

    /// Whether a folded name is one of its names, as one word too: `expectedOutput`.
    func isNamed(_ folded: String) -> Bool {
        let plain = folded.filter { $0 != "_" }
        return (names + laterNames).contains { name in name == folded || name.filter { $0 != "_" } == plain }
    }

    /// The columns that may hold it: those with a usual name, else with a further one, else the members that exports have.
    func candidates(in columns: [String], _ cells: ColumnCells) -> [String] {
        let usual = columns.filter { names.contains(ColumnName.folded($0)) }
        guard usual.isEmpty, ![.id, .tags, .sample].contains(self) else { return usual }
        let later = columns.filter { column in
            isNamed(ColumnName.folded(column)) && !cells.empty.contains(column) && !column.hasPrefix("__")
        }
        guard later.isEmpty else { return later }
        let members = columns.filter { column in
            !cells.empty.contains(column) && !ColumnRole.allCases.contains { $0.isNamed(ColumnName.folded(column)) }
        }
        let named = members.filter { ExportedName($0)?.role == self }
        guard named.isEmpty, self == .prompt else { return named }
        let others = members.filter { column in
            guard let name = ExportedName(column) else { return false }
            return name.mayBePrompt && name.role == nil && !cells.numeric.contains(column)
        }
        return others.count == 1 ? others : []
    }
}
