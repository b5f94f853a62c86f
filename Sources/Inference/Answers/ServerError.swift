/// An error object of a server, in any of the forms that servers use.
struct ServerError: Equatable {
    var message: String?
    var type: String?
    /// A word or a number.
    var code: String?
    /// How long to wait, where the object says (Google's `RetryInfo`).
    var retryDelay: String?

    /// Reads the value of an `error` member: an object, or a text.
    mutating func read(_ cursor: inout JSONCursor) {
        if let text = cursor.peekedString() {
            message = text
            return
        }
        cursor.members { cursor, key in
            switch key {
            case "message": message = cursor.string()
            case "type", "status": type = cursor.string() ?? type
            case "code": code = cursor.word()
            case "details":
                cursor.elements { cursor in
                    cursor.members { cursor, key in
                        if case "retryDelay" = key { retryDelay = cursor.string() }
                    }
                }
            default: break
            }
        }
    }

    /// Reads a whole body; nil where it holds no error in a known form.
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> ServerError? {
        var cursor = JSONCursor(bytes)
        var error: ServerError?
        // Google's bridge wraps the object in an array.
        if cursor.isArray() {
            cursor.elements { readBody(&$0, into: &error) }
        } else {
            readBody(&cursor, into: &error)
        }
        return cursor.isBroken ? nil : error
    }

    private static func readBody(_ cursor: inout JSONCursor, into error: inout ServerError?) {
        var found: ServerError?
        cursor.members { cursor, key in
            switch key {
            case "error":
                guard !cursor.isNull() else { return }
                var inner = found ?? ServerError()
                inner.read(&cursor)
                found = inner
            case "detail", "message":
                // FastAPI's and other frameworks' own errors.
                guard found == nil, let text = cursor.peekedString() else { return }
                found = ServerError(message: text)
            default: break
            }
        }
        error = found ?? error
    }

    /// The kind that the error's own words tell of, whatever the status.
    var kind: Failure.Kind? {
        let words = [type, code].compactMap { $0?.lowercased() }
        let text = (message ?? "").lowercased()
        if words.contains(where: Self.quotaWords.contains) { return .quota }
        if words.contains(where: { $0.contains("context_length") || $0.contains("exceed_context_size") }) {
            return .contextOverflow
        }
        if Self.overflowPhrases.contains(where: text.contains) { return .contextOverflow }
        if words.contains(where: Self.limitWords.contains) { return .rateLimited }
        if words.contains(where: {
            $0.contains("overloaded") || $0 == "unavailable_error" || $0 == "503" || $0 == "529"
        }) {
            return .overloaded
        }
        if words.contains(where: {
            $0.contains("authentication") || $0 == "invalid_api_key" || $0.contains("permission")
        }) {
            return .auth
        }
        if words.contains(where: { $0 == "model_not_found" || $0 == "not_found_error" }) { return .notFound }
        if words.contains(where: { $0.contains("server_error") || $0 == "api_error" || $0 == "500" || $0 == "502" }) {
            return .serverError
        }
        if words.contains(where: { $0.contains("invalid_request") || $0 == "invalid_prompt" || $0 == "400" }) {
            return .badRequest
        }
        return nil
    }

    private static let quotaWords: Set = [
        "insufficient_quota", "billing_error", "billing_hard_limit_reached", "billing_not_active", "402",
    ]
    private static let limitWords: Set = [
        "rate_limit_exceeded", "rate_limit_error", "resource_exhausted", "too_many_requests", "429",
    ]
    private static let overflowPhrases = [
        "maximum context length", "context length exceeded", "context window", "exceeds the available context size",
        "exceed context", "prompt is too long", "input is too large to process", "input length exceeds",
    ]
}

extension JSONCursor {
    /// Whether the next value is an array; reads nothing.
    mutating func isArray() -> Bool {
        skipToValue()
        return position < bytes.count && bytes[position] == UInt8(ascii: "[")
    }

    /// The next value if it is a string; reads nothing otherwise.
    mutating func peekedString() -> String? {
        skipToValue()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
        return string()
    }

    /// A string, or a number as it stands; nil for any other value.
    mutating func word() -> String? {
        if let text = peekedString() { return text }
        let range = raw()
        guard let first = range.first, bytes[first] != UInt8(ascii: "n") else { return nil }
        return String(decoding: bytes[range], as: UTF8.self)
    }
}
