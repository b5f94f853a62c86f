/// An example of a good or a bad answer, of one prompt or of all.
package struct Exemplar: Sendable, Equatable {
    package var text: String
    package var isGood: Bool
    package var prompt: String?

    package init(text: String, isGood: Bool, prompt: String? = nil) {
        self.text = text
        self.isGood = isGood
        self.prompt = prompt
    }
}

/// A file of exemplars: lines `{"text": …, "kind": "good" | "bad"}`, optionally with `prompt`.
struct ExemplarFile {
    private(set) var exemplars: [Exemplar] = []
    private let log: MistakeLog
    private let prompts: Set<String>

    /// Reads the file; notes every bad line in `log`.
    init(path: String, prompts: Set<String>, log: MistakeLog) throws {
        self.log = log
        self.prompts = prompts
        try JSONLines.read(try ByteSource(path: path)) { line, result in
            switch result {
            case .failure(let mistake): log.add(mistake.message, line: line)
            case .success(let value): add(value, line: line)
            }
        }
        if exemplars.isEmpty, log.mistakes.isEmpty {
            log.add("no examples: write {\"text\": …, \"kind\": \"good\"} on each line", line: nil)
        }
    }

    private mutating func add(_ value: JSONValue, line: Int) {
        let (text, kind, prompt) = (value["text"]?.string, value["kind"]?.string, value["prompt"]?.string)
        if text?.isEmpty != false { log.add("lacks 'text': write the example", line: line) }
        if kind != "good", kind != "bad" { log.add("'kind' must be good or bad", line: line) }
        if let prompt, !prompts.contains(prompt) { log.add("'\(prompt)' is no prompt of the study", line: line) }
        if let text { exemplars.append(Exemplar(text: text, isGood: kind == "good", prompt: prompt)) }
    }
}
