import Foundation
import SafeText
import Studies

/// What the text of a reply is, before it is read as verdicts.
enum ReplyText {
    /// The one JSON object of a reply.
    struct Object {
        let json: JSONValue
        /// The words around the code fence that it stands in.
        var around = SpokenVerdict("")
    }

    /// The one JSON object that is the whole reply, alone or in one code fence; words may stand around the fence, but no
    /// brace, which could be another verdict.
    static func object(in reply: String) -> Result<Object, StudiesError> {
        let text = answer(in: reply)
        do {
            return .success(Object(json: try JSONValue(parsing: unfenced(text))))
        } catch {
            if let (inner, around) = soleFence(in: text), let json = try? JSONValue(parsing: inner) {
                return .success(Object(json: json, around: SpokenVerdict(around)))
            }
            return .failure(StudiesError("not exactly one JSON object (\(error))"))
        }
    }

    /// The reply without the reasoning that its tags tell apart, the closing one alone too, and without a byte order mark
    /// before it.
    static func answer(in reply: String) -> String {
        let text = reply.unicodeScalars.first == "\u{FEFF}" ? String(reply.unicodeScalars.dropFirst()) : reply
        if let (_, answer) = ReasoningRule.auto.split(text) { return String(answer) }
        return ReasoningRule.behindLoneClosing(of: text).map { String($0) } ?? text
    }

    /// The text without white space around it and without one code fence around the whole.
    static func unfenced(_ reply: String) -> String {
        let text = reply.trimmingCharacters(in: .whitespacesAndNewlines)
        guard text.hasPrefix("```"), text.hasSuffix("```"), text.utf8.count > 6,
            let end = text.firstIndex(where: \.endsLine)
        else {
            return text
        }
        let language = text[text.index(text.startIndex, offsetBy: 3)..<end].trimmingCharacters(in: .whitespaces)
        guard language.isEmpty || language.lowercased() == "json" else { return text }
        return String(text[end...].dropLast(3))
    }

    /// What stands in the only code fence of a text whose other words hold no brace, and those words; nil where there is no
    /// such fence.
    private static func soleFence(in text: String) -> (inner: String, around: String)? {
        let lines = text.textLines
        let fences = lines.indices.filter { lines[$0].drop(while: \.isWhitespace).hasPrefix("```") }
        guard fences.count == 2 else { return nil }
        let opening = lines[fences[0]].drop { $0.isWhitespace || $0 == "`" }
        let isPlain = opening.allSatisfy(\.isWhitespace) || opening.lowercased().hasPrefix("json")
        let closing = lines[fences[1]].drop { $0.isWhitespace || $0 == "`" }
        let around = lines[..<fences[0]] + lines[(fences[1] + 1)...]
        guard isPlain, closing.allSatisfy(\.isWhitespace), !around.contains(where: { $0.contains("{") }) else {
            return nil
        }
        return (lines[(fences[0] + 1)..<fences[1]].joined(separator: "\n"), around.joined(separator: "\n"))
    }

    private static let openings = [
        "i'm sorry", "i am sorry", "sorry, ", "i cannot", "i can't", "i can not", "i won't", "i will not", "i'm unable",
        "i am unable", "i'm not able", "i am not able", "i must decline", "i have to decline", "as an ai",
        "unfortunately, i can", "i apologize, but i", "i refuse",
    ]

    /// Whether a reply that holds no verdict declines to give one: it begins as refusals do, shows no brace, and names no
    /// verdict on any of these criteria.
    static func isRefusal(_ reply: String, of criteria: [Criterion]) -> Bool {
        let text = answer(in: reply).trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
            .replacingOccurrences(of: "\u{2019}", with: "'")
        guard !text.contains("{"), openings.contains(where: { text.hasPrefix($0) }) else { return false }
        let spoken = SpokenVerdict(text)
        return !criteria.contains { spoken.names($0) }
    }
}
