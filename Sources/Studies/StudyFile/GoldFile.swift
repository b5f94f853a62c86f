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
        try JSONLines.read(try ByteSource(path: path)) { line, value in
            switch value {
            case .failure(let mistake): log.add(mistake.message, line: line)
            case .success(let value): if let one = response(of: value, line: line) { known.append(one) }
            }
        }
    }

    private func response(of value: JSONValue, line: Int) -> KnownResponse? {
        func bad(_ message: String) -> KnownResponse? {
            log.add(message, line: line)
            return nil
        }
        guard let prompt = value["prompt"]?.string, study.prompt(id: prompt) != nil else {
            return bad("'prompt' must be the id of a prompt of the study")
        }
        guard let text = value["response"]?.string, !text.isEmpty else { return bad("lacks the text 'response'") }
        guard let members = value["scores"]?.members, !members.isEmpty else {
            return bad("lacks 'scores': name what each criterion should get, such as {\"overall\": 5}")
        }
        var scores: [KnownResponse.Score] = []
        for (name, member) in members {
            guard let criterion = study.criterion(named: name), criterion.subject == .item else {
                return bad("scores '\(name)', which is no criterion of single responses")
            }
            guard let number = member.number, criterion.refusal(of: number) == nil else {
                return bad("the score of '\(name)' \(criterion.refusal(of: member.number) ?? "is no number")")
            }
            scores.append(KnownResponse.Score(criterion: name, value: number))
        }
        guard let phase = ["gold": false, "training": true][value["phase"]?.string ?? "gold"] else {
            return bad("'phase' must be gold or training")
        }
        return KnownResponse(
            prompt: prompt,
            text: text,
            scores: scores,
            explanation: value["explanation"]?.string,
            isTraining: phase
        )
    }
}
