/// An error object of a server, in any of the forms that servers use.
struct ServerError: Equatable {
    var message: String?
    var type: String?
    /// A word or a number.
    var code: String?
    /// How long to wait, where the object says (Google's `RetryInfo`).
    var retryDelay: String?
    /// Headers that the body repeats, by lowercase name (OpenRouter's).
    var headers: [String: String] = [:]

    /// Reads the value of an `error` member: an object, a text, or a list of either.
    mutating func read(_ cursor: inout JSONCursor) {
        guard cursor.isObject() else {
            message = cursor.words() ?? message
            return
        }
        let start = cursor.position
        cursor.members { cursor, key in
            switch key {
            case "message", "msg", "error_msg", "error_message", "description", "faultstring":
                message = cursor.words() ?? message
            case "type", "status": type = cursor.word() ?? type
            case "code", "error_code": code = cursor.word() ?? code
            case "detail": message = message ?? cursor.words()
            case "details":
                let start = cursor.position
                var words: String?
                cursor.elements { cursor in
                    cursor.members { cursor, key in
                        switch key {
                        case "retryDelay": retryDelay = cursor.string()
                        case "message", "msg", "detail": words = words ?? cursor.words()
                        default: break
                        }
                    }
                }
                message = message ?? words ?? cursor.plainWords(from: start)
            case "innererror", "inner_error", "metadata": readInner(&cursor)
            default: break
            }
        }
        if message == nil, type == nil, code == nil { message = cursor.plainWords(from: start) }
    }

    /// Whether it says nothing at all, as the empty object that some servers put beside an answer.
    var isBlank: Bool { (message ?? "").isEmpty && type == nil && (code == nil || code == "0") }

    /// Azure's inner error names the filter; OpenRouter's metadata hold the provider's own words.
    private mutating func readInner(_ cursor: inout JSONCursor) {
        var inner: String?
        cursor.members { cursor, key in
            switch key {
            case "code": type = type ?? cursor.word()
            case "raw": inner = cursor.words()
            case "headers":
                cursor.namedMembers { headers[$0.lowercased()] = $1 }
            default: break
            }
        }
        if let inner { message = message.map { "\($0): \(inner)" } ?? inner }
    }

    /// Reads a whole body; nil where it holds no error in a known form.
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> ServerError? {
        var cursor = JSONCursor(bytes)
        var error: ServerError?
        // Google's bridge wraps the object in an array.
        if cursor.isArray() {
            cursor.elements { cursor in
                guard let text = cursor.peekedString() else { return readBody(&cursor, into: &error) }
                error = ServerError(message: error?.message.map { "\($0); \(text)" } ?? text)
            }
        } else {
            readBody(&cursor, into: &error)
        }
        return cursor.isBroken ? nil : error
    }

    private static func readBody(_ cursor: inout JSONCursor, into error: inout ServerError?) {
        var found: ServerError?
        // What frameworks and gateways put beside or in place of an error object.
        var outer = ServerError()
        // RFC 9457: the kind of problem, beside what it is here.
        var title: String?
        cursor.members { cursor, key in
            switch key {
            case "error", "errors", "fault":
                guard !cursor.isNull() else { return }
                var inner = found ?? ServerError()
                inner.read(&cursor)
                found = inner
            case "title": title = cursor.words()
            case "detail", "message", "msg", "error_msg", "error_message", "errmsg", "error_description", "exception":
                outer.message = outer.message ?? cursor.words()
            case "type": outer.type = cursor.word().flatMap { $0 == "error" ? nil : $0 }
            case "code", "error_code", "errcode": outer.code = outer.code ?? cursor.word()
            case "base_resp":
                cursor.members { cursor, key in
                    switch key {
                    case "status_msg": outer.message = outer.message ?? cursor.words()
                    case "status_code": outer.code = outer.code ?? cursor.word()
                    default: break
                    }
                }
            default: break
            }
        }
        if let title { outer.message = outer.message.map { title == $0 ? $0 : "\(title): \($0)" } ?? title }
        if var inner = found {
            inner.message =
                inner.message.map { told in outer.message.map { told == $0 ? told : "\(told): \($0)" } ?? told }
                ?? outer.message
            inner.type = inner.type ?? outer.type
            inner.code = inner.code ?? outer.code
            error = inner
        } else if outer.message != nil || (outer.code != nil && outer.code != "0") {
            error = outer
        }
    }

    /// What the server said, in one line of words.
    var words: String? {
        guard let message else { return type ?? code.map { "code \($0)" } }
        return message
    }
}

extension JSONCursor {
    /// Whether the next value is an array; reads nothing.
    mutating func isArray() -> Bool {
        skipToValue()
        return position < bytes.count && bytes[position] == UInt8(ascii: "[")
    }

    /// Whether the next value is an object; reads nothing.
    mutating func isObject() -> Bool {
        skipToValue()
        return position < bytes.count && bytes[position] == UInt8(ascii: "{")
    }

    /// Reads a value that was passed over; where it is broken, this cursor is too.
    mutating func within(_ range: Range<Int>, _ read: (inout JSONCursor) -> Void) {
        var inner = JSONCursor(UnsafeBufferPointer(rebasing: bytes[range]))
        read(&inner)
        if inner.isBroken { breakOff() }
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
        guard let first = range.first, bytes[first] == UInt8(ascii: "-") || (0x30...0x39).contains(bytes[first]) else {
            return nil
        }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    /// What a value says in words, whatever its form: a text, a list of complaints, an object with a message and its place,
    /// or one whose names say what the complaints are of. A turn of a conversation says nothing here.
    mutating func words() -> String? {
        if isArray() {
            var parts = [String]()
            elements { if let words = $0.words() { parts.append(words) } }
            return parts.isEmpty ? nil : parts.joined(separator: "; ")
        }
        guard isObject() else { return word().flatMap { $0.isEmpty ? nil : $0 } }
        var (place, said, inner, others) = ([String](), String?.none, String?.none, [String]())
        var isTurn = false
        members { cursor, key in
            switch key {
            case "loc":
                if cursor.isArray() {
                    cursor.elements { if let word = $0.word() { place.append(word) } }
                } else {
                    place = [cursor.word()].compactMap { $0 }
                }
            case "msg", "message", "error_msg", "status_msg", "description", "reason", "title", "text", "faultstring":
                said = said ?? cursor.words()
            case "detail", "details", "error", "errors": inner = inner ?? cursor.words()
            case "role", "content": isTurn = true
            default: if let words = cursor.words() { others.append("\(key.text): \(words)") }
            }
        }
        let named = others.isEmpty ? nil : others.joined(separator: ", ")
        guard !isTurn, let words = said ?? inner ?? named else { return nil }
        return place.isEmpty ? words : "\(place.joined(separator: ".")): \(words)"
    }

    /// The words of the value that began at `start` and was read.
    fileprivate func plainWords(from start: Int) -> String? {
        guard !isBroken, start < position else { return nil }
        var inner = JSONCursor(UnsafeBufferPointer(rebasing: bytes[start..<position]))
        return inner.words()
    }

    /// The members of an object whose values are texts or numbers.
    fileprivate mutating func namedMembers(_ visit: (String, String) -> Void) {
        members { cursor, key in
            if let word = cursor.word() { visit(key.text, word) }
        }
    }
}
