import Foundation
package import Studies

/// What goes wrong with one answer.
package enum Fault: String, Sendable, CaseIterable {
    case rateLimit = "429"
    case unavailable = "503"
    /// Half a stream, then the connection ends.
    case cut
    /// All of the text, then a clean end without a finish.
    case noFinish = "no-finish"
    /// Half a stream, then silence.
    case stall
    /// An event that is not JSON.
    case malformed
    /// The connection is reset before the answer.
    case reset
    /// An error inside a stream that began well.
    case streamError = "stream-error"
    /// A page instead of an answer.
    case html
    /// A good status and nothing else.
    case empty
}

/// The recorded answers of a rehearsal, and what goes wrong.
package struct Script: Sendable {
    /// One recorded answer.
    package struct Line: Sendable {
        /// What the server calls the model.
        package var model: String
        /// The whole last user message; nil when `matches` says what must occur in it.
        package var prompt: String?
        /// What must occur in the last user message, in this order.
        package var matches: [String]
        package var response: String
        package var finish: String
        package var inputTokens: Int?
        package var outputTokens: Int?
        package var firstTokenMilliseconds: Int
        package var tokenMilliseconds: Int
        /// The answer's tokens with their log probabilities, as OpenAI lists them; told when the answer is not streamed.
        package var logprobs: JSONValue?
        /// What the server calls its set-up, where a day says so.
        package var fingerprint: String?

        package init(
            model: String,
            prompt: String?,
            matches: [String],
            response: String,
            finish: String = "stop",
            inputTokens: Int? = nil,
            outputTokens: Int? = nil,
            firstTokenMilliseconds: Int = 0,
            tokenMilliseconds: Int = 0,
            logprobs: JSONValue? = nil
        ) {
            self.model = model
            self.prompt = prompt
            self.matches = matches
            self.response = response
            self.finish = finish
            self.inputTokens = inputTokens
            self.outputTokens = outputTokens
            self.firstTokenMilliseconds = firstTokenMilliseconds
            self.tokenMilliseconds = tokenMilliseconds
            self.logprobs = logprobs
        }
    }

    package var lines: [Line]
    /// Every n-th request gets the fault, the faults in turn.
    package var faults: [Fault]
    package var faultInterval: Int
    /// Hours, outages and changes of a day; nil for a server that is always the same.
    package var day: RehearsedDay?

    package init(lines: [Line], faults: [Fault] = [], faultInterval: Int = 5, day: RehearsedDay? = nil) {
        self.lines = lines
        self.faults = faults
        self.faultInterval = max(1, faultInterval)
        self.day = day
    }

    /// Reads recorded answers, one object a line; throws `Mistakes` with every bad line.
    ///
    /// `{"model", "prompt" | "match": […], "response"}`, optionally `finish`, `usage: {input, output}`, `first_token_ms`,
    /// `token_ms`, `logprobs`.
    package static func read(path: String) throws -> [Line] {
        let source = try ByteSource(path: path)
        var lines: [Line] = []
        var mistakes: [Mistake] = []
        try JSONLines.read(source) { number, result in
            switch result {
            case .failure(let mistake): mistakes.append(mistake)
            case .success(let value):
                if let line = Line(json: value) { return lines.append(line) }
                let message = "needs the texts 'model' and 'response', and 'prompt' or the list of texts 'match'"
                mistakes.append(Mistake(file: source.name, line: number, message: message))
            }
        }
        guard mistakes.isEmpty else { throw Mistakes(mistakes) }
        return lines
    }

    /// The first line that answers this message of this model; a probe's nonce before a recorded prompt is none of it.
    package func line(for model: String, message: String) -> Line? {
        func line(_ message: String) -> Line? { lines.first { $0.model == model && $0.answers(message) } }
        if let own = line(message) { return own }
        return message.prefixMatch(of: /\[[0-9a-f]{16}\][ ]/).flatMap { line(String(message[$0.range.upperBound...])) }
    }
}

extension Script.Line {
    fileprivate init?(json: JSONValue) {
        guard let model = json["model"]?.string, let response = json["response"]?.string else { return nil }
        let prompt = json["prompt"]?.string
        let matches = json["match"]?.array?.compactMap(\.string) ?? []
        guard prompt != nil || !matches.isEmpty else { return nil }
        self.init(
            model: model,
            prompt: prompt,
            matches: matches,
            response: response,
            finish: json["finish"]?.string ?? "stop",
            inputTokens: json["usage"]?["input"]?.integer,
            outputTokens: json["usage"]?["output"]?.integer,
            firstTokenMilliseconds: max(0, json["first_token_ms"]?.integer ?? 0),
            tokenMilliseconds: max(0, json["token_ms"]?.integer ?? 0),
            logprobs: json["logprobs"]
        )
    }

    fileprivate func answers(_ message: String) -> Bool {
        if let prompt { return prompt.utf8.elementsEqual(message.utf8) }
        var rest = message[...]
        for match in matches {
            guard let range = rest.range(of: match) else { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }
}
