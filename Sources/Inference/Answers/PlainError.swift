/// An error whose members stand alone, without a member `error` around them: `{"object": "error", "message": …}`.
struct PlainError {
    private(set) var said = ServerError()
    /// Whether `object` or `type` says that it is one.
    private(set) var isError = false

    mutating func read(_ cursor: inout JSONCursor, _ key: JSONCursor.Key) {
        switch key {
        case "object": if cursor.reads("error") { isError = true }
        case "type":
            let type = cursor.peekedString()
            if type == "error" { isError = true } else { said.type = type }
        case "message", "msg", "detail": said.message = said.message ?? cursor.words()
        case "code": said.code = cursor.word()
        default: break
        }
    }
}

extension Assembly {
    /// Takes an event that the server calls an error, whatever its form.
    mutating func takeErrorEvent(_ data: UnsafeBufferPointer<UInt8>) {
        if let told = ServerError.parse(data), !told.isBlank {
            error = told
        } else {
            let text = String(decoding: data.prefix(16 << 10), as: UTF8.self)
            error = ServerError(message: text.hasPrefix("{") ? nil : text)
        }
    }
}
