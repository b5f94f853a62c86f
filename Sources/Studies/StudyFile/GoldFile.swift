import Foundation

/// `gold.jsonl`: one known response a line, with what it should get; `"phase": "training"` makes it one that is explained.
struct GoldFile {
    private(set) var known: [KnownResponse] = []
    private let log: MistakeLog
    private let study: Study

    /// Reads the file where there is one; notes every bad line in `log`.
    init(path: String, study: Study, log: MistakeLog) throws {
        self.log = log
        self.study = study
        guard FileManager.default.fileExists(atPath: path) else { return }
        guard !(try ByteSource(path: path).peek(1).isEmpty) else { return }
        let columns = ["prompt", "response", "scores", "phase", "explanation"]
        var rows = try NamedRows(path: path, columns: columns, nesting: ["scores"])
        if !rows.isJSON {
            let message = "not JSON: write one object on each line, {\"prompt\": …, \"response\": …, \"scores\": {…}}"
            log.add(message, line: 1)
            return
        }
        while let next = try rows.next() {
            switch next {
            case .failure(let mistake): log.add(mistake.message, line: mistake.line)
            case .success(let row):
                for name in row.others {
                    let hint = Spelling.nearest(to: name, among: columns).map { "did you mean '\($0)'?" }
                    let known = hint ?? "known here: \(columns.joined(separator: ", "))"
                    log.add("unknown key '\(name)': \(known)", line: row.line)
                }
                do {
                    known.append(try response(of: row))
                } catch { log.add("\(error)", line: row.line) }
            }
        }
    }

    private func response(of row: NamedRow) throws -> KnownResponse {
        guard let prompt = try row.text("prompt"), study.prompt(id: prompt) != nil else {
            throw StudiesError("'prompt' must be the id of a prompt of the study")
        }
        guard let text = try row.text("response") else { throw StudiesError("lacks the text 'response'") }
        guard let members = row.nested("scores")?.members, !members.isEmpty else {
            throw StudiesError("lacks 'scores': name what each criterion should get, such as {\"overall\": 5}")
        }
        let scores = try members.map { name, member in
            guard let criterion = study.criterion(named: name), criterion.subject == .item else {
                throw StudiesError("scores '\(name)', which is no criterion of single responses")
            }
            guard let number = member.number, criterion.refusal(of: number) == nil else {
                throw StudiesError("the score of '\(name)' \(criterion.refusal(of: member.number) ?? "is no number")")
            }
            return KnownResponse.Score(criterion: name, value: number)
        }
        guard let isTraining = ["gold": false, "training": true][try row.text("phase") ?? "gold"] else {
            throw StudiesError("'phase' must be gold or training")
        }
        return KnownResponse(
            prompt: prompt,
            text: text,
            scores: scores,
            explanation: try row.text("explanation"),
            isTraining: isTraining
        )
    }
}
