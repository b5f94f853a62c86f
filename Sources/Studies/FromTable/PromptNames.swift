/// Which prompt of a study a file means: by its id, or by its text where one prompt alone has it.
package struct PromptNames: Sendable {
    private struct Entry: Sendable {
        var id: String
        var system: [UInt8]
    }

    private var ids: Set<String> = []
    /// By the bytes of the text.
    private var texts: [[UInt8]: [Entry]] = [:]
    private var first: String?

    /// Without prompts every name stands for itself.
    package init(_ prompts: [Prompt] = []) {
        first = prompts.first?.id
        for prompt in prompts {
            ids.insert(prompt.id)
            let entry = Entry(id: prompt.id, system: Array((prompt.system ?? "").utf8))
            texts[Array(prompt.text.utf8), default: []].append(entry)
        }
    }

    /// Whether a prompt has that id.
    package func has(_ id: String) -> Bool { ids.contains(id) }

    /// Whether the prompt with that id has that text.
    package func has(_ id: String, text: String) -> Bool { (texts[Array(text.utf8)] ?? []).contains { $0.id == id } }

    /// The id of the prompt that a row names by an id, by a text or by both; nil by neither. An id that is no prompt's says
    /// nothing beside a text; one that is another text's is refused in words.
    package func id(named id: String?, text: String?, system: String? = nil) throws -> String? {
        guard let id, has(id) || text == nil else { return try text.map { try self.id(of: $0, system: system) } }
        guard let text, text != id else { return try self.id(of: id) }
        guard has(id, text: text) else {
            throw StudiesError(
                "the prompt '\(id)' has another text in the study: correct the id, or leave the column of ids out"
            )
        }
        return id
    }

    /// The id of the prompt that is meant by an id or a text; throws words where it is none, or one of several.
    package func id(of written: String, system: String? = nil) throws -> String {
        if ids.isEmpty || ids.contains(written) { return written }
        let all = texts[Array(written.utf8)] ?? []
        let found = all.count > 1 && system != nil ? all.filter { $0.system == Array((system ?? "").utf8) } : all
        if found.count == 1 { return found[0].id }
        let short = written.count > 60 ? "\(written.prefix(57))…" : written
        guard found.isEmpty else {
            let list = found.map(\.id).joined(separator: ", ")
            throw StudiesError(
                "\(found.count) prompts have the text '\(short)': name one by its id (\(list)) in 'prompt_id'"
            )
        }
        let near = Spelling.nearest(to: written, among: ids.sorted()).map { "did you mean '\($0)'?" }
        let ways = "write an id such as '\(first ?? "")' or a prompt's whole text, or add it to prompts.jsonl"
        throw StudiesError("no prompt '\(short)' in the study, by id or by text: \(near ?? ways)")
    }
}
