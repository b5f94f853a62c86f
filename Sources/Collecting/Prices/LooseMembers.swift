import Studies

/// The members of a JSON object, each read alone, so that one that is broken costs no other.
enum LooseMembers {
    struct Member {
        var name: String
        var value: Result<JSONValue, JSONError>
    }

    /// Throws where the object itself is not one: its braces, names and commas.
    static func read(_ bytes: [UInt8]) throws(JSONError) -> [Member] {
        var scan = Scan(bytes: bytes)
        guard scan.take(UInt8(ascii: "{")) else { throw scan.failure("an object is missing") }
        var members: [Member] = []
        if scan.take(UInt8(ascii: "}")) { return members }
        while true {
            let quoted = try scan.value()
            guard case .string(let name) = try JSONValue(parsing: quoted) else {
                throw scan.failure("a member's name in quotes is missing")
            }
            guard scan.take(UInt8(ascii: ":")) else { throw scan.failure("a colon is missing") }
            let slice = try scan.value()
            members.append(Member(name: name, value: Result { () throws(JSONError) in try JSONValue(parsing: slice) }))
            if scan.take(UInt8(ascii: "}")) { return members }
            guard scan.take(UInt8(ascii: ",")) else { throw scan.failure("a comma or a closing brace is missing") }
        }
    }

    /// Finds where values end, by quotes and brackets alone.
    private struct Scan {
        let bytes: [UInt8]
        var position = 0

        func failure(_ message: String) -> JSONError { JSONError(message: message, offset: position) }

        mutating func take(_ byte: UInt8) -> Bool {
            while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
            guard position < bytes.count, bytes[position] == byte else { return false }
            position += 1
            return true
        }

        /// The bytes of the next value.
        mutating func value() throws(JSONError) -> ArraySlice<UInt8> {
            while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
            let start = position
            var (depth, isInText) = (0, false)
            while position < bytes.count {
                let byte = bytes[position]
                if isInText {
                    if byte == UInt8(ascii: "\\") {
                        position += 1
                    } else if byte == UInt8(ascii: "\"") {
                        isInText = false
                    }
                    position += 1
                    if !isInText, depth == 0 { break }
                    continue
                }
                switch byte {
                case UInt8(ascii: "\""): isInText = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    if depth == 0 { return try slice(from: start) }
                    depth -= 1
                    if depth == 0 {
                        position += 1
                        return try slice(from: start)
                    }
                case UInt8(ascii: ","), UInt8(ascii: ":"): if depth == 0 { return try slice(from: start) }
                default: break
                }
                position += 1
            }
            return try slice(from: start)
        }

        private func slice(from start: Int) throws(JSONError) -> ArraySlice<UInt8> {
            guard start < position, position <= bytes.count else { throw failure("a value is missing") }
            return bytes[start..<position]
        }
    }
}
