import SafeText

/// Responses that read like failures rather than answers, counted; nothing is left out for it.
package struct FailedCells: Sendable {
    private struct OfModel {
        var count = 0
        /// What they say, in the order of first sight.
        var kinds: [(words: String, count: Int)] = []
    }

    package private(set) var count = 0
    /// Places of the first few.
    private var lines: [Int] = []
    private var names: [String] = []
    private var models: [String: OfModel] = [:]

    package init() {}

    /// Counts the text, if it reads like a failure.
    package mutating func take(_ text: String, of model: String, line: Int) {
        guard let words = FailureText.words(of: text) else { return }
        count += 1
        if lines.count < 6, lines.last != line { lines.append(line) }
        if models[model] == nil { names.append(model) }
        models[model, default: OfModel()].count += 1
        guard let kind = models[model]?.kinds.firstIndex(where: { $0.words == words }) else {
            models[model]?.kinds.append((words, 1))
            return
        }
        models[model]?.kinds[kind].count += 1
    }

    private static let remedy = "leave a cell empty where there is no answer"
    private static let mostKinds = 3

    /// A line for each model that has some; nothing that stands while a study is blind.
    package var byModel: [String] {
        names.compactMap { name in
            guard let found = models[name] else { return nil }
            let kinds = found.kinds.sorted { $0.count > $1.count }
            let list = kinds.prefix(Self.mostKinds).map { "\($0.words) (\($0.count))" }.joined(separator: ", ")
            return "\(Self.cells(found.count)) of '\(name)' \(Self.look(found.count)): \(list)"
                + "\(kinds.count > Self.mostKinds ? ", …" : ""); \(Self.remedy)"
        }
    }

    /// All of them in one line, without a model or a text; nil where there is none.
    package var total: String? {
        guard count > 0 else { return nil }
        return "\(Self.cells(count)) \(Self.look(count)) (such as N/A, null or an error's message); \(Self.remedy)"
    }

    /// Where the first of them stand.
    package func places(called word: String) -> String {
        "\(word)\(lines.count == 1 ? "" : "s") \(lines.prefix(5).map(String.init).joined(separator: ", "))"
            + (lines.count > 5 ? ", …" : "")
    }

    private static func cells(_ count: Int) -> String { count == 1 ? "1 response" : "\(count) responses" }

    private static func look(_ count: Int) -> String {
        count == 1 ? "looks like a failure, not an answer" : "look like failures, not answers"
    }
}

/// What a program writes in the place of an answer that it did not get.
enum FailureText {
    /// The failure in a few words; nil for what may be an answer.
    static func words(of text: String) -> String? {
        let bytes = text.utf8.drop { $0 <= 0x20 }
        guard let start = bytes.first else { return "only blanks" }
        if text.utf8.count <= longestPlaceholder {
            let word = ColumnName.trimmed(String(Substring(bytes).textLines.first ?? ""))
            if placeholders.contains(word.lowercased()) { return word }
        }
        if start == UInt8(ascii: "{") { return isErrorObject(text) ? "an error in JSON" : nil }
        // Of hundreds of thousands of answers few begin with such a word.
        guard mayBegin(bytes), let first = Substring(bytes).textLines.first else { return nil }
        let line = first.prefix(headLength).lowercased()
        if line.hasPrefix("traceback (most recent call last)") { return "Traceback" }
        guard isError(first.prefix(headLength), line) else { return nil }
        return first.count > 40 ? "\(first.prefix(39))…" : String(first)
    }

    private static let headLength = 80
    private static let longestPlaceholder = 24

    /// Whether the first word may be one that an error begins with: by bytes, as every answer is asked.
    private static func mayBegin(_ bytes: Substring.UTF8View) -> Bool {
        let word = bytes.prefix(headLength).prefix { $0 > 0x20 && $0 != UInt8(ascii: ":") }
        let small = word.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        if signs.contains(where: { contains($0, in: small) }) || small.starts(with: "http".utf8) { return true }
        if small.count <= longestFirstWord, firstWords.contains(String(decoding: small, as: UTF8.self)) { return true }
        return small.count == 3 && (0x34...0x35).contains(small[0])
    }

    private static func contains(_ sign: [UInt8], in word: [UInt8]) -> Bool {
        word.indices.dropLast(sign.count - 1).contains { word[$0] == sign[0] && word[$0...].starts(with: sign) }
    }

    private static let signs = ["error", "exception", "timeout"].map { Array($0.utf8) }

    private static let firstWords: Set<String> = [
        "traceback", "request", "connection", "read", "internal", "too", "rate", "cuda",
    ]
    private static let longestFirstWord = "connection".utf8.count

    private static let placeholders: Set<String> = [
        "n/a", "#n/a", "na", "null", "<null>", "nil", "none", "nan", "-", "--", "–", "—", "undefined", "error",
        "#error!",
        "#value!", "#ref!", "#name?", "failed", "failure", "timeout", "timed out", "not available", "no response",
        "no answer", "[object object]", "(none)", "(null)", "missing",
    ]

    /// `Error: …`, `openai.RateLimitError: …`, `HTTP 500`, `502 Bad Gateway`.
    private static func isError(_ written: Substring, _ line: String) -> Bool {
        let name =
            /^\[?([A-Za-z_0-9]+\.)*([A-Za-z_0-9]*(Error|Exception|Timeout)|error|ERROR|exception)\]?( code)?( ?:|$| [0-9]{3}\b)/
        if written.firstMatch(of: name) != nil { return true }
        if line.firstMatch(of: /^(http(\/[0-9.]+)?( error| status)?[ :]*)[45][0-9][0-9]\b/) != nil { return true }
        return beginnings.contains { line.hasPrefix($0) }
    }

    private static let beginnings = [
        "request timed out", "connection refused", "connection reset", "connection aborted", "read timed out",
        "400 bad request", "401 unauthorized", "403 forbidden", "404 not found", "429 too many requests",
        "500 internal server error", "502 bad gateway", "503 service unavailable", "504 gateway time",
        "internal server error", "too many requests", "rate limit exceeded", "cuda out of memory",
        "cuda error",
    ]

    /// `{"error": …}` or `{"status": 429, …}`, as a server says that it failed.
    private static func isErrorObject(_ text: String) -> Bool {
        guard text.utf8.count < 1 << 14, let object = try? JSONValue(parsing: text), let members = object.members else {
            return false
        }
        if let error = object["error"] {
            return error.members != nil || !(error.string ?? "").isEmpty && members.count <= 4
        }
        let status = (object["status"] ?? object["code"] ?? object["status_code"])?.number ?? 0
        return (400..<600).contains(status) && (object["message"] ?? object["detail"]) != nil
    }
}
