/// Why a text is not JSON, and at which byte.
package struct JSONError: Error, Sendable, CustomStringConvertible {
    package let message: String
    /// From 0.
    package let offset: Int
    /// What to write instead, where that is known.
    package var remedy: String?

    package init(message: String, offset: Int, remedy: String? = nil) {
        self.message = message
        self.offset = offset
        self.remedy = remedy
    }

    package var description: String { "\(message) at byte \(offset + 1)" }
}

extension JSONValue {
    /// Parses exactly one JSON value (RFC 8259): UTF-8 only, no name twice in an object, nothing behind the value.
    package init(parsing bytes: some Collection<UInt8>) throws(JSONError) {
        let contiguous = ContiguousArray(bytes)
        var parser = JSONParser(bytes: contiguous)
        self = try parser.document()
    }

    /// The members of exactly one object, in order, each with the bytes of its value: a number keeps its spelling.
    package static func members(parsing bytes: ArraySlice<UInt8>) throws(JSONError) -> [JSONMember] {
        var parser = JSONParser(bytes: ContiguousArray(bytes))
        return try parser.topMembers()
    }

    /// Parses the UTF-8 bytes of `text`.
    package init(parsing text: String) throws(JSONError) { try self.init(parsing: text.utf8) }
}

/// One member of an object, and how its value is spelt.
package struct JSONMember: Sendable {
    package let name: String
    package let value: JSONValue
    package let spelling: ContiguousArray<UInt8>.SubSequence
}

/// The names that an object has so far.
private struct MemberNames {
    /// Of so few each is looked at, which is cheaper than a set.
    private static let few = 16

    private var first: [String] = []
    private var rest: Set<[UInt8]> = []

    /// False where the name is there already, byte for byte.
    mutating func insert(_ name: String) -> Bool {
        guard !first.contains(where: { $0.utf8.elementsEqual(name.utf8) }) else { return false }
        guard first.count == Self.few else {
            first.append(name)
            return true
        }
        return rest.insert(Array(name.utf8)).inserted
    }
}

/// A recursive-descent parser over bytes.
private struct JSONParser {
    static let depthLimit = 128

    let bytes: ContiguousArray<UInt8>
    var position = 0
    var depth = 0

    init(bytes: ContiguousArray<UInt8>) { self.bytes = bytes }

    mutating func document() throws(JSONError) -> JSONValue {
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw failure("something follows the value") }
        return value
    }

    /// The members of the one object that the text is.
    mutating func topMembers() throws(JSONError) -> [JSONMember] {
        skipSpace()
        guard take("{") else {
            _ = try document()
            throw JSONError(
                message: "not an object",
                offset: 0,
                remedy: "write one object, such as {\"item\": …}, a row"
            )
        }
        var members: [JSONMember] = []
        try eachMember { name, value, spelling in
            members.append(JSONMember(name: name, value: value, spelling: spelling))
        }
        skipSpace()
        guard position == bytes.count else { throw failure("something follows the value") }
        return members
    }

    private func failure(_ message: String) -> JSONError { JSONError(message: message, offset: position) }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return try nested { parser throws(JSONError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(JSONError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case let byte? where byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte): return try number()
        case nil: throw failure("the text ends where a value should stand")
        default: throw foreignWord() ?? failure("no JSON value starts so")
        }
    }

    /// What Python and JavaScript write for values that JSON does not have.
    private func foreignWord() -> JSONError? {
        let words: [(StaticString, String)] = [
            ("NaN", "null"), ("nan", "null"), ("Infinity", "null"), ("-Infinity", "null"), ("None", "null"),
            ("undefined", "null"),
            ("True", "true"), ("False", "false"),
        ]
        let found = words.first { word, _ in
            word.withUTF8Buffer { bytes.dropFirst(position).prefix($0.count).elementsEqual($0) }
        }
        return found.map { word, instead in
            JSONError(
                message: "'\(word)' is no JSON value",
                offset: position,
                remedy: instead == "null" ? "write null where a value is missing" : "write \(instead)"
            )
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(JSONError) -> JSONValue
    ) throws(JSONError) -> JSONValue {
        guard depth < Self.depthLimit else { throw failure("more than \(Self.depthLimit) levels deep") }
        depth += 1
        position += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws(JSONError) -> JSONValue {
        var members: [(String, JSONValue)] = []
        try eachMember { name, value, _ in members.append((name, value)) }
        return .object(members)
    }

    /// Reads the members up to the closing brace; the opening one is behind.
    private mutating func eachMember(
        _ body: (String, JSONValue, ContiguousArray<UInt8>.SubSequence) -> Void
    ) throws(JSONError) {
        var names = MemberNames()
        skipSpace()
        if take("}") { return }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else {
                var failure = failure("a member's name in quotes is missing")
                if current == UInt8(ascii: "'") {
                    failure.remedy = "quotes are \" in JSON, and Python's json.dumps writes them"
                }
                throw failure
            }
            let start = position
            let name = try string()
            guard names.insert(name) else {
                throw JSONError(message: "the name \"\(name)\" stands twice", offset: start)
            }
            skipSpace()
            guard take(":") else { throw failure("a colon is missing") }
            skipSpace()
            let from = position
            let value = try value()
            body(name, value, bytes[from..<position])
            skipSpace()
            if take("}") { return }
            guard take(",") else { throw failure("a comma or a closing brace is missing") }
        }
    }

    private mutating func array() throws(JSONError) -> JSONValue {
        var elements: [JSONValue] = []
        skipSpace()
        if take("]") { return .array([]) }
        while true {
            elements.append(try value())
            skipSpace()
            if take("]") { return .array(elements) }
            guard take(",") else { throw failure("a comma or a closing bracket is missing") }
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let length = word.utf8CodeUnitCount
        let matches = word.withUTF8Buffer { bytes.dropFirst(position).prefix(length).elementsEqual($0) }
        guard matches else { throw foreignWord() ?? failure("no JSON value starts so") }
        position += length
        return value
    }

    private mutating func digits() -> Int {
        let start = position
        while let byte = current, byte >= 0x30, byte <= 0x39 { position += 1 }
        return position - start
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        _ = take("-")
        let leadsWithZero = current == 0x30
        let whole = digits()
        guard whole > 0, !(leadsWithZero && whole > 1) else {
            position = start
            throw foreignWord() ?? failure("not a JSON number")
        }
        if take("."), digits() == 0 { throw failure("a digit is missing behind the point") }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            guard digits() > 0 else { throw failure("a digit is missing in the exponent") }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let number = Double(text), number.isFinite else { throw failure("the number is too large") }
        return .number(number)
    }

    private mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
        if current == UInt8(ascii: "\"") {
            defer { position += 1 }
            return try text(bytes[start..<position], from: start)
        }
        var unescaped = Array(bytes[start..<position])
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try text(unescaped[...], from: start)
            case UInt8(ascii: "\\"):
                position += 1
                try escape(into: &unescaped)
            case 0..<0x20: throw failure("a control character stands in a text")
            default:
                unescaped.append(byte)
                position += 1
            }
        }
        throw failure("the text ends inside quotes")
    }

    private func text(_ bytes: some Collection<UInt8>, from offset: Int) throws(JSONError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw JSONError(message: "not UTF-8", offset: offset)
        }
        return text
    }

    private mutating func escape(into unescaped: inout [UInt8]) throws(JSONError) {
        guard let byte = current else { throw failure("the text ends inside quotes") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(byte)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"): unescaped += Array(String(Character(try scalar())).utf8)
        default: throw failure("no such escape")
        }
    }

    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        let first = try hexadecimalUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), take("\\"), take("u") else { throw failure("half a surrogate pair") }
        let second = try hexadecimalUnit()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else { throw failure("half a surrogate pair") }
        return scalar
    }

    private mutating func hexadecimalUnit() throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = current.flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
                throw failure("four hexadecimal digits are missing")
            }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }
}
