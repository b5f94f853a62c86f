import Foundation
import Studies

/// What the words of one server for the end of an answer mean: only a known end is an end.
struct Endings {
    /// What a server said of the end.
    enum Meaning: Equatable {
        case end(Completion.Finish)
        /// Something else than the model ended it, or a word that no protocol defines.
        case abort(word: String)
        case error
        case none
    }

    /// The words that the endpoint's user knows, in small letters.
    let own: [String: Endpoint.Ending]

    /// Whether an answer without a reason is whole once the protocol's last word has come.
    var acceptsNone: Bool { finish("none") != nil }

    func meaning(of word: String?) -> Meaning {
        guard let word = word?.lowercased() else { return .none }
        if own[word] == .abort { return .abort(word: word) }
        if let finish = finish(word) ?? Self.known(word.replacing("-", with: "_")) { return .end(finish) }
        return word == "error" ? .error : .abort(word: word)
    }

    /// What `word` means where the user says so; nil where nobody says, or where it is no end.
    func finish(_ word: String) -> Completion.Finish? {
        switch own[word] {
        case .stop: .stop
        case .length: .length
        case .contentFilter: .filter
        case .toolCalls: .tool
        case .abort, nil: nil
        }
    }

    /// What a word that a protocol defines for an end means.
    private static func known(_ word: String) -> Completion.Finish? {
        switch word {
        case "stop", "end_turn", "stop_sequence", "completed", "complete", "eos_token": .stop
        case "length", "max_tokens", "max_output_tokens", "model_length", "model_context_window_exceeded": .length
        case "refusal": .refusal
        case "tool_calls", "tool_call", "tool_use", "function_call", "malformed_function_call", "unexpected_tool_call":
            .tool
        case "recitation", "image_recitation", "language", "no_image", "blocklist", "spii", "sensitive", "error_toxic",
            "model_armor":
            .filter
        default: isFilter(word) ? .filter : nil
        }
    }

    /// Whether a word says no more than that the model stopped, after one that says what cut the text off or broke it off: a
    /// proxy ends every stream so.
    static func isWeaker(_ word: String, than earlier: String) -> Bool {
        let earlier = earlier.lowercased()
        return known(word.lowercased()) == .stop
            && ([.length, .filter].contains(known(earlier)) || breaking.contains(earlier))
    }

    private static let breaking: Set = [
        "abort", "aborted", "cancel", "cancelled", "canceled", "error", "insufficient_system_resource", "interrupted",
        "network_error", "timeout",
    ]

    /// A filter by whatever name: `content_filter`, `content_filtered`, `image_safety`, `guardrail_intervened` … A name with a
    /// part that is not known, as `filter_timeout`, may say that the filter failed.
    private static func isFilter(_ word: String) -> Bool {
        let parts = word.split { !$0.isLetter }.map(String.init)
        return parts.contains(where: filters.contains)
            && parts.allSatisfy { filters.contains($0) || beside.contains($0) }
    }

    private static let filters: Set = [
        "filter", "filtered", "filters", "contentfilter", "contentfiltered", "safety", "unsafe", "prohibited",
        "guardrail", "guardrails", "moderation", "moderated",
    ]
    private static let beside: Set = [
        "content", "image", "text", "prompt", "input", "output", "response", "policy", "violation", "by", "blocked",
        "block", "intervened", "intervention", "flagged", "triggered", "reason", "stop", "stopped",
    ]
}

extension Assembly {
    /// Takes a word for the end; what is no word never replaces one that came before.
    mutating func takeFinish(_ word: String?) {
        guard let word = word?.trimmingCharacters(in: .whitespacesAndNewlines), !word.isEmpty,
            !["null", "none"].contains(word.lowercased()),
            finishWord.map({ !Endings.isWeaker(word, than: $0) }) ?? true
        else { return }
        finishWord = word
    }
}
