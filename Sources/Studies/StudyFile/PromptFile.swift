/// `prompts.jsonl`: one prompt a line.
struct PromptFile {
    private let log: MistakeLog
    private var lines: [String: Int] = [:]
    private(set) var prompts: [Prompt] = []

    /// Reads the file; its mistakes go to `log`.
    init(path: String, log: MistakeLog) throws {
        self.log = log
        let source = try ByteSource(path: path)
        var found: [(Int, Result<JSONValue, Mistake>)] = []
        try JSONLines.read(source) { found.append(($0, $1)) }
        for (line, result) in found {
            switch result {
            case .success(let value): add(value, line: line)
            case .failure(let mistake): log.add(mistake.message, line: mistake.line)
            }
        }
        if found.isEmpty { log.add("no prompts: write one JSON object on each line", line: nil) }
    }

    private mutating func add(_ value: JSONValue, line: Int) {
        guard let members = value.members else {
            return log.add("not an object: write {\"id\": …, \"prompt\": …}", line: line)
        }
        let known = ["id", "prompt", "messages", "system", "reference", "references", "tags"]
        for name in members.map(\.0) where !known.contains(name) {
            let hint = Spelling.nearest(to: name, among: known).map { "did you mean '\($0)'?" }
            log.add("unknown key '\(name)': \(hint ?? "known here: \(known.joined(separator: ", "))")", line: line)
        }
        func text(_ name: String) -> String? {
            guard let member = value[name], member != .null else { return nil }
            if member.string == nil { log.add("'\(name)' must be a text", line: line) }
            return member.string
        }
        let id = text("id")
        if Self.member("id", of: value) == nil { log.add("lacks 'id': give each prompt an id of its own", line: line) }
        if id?.isEmpty == true { log.add("'id' is empty: give each prompt an id of its own", line: line) }
        if id?.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) == true {
            log.add(
                "'id' holds a line feed or another control character: give each prompt an id of one line",
                line: line
            )
        }
        if let id, let earlier = lines.updateValue(line, forKey: id) {
            log.add("the id '\(id)' stands on line \(earlier) too: change one", line: line)
        }
        let system = text("system")
        let references = [text("reference")].compactMap(\.self) + texts("references", of: value, line: line)
        let messages = messages(of: value, prompt: text("prompt"), line: line)
        let tags = texts("tags", of: value, line: line)
        guard let id, let messages else { return }
        prompts.append(
            Prompt(
                id: id,
                messages: messages,
                system: system,
                reference: references.first,
                otherReferences: Array(references.dropFirst()),
                tags: tags
            )
        )
    }

    private func messages(of value: JSONValue, prompt: String?, line: Int) -> [Message]? {
        switch (Self.member("prompt", of: value), Self.member("messages", of: value)) {
        case (.some, nil):
            guard let prompt else { return nil }
            guard !prompt.allSatisfy(\.isWhitespace) else {
                log.add("'prompt' is empty: write what the models are asked", line: line)
                return nil
            }
            return [Message(role: .user, content: prompt)]
        case (nil, let list?):
            let messages = list.array?.map { turn -> Message? in
                guard let role = turn["role"]?.string.flatMap(Message.Role.init), let content = turn["content"]?.string
                else { return nil }
                return Message(role: role, content: content)
            }
            guard let messages, !messages.isEmpty, !messages.contains(nil) else {
                log.add("'messages' must be a list of {\"role\": system|user|assistant, \"content\": text}", line: line)
                return nil
            }
            return messages.compactMap(\.self)
        default:
            log.add("needs either 'prompt' or 'messages'", line: line)
            return nil
        }
    }

    /// Null is as if it were not there.
    private static func member(_ name: String, of value: JSONValue) -> JSONValue? {
        value[name].flatMap { $0 == .null ? nil : $0 }
    }

    private func texts(_ name: String, of value: JSONValue, line: Int) -> [String] {
        guard let list = value[name], list != .null else { return [] }
        let texts = list.array?.compactMap(\.string)
        guard let texts, texts.count == list.array?.count else {
            log.add("'\(name)' must be a list of texts", line: line)
            return []
        }
        return texts
    }
}
