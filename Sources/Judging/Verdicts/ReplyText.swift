import Foundation
import Studies

/// What the text of a reply is, before it is read as verdicts.
enum ReplyText {
    /// The one JSON object that is the whole reply, alone or in one code fence.
    static func object(in reply: String) -> Result<JSONValue, StudiesError> {
        do {
            return .success(try JSONValue(parsing: unfenced(reply)))
        } catch {
            return .failure(StudiesError("not exactly one JSON object (\(error))"))
        }
    }

    /// The text without white space around it and without one code fence around the whole.
    static func unfenced(_ reply: String) -> String {
        let text = reply.trimmingCharacters(in: .whitespacesAndNewlines)
        guard text.hasPrefix("```"), text.hasSuffix("```"), text.utf8.count > 6, let end = text.firstIndex(of: "\n")
        else {
            return text
        }
        let language = text[text.index(text.startIndex, offsetBy: 3)..<end].trimmingCharacters(in: .whitespaces)
        guard language.isEmpty || language.lowercased() == "json" else { return text }
        return String(text[end...].dropLast(3))
    }

    private static let openings = [
        "i'm sorry", "i am sorry", "sorry, ", "i cannot", "i can't", "i can not", "i won't", "i will not", "i'm unable",
        "i am unable", "i'm not able", "i am not able", "i must decline", "i have to decline", "as an ai",
        "unfortunately, i can", "i apologize, but i", "i refuse",
    ]

    /// Whether a reply that holds no verdict declines to give one: it begins as refusals do, and shows no brace.
    static func isRefusal(_ reply: String) -> Bool {
        let text = reply.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
            .replacingOccurrences(of: "\u{2019}", with: "'")
        return !text.contains("{") && openings.contains { text.hasPrefix($0) }
    }
}
